"""Table `texts`: the source text that every span points into."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import SOURCE_ID

SPEC = TableSpec(
    name="texts",
    en="The source text as decoded or extracted; all spans are offsets into it",
    zh="解码或提取所得的源文本；所有位置均指向它",
    columns=(
        SOURCE_ID,
        Column("text", ColumnType.TEXT, "The whole source text", "源文本全文", nullable=False),
    ),
    key=("source_id",),
    sort=("source_id",),
)
