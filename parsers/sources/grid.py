"""Ruled tables of a page: each row becomes one line, its cells separated by tabs; the rest stays running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.sources.asides import Backdrops, no_backdrops, set_aside
from parsers.sources.columns import Piece, Region, regions
from parsers.sources.glyphs import Box, Glyphs, Range, StyleOf, union
from parsers.sources.layout import Line, group, join, join_lines
from parsers.sources.runs import Run, character_ranges, cut_at_gaps, is_askew, runs_of

_CellRanges = dict[Box, list[Range]]
_Block = tuple[Box, list[Line]]  # the rows of a table and their bounds


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: rows from top to bottom, a box for each cell, None where a cell of another row reaches in."""

    rows: tuple[tuple[Box | None, ...], ...]

    @property
    def cells(self) -> list[Box]:
        """Return the boxes of all cells, row by row."""
        return [cell for row in self.rows for cell in row if cell]


def lay_out(
    glyphs: Glyphs, style_of: StyleOf, tables: Sequence[Table] = (), backdrops: Backdrops = no_backdrops
) -> list[Line]:
    """Return a page's lines and table rows in the order of reading, each character once.

    What is none of the paper's words (watermarks, hidden text, the numbers of lines) comes last, with its reason.

    Args:
        glyphs: the page's characters.
        style_of: gives the style of the character with an index of `glyphs.origin`.
        tables: the page's ruled tables; one whose words are all in one row or one column is a frame, not a table.
        backdrops: gives the boxes of pictures and painted areas, which light text can be read on.
    """
    ranges = list(character_ranges(glyphs, style_of))
    askew = _askew(glyphs, style_of, ranges) if tables else []
    ranges = [span for span in ranges if span not in set(askew)] if askew else ranges
    blocks: list[_Block] = []
    for table in tables:
        by_cell, outside = _sort_into_cells(glyphs, ranges, table.cells)
        if rows := _rows(glyphs, style_of, table, by_cell):
            blocks.append((union(line.box for line in rows), rows))
            ranges = outside
    runs = list(runs_of(glyphs, style_of, cut_at_gaps(glyphs, [*ranges, *askew])))
    reasons = set_aside(runs, backdrops)
    kept = [run for index, run in enumerate(runs) if index not in reasons] if reasons else runs
    asides = [replace(join([runs[index]]), furniture=reason) for index, reason in reasons.items()]
    return [*_in_order(kept, blocks), *asides]


def _askew(glyphs: Glyphs, style_of: StyleOf, ranges: Sequence[Range]) -> list[Range]:
    """Return the ranges of watermarks, which lie over cells but are in none."""
    return [(start, end) for start, end in ranges if is_askew(style_of(glyphs.origin[start]).angle)]


def _in_order(runs: Sequence[Run], blocks: Sequence[_Block]) -> Iterator[Line]:
    """Yield the lines that runs make and the rows of tables, column by column."""
    for runs_here, blocks_here, region in _regions(runs, blocks):
        lines = [(line.box, [line]) for line in map(join, group(runs_here))]
        for _, members in sorted([*lines, *blocks_here], key=_place):
            yield from members if region.column == (1, 1) else (replace(line, column=region.column) for line in members)


def _regions(runs: Sequence[Run], blocks: Sequence[_Block]) -> Iterator[tuple[list[Run], list[_Block], Region]]:
    rows = [Piece(box, sum(len(line.text) for line in lines), index) for index, (box, lines) in enumerate(blocks)]
    pieces = [Piece(run.box, len(run.text), index) for index, run in enumerate(runs, len(blocks))]
    for region in regions([*rows, *pieces]):
        places = sorted(piece.index for piece in region.pieces)
        yield (
            [runs[place - len(blocks)] for place in places if place >= len(blocks)],
            [blocks[place] for place in places if place < len(blocks)],
            region,
        )


def _place(block: _Block) -> tuple[float, float]:
    x0, top, _, _ = block[0]
    return top, x0


def _sort_into_cells(glyphs: Glyphs, ranges: Sequence[Range], cells: Sequence[Box]) -> tuple[_CellRanges, list[Range]]:
    """Cut the ranges at the borders of cells; return them by cell, and those outside of all cells."""
    _, top, _, bottom = union(cells)
    by_cell: _CellRanges = {}
    outside: list[Range] = []
    for span in ranges:
        if glyphs.bottom[span[0]] < top or glyphs.top[span[0]] > bottom:
            outside.append(span)
            continue
        for cell, piece in _cut(glyphs, span, cells):
            (by_cell.setdefault(cell, []) if cell else outside).append(piece)
    return by_cell, outside


def _cut(glyphs: Glyphs, span: Range, cells: Sequence[Box]) -> Iterator[tuple[Box | None, Range]]:
    start = span[0]
    current: Box | None = None
    for index in range(*span):
        if glyphs.text[index].isspace():
            continue
        x = (glyphs.x0[index] + glyphs.x1[index]) / 2
        y = (glyphs.top[index] + glyphs.bottom[index]) / 2
        if current and _holds(current, x, y):
            continue
        found = next((cell for cell in cells if _holds(cell, x, y)), None)
        if found != current and index > start:
            yield current, (start, index)
            start = index
        current = found
    yield current, (start, span[1])


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _rows(glyphs: Glyphs, style_of: StyleOf, table: Table, by_cell: _CellRanges) -> list[Line]:
    """Return one line for each row with words, or none where the words are all in one row or one column."""
    rows: list[Line] = []
    columns: set[int] = set()
    for row in table.rows:
        cells = [join_lines(glyphs, style_of, by_cell.get(cell, ())) if cell else [] for cell in row]
        if any(cells):
            columns.update(index for index, lines in enumerate(cells) if lines)
            rows.append(_row_line(cells))
    return rows if len(rows) > 1 and len(columns) > 1 else []


def _row_line(cells: Sequence[Sequence[Line]]) -> Line:
    lines = [line for lines in cells for line in lines]
    text = "\t".join(map(_cell_text, cells))
    return Line(
        text=text,
        box=union(line.box for line in lines),
        size=max(lines, key=lambda line: len(line.text)).size,
        bold=len(text) if all(line.bold == len(line.text) for line in lines) else 0,
        in_table=True,
    )


def _cell_text(lines: Sequence[Line]) -> str:
    """Return a cell's words on one line; a break between Latin letters becomes a space."""
    text = ""
    for line in lines:
        between_words = _is_latin(text[-1:]) and _is_latin(line.text[0])
        text += " " * between_words + line.text.replace("\t", " ")
    return text


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
