"""A page's characters with their boxes and styles; knows geometry and no PDF library.

Coordinates are points from the top left corner of the upright page, y growing downwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

Box = tuple[float, float, float, float]  # x0, top, x1, bottom
Range = tuple[int, int]  # half-open indexes of characters

_SAME_PLACE = 0.25  # share of a box's shorter side by which a character printed twice for boldness is shifted at most
_DOUBLED = re.compile(r"(\S)(?=\1)")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's characters in the order of its content, line breaks included, with the edges of their boxes.

    `origin` is the index by which the library that read the page knows each character; `doubled` holds those origins
    that were printed a second time at nearly the same place, to look bold.
    """

    text: str
    x0: Sequence[float]
    top: Sequence[float]
    x1: Sequence[float]
    bottom: Sequence[float]
    origin: Sequence[int]
    doubled: frozenset[int] = field(default_factory=frozenset)

    def keep(self, selected: Sequence[bool]) -> Glyphs:
        """Return the glyphs without those that are not selected."""
        x0, top, x1, bottom = (tuple(compress(edge, selected)) for edge in (self.x0, self.top, self.x1, self.bottom))
        origin = tuple(compress(self.origin, selected))
        return Glyphs("".join(compress(self.text, selected)), x0, top, x1, bottom, origin, self.doubled)

    def box(self, index: int) -> Box:
        """Return the box of one character."""
        return self.x0[index], self.top[index], self.x1[index], self.bottom[index]


@dataclass(frozen=True, slots=True)
class Style:
    """How a character is printed: size in points, bold or not, angle in degrees against the upright page.

    `paint` is its colour as red, green, blue and opacity from 0 to 255, None where unknown; text that is `unpainted`
    is put on the page without ink, as recognisers do over the picture of a page.
    """

    size: float
    bold: bool
    angle: float
    paint: tuple[int, int, int, int] | None = None
    unpainted: bool = False


StyleOf = Callable[[int], Style]


def union(boxes: Iterable[Box]) -> Box:
    """Return the bounds of one or more boxes."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def same_place(one: Box, other: Box) -> bool:
    """Tell whether two boxes are the same but for the shift with which print fakes boldness."""
    slack = _SAME_PLACE * min(one[3] - one[1], one[2] - one[0])
    return all(abs(edge - edge_of_other) <= slack for edge, edge_of_other in zip(one, other, strict=True))


def without_doubles(glyphs: Glyphs) -> Glyphs:
    """Return the glyphs without those printed twice at one place to look bold."""
    selected = [True] * len(glyphs.text)
    doubled: set[int] = set()
    for match in _DOUBLED.finditer(glyphs.text):
        first = match.start()
        if glyphs.x0[first + 1] - glyphs.x0[first] < (glyphs.x1[first] - glyphs.x0[first]) / 2:
            one, other = glyphs.box(first), glyphs.box(first + 1)
            if _is_double(one, other, match.group()):
                selected[first + 1] = False
                doubled.update((glyphs.origin[first], glyphs.origin[first + 1]))
    if not doubled:
        return glyphs
    kept = glyphs.keep(selected)
    return Glyphs(kept.text, kept.x0, kept.top, kept.x1, kept.bottom, kept.origin, frozenset(doubled))


def _is_double(one: Box, other: Box, character: str) -> bool:
    # The letters of a ligature (ff, ll) share one box to the last digit.
    return same_place(one, other) and not (one == other and character.isascii())
