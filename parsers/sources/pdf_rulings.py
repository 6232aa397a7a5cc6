"""What is drawn on a PDF page: its straight lines, and what is painted behind its words, as PDFium says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_float, c_int, c_uint
from dataclasses import dataclass
from itertools import islice, repeat
from typing import Any

import pypdfium2.raw as pdfium

from parsers.sources.affine import IDENTITY, Matrix, Point, apply, compose
from parsers.sources.layout import Box
from parsers.sources.rulings import MOST_RULINGS, MOST_SEGMENTS, THIN, around, is_ruling, rulings_in

_DEEPEST = 4  # forms within forms
_MOST_OBJECTS = 100_000  # of a page that are looked at; forms that show one another many times make any number
_WHITE = 250  # a channel of white is at least so bright
_PAINTED = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)


@dataclass(frozen=True, slots=True)
class _Path:
    handle: Any
    matrix: Matrix  # of the forms around the path


Drawings = Sequence[tuple[int, _Path]]


def drawings(page: Any) -> Drawings:
    """Return the kind of each object of a page that is no text, and the object, those in forms too."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    items = map(pdfium.FPDFPage_GetObject, repeat(page.raw), range(count))
    found = islice(_drawings_in(items, IDENTITY, 0), _MOST_OBJECTS)
    return [drawing for drawing in found if drawing is not None]


def rulings(drawn: Drawings) -> list[Box]:
    """Return the straight lines drawn on a page as boxes x0, y0, x1, y1 in the page's own coordinates."""
    found: list[Box] = []
    for kind, path in drawn:
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.extend(_rulings_of(path))
        if len(found) > MOST_RULINGS:
            return []
    return found


def backdrops(drawn: Drawings) -> list[Box]:
    """Return the bounds of pictures and of areas painted in other colours than white, in the page's own coordinates."""
    return [
        _bounds(drawing)
        for kind, drawing in drawn
        if kind in _PAINTED and (kind != pdfium.FPDF_PAGEOBJ_PATH or _is_coloured(drawing.handle))
    ]


def pictures(drawn: Drawings) -> list[Box]:
    """Return the bounds of the pictures on a page, in the page's own coordinates."""
    return [_bounds(drawing) for kind, drawing in drawn if kind == pdfium.FPDF_PAGEOBJ_IMAGE]


def _is_coloured(handle: Any) -> bool:
    red, green, blue, opacity = c_uint(), c_uint(), c_uint(), c_uint()
    is_filled, _ = _draw_mode(handle)
    known = is_filled and pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, opacity)
    return bool(known) and opacity.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _drawings_in(items: Iterable[Any], matrix: Matrix, depth: int) -> Iterator[tuple[int, _Path] | None]:
    """Yield the kind of each object and the object, those in forms too; None for text in forms, which counts alike."""
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_TEXT:
            yield kind, _Path(item, matrix)
        elif depth:
            yield None
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = map(pdfium.FPDFFormObj_GetObject, repeat(item), range(count))
            yield from _drawings_in(inner, compose(_matrix_of(item), matrix), depth + 1)


def _matrix_of(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _rulings_of(path: _Path) -> Iterator[Box]:
    is_filled, is_stroked = _draw_mode(path.handle)
    if not (is_filled or is_stroked):
        return
    bounds = _bounds(path)
    if is_ruling(bounds):
        yield bounds
    elif _is_wide(bounds) and pdfium.FPDFPath_CountSegments(path.handle) <= MOST_SEGMENTS:
        for points in _subpaths(path):
            yield from rulings_in(points, is_stroked=is_stroked)


def _draw_mode(handle: Any) -> tuple[bool, bool]:
    fill, stroke = c_int(), c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    return fill.value != pdfium.FPDF_FILLMODE_NONE, bool(stroke.value)


def _bounds(path: _Path) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(path.handle, left, bottom, right, top)
    if path.matrix is IDENTITY:
        return left.value, bottom.value, right.value, top.value
    return around(
        [apply(path.matrix, left.value, bottom.value), apply(path.matrix, right.value, top.value)],
    )


def _subpaths(path: _Path) -> Iterator[list[Point]]:
    """Yield the corners of each straight part of a path; a part with a curve in it is left out."""
    matrix = compose(_matrix_of(path.handle), path.matrix)
    points: list[Point] = []
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


def _point(segment: Any, matrix: Matrix) -> Point:
    x, y = c_float(), c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return apply(matrix, x.value, y.value)


def _is_wide(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) > THIN
