"""What is drawn on a PDF page: its straight lines, and what is painted behind its words, as PDFium says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int, c_uint, cast
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import pypdfium2.raw as pdfium

from parsers.sources.affine import IDENTITY, Matrix, Point, apply, compose
from parsers.sources.layout import Box
from parsers.sources.pdf_calls import kinds_of, objects_in, objects_on
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
    walk = _Walk()
    walk.collect(objects_on(page.raw), IDENTITY, 0)
    return walk.found


@dataclass(slots=True)
class _Walk:
    """Collects what is drawn; `left` is how many more objects are looked at, text in forms among them."""

    found: list[tuple[int, _Path]] = field(default_factory=list)
    left: int = _MOST_OBJECTS

    def collect(self, objects: Sequence[int], matrix: Matrix, depth: int) -> None:
        """Add the objects that are no text, and those in forms among them behind their form."""
        self.left -= len(objects) if depth else 0
        kinds = kinds_of(objects)
        for kind, item in compress(zip(kinds, objects, strict=True), map(pdfium.FPDF_PAGEOBJ_TEXT.__ne__, kinds)):
            if len(self.found) >= _MOST_OBJECTS:
                return
            path = _Path(cast(item, pdfium.FPDF_PAGEOBJECT), matrix)
            self.found.append((kind, path))
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST and self.left > 0:
                inner = compose(_matrix_of(path.handle), matrix)
                self.collect(objects_in(path.handle, self.left), inner, depth + 1)


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


def covered(drawn: Drawings) -> float:
    """Return how many square points the images on a page itself cover; a scan may be cut into strips."""
    boxes = pictures([(kind, path) for kind, path in drawn if path.matrix is IDENTITY])
    return sum(((right - left) * (top - bottom) for left, bottom, right, top in boxes), start=0.0)


def _is_coloured(handle: Any) -> bool:
    red, green, blue, opacity = c_uint(), c_uint(), c_uint(), c_uint()
    is_filled, _ = _draw_mode(handle)
    known = is_filled and pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, opacity)
    return bool(known) and opacity.value > 0 and min(red.value, green.value, blue.value) < _WHITE


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
