"""Straight lines drawn on a page, and the tables they rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.sources.affine import Point
from parsers.sources.grid import Table
from parsers.sources.lattice import Ruling, tables_of
from parsers.sources.layout import Box

THIN = 3.0  # points; what is thinner than this and longer than _SHORT is a ruling
_SHORT = 6.0
MOST_SEGMENTS = 400  # a path with more is a drawing
MOST_RULINGS = 3000  # a page with more is a map or a chart


def tables(lines: Sequence[Box]) -> list[Table]:
    """Return the tables that lines rule, from top to bottom.

    Args:
        lines: boxes x0, top, x1, bottom of straight lines on the upright page, in points.
    """
    across = [((top + bottom) / 2, x0, x1) for x0, top, x1, bottom in lines if x1 - x0 > bottom - top]
    down = [((x0 + x1) / 2, top, bottom) for x0, top, x1, bottom in lines if x1 - x0 <= bottom - top]
    # A table may be open at its sides or cut by the page's end.
    sides, ends = list(_open_ends(across, down)), list(_open_ends(down, across))
    found = map(Table, tables_of([*across, *ends], [*down, *sides]))
    return sorted(found, key=lambda table: (table.cells[0][1], table.cells[0][0]))


def _open_ends(parallels: Sequence[Ruling], crossing: Sequence[Ruling]) -> Iterator[Ruling]:
    """Yield the lines that are missing where parallel lines end together: between neighbours that a line connects."""
    ends = sorted((end, line) for line in parallels for end in line[1:])
    for group in _clusters(ends):
        neighbours = sorted({line[0]: line for _, line in group}.values())
        for one, other in pairwise(neighbours):
            if _connects(crossing, one, other):
                yield group[0][0], one[0], other[0]


def _connects(crossing: Sequence[Ruling], one: Ruling, other: Ruling) -> bool:
    """Tell whether a line runs from one of two parallel lines across it to the other."""
    first, last = one[1] - THIN, one[2] + THIN
    begin, end = one[0] + THIN, other[0] - THIN
    return any(start <= begin and stop >= end and first <= place <= last for place, start, stop in crossing)


def _clusters(ends: Sequence[tuple[float, Ruling]]) -> Iterator[Sequence[tuple[float, Ruling]]]:
    """Yield the runs of ends that are no farther apart than a line is thick."""
    cuts = [index for index in range(1, len(ends)) if ends[index][0] - ends[index - 1][0] > THIN]
    for start, stop in pairwise([0, *cuts, len(ends)]):
        yield ends[start:stop]


def rulings_in(points: Sequence[Point], *, is_stroked: bool) -> Iterator[Box]:
    """Yield the rulings that a straight part of a path draws: itself where it is thin, or else its sides.

    Args:
        points: the part's corners in points, the first again at the end where it is closed.
        is_stroked: whether its outline is drawn.
    """
    outline = around(points)
    if is_ruling(outline):
        yield outline
    elif is_stroked:
        yield from filter(_is_straight, (around(pair) for pair in pairwise(points)))


def _is_straight(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < 1 and is_ruling(box)


def around(points: Sequence[Point]) -> Box:
    """Return the bounds of some points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_ruling(box: Box) -> bool:
    """Tell whether a drawn box is so thin and long that it is a line of a table."""
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= THIN and max(width, height) >= _SHORT
