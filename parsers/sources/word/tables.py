"""Tables of a document: rows of cells with merged ones resolved; tables that only lay a page out are paragraphs.

Source: ECMA-376 part 1, 17.4. A cell spans columns (gridSpan), goes on with the one above (vMerge) or beside (hMerge).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from parsers.sources.word.lines import Line
from parsers.sources.word.package import W
from parsers.sources.word.styles import number

_MOST_COLUMNS = 63  # a table's most in word processors
_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the lines in it and how many columns it spans; what goes on with a merged cell has no lines."""

    lines: tuple[Line, ...] = ()
    span: int = 1

    @property
    def text(self) -> str:
        """Return its words on one line."""
        return " ".join(" ".join(line.text.split()) for line in self.lines)


Row = list[Cell]


def layout_of(table: etree._Element, read_cell: Callable[[etree._Element], Cell]) -> list[Row]:
    """Return the rows of a table; cells are read in order, so that numbering counts on through them."""
    return [_row(row, read_cell) for row in _members(table, f"{W}tr") if not _is_deleted(row)]


def table_lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Yield a table's lines: one a row with as many cells as the table has columns, separated by tabs.

    A cell over several columns stands in the first of them, one over several rows in the first of those; the others are
    empty. A row that is one cell, and every cell of a table that only lays out the page (one column, or tables in it),
    gives its paragraphs.
    """
    width = max((sum(cell.span for cell in row) for row in rows), default=0)
    is_layout = width < 2 or any(line.table_row for row in rows for cell in row for line in cell.lines)
    for row in rows:
        filled = [cell for cell in row if cell.lines]
        if is_layout or (len(filled) == 1 and filled[0].span == width):
            for cell in filled:
                yield from cell.lines
        elif filled:
            yield _row_line(row, width)


def _row_line(row: Row, width: int) -> Line:
    texts: list[str] = []
    for cell in row:
        texts += [cell.text, *[""] * (cell.span - 1)]
    texts += [""] * (width - len(texts))
    lines = [line for cell in row for line in cell.lines]
    is_bold = all(line.bold_length >= len("".join(line.text.split())) for line in lines)
    text = "\t".join(texts)
    return Line(text, table_row=True, bold_length=len(text) if is_bold else 0)


def _row(row: etree._Element, read_cell: Callable[[etree._Element], Cell]) -> Row:
    properties = row.find(f"{W}trPr")
    cells = [Cell(span=_span(properties, "gridBefore"))] if _span(properties, "gridBefore") else []
    for element in _members(row, f"{W}tc"):
        cell_properties = element.find(f"{W}tcPr")
        span = max(_span(cell_properties, "gridSpan"), 1)
        cell = read_cell(element)
        goes_on = _goes_on(cell_properties, "vMerge") or _goes_on(cell_properties, "hMerge")
        cells.append(replace(cell, span=span) if not goes_on else Cell(span=span))
    if _span(properties, "gridAfter"):
        cells.append(Cell(span=_span(properties, "gridAfter")))
    return _bounded(cells)


def _bounded(cells: Row) -> Row:
    """Return the cells of a row, spans cut where they go beyond any table's width."""
    spare = max(_MOST_COLUMNS - len(cells), 0)
    bounded: Row = []
    for cell in cells:
        extra = min(cell.span - 1, spare)
        spare -= extra
        bounded.append(replace(cell, span=1 + extra))
    return bounded


def _members(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _members(child, tag)


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _span(properties: etree._Element | None, name: str) -> int:
    return max(number(properties, name) or 0, 0)


def _goes_on(properties: etree._Element | None, name: str) -> bool:
    merge = properties.find(f"{W}{name}") if properties is not None else None
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
