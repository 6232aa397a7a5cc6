"""Tables of a page: which are tables, and which only frames that lay the page out; merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.sources.web.tree import Element

_MOST_COLUMNS = 50  # that one cell may span; the standard allows 1000, no printed table has so many
_FRAMED_PARAGRAPHS = 4  # a cell with so many paragraphs and most of the words is a frame around text
_FRAMED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, and over how many columns and rows it reaches."""

    paragraphs: tuple[str, ...]
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """Return its words on one line."""
        return " ".join(self.paragraphs).replace("\t", " ")


_Spans = tuple[Element, int, int]  # a cell, and over how many columns and rows it reaches


def tables_around_tables(elements: Sequence[Element]) -> frozenset[Element]:
    """Return the tables in which other tables stand: they lay out the page."""
    found: set[Element] = set()
    around: list[Element] = []
    for element in elements:
        while around and around[-1].end <= element.start:
            around.pop()
        if element.tag == "table":
            found.update(around[-1:])
            around.append(element)
    return frozenset(found)


def rows_of(table: Element) -> tuple[list[Element], list[list[_Spans]]]:
    """Return a table's captions and its rows as printed: what is marked as its foot comes last."""
    captions = [child for child in table.elements if child.tag == "caption"]
    groups = [child for child in table.elements if child.tag in ("thead", "tbody", "tfoot", "tr")]
    groups.sort(key=lambda group: {"thead": 0, "tfoot": 2}.get(group.tag, 1))
    rows: list[list[_Spans]] = []
    for group in groups:
        members = [group] if group.tag == "tr" else [child for child in group.elements if child.tag == "tr"]
        for place, row in enumerate(members):
            rows.append(list(_cells(row, len(members) - place)))
    return captions, rows


def _cells(row: Element, below: int) -> Iterator[_Spans]:
    for cell in row.elements:
        if cell.tag in ("td", "th"):
            columns = max(1, min(_span(cell, "colspan"), _MOST_COLUMNS))
            rows = _span(cell, "rowspan")
            yield cell, columns, max(1, min(rows or below, below))  # rowspan=0 reaches to the end of its group


def _span(cell: Element, name: str) -> int:
    said = cell.attributes.get(name, "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def is_data(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether a table is one: its words stand in several rows and columns, not mostly as text in one cell."""
    worded = [[bool(cell.paragraphs) for cell in row] for row in rows]
    columns = {place for row in worded for place, has_words in enumerate(row) if has_words}
    if sum(map(any, worded)) < 2 or len(columns) < 2:
        return False
    sizes = [(sum(map(len, cell.paragraphs)), len(cell.paragraphs)) for row in rows for cell in row]
    largest, paragraphs = max(sizes)
    return paragraphs < _FRAMED_PARAGRAPHS or largest < _FRAMED_SHARE * sum(size for size, _ in sizes)
