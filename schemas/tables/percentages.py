"""Table `percentages`: a percentage, ratio, multiple or fraction."""

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
from schemas.vocabulary import PERCENTAGE_KINDS

SPEC = TableSpec(
    name="percentages",
    en="A percentage, permille, percentage point, ratio, multiple or fraction",
    zh="百分比、千分比、百分点、比例、倍数或分数",
    columns=(
        identifier("quantity_id", "Identifies the quantity", "数量标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        QUOTE,
        SENTENCE,
        Column(
            "kind",
            ColumnType.TEXT,
            "percent, permille, point, ratio, multiple or fraction",
            "类型",
            nullable=False,
            allowed=PERCENTAGE_KINDS,
        ),
        Column(
            "value_min",
            ColumnType.NUMBER,
            "Value, or low end: percent, permille, fraction as a fraction of one; points as points; "
            "a:b as a/b; a multiple as its factor",
            "数值或下限：百分比、千分比、分数以 1 为单位；百分点为点数；a:b 为 a/b；倍数为倍率",
            nullable=False,
        ),
        Column("value_max", ColumnType.NUMBER, "Value, or high end of a range", "数值或上限", nullable=False),
        Column("numerator", ColumnType.INTEGER, "Left number of a fraction or ratio", "分子或比的前项"),
        Column("denominator", ColumnType.INTEGER, "Right number of a fraction or ratio", "分母或比的后项"),
        COMPARATOR,
        Column("base", ColumnType.TEXT, "Of what it is a share, as printed", "基数，原文"),
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
