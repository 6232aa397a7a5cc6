"""Which way a page's text runs: turned by a right angle, or from top to bottom; and the page turned to read it upright.

A page whose text is mostly turned (a wide table on an upright page, a page scanned on its side) is read as if the
page were turned back; vertical writing, whose lines go from right to left, as if it were turned with its characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from parsers.sources.glyphs import Box, Glyphs, Style, StyleOf
from parsers.sources.runs import is_askew

_SAMPLES = 24  # characters of a page that are looked at
_LEAST = 4  # a page with fewer characters has no way to run
_MOST = 0.6  # share of the samples that decides


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a page by 0, 90, 180 or 270 degrees clockwise; `is_vertical` says that characters stay upright."""

    degrees: int
    width: float  # of the page before it is turned
    height: float
    is_vertical: bool = False

    def size(self, width: float, height: float) -> tuple[float, float]:
        """Return the size of the turned page."""
        return (height, width) if self.degrees in (90, 270) else (width, height)

    def glyphs(self, glyphs: Glyphs) -> Glyphs:
        """Return glyphs in the coordinates of the turned page."""
        if self.degrees == 0:
            return glyphs
        x0, top, x1, bottom = self._edges(glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom)
        return replace(glyphs, x0=x0, top=top, x1=x1, bottom=bottom)

    def boxes(self, boxes: Sequence[Box]) -> list[Box]:
        """Return boxes in the coordinates of the turned page."""
        if self.degrees == 0 or not boxes:
            return list(boxes)
        x0, top, x1, bottom = zip(*boxes, strict=True)
        return list(zip(*self._edges(x0, top, x1, bottom), strict=True))

    def styles(self, style_of: StyleOf) -> StyleOf:
        """Return the styles with their angles against the turned page."""
        if self.degrees == 0 or self.is_vertical:
            return style_of

        def turned(index: int) -> Style:
            style = style_of(index)
            return replace(style, angle=(style.angle - self.degrees + 180) % 360 - 180)

        return turned

    def _edges(
        self, x0: Sequence[float], top: Sequence[float], x1: Sequence[float], bottom: Sequence[float]
    ) -> tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]]:
        if self.degrees == 90:
            return [self.height - y for y in bottom], x0, [self.height - y for y in top], x1
        if self.degrees == 270:
            return top, [self.width - x for x in x1], bottom, [self.width - x for x in x0]
        leftwards = [self.width - x for x in x1], [self.width - x for x in x0]
        upwards = [self.height - y for y in bottom], [self.height - y for y in top]
        return leftwards[0], upwards[0], leftwards[1], upwards[1]


def find_turn(glyphs: Glyphs, angle_of: Callable[[int], float], width: float, height: float, rotation: int = 0) -> Turn:
    """Return the turn that makes most of a page's text run from left to right.

    `angle_of` gives the angle of the character with an index of `glyphs.origin`, in degrees.
    `rotation` is how far, in degrees clockwise, viewers turn the page; it decides where the text does not.
    """
    samples = _samples(glyphs)
    angles = Counter(_right_angle(angle_of(glyphs.origin[index])) for index in samples)
    angle, count = angles.most_common(1)[0] if samples else (None, 0)
    if angle is None or len(samples) < _LEAST or count < _MOST * len(samples):
        return Turn(rotation, width, height)
    if angle == 0 and _runs_down(glyphs, samples):
        return Turn(270, width, height, is_vertical=True)
    return Turn(angle, width, height)


def _samples(glyphs: Glyphs) -> list[int]:
    step = max(1, len(glyphs.text) // _SAMPLES)
    return [index for index in range(0, len(glyphs.text), step) if not glyphs.text[index].isspace()]


def _right_angle(angle: float) -> int | None:
    return None if is_askew(angle) else 90 * round(angle / 90) % 360


def _runs_down(glyphs: Glyphs, samples: Sequence[int]) -> bool:
    """Tell whether the character behind most samples stands right below it: vertical writing."""
    below = sum(_is_below(glyphs, index, _next(glyphs, index)) for index in samples)
    return below > _MOST * len(samples)


def _next(glyphs: Glyphs, index: int) -> int:
    return next(
        (at for at in range(index + 1, min(index + 4, len(glyphs.text))) if not glyphs.text[at].isspace()), index
    )


def _is_below(glyphs: Glyphs, one: int, other: int) -> bool:
    width, height = glyphs.x1[one] - glyphs.x0[one], glyphs.bottom[one] - glyphs.top[one]
    aside = glyphs.x0[other] + glyphs.x1[other] - glyphs.x0[one] - glyphs.x1[one]
    return abs(aside) < 0.6 * width and 0.6 * height < glyphs.top[other] - glyphs.top[one] < 2 * height
