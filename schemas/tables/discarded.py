"""Table `discarded`: source text that is in no section."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import OPTIONAL_DOC_ID, PAGE, SOURCE_ID, SPAN
from schemas.vocabulary import DISCARD_REASONS

SPEC = TableSpec(
    name="discarded",
    en="Source text that is in no section, with the reason; nothing is lost silently",
    zh="未进入任何章节的源文本及其原因",
    columns=(
        SOURCE_ID,
        OPTIONAL_DOC_ID,
        Column("reason", ColumnType.TEXT, "Why it was taken out", "去除原因", nullable=False, allowed=DISCARD_REASONS),
        Column("text", ColumnType.TEXT, "The text as it stands in the source", "原文", nullable=False),
        PAGE,
        *SPAN,
    ),
    key=("source_id", "source_start"),
    sort=("source_id", "source_start"),
    ordered=(("source_start", "source_end"),),
)
