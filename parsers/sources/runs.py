"""Runs: neighbouring characters of one line, cut where the line jumps, changes its size or leaves a wide gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, pairwise, product
from math import floor, frexp, ldexp

from parsers.sources.glyphs import Box, Glyphs, Range, Style, StyleOf, same_place

ASKEW = 3.0  # degrees from the nearest right angle at which text is a watermark
_JUMP = 0.5  # share of a character's height by which its neighbour on the same line is at most higher or lower
_SMALL = 0.8  # share of its line's height under which a character may be raised or lowered
_WIDE_GAP = 1.5  # heights between two characters from which a line may go on in another column
_LINE_BREAKS = re.compile(r"[^\r\n]+")
_SHIFTABLE = re.compile(r"[0-9①-⑳\[\]〔〕()（）*†‡+-]")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one line, without the spaces around them; `bold` counts its leading bold ones."""

    text: str
    box: Box
    style: Style
    bold: int

    @property
    def height(self) -> float:
        """Return the height of its box in points."""
        return self.box[3] - self.box[1]

    @property
    def is_askew(self) -> bool:
        """Tell whether it stands at no right angle to the page."""
        return is_askew(self.style.angle)


def is_askew(angle: float) -> bool:
    """Tell whether an angle in degrees is none of a right angle's multiples."""
    return abs(angle - 90 * round(angle / 90)) > ASKEW


def character_ranges(glyphs: Glyphs, style_of: StyleOf) -> Iterator[Range]:
    """Yield the ranges of characters that stand on one line, in the order of the page's content."""
    for match in _LINE_BREAKS.finditer(glyphs.text):
        start, end = match.span()
        tops = glyphs.top[start:end]
        height = glyphs.bottom[start] - glyphs.top[start]
        drop = max(tops) - min(tops)
        if drop > _JUMP * height and abs(style_of(glyphs.origin[start]).angle) <= ASKEW:
            pieces: Iterable[Range] = _split_at_jumps(glyphs, start, end)
        else:
            pieces = ((start, end),)
        for first, last in pieces:
            # Characters of one size on one line have tops alike; spaces have boxes of their own.
            if drop > (1 - _SMALL) * height / 2 and _SHIFTABLE.search(glyphs.text, first, last):
                yield from _split_at_shifts(glyphs, first, last)
            else:
                yield first, last


def cut_at_gaps(glyphs: Glyphs, ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges, cut at spaces so wide that another column may begin behind them."""
    for begin, end in ranges:
        start = begin
        space = glyphs.text.find(" ", start, end)
        while space >= 0:
            after = space + 1
            while after < end and glyphs.text[after].isspace():
                after += 1
            if start < space and after < end and _is_wide_gap(glyphs, space - 1, after):
                yield start, space
                start = after
            space = glyphs.text.find(" ", after, end)
        yield start, end


def runs_of(glyphs: Glyphs, style_of: StyleOf, ranges: Iterable[Range]) -> Iterator[Run]:
    """Yield the run of each range that has words; what is printed again at the same place is left out."""
    seen = _Places()
    found: list[Run] = []
    for span in ranges:
        run = _run(glyphs, style_of, span)
        if run is None:
            continue
        again = seen.find(run)
        if again is None:
            seen.add(run, len(found))
            found.append(run)
        elif found[again].box != run.box:  # printed twice with a shift, to look bold
            found[again] = replace(found[again], bold=len(run.text))
    yield from found


class _Places:
    """Where which words stand, looked up by their rough place and size, as a page may have the same sign many times."""

    def __init__(self) -> None:
        self._by_cell: dict[tuple[str, int, int, int], list[tuple[int, Box]]] = {}
        self._count: Counter[str] = Counter()

    def add(self, run: Run, index: int) -> None:
        """Note a run with its index."""
        level = _level(run.box)
        self._by_cell.setdefault((run.text, level, *_cell(run.box, level)), []).append((index, run.box))
        self._count[run.text] += 1

    def find(self, run: Run) -> int | None:
        """Return the index of a run with the same words at the same place."""
        if not self._count[run.text]:
            return None
        own = _level(run.box)
        # Boxes at the same place differ by less than half their size, so they are of neighbouring levels and cells.
        for level in (own, own - 1, own + 1):
            x, y = _cell(run.box, level)
            for across, down in product((x, x - 1, x + 1), (y, y - 1, y + 1)):
                for index, place in self._by_cell.get((run.text, level, across, down), ()):
                    if same_place(place, run.box):
                        return index
        return None


def _level(box: Box) -> int:
    """Return the power of two that a box's shorter side is just under."""
    return frexp(min(box[3] - box[1], box[2] - box[0]))[1]


def _cell(box: Box, level: int) -> tuple[int, int]:
    return floor(ldexp(box[0], -level)), floor(ldexp(box[1], -level))


def _is_wide_gap(glyphs: Glyphs, left: int, right: int) -> bool:
    height = glyphs.bottom[left] - glyphs.top[left]
    return glyphs.x0[right] - glyphs.x1[left] > _WIDE_GAP * height > 0


def _split_at_jumps(glyphs: Glyphs, start: int, end: int) -> Iterator[Range]:
    inked = [index for index in range(start, end) if not glyphs.text[index].isspace()]
    for left, right in pairwise(inked):
        height = max(glyphs.bottom[left] - glyphs.top[left], glyphs.bottom[right] - glyphs.top[right])
        drop = glyphs.top[right] + glyphs.bottom[right] - glyphs.top[left] - glyphs.bottom[left]
        if abs(drop) / 2 > _JUMP * height:
            yield start, right
            start = right
    yield start, end


def _split_at_shifts(glyphs: Glyphs, start: int, end: int) -> Iterator[Range]:
    """Yield the pieces between which figures get small or tall again: an exponent, the mark of a footnote."""
    heights = [
        0.0 if glyphs.text[index].isspace() else glyphs.bottom[index] - glyphs.top[index] for index in range(start, end)
    ]
    small = _SMALL * max(heights)
    is_shifted = [
        0 < height < small and _SHIFTABLE.match(glyphs.text, index) is not None
        for index, height in enumerate(heights, start)
    ]
    first = start
    for index in range(start + 1, end):
        if is_shifted[index - start] != is_shifted[index - start - 1] and not glyphs.text[first:index].isspace():
            yield first, index
            first = index
    yield first, end


def _run(glyphs: Glyphs, style_of: StyleOf, span: Range) -> Run | None:
    start, end = span
    text = glyphs.text[start:end]
    words = text.strip()
    if not words:
        return None
    first = start + len(text) - len(text.lstrip())
    last = first + len(words)
    style = style_of(glyphs.origin[first])
    origin = glyphs.origin[first:last]
    bold = 0
    if style.bold or glyphs.doubled:
        bold = next(
            (n for n, at in enumerate(origin) if at not in glyphs.doubled and not style_of(at).bold), len(words)
        )
    return Run(words, _ink_box(glyphs, first, last), style, bold)


def _ink_box(glyphs: Glyphs, start: int, end: int) -> Box:
    """Return the bounds of a range's characters; the boxes of the spaces among them are not reliable."""
    edges: list[Sequence[float]] = [edge[start:end] for edge in (glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom)]
    text = glyphs.text[start:end]
    if len(text.split()) > 1:
        inked = [not character.isspace() for character in text]
        edges = [tuple(compress(edge, inked)) for edge in edges]
    x0, top, x1, bottom = edges
    return min(x0), min(top), max(x1), max(bottom)
