"""Table `incentives_wide`: an incentive with its paper, the one flat table for BI."""

from dataclasses import replace

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import CORRECTED, DOC_ID, PAGE, SECTION_ID, SOURCE_ID, SPAN, identifier
from schemas.tables.documents import SPEC as DOCUMENTS
from schemas.tables.incentives import WHAT

PAPER = (
    "province",
    "city",
    "county",
    "issuers",
    "title",
    "doc_number",
    "issued_date",
    "effective_from",
    "effective_to",
)

SPEC = TableSpec(
    name="incentives_wide",
    en="An incentive with its paper and place: one flat table for BI",
    zh="支持条款及其所属政策与地区的宽表，供商业智能工具直接使用",
    columns=(
        identifier("incentive_id", "The promise", "支持条款标识", references="incentives.incentive_id"),
        *(replace(DOCUMENTS[name], nullable=True) for name in PAPER),
        Column(
            "section_path",
            ColumnType.TEXT,
            "Numbers of the section from the top, e.g. 三/（一）/2",
            "章节路径",
            nullable=False,
        ),
        Column(
            "section_heading",
            ColumnType.TEXT,
            "Headings of the section from the top, joined by ›",
            "各级章节标题，以 › 连接",
        ),
        *WHAT,
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("incentive_id",),
    # By place first, so that who asks for one reads few row groups; every other table goes by document.
    sort=("province", "city", "county", "doc_id", "source_start", "source_end", "incentive_id"),
    ordered=(("source_start", "source_end"),),
)
