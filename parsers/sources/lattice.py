"""The cells that straight lines make, found as pdfplumber's table finder does, after Nurminen (2013) and Tabula.

Lines that nearly fall together become one, so do those of one place that touch. Where a line across meets one down is
a corner; four corners that lines connect are a cell; cells that share corners are a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from parsers.sources.glyphs import Box

Rows = tuple[tuple[Box | None, ...], ...]
Ruling = tuple[float, float, float]  # its place on the other axis, where it starts and stops along its own
_Corner = tuple[float, float]  # x, y

_NEAR = 3.0  # points within which lines fall together, touch or meet
_SHORTEST, _SHORTEST_JOINED = 1.0, 3.0  # points; what is shorter is dirt


@dataclass(slots=True)
class _Meeting:
    """The lines down and across that meet in a corner."""

    down: set[Ruling] = field(default_factory=set)
    across: set[Ruling] = field(default_factory=set)


_Corners = dict[_Corner, _Meeting]


def tables_of(across: Iterable[Ruling], down: Iterable[Ruling]) -> list[Rows]:
    """Return the tables of more than one cell that lines rule, as rows of cells; None where no cell begins.

    Args:
        across: the lines from left to right, as y, x0, x1 in points.
        down: the lines from top to bottom, as x, top, bottom.
    """
    corners = _corners(_merged(across), _merged(down))
    return [_rows(cells) for cells in _touching(list(_cells(corners))) if len(cells) > 1]


def _merged(lines: Iterable[Ruling]) -> list[Ruling]:
    """Return the lines that are long enough, in order of their places, those that look like one made one."""
    by_place: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for place, start, stop in _snapped([line for line in lines if line[2] - line[1] >= _SHORTEST]):
        by_place[place].append((start, stop))
    joined = ((place, *span) for place in sorted(by_place) for span in _joined(sorted(by_place[place])))
    return [line for line in joined if line[2] - line[1] >= _SHORTEST_JOINED]


def _snapped(lines: Sequence[Ruling]) -> Iterator[Ruling]:
    """Yield lines, each put at the mean place of those near it."""
    ordered = sorted(lines, key=itemgetter(0))
    cuts = [number for number, (one, other) in enumerate(pairwise(ordered), 1) if other[0] > one[0] + _NEAR]
    for first, last in pairwise([0, *cuts, len(ordered)]):
        group = ordered[first:last]
        mean = sum(place for place, _, _ in group) / max(1, len(group))
        yield from ((mean, start, stop) for _, start, stop in group)


def _joined(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the spans of one place, given in their order, those that touch made one."""
    start, stop = spans[0]
    for begin, end in spans:
        if begin > stop + _NEAR:
            yield start, stop
            start, stop = begin, end
        stop = max(stop, end)
    yield start, stop


def _corners(across: Sequence[Ruling], down: Sequence[Ruling]) -> _Corners:
    """Return where lines meet, each corner with its lines."""
    corners: _Corners = defaultdict(_Meeting)
    for vertical in down:
        x, top, bottom = vertical[0], vertical[1] - _NEAR, vertical[2] + _NEAR
        for horizontal in across:
            y, x0, x1 = horizontal
            if top <= y <= bottom and x0 - _NEAR <= x <= x1 + _NEAR:
                meeting = corners[x, y]
                meeting.down.add(vertical)
                meeting.across.add(horizontal)
    return dict(corners)


def _cells(corners: _Corners) -> Iterator[Box]:
    """Yield for each corner the smallest cell of which it is the upper left one, if there is one."""
    of_column: dict[float, list[_Corner]] = defaultdict(list)  # the corners below, from the lowest up
    of_row: dict[float, list[_Corner]] = defaultdict(list)
    for corner in sorted(corners, reverse=True):
        x, y = corner
        opposite = _opposite(corners, corners[corner], of_column[x], of_row[y])
        if opposite:
            yield x, y, *opposite
        of_column[x].append(corner)
        of_row[y].append(corner)


def _opposite(
    corners: _Corners, meeting: _Meeting, column: Sequence[_Corner], row: Sequence[_Corner]
) -> _Corner | None:
    """Return the nearest corner that lines connect with one below and one to the right of a corner, and these with it.

    Args:
        corners: all of them.
        meeting: the lines that meet in the corner.
        column: the corners below it, from the lowest up.
        row: those to its right, from the outermost in.
    """
    for _, bottom in (under for under in reversed(column) if meeting.down & corners[under].down):
        for x1, y in (beside for beside in reversed(row) if meeting.across & corners[beside].across):
            end = corners.get((x1, bottom))
            if end and end.down & corners[x1, y].down and end.across & corners[column[0][0], bottom].across:
                return x1, bottom
    return None


def _touching(cells: Sequence[Box]) -> Iterator[list[Box]]:
    """Yield the groups of cells that share corners, directly or by way of others."""
    at_corner: dict[_Corner, list[Box]] = defaultdict(list)
    for cell in cells:
        for corner in _corners_of(cell):
            at_corner[corner].append(cell)
    seen: set[Box] = set()
    for first in cells:
        group = [] if first in seen else [first]
        seen.add(first)
        for cell in group:  # grows while its cells are gone through
            near = {other for corner in _corners_of(cell) for other in at_corner[corner]} - seen
            seen |= near
            group += near
        if group:
            yield group


def _corners_of(cell: Box) -> tuple[_Corner, ...]:
    x0, top, x1, bottom = cell
    return (x0, top), (x0, bottom), (x1, top), (x1, bottom)


def _rows(cells: Sequence[Box]) -> Rows:
    columns = sorted({cell[0] for cell in cells})
    rows: dict[float, dict[float, Box]] = defaultdict(dict)
    for cell in cells:
        rows[cell[1]][cell[0]] = cell
    return tuple(tuple(rows[top].get(x0) for x0 in columns) for top in sorted(rows))
