"""The lines drawn on a PDF page, and the tables they rule.

PDFium says where the lines are, pdfplumber's table finder makes cells of them; it is given the lines alone, so the page
need not be read a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int
from dataclasses import dataclass
from itertools import pairwise, repeat
from types import SimpleNamespace
from typing import Any, cast

import pypdfium2.raw as pdfium
from pdfplumber.table import TableFinder

from parsers.sources.grid import Table
from parsers.sources.layout import Box

_THIN = 3.0  # points; what is thinner than this and longer than _SHORT is a ruling
_SHORT = 6.0
_MOST_SEGMENTS = 400  # a path with more is a drawing
_MOST_RULINGS = 3000  # a page with more is a map or a chart, and the finder's time grows with their square
_DEEPEST = 4  # forms within forms
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Path:
    handle: Any
    matrix: _Matrix  # of the forms around the path


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """A straight line: where it starts and stops along its own axis, and its place on the other."""

    start: float
    stop: float
    place: float

    def connects(self, one: _Span, other: _Span) -> bool:
        """Tell whether this line runs from one of two lines across it to the other."""
        is_within = one.start - _THIN <= self.place <= one.stop + _THIN
        return is_within and self.start <= one.place + _THIN and self.stop >= other.place - _THIN


def rulings(page: Any) -> list[Box]:
    """Return the straight lines drawn on a page as boxes x0, y0, x1, y1 in the page's own coordinates."""
    found: list[Box] = []
    for path in _paths(page):
        found.extend(_rulings_of(path))
        if len(found) > _MOST_RULINGS:
            return []
    return found


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
    cuts = [index for index in range(1, len(ends)) if ends[index][0] - ends[index - 1][0] > _THIN]
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


def _paths(page: Any) -> Iterator[_Path]:
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for item in map(pdfium.FPDFPage_GetObject, repeat(page.raw), range(count)):
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
            yield from _paths_of(item, _IDENTITY, 0)


def _paths_of(item: Any, matrix: _Matrix, depth: int) -> Iterator[_Path]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield _Path(item, matrix)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        inner = _compose(_matrix_of(item), matrix)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _paths_of(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)


def _matrix_of(item: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _compose(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _rulings_of(path: _Path) -> Iterator[Box]:
    is_filled, is_stroked = _draw_mode(path.handle)
    if not (is_filled or is_stroked):
        return
    bounds = _bounds(path)
    if _is_ruling(bounds):
        yield bounds
    elif _is_wide(bounds) and pdfium.FPDFPath_CountSegments(path.handle) <= _MOST_SEGMENTS:
        for points in _subpaths(path):
            yield from _rulings_in(points, is_stroked=is_stroked)


def _draw_mode(handle: Any) -> tuple[bool, bool]:
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    return fill.value != pdfium.FPDF_FILLMODE_NONE, bool(stroke.value)


def _bounds(path: _Path) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(path.handle, left, bottom, right, top)
    if path.matrix is _IDENTITY:
        return left.value, bottom.value, right.value, top.value
    return _around(
        [_apply(path.matrix, left.value, bottom.value), _apply(path.matrix, right.value, top.value)],
    )


def _around(points: Sequence[_Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_ruling(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) <= _THIN and max(width, height) >= _SHORT


def _is_wide(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) > _THIN


def _subpaths(path: _Path) -> Iterator[list[_Point]]:
    """Yield the corners of each straight part of a path; a part with a curve in it is left out."""
    matrix = _compose(_matrix_of(path.handle), path.matrix)
    points: list[_Point] = []
    for index in range(pdfium.FPDFPath_CountSegments(path.handle)):
        segment = pdfium.FPDFPath_GetPathSegment(path.handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            points = []
            continue
        points.append(_point(segment, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _point(segment: Any, matrix: _Matrix) -> _Point:
    x, y = c_float(), c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return _apply(matrix, x.value, y.value)


def _rulings_in(points: Sequence[_Point], *, is_stroked: bool) -> Iterator[Box]:
    outline = _around(points)
    if _is_ruling(outline):
        yield outline
    elif is_stroked:
        yield from filter(_is_straight, (_around(pair) for pair in pairwise(points)))


def _is_straight(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) < 1 and _is_ruling(box)
