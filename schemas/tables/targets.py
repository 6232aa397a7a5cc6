"""Table `targets`: a quantified aim or stated figure."""

from schemas.spec import ID_PATTERN, Column, ColumnType, TableSpec
from schemas.tables._columns import (
    CERTAINTY,
    COMPARATOR,
    DOC_ID,
    PAGE,
    QUOTE,
    SECTION_ID,
    SENTENCE,
    SOURCE_ID,
    SPAN,
    identifier,
)
from schemas.vocabulary import TARGET_STATUSES

SPEC = TableSpec(
    name="targets",
    en="A quantified aim or stated figure, from running text or from a cell of an indicator table",
    zh="量化目标或已有指标值，来自正文或指标表单元格",
    columns=(
        identifier("target_id", "Identifies the target", "目标标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        Column(
            "quantity_id",
            ColumnType.TEXT,
            "The quantity in money, percentages or counts; empty for a cell of a table",
            "对应 money、percentages 或 counts 中的数量；表格单元格为空",
            pattern=ID_PATTERN,
        ),
        Column(
            "table_id",
            ColumnType.TEXT,
            "The table of table_cells it stands in; empty in running text",
            "所在表格（见 table_cells）；正文中为空",
            pattern=ID_PATTERN,
        ),
        Column("metric", ColumnType.TEXT, "What is counted or measured, as printed", "指标名称，原文"),
        Column("value_min", ColumnType.NUMBER, "Value, or low end of a range", "指标值或区间下限", nullable=False),
        Column("value_max", ColumnType.NUMBER, "Value, or high end of a range", "指标值或区间上限", nullable=False),
        Column(
            "unit",
            ColumnType.TEXT,
            "ISO 4217 code for money, % for shares (as fractions of one), else classifier or unit as printed",
            "单位：金额为币种代码，百分比为 %（值以 1 为整体），其余为原文量词或单位",
        ),
        COMPARATOR,
        Column(
            "year",
            ColumnType.INTEGER,
            "Year it is due, or was observed; empty where the paper does not tie it to one",
            "目标年份或数据年份；文件未明确时为空",
            minimum=1900,
            maximum=2200,
        ),
        Column("per", ColumnType.TEXT, "What the value is per, as printed (每年, 人)", "计量对象（每年、人等），原文"),
        Column(
            "status",
            ColumnType.TEXT,
            "target: to be reached; actual: already so",
            "target 目标；actual 已有实际值",
            nullable=False,
            allowed=TARGET_STATUSES,
        ),
        CERTAINTY,
        identifier(
            "carried_from",
            "The block whose words give the year or the metric where they do not stand beside the value",
            "年份或指标名称承接自的章节",
            nullable=True,
            references="sections.section_id",
        ),
        QUOTE,
        SENTENCE,
        PAGE,
        *SPAN,
    ),
    key=("target_id",),
    sort=("doc_id", "source_start", "source_end", "target_id"),
    ordered=(("source_start", "source_end"), ("value_min", "value_max")),
)
