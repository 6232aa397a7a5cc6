"""Table `sections`: a block of the outline."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import DOC_ID, PAGE, POSITION, SOURCE_ID, SPAN, identifier
from schemas.vocabulary import SECTION_KINDS

SPEC = TableSpec(
    name="sections",
    en="A block of the outline; its span holds its own words only, its children's not",
    zh="大纲中的一个章节；范围仅含自身文字，不含下级",
    columns=(
        identifier("section_id", "Identifies the section", "章节标识"),
        DOC_ID,
        SOURCE_ID,
        identifier(
            "parent_id",
            "The section above; empty at the top",
            "上级章节；顶层为空",
            nullable=True,
            references="sections.section_id",
        ),
        POSITION,
        Column(
            "depth", ColumnType.INTEGER, "1 at the top, one more per level", "层级，顶层为 1", nullable=False, minimum=1
        ),
        Column(
            "path",
            ColumnType.TEXT,
            "Numbers from the top down, e.g. 三/（一）/2",
            "路径，如 三/（一）/2",
            nullable=False,
        ),
        Column("kind", ColumnType.TEXT, "Kind of block", "章节类型", nullable=False, allowed=SECTION_KINDS),
        Column("marker", ColumnType.TEXT, "Number or sign as printed, e.g. （一）", "编号原文"),
        Column("ordinal", ColumnType.INTEGER, "The number as an integer", "编号数值", minimum=0),
        Column("heading", ColumnType.TEXT, "Words of the heading, without the number", "标题文字"),
        Column(
            "text",
            ColumnType.TEXT,
            "Its own words, cleaned, children excluded",
            "自身文字（已清理，不含下级）",
            nullable=False,
        ),
        PAGE,
        *SPAN,
    ),
    key=("section_id",),
    sort=("doc_id", "position"),
    ordered=(("source_start", "source_end"),),
)
