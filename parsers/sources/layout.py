"""A page's characters and their boxes to lines; knows geometry and no PDF library.

Coordinates are PDF points from the top left corner of the upright page, y growing downwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

Box = tuple[float, float, float, float]  # x0, top, x1, bottom
Range = tuple[int, int]  # half-open indexes of characters

_SAME_LINE = 0.5  # share of the lower box's height that two pieces of one line have in common
_JUMP = 0.5  # share of a character's height by which its neighbour on the same line is at most higher or lower
_GAP = 0.25  # gap between two pieces, in heights, from which a space is printed between them
_SAME_PLACE = 0.25  # share of a box's shorter side by which a character printed twice for boldness is shifted at most
_ASKEW = 3.0  # degrees from the nearest right angle at which text is a watermark
_LINE_BREAKS = re.compile(r"[^\r\n]+")
_DOUBLED = re.compile(r"(\S)(?=\1)")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's characters in the order of its content, line breaks included, with the edges of their boxes.

    `origin` is the index by which the PDF library knows each character.
    """

    text: str
    x0: Sequence[float]
    top: Sequence[float]
    x1: Sequence[float]
    bottom: Sequence[float]
    origin: Sequence[int]

    def keep(self, selected: Sequence[bool]) -> Glyphs:
        """Return the glyphs without those that are not selected."""
        x0, top, x1, bottom = (tuple(compress(edge, selected)) for edge in (self.x0, self.top, self.x1, self.bottom))
        origin = tuple(compress(self.origin, selected))
        return Glyphs("".join(compress(self.text, selected)), x0, top, x1, bottom, origin)


@dataclass(frozen=True, slots=True)
class Style:
    """How a character is printed: size in points, bold or not, angle in degrees against the upright page."""

    size: float
    bold: bool
    angle: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page, or a row of a ruled table with its cells separated by tabs.

    `bold` is how many of its leading characters are printed bold.
    """

    text: str
    box: Box
    size: float
    bold: int
    in_table: bool = False


StyleOf = Callable[[int], Style]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring characters of one line, without the spaces around them."""

    text: str
    box: Box
    size: float
    angle: float
    bold: int  # leading characters printed bold


def character_ranges(glyphs: Glyphs, style_of: StyleOf) -> Iterator[Range]:
    """Yield the ranges of characters that stand on one line, in the order of the page's content."""
    for match in _LINE_BREAKS.finditer(glyphs.text):
        start, end = match.span()
        tops = glyphs.top[start:end]
        is_level = max(tops) - min(tops) <= _JUMP * (glyphs.bottom[start] - glyphs.top[start])
        if is_level or abs(style_of(glyphs.origin[start]).angle) > _ASKEW:
            yield start, end
        else:
            yield from _split_at_jumps(glyphs, start, end)


def join_lines(glyphs: Glyphs, style_of: StyleOf, ranges: Iterable[Range]) -> list[Line]:
    """Return the lines that some ranges make, from top to bottom; ranges side by side make one line.

    Watermarks (text that stands askew) and what is printed again at the same place are left out; text turned by a
    right angle stays by itself.
    """
    runs = (run for span in ranges if (run := _run(glyphs, style_of, span)))
    return sorted(_lines(_without_reprints(runs)), key=lambda line: (line.box[1], line.box[0]))


def without_doubles(glyphs: Glyphs) -> Glyphs:
    """Return the glyphs without those printed twice at one place to look bold."""
    selected = [True] * len(glyphs.text)
    for match in _DOUBLED.finditer(glyphs.text):
        first = match.start()
        if glyphs.x0[first + 1] - glyphs.x0[first] < (glyphs.x1[first] - glyphs.x0[first]) / 2:
            selected[first + 1] = not _is_double(_box(glyphs, first), _box(glyphs, first + 1), match.group())
    return glyphs if all(selected) else glyphs.keep(selected)


def _is_double(one: Box, other: Box, character: str) -> bool:
    # The letters of a ligature (ff, ll) share one box to the last digit.
    return _same_place(one, other) and not (one == other and character.isascii())


def union(boxes: Iterable[Box]) -> Box:
    """Return the bounds of one or more boxes."""
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return min(x0), min(top), max(x1), max(bottom)


def _box(glyphs: Glyphs, index: int) -> Box:
    return glyphs.x0[index], glyphs.top[index], glyphs.x1[index], glyphs.bottom[index]


def _same_place(one: Box, other: Box) -> bool:
    slack = _SAME_PLACE * min(one[3] - one[1], one[2] - one[0])
    return all(abs(edge - edge_of_other) <= slack for edge, edge_of_other in zip(one, other, strict=True))


def _split_at_jumps(glyphs: Glyphs, start: int, end: int) -> Iterator[Range]:
    inked = [index for index in range(start, end) if not glyphs.text[index].isspace()]
    for left, right in pairwise(inked):
        height = max(glyphs.bottom[left] - glyphs.top[left], glyphs.bottom[right] - glyphs.top[right])
        drop = glyphs.top[right] + glyphs.bottom[right] - glyphs.top[left] - glyphs.bottom[left]
        if abs(drop) / 2 > _JUMP * height:
            yield start, right
            start = right
    yield start, end


def _run(glyphs: Glyphs, style_of: StyleOf, span: Range) -> _Run | None:
    start, end = span
    text = glyphs.text[start:end]
    words = text.strip()
    if not words:
        return None
    first = start + len(text) - len(text.lstrip())
    last = first + len(words)
    style = style_of(glyphs.origin[first])
    bold = _bold_length(glyphs.origin[first:last], style_of) if style.bold else 0
    return _Run(words, _ink_box(glyphs, first, last), style.size, style.angle, bold)


def _bold_length(origin: Sequence[int], style_of: StyleOf) -> int:
    return next((length for length, index in enumerate(origin) if not style_of(index).bold), len(origin))


def _ink_box(glyphs: Glyphs, start: int, end: int) -> Box:
    """Return the bounds of a range's characters; the boxes of the spaces among them are not reliable."""
    edges = [edge[start:end] for edge in (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom)]
    text = glyphs.text[start:end]
    if len(text.split()) > 1:
        inked = [not character.isspace() for character in text]
        edges = [tuple(compress(edge, inked)) for edge in edges]
    x0, top, x1, bottom = edges
    return min(x0), min(top), max(x1), max(bottom)


def _without_reprints(runs: Iterable[_Run]) -> Iterator[_Run]:
    seen: dict[str, list[Box]] = {}
    for run in runs:
        if abs(run.angle - 90 * round(run.angle / 90)) > _ASKEW:
            continue
        places = seen.setdefault(run.text, [])
        if not any(_same_place(place, run.box) for place in places):
            places.append(run.box)
            yield run


def _lines(runs: Iterable[_Run]) -> Iterator[Line]:
    line: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.box[1] + run.box[3], run.box[0])):
        if line and not _side_by_side(line, run):
            yield _join(line)
            line = []
        line.append(run)
    if line:
        yield _join(line)


def _side_by_side(line: Sequence[_Run], run: _Run) -> bool:
    if max(abs(run.angle), abs(line[-1].angle)) > _ASKEW:
        return False
    _, top, _, bottom = union(each.box for each in line)
    shared = min(bottom, run.box[3]) - max(top, run.box[1])
    return shared > _SAME_LINE * min(bottom - top, run.box[3] - run.box[1])


def _join(runs: Sequence[_Run]) -> Line:
    ordered = sorted(runs, key=lambda run: run.box[0])
    first = ordered[0]
    text, bold = first.text, first.bold
    for left, right in pairwise(ordered):
        gap = right.box[0] - left.box[2]
        is_bold_so_far = bold == len(text)
        text += " " * (gap > _GAP * (right.box[3] - right.box[1]))
        bold = len(text) + right.bold if is_bold_so_far and right.bold else bold
        text += right.text
    return Line(text, union(run.box for run in ordered), max(ordered, key=_length).size, bold)


def _length(run: _Run) -> int:
    return len(run.text)
