"""Table `counts`: a counted or measured thing."""

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
    name="counts",
    en="A counted or measured thing: 50 家企业, 3 年, 20 万平方米",
    zh="计数或度量：50 家企业、3 年、20 万平方米",
    columns=(
        identifier("quantity_id", "Identifies the quantity", "数量标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        QUOTE,
        SENTENCE,
        Column("value_min", ColumnType.NUMBER, "Number, or low end of a range", "数值或下限", nullable=False),
        Column("value_max", ColumnType.NUMBER, "Number, or high end of a range", "数值或上限", nullable=False),
        Column(
            "unit",
            ColumnType.TEXT,
            "Classifier or unit as printed; empty where the paper leaves it out (80万重点群体)",
            "量词或单位，原文；原文省略时为空（80万重点群体）",
        ),
        Column("noun", ColumnType.TEXT, "What is counted, as printed", "所计之物，原文"),
        COMPARATOR,
        ROLE,
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("quantity_id",),
    sort=("doc_id", "source_start", "source_end", "quantity_id"),
    ordered=(("source_start", "source_end"), ("value_min", "value_max")),
)
