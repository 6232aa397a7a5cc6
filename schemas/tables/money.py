"""Table `money`: a sum of money."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import (
    CERTAINTY,
    COMPARATOR,
    CORRECTED,
    DOC_ID,
    PAGE,
    QUOTE,
    ROLE,
    SECTION_ID,
    SENTENCE,
    SOURCE_ID,
    SPAN,
    identifier,
)

SPEC = TableSpec(
    name="money",
    en="A sum of money",
    zh="金额",
    columns=(
        identifier("quantity_id", "Identifies the quantity", "数量标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        QUOTE,
        SENTENCE,
        Column(
            "amount_min",
            ColumnType.MONEY,
            "Sum, or low end of a range",
            "金额或区间下限",
            nullable=False,
            unit="currency unit",
        ),
        Column(
            "amount_max",
            ColumnType.MONEY,
            "Sum, or high end of a range",
            "金额或区间上限",
            nullable=False,
            unit="currency unit",
        ),
        Column("currency", ColumnType.TEXT, "ISO 4217 code", "币种（ISO 4217）", nullable=False, pattern="[A-Z]{3}"),
        COMPARATOR,
        Column(
            "per", ColumnType.TEXT, "What the sum is paid per, as printed (每个基站, 人/期)", "计量对象（每…），原文"
        ),
        ROLE,
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("quantity_id",),
    sort=("doc_id", "source_start", "source_end", "quantity_id"),
    ordered=(("source_start", "source_end"), ("amount_min", "amount_max")),
)
