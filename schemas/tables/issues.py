"""Table `issues`: what the parser noticed."""

from schemas.issues import ISSUE_CODES, SEVERITIES
from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import OPTIONAL_DOC_ID, PAGE, SOURCE_ID, SPAN, identifier

SPEC = TableSpec(
    name="issues",
    en="What the parser noticed: gaps in numbering, numbers it could not read, and the like",
    zh="解析中发现的问题",
    columns=(
        identifier("issue_id", "Identifies the issue", "问题标识"),
        SOURCE_ID,
        OPTIONAL_DOC_ID,
        Column("code", ColumnType.TEXT, "Code from the catalogue", "问题代码", nullable=False, allowed=ISSUE_CODES),
        Column("severity", ColumnType.TEXT, "info, warning or error", "严重程度", nullable=False, allowed=SEVERITIES),
        Column("detail", ColumnType.TEXT, "What was seen", "说明", nullable=False),
        PAGE,
        *SPAN,
    ),
    key=("issue_id",),
    sort=("source_id", "source_start", "issue_id"),
    ordered=(("source_start", "source_end"),),
)
