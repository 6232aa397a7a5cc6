"""Straight lines drawn on a page, and the tables they rule.

pdfplumber's table finder makes cells of the lines; it is given the lines alone, so it needs no PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

from pdfplumber.table import TableFinder

from parsers.sources.affine import Point
from parsers.sources.grid import Table
from parsers.sources.layout import Box

THIN = 3.0  # points; what is thinner than this and longer than _SHORT is a ruling
_SHORT = 6.0
MOST_SEGMENTS = 400  # a path with more is a drawing
MOST_RULINGS = 3000  # a page with more is a map or a chart, and the finder's time grows with their square


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """A straight line: where it starts and stops along its own axis, and its place on the other."""

    start: float
    stop: float
    place: float

    def connects(self, one: _Span, other: _Span) -> bool:
        """Tell whether this line runs from one of two lines across it to the other."""
        is_within = one.start - THIN <= self.place <= one.stop + THIN
        return is_within and self.start <= one.place + THIN and self.stop >= other.place - THIN


def tables(lines: Sequence[Box]) -> list[Table]:
    """Return the tables that lines rule, from top to bottom.

    Args:
        lines: boxes x0, top, x1, bottom of straight lines on the upright page, in points.
    """
    edges = [_edge(line) for line in (*lines, *_missing_borders(lines))]
    if min(sum(edge["orientation"] == way for edge in edges) for way in "hv") < 2:
        return []
    # The finder asks a page for nothing but its edges.
    finder = TableFinder(cast(Any, SimpleNamespace(edges=edges)))
    found = [Table(tuple(tuple(row.cells) for row in table.rows)) for table in finder.tables]
    return sorted(found, key=lambda table: (table.cells[0][1], table.cells[0][0]))


def _missing_borders(lines: Sequence[Box]) -> Iterator[Box]:
    """Yield the borders that a table lacks which is open at its sides or cut by the page's end."""
    across = [_Span(x0, x1, (top + bottom) / 2) for x0, top, x1, bottom in lines if x1 - x0 > bottom - top]
    down = [_Span(top, bottom, (x0 + x1) / 2) for x0, top, x1, bottom in lines if x1 - x0 <= bottom - top]
    for x, top, bottom in _open_ends(across, down):
        yield x, top, x, bottom
    for y, x0, x1 in _open_ends(down, across):
        yield x0, y, x1, y


def _open_ends(parallels: Sequence[_Span], crossing: Sequence[_Span]) -> Iterator[tuple[float, float, float]]:
    """Yield where parallel lines end together, and the places of two neighbours that a crossing line connects."""
    ends = sorted((end, span.place, span) for span in parallels for end in (span.start, span.stop))
    for group in _clusters(ends):
        neighbours = sorted({span.place: span for _, _, span in group}.values(), key=lambda span: span.place)
        for one, other in pairwise(neighbours):
            if any(line.connects(one, other) for line in crossing):
                yield group[0][0], one.place, other.place


def _clusters(ends: Sequence[tuple[float, float, _Span]]) -> Iterator[list[tuple[float, float, _Span]]]:
    """Yield the runs of ends that are no farther apart than a line is thick."""
    cuts = [index for index in range(1, len(ends)) if ends[index][0] - ends[index - 1][0] > THIN]
    for start, stop in pairwise([0, *cuts, len(ends)]):
        yield list(ends[start:stop])


def _edge(line: Box) -> dict[str, Any]:
    x0, top, x1, bottom = line
    if x1 - x0 > bottom - top:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    sides = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0, "height": bottom - top}
    return {**sides, "orientation": "h" if top == bottom else "v", "object_type": "line"}


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
