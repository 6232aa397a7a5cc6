"""What an OFD page draws: its characters, its straight lines and its pictures (GB/T 33190-2016, 7.7 and 8 to 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from parsers.sources.affine import Matrix, Point, apply, compose
from parsers.sources.glyphs import Box
from parsers.sources.ofd_numbers import box, flag, matrix, number
from parsers.sources.ofd_package import Resources
from parsers.sources.ofd_text import Ink, draw_text, paint
from parsers.sources.rulings import MOST_RULINGS, MOST_SEGMENTS, around, rulings_in
from parsers.sources.safe_xml import Element, child, children, local_name, text_of

_WHITE = 250  # a channel of white is at least so bright
_DEEPEST = 8  # composite objects within composite objects
_MOST_OBJECTS = 200_000  # of a page; composite objects can name each other without end
_PATH_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS: Mapping[str, int] = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: the name of its part, and the matrix that puts the unit square where it is, in points."""

    part: str
    matrix: Matrix

    @property
    def box(self) -> Box:
        """Return the bounds of the picture."""
        return around([apply(self.matrix, x, y) for x in (0, 1) for y in (0, 1)])


@dataclass(slots=True)
class Drawing:
    """What is drawn, in points from the page's top left corner."""

    ink: Ink = field(default_factory=Ink)
    rulings: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    painted: list[Box] = field(default_factory=list)  # pictures, and areas filled with a colour
    objects: int = 0

    def extend(self, other: Drawing) -> None:
        """Draw what another drawing draws."""
        self.ink.extend(other.ink)
        self.rulings += other.rulings
        self.pictures += other.pictures
        self.painted += other.painted
        self.objects += other.objects


@dataclass(frozen=True, slots=True)
class _Pen:
    """Where objects are drawn: the matrix from their parent's units to points, and how deep they are nested."""

    drawing: Drawing
    resources: Resources
    matrix: Matrix
    depth: int = 0

    def placed(self, item: Element) -> Matrix:
        """Return the matrix from an object's own units to points."""
        bounds = box(item.get("Boundary"))
        offset = (1.0, 0.0, 0.0, 1.0, bounds[0], bounds[1]) if bounds else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        return compose(compose(matrix(item.get("CTM")), offset), self.matrix)


def draw(page: Element, resources: Resources, to_points: Matrix) -> Drawing:
    """Return what a page or a template draws.

    Args:
        page: the root of the page's part.
        resources: what its objects refer to.
        to_points: from millimetres on the page to points from the corner of its physical box.
    """
    drawing = Drawing()
    for layer in children(child(page, "Content"), "Layer"):
        _draw_all(_Pen(drawing, resources, to_points), layer)
    return drawing


def draw_annotation(annotation: Element, resources: Resources, to_points: Matrix) -> Drawing:
    """Return what an annotation draws over its page."""
    drawing = Drawing()
    pen = _Pen(drawing, resources, to_points)
    for appearance in children(annotation, "Appearance"):
        _draw_all(replace(pen, matrix=pen.placed(appearance)), appearance)
    return drawing


def _draw_all(pen: _Pen, group: Element) -> None:
    for item in group:
        pen.drawing.objects += 1
        if pen.drawing.objects > _MOST_OBJECTS:
            return
        match local_name(item):
            case "PageBlock":
                _draw_all(pen, item)
            case "TextObject":
                draw_text(pen.drawing.ink, item, pen.placed(item), pen.resources.bold_fonts)
            case "PathObject" if flag(item, "Visible", default=True):
                _draw_path(pen, item)
            case "ImageObject":
                _draw_picture(pen, item)
            case "CompositeObject" if flag(item, "Visible", default=True):
                _draw_composite(pen, item)


def _draw_composite(pen: _Pen, item: Element) -> None:
    unit = pen.resources.composites.get(item.get("ResourceID", ""))
    content = child(unit, "Content")
    if content is not None and pen.depth < _DEEPEST:
        _draw_all(replace(pen, matrix=pen.placed(item), depth=pen.depth + 1), content)


def _draw_picture(pen: _Pen, item: Element) -> None:
    """Note a picture."""
    part = pen.resources.pictures.get(item.get("ResourceID", ""))
    if part:
        picture = Picture(part, pen.placed(item))
        pen.drawing.pictures.append(picture)
        pen.drawing.painted.append(picture.box)


def _draw_path(pen: _Pen, item: Element) -> None:
    is_stroked = flag(item, "Stroke", default=True)
    is_filled = flag(item, "Fill", default=False)
    if not (is_stroked or is_filled) or len(pen.drawing.rulings) > MOST_RULINGS:
        return
    is_coloured = is_filled and min(paint(item)[:3]) < _WHITE
    placed = pen.placed(item)
    for corners in subpaths(text_of(child(item, "AbbreviatedData"))):
        points = [apply(placed, x, y) for x, y in corners]
        pen.drawing.rulings.extend(rulings_in(points, is_stroked=is_stroked))
        if is_coloured:
            pen.drawing.painted.append(around(points))


def subpaths(data: str) -> Iterator[list[Point]]:
    """Yield the corners of each straight part of a path such as `M 0 0 L 10 0 C`; a part with a curve is left out."""
    corners: list[Point] = []
    steps = list(_steps(data))
    if len(steps) > MOST_SEGMENTS:
        return
    for operator, arguments in steps:
        if operator in "SM":
            if corners:
                yield corners
            corners = [(arguments[0], arguments[1])]
        elif operator == "L" and corners:
            corners.append((arguments[0], arguments[1]))
        elif operator == "C" and corners:
            corners.append(corners[0])
        elif operator in "QBA":
            corners = []
    if corners:
        yield corners


def _steps(data: str) -> Iterator[tuple[str, list[float]]]:
    operator, arguments = "", list[float]()
    for token in _PATH_TOKEN.findall(data):
        if token in _ARGUMENTS:
            operator, arguments = token, []
        elif operator and not token.isalpha():
            arguments.append(number(token, 0.0))
        else:
            operator = ""
        if operator and len(arguments) == _ARGUMENTS[operator]:
            yield operator, arguments
            arguments = []
            operator = "" if operator == "C" else operator
