"""Table `table_cells`: a cell of a table in the source."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import CERTAINTY, CORRECTED, DOC_ID, PAGE, SECTION_ID, SOURCE_ID, SPAN, identifier

SPEC = TableSpec(
    name="table_cells",
    en="A cell of a table in the source, with the headers of its row and column; empty cells have no row",
    zh="来源中表格的单元格及其行、列表头；空单元格不成行",
    columns=(
        identifier("cell_id", "Identifies the cell", "单元格标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        identifier("table_id", "Identifies the table; one table may run over several pages", "表格标识；跨页为同一表"),
        Column("caption", ColumnType.TEXT, "Title of the table as printed", "表题，原文"),
        Column(
            "row",
            ColumnType.INTEGER,
            "Row from 1, header rows included; a header repeated on a new page is not counted",
            "行号，从 1 计，含表头；跨页重复的表头不计",
            nullable=False,
            minimum=1,
        ),
        Column("column", ColumnType.INTEGER, "Column from 1", "列号，从 1 计", nullable=False, minimum=1),
        Column(
            "row_header",
            ColumnType.TEXT,
            "Words that name the row, merged cells filled in, joined by /",
            "行表头（补齐合并单元格），以 / 连接",
        ),
        Column("column_header", ColumnType.TEXT, "Words that head the column, joined by /", "列表头，以 / 连接"),
        Column("text", ColumnType.TEXT, "Words of the cell, cleaned", "单元格文字（已清理）", nullable=False),
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("cell_id",),
    sort=("doc_id", "source_start", "row", "column", "cell_id"),
    ordered=(("source_start", "source_end"),),
)
