"""Tables of a policy: rows of cells put into columns, stitched over page breaks, with their headers resolved."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.facts.cut_rows import Cell, join_cut_rows
from parsers.facts.view import PolicyView
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities.patterns import alternation
from schemas.records import Block
from schemas.vocabulary import SectionKind

YEAR = re.compile(r"(?:19|20)[0-9]{2}\s*(?=年|$)")
_NUMBER = LatePattern(
    r"(?:[比较](?:19|20)[0-9]{2}年)?(?:提高|提升|增加|增长|下降|降低|减少|达到)?[≥≤><＞＜约超近\[〔]*\s*[-+]?[0-9０-９][0-9０-９.．,，]*"
    r"\s*[*＊]?(?:%|％|‰|个?百分点|[一-龥]{1,3})?[\]〕]?(?:以上|以下|以内|左右)?(?:[（(][^（）()]*[）)])?"
)
_DASH = re.compile("[—－–-]+|/")
_SPACE = re.compile(r"\s+")
_LONGEST_GAP = 60  # a line between two runs of rows that is a row of one cell, no text between two tables
_LONGEST_PART = 16
_LONGEST_CAPTION = 60
_FEW, _WORDY = 0.3, 3  # a column of names: few numbers, words of more than three characters


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, its rows of cells (headings first), how many of them are headings, and its width."""

    caption: str | None
    rows: tuple[tuple[Cell, ...], ...]
    headings: int
    width: int

    def column_header(self, column: int) -> str | None:
        """Return the words over a column; a heading over several columns stands at the first of them."""
        parts: list[str] = []
        for row in self.rows[: self.headings]:
            spans = self.headings > 1 and row is self.rows[0]
            found = [cell for cell in row if cell.column == column or (spans and cell.column < column)]
            if found and found[-1].text not in parts:
                parts.append(found[-1].text)
        return "/".join(parts) or None

    def names(self) -> tuple[int, ...]:
        """Return the columns whose words name a row: those before the first figures, a mere count of rows left out."""
        body = self.rows[self.headings :]
        leading: list[int] = []
        for column in range(self.width):
            header = self.column_header(column) or ""
            if _is_value_header(header) or _mostly_numbers(body, column):
                if header in words("tables", "headers.ordinal") or (not leading and column == 0):
                    continue
                break
            leading.append(column)
        if not leading or leading[-1] == self.width - 1:
            return tuple(leading[:1] or [0])
        return tuple(leading)


def grids(view: PolicyView) -> Iterator[Grid]:
    """Yield the tables of a policy in order."""
    blocks = view.clean.blocks[view.span.first_block : view.span.last_block]
    for first, last in _runs(view, blocks):
        printed = [_cells(view, block) for block in blocks[first:last]]
        rows = join_cut_rows(printed, [block.page for block in blocks[first:last]])
        width = max(map(len, rows))
        grid = _grid(_caption(view, blocks, first), rows, width)
        if width > 1 and len(grid.rows) > 1:
            yield grid


def _runs(view: PolicyView, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield half-open runs of rows; one short line between two runs of a table is a row of one cell."""
    start: int | None = None
    for index in range(len(blocks) + 1):
        inside = index < len(blocks) and (
            blocks[index].table_row or (start is not None and _is_gap(view, blocks, index))
        )
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            yield start, index
            start = None


def _is_gap(view: PolicyView, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a line between two runs belongs to their table: the rows below go on without a heading."""
    if index + 1 >= len(blocks) or not (blocks[index - 1].table_row and blocks[index + 1].table_row):
        return False
    text, below = (view.clean.block_text(blocks[place]) for place in (index, index + 1))
    opens = view.sections[view.section_at(blocks[index].start)].start == blocks[index].start
    goes_on = below.count("\t") == view.clean.block_text(blocks[index - 1]).count("\t")
    if opens:  # 一、发展水平 may part the rows of one table, or head a part of the paper with a table of its own
        return goes_on and len(text) <= _LONGEST_PART and any(map(_is_number, below.split("\t")[1:]))
    return goes_on and len(text) <= _LONGEST_GAP


def _cells(view: PolicyView, block: Block) -> list[Cell]:
    """Return the cells of a row, empty ones too; columns as printed."""
    cells: list[Cell] = []
    start = block.start
    for column, text in enumerate(view.clean.block_text(block).split("\t")):
        kept = text.strip()
        begin = start + (text.index(kept) if kept else 0)
        cells.append(Cell(column, kept, begin, begin + len(kept)))
        start += len(text) + 1
    return cells


def _caption(view: PolicyView, blocks: Sequence[Block], first: int) -> str | None:
    """Return the line over a table, a line with its unit skipped."""
    for index in range(first - 1, max(-1, first - 3), -1):
        text = view.clean.block_text(blocks[index])
        if text.strip("（(").startswith(words("tables", "captions.unit")):
            continue
        section = view.sections[view.section_at(blocks[index].start)]
        named = section.kind is SectionKind.TABLE and section.start == blocks[index].start
        short = len(text) <= _LONGEST_CAPTION and not text.endswith(("。", "；", "：", "，"))
        return text if named or short else None
    return None


def _grid(caption: str | None, rows: Sequence[list[Cell]], width: int) -> Grid:
    headings = _headings(rows, width)
    heads = [_joined(row) for row in rows[:headings]]
    kept = [row for index, row in enumerate(rows) if index < headings or _joined(row) not in heads]
    profile = _profile([row for row in kept[headings:] if len(row) == width], width)
    placed = [_place(row, width, profile, heading=index < headings) for index, row in enumerate(kept)]
    return _without_empty_columns(Grid(caption, tuple(map(tuple, placed)), headings, width))


def _without_empty_columns(grid: Grid) -> Grid:
    """Leave out empty cells, and columns of nothing else: a double line of a layout is a column without words."""
    used = sorted({cell.column for row in grid.rows for cell in row if cell.text})
    rank = {column: place for place, column in enumerate(used)}
    rows = (tuple(replace(cell, column=rank[cell.column]) for cell in row if cell.text) for row in grid.rows)
    return replace(grid, rows=tuple(rows), width=len(used))


def _joined(row: Sequence[Cell]) -> str:
    return "".join(_SPACE.sub("", cell.text) for cell in row)


def _headings(rows: Sequence[Sequence[Cell]], width: int) -> int:
    """Return how many rows head the table: the first, and a second of years or parts below it."""
    if len(rows) > 2 and all(_is_part(cell.text) for cell in rows[1] if cell.text) and any(c.text for c in rows[1]):
        return 2
    return 1


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:19|20)[0-9]{{2}}年?底?)?(?:{alternation(words('tables', 'headers.parts'))})?[（()）]*")


def _is_part(text: str) -> bool:
    return _part().fullmatch(_SPACE.sub("", text)) is not None


_Profile = list[tuple[float, float]]


def _profile(rows: Sequence[Sequence[Cell]], width: int) -> _Profile:
    """Return what full rows hold in each column: the share of numbers and the mean length (as a logarithm)."""
    if not rows:
        return [(0.5, 1.0)] * width
    return [
        (
            sum(_is_number(row[column].text) for row in rows) / len(rows),
            sum(math.log1p(len(row[column].text)) for row in rows) / len(rows),
        )
        for column in range(width)
    ]


def _place(row: list[Cell], width: int, profile: _Profile, *, heading: bool) -> list[Cell]:
    """Put the cells of a short row into columns: cells merged with those above are missing before or behind it."""
    missing = width - len(row)
    if not missing or heading:
        shift = missing if heading and len(row) > 1 and row[0].text and _is_part(row[0].text) else 0
    else:
        shift = max(range(missing + 1), key=lambda shift: (_likeness(row, profile[shift:]), shift))
    return [replace(cell, column=cell.column + shift) for cell in row]


def _likeness(row: Sequence[Cell], profile: _Profile) -> float:
    return -sum(_unlikeness(cell.text, *column) for cell, column in zip(row, profile, strict=False) if cell.text)


def _unlikeness(text: str, numbers: float, length: float) -> float:
    """A dash may stand in any column but one of names."""
    if _DASH.fullmatch(text):
        return 2.0 if numbers < _FEW and length > math.log1p(_WORDY) else 0.0
    return 2 * abs(_is_number(text) - numbers) + abs(math.log1p(len(text)) - length)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None or _DASH.fullmatch(text) is not None


def _is_value_header(header: str) -> bool:
    return header in words("tables", "headers.unit") or YEAR.search(header) is not None


def _mostly_numbers(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    texts = [cell.text for row in rows for cell in row if cell.column == column]
    return bool(texts) and sum(map(_is_number, texts)) * 2 > len(texts)
