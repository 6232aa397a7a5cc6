"""Table `lines`: a line of a PDF or OFD with its box."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import END, PAGE, SOURCE_ID, START


def _edge(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.NUMBER, en, zh, nullable=False, unit="PDF point (1/72 inch)")


SPEC = TableSpec(
    name="lines",
    en="A line of a PDF or OFD with its box; a span's boxes are those of the lines it overlaps",
    zh="PDF 或 OFD 的一行及其位置框",
    columns=(
        SOURCE_ID,
        PAGE,
        Column("line", ColumnType.INTEGER, "Line on the page, from 1", "页内行号，从 1 计", nullable=False, minimum=1),
        START,
        END,
        _edge("x0", "Left edge, from the page's left", "左边缘"),
        _edge("top", "Upper edge, from the page's top", "上边缘（自页顶）"),
        _edge("x1", "Right edge, from the page's left", "右边缘"),
        _edge("bottom", "Lower edge, from the page's top", "下边缘（自页顶）"),
    ),
    key=("source_id", "page", "line"),
    sort=("source_id", "page", "line"),
    ordered=(("source_start", "source_end"), ("x0", "x1"), ("top", "bottom")),
)
