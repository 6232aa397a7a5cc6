"""The characters of OFD text objects with their boxes (GB/T 33190-2016, 11).

A text object says for each of its codes where its first glyph stands and how far each next one is away, so nothing is
guessed but the widths of glyphs: a full or half em, or less where the next one is nearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from math import atan2, cos, degrees, hypot, radians, sin
from unicodedata import east_asian_width

from parsers.sources.affine import Matrix, Point, apply, compose
from parsers.sources.glyphs import Glyphs, Style
from parsers.sources.look_alikes import unify
from parsers.sources.ofd_numbers import box, channels, count, deltas, flag, number
from parsers.sources.safe_xml import Element, child, children, local_name, words_of

_ASCENT, _DESCENT = 0.88, 0.12  # ems above and below the baseline, as in the fonts of Chinese papers
_WIDE = frozenset("WFA")
_BOLD_WEIGHTS = range(600, 1001)
_SIZES = (0.5, 2000.0)  # points; what is smaller or larger is not there to be read
_PADDING = re.compile(r"\s*[\r\n]\s*")  # of an editor that indented the file
_IN_A_LINE = str.maketrans(dict.fromkeys(("\t", "\x7f", "\x85", "\u2028", "\u2029"), " "))
_MOST_GLYPHS_OF_A_CODE = 16

_Transform = tuple[int, int, int]  # position of the first code, codes, glyphs


@dataclass(slots=True)
class Ink:
    """The characters drawn so far, in the order of drawing, a line break after each text code; in points."""

    text: list[str] = field(default_factory=list)
    edges: tuple[list[float], list[float], list[float], list[float]] = field(default_factory=lambda: ([], [], [], []))
    origin: list[int] = field(default_factory=list)  # index of the style
    styles: list[Style] = field(default_factory=list)
    downward: set[int] = field(default_factory=set)  # indexes of the styles of words set one character below the other

    def add(self, character: str, corner: Point, opposite: Point) -> None:
        """Add a character in the last style, with two opposite corners of its box."""
        (x0, x1), (top, bottom) = sorted((corner[0], opposite[0])), sorted((corner[1], opposite[1]))
        self.text.append(character)
        for edge, place in zip(self.edges, (x0, top, x1, bottom), strict=True):
            edge.append(place)
        self.origin.append(len(self.styles) - 1)

    def extend(self, other: Ink) -> None:
        """Add all characters of another ink."""
        self.text += other.text
        for edge, more in zip(self.edges, other.edges, strict=True):
            edge.extend(more)
        self.origin += [len(self.styles) + index for index in other.origin]
        self.downward |= {len(self.styles) + index for index in other.downward}
        self.styles += other.styles

    def glyphs(self) -> Glyphs:
        """Return the characters as the layout takes them; `origin` is the index of a character's style."""
        return Glyphs(unify("".join(self.text).translate(_IN_A_LINE)), *self.edges, origin=self.origin)

    def is_hidden(self) -> bool:
        """Tell whether most of the characters are put on the page such that nobody sees them."""
        hidden = sum(_is_unseen(self.styles[index]) for index in self.origin)
        return 2 * hidden > len(self.origin)

    def style_of(self, index: int) -> Style:
        """Return a style; words set downwards count as turned, so that they stay whole beside lines that run across."""
        style = self.styles[index]
        return replace(style, angle=style.angle - 90) if index in self.downward else style


@dataclass(frozen=True, slots=True)
class _Type:
    """How the glyphs of a text object are set: em and width in its own units, the turn of each, and where it ends."""

    size: float
    scale: float
    turn: float  # radians, clockwise
    end: float | None


def _is_unseen(style: Style) -> bool:
    return style.unpainted or (style.paint is not None and style.paint[3] == 0)


def draw_text(ink: Ink, item: Element, matrix: Matrix, bold_fonts: set[str]) -> None:
    """Add the characters of a text object.

    Args:
        ink: what the characters are added to.
        item: the text object.
        matrix: from the object's own units to points on the page.
        bold_fonts: the numbers of the fonts that are bold.
    """
    kind = _type_of(item)
    size = kind.size * hypot(matrix[2], matrix[3])
    if not _SIZES[0] <= size <= _SIZES[1]:
        return
    angle = -degrees(atan2(matrix[1], matrix[0]) + kind.turn)  # styles count counter-clockwise
    seen = flag(item, "Visible", default=True) and (_is_filled(item) or flag(item, "Stroke", default=False))
    style = Style(size, _is_bold(item, bold_fonts), (angle + 180) % 360 - 180, paint(item), not seen)
    for words, places in _codes(item, kind):
        if _runs_down(places):
            ink.downward.add(len(ink.styles))
        ink.styles.append(style)
        _draw(ink, words, places, kind, matrix)


def paint(item: Element) -> tuple[int, int, int, int]:
    """Return the colour that an object is filled with: red, green, blue and opacity from 0 to 255; by default black."""
    colour = child(item, "FillColor")
    red, green, blue = channels(colour.get("Value") if colour is not None else None)
    opacities = [count(each.get("Alpha"), 255, 255) for each in (item, colour) if each is not None]
    return red, green, blue, min(opacities)


def _type_of(item: Element) -> _Type:
    bounds = box(item.get("Boundary"))
    size = abs(number(item.get("Size"), bounds[3] - bounds[1] if bounds else 0))
    scale = abs(number(item.get("HScale"), 1)) or 1
    turn = radians(number(item.get("CharDirection"), 0))
    # A matrix makes the object's units other ones than its boundary's.
    end = bounds[2] - bounds[0] if bounds and not item.get("CTM") else None
    return _Type(size, size * scale, turn, end)


def _is_bold(item: Element, bold_fonts: set[str]) -> bool:
    outlined = flag(item, "Stroke", default=False) and _is_filled(item)
    return outlined or item.get("Font") in bold_fonts or count(item.get("Weight"), 400, 1000) in _BOLD_WEIGHTS


def _is_filled(item: Element) -> bool:
    return flag(item, "Fill", default=True)


def _codes(item: Element, kind: _Type) -> Iterator[tuple[str, list[Point]]]:
    """Yield the words of each text code with the origin of each character's glyph."""
    x = y = 0.0
    transforms: list[_Transform] = []
    for part in children(item, "CGTransform", "TextCode"):
        if local_name(part) == "CGTransform":
            codes, glyphs = (count(part.get(name), 1, 1_000_000) for name in ("CodeCount", "GlyphCount"))
            transforms.append((count(part.get("CodePosition"), 0, 1_000_000), codes, glyphs))
            continue
        x, y = number(part.get("X"), x), number(part.get("Y"), y)
        words = _PADDING.sub("", words_of(part))
        if words.strip():
            yield words, _places(part, words, (x, y), kind, transforms)
        transforms = []


def _places(code: Element, words: str, start: Point, kind: _Type, transforms: Sequence[_Transform]) -> list[Point]:
    most = len(words) * _MOST_GLYPHS_OF_A_CODE
    across, down = deltas(code.get("DeltaX"), most), deltas(code.get("DeltaY"), most)
    if not across and not down:
        across = [_natural_width(character, kind) for character in words]
    indexes: Sequence[int] = range(len(words))
    if max(len(across), len(down)) != len(words) - 1 and transforms:
        indexes = _glyph_indexes(len(words), transforms)  # the steps are from glyph to glyph, not from code to code
    steps = max(indexes[-1], 1)
    xs, ys = (
        list(accumulate(_filled(found, steps), initial=first))
        for found, first in zip((across, down), start, strict=True)
    )
    return [(xs[index], ys[index]) for index in indexes]


def _filled(steps: list[float], length: int) -> list[float]:
    """Return a list of steps as long as needed: the last one goes on, no step is 0."""
    return steps[:length] + [steps[-1] if steps else 0.0] * (length - len(steps))


def _glyph_indexes(length: int, transforms: Sequence[_Transform]) -> Sequence[int]:
    """Return the index of each code's glyph, where several codes make one glyph (fl) or one code makes several."""
    indexes: list[int] = []
    glyph = 0
    for position, codes, glyphs in sorted(transforms):
        while len(indexes) < min(position, length):
            indexes.append(glyph)
            glyph += 1
        if position == len(indexes):
            indexes += [glyph + min(code, max(glyphs, 1) - 1) for code in range(min(codes, length - position))]
            glyph += min(glyphs, codes * _MOST_GLYPHS_OF_A_CODE)
    return indexes + [glyph + index for index in range(length - len(indexes))]


def _natural_width(character: str, kind: _Type) -> float:
    return kind.scale * (1.0 if east_asian_width(character) in _WIDE else 0.5)


def _runs_down(places: Sequence[Point]) -> bool:
    """Tell whether text is set in columns: each glyph right under the one before."""
    return len(places) > 1 and all(abs(b[0] - a[0]) < abs(b[1] - a[1]) / 4 for a, b in pairwise(places))


def _draw(ink: Ink, words: str, places: Sequence[Point], kind: _Type, matrix: Matrix) -> None:
    turn = (cos(kind.turn), sin(kind.turn), -sin(kind.turn), cos(kind.turn), 0.0, 0.0)
    linear = compose(turn, (*matrix[:4], 0.0, 0.0))
    up, down = apply(linear, 0, -_ASCENT * kind.size), apply(linear, 0, _DESCENT * kind.size)
    x = y = 0.0
    for character, place, following in zip(words, places, [*places[1:], None], strict=True):
        width = _width(character, place, following, kind)
        (x, y), (along, aside) = apply(matrix, *place), apply(linear, width, 0)
        ink.add(character, (x + up[0], y + up[1]), (x + along + down[0], y + aside + down[1]))
        if following and following[0] - place[0] - width > kind.size and following[1] == place[1]:
            ink.add(" ", (x + along, y + aside), (x + along, y + aside))
    ink.add("\n", (x, y), (x, y))


def _width(character: str, place: Point, following: Point | None, kind: _Type) -> float:
    """Return how wide a glyph is: at most as far as the next one, or the object's end, is away."""
    natural = _natural_width(character, kind)
    if following:
        step = following[0] - place[0] if following[1] == place[1] else 0.0
    else:
        step = kind.end - place[0] if kind.end is not None else 0.0
    if natural < kind.scale:
        return step if 0 < step <= kind.scale else natural
    return min(natural, step) if step > 0 else natural
