"""Runs of characters to lines, from top to bottom; knows geometry and no PDF library.

Coordinates are PDF points from the top left corner of the upright page, y growing downwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.sources.glyphs import Box, Glyphs, Range, Style, StyleOf, same_place, union, without_doubles
from parsers.sources.runs import ASKEW, Run, character_ranges, runs_of
from schemas.vocabulary import DiscardReason

__all__ = [
    "Box", "Glyphs", "Line", "Range", "Style", "StyleOf", "character_ranges", "group", "join", "join_lines",
    "same_place", "union", "without_doubles",
]  # fmt: skip

_SAME_LINE = 0.5  # share of the lower box's height that two pieces of one line have in common
_GAP = 0.25  # gap between two pieces, in heights, from which a space is printed between them
_SMALL = 0.8  # share of its line's height under which a figure may be raised or lowered
_SHIFT = 0.08  # share of the line's height by which its middle is then higher or lower at least
_FIGURES = re.compile(r"[0-9+()-]+")
_NOTE_MARK = re.compile(r"[\[〔(（]?[0-9]{1,3}[\]〕)）]?|[①-⑳]|[*†‡]{1,3}")
_EXPONENT_BASE = re.compile(r"[0-9A-Za-zΑ-ω)米里]$")
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page, or a row of a ruled table with its cells separated by tabs.

    `bold` is how many of its leading characters are printed bold. `column` is how many columns of text stand beside
    each other where the line is, and in which of them, from 1, it is. `marks` are the ranges of raised marks that
    point to a footnote; `note` says that the line is part of one. `furniture` says why a line is none of the paper's
    words (a watermark, hidden text); None for its own.
    """

    text: str
    box: Box
    size: float
    bold: int
    in_table: bool = False
    column: tuple[int, int] = (1, 1)
    marks: tuple[Range, ...] = ()
    note: bool = False
    furniture: DiscardReason | None = None


def join_lines(glyphs: Glyphs, style_of: StyleOf, ranges: Iterable[Range]) -> list[Line]:
    """Return the lines that some ranges make, from top to bottom; ranges side by side make one line.

    Watermarks (text that stands askew) and what is printed again at the same place are left out; text turned by a
    right angle stays by itself.
    """
    runs = (run for run in runs_of(glyphs, style_of, ranges) if not run.is_askew)
    return sorted(map(join, group(runs)), key=lambda line: (line.box[1], line.box[0]))


def group(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs that stand on one line together."""
    line: list[Run] = []
    top = bottom = 0.0
    for run in sorted(runs, key=lambda run: (run.box[1] + run.box[3], run.box[0])):
        if line and not _side_by_side(line[-1], run, top, bottom):
            yield line
            line = []
        top, bottom = (min(top, run.box[1]), max(bottom, run.box[3])) if line else (run.box[1], run.box[3])
        line.append(run)
    if line:
        yield line


def join(runs: Sequence[Run]) -> Line:
    """Return the line that runs on one line make; raised and lowered figures become the signs for them."""
    ordered = sorted(runs, key=lambda run: run.box[0]) if len(runs) > 1 else runs
    base = max(ordered, key=_length)
    text, bold = ordered[0].text, ordered[0].bold
    marks: list[Range] = []
    if len(ordered) > 1:
        text = _shifted(text, ordered[0], base)
    for left, right in pairwise(ordered):
        gap = right.box[0] - left.box[2]
        is_bold_so_far = bold == len(text)
        words = _shifted(right.text, right, base)
        if _is_raised(right, base) and _NOTE_MARK.fullmatch(right.text) and not _EXPONENT_BASE.search(text):
            marks.append((len(text), len(text) + len(words)))
        elif words == right.text:
            text += " " * (gap > _GAP * right.height)
        bold = len(text) + right.bold if is_bold_so_far and right.bold else bold
        text += words
    return Line(text, union(run.box for run in ordered), base.style.size, bold, marks=tuple(marks))


def _side_by_side(last: Run, run: Run, top: float, bottom: float) -> bool:
    """Tell whether a run stands on the line that reaches from `top` to `bottom` and ends in another run."""
    if max(abs(run.style.angle), abs(last.style.angle)) > ASKEW:
        return False
    shared = min(bottom, run.box[3]) - max(top, run.box[1])
    return shared > _SAME_LINE * min(bottom - top, run.height)


def _is_small(run: Run, base: Run) -> bool:
    return run is not base and run.height < _SMALL * base.height


def _rise(run: Run, base: Run) -> float:
    return ((base.box[1] + base.box[3]) - (run.box[1] + run.box[3])) / 2


def _is_raised(run: Run, base: Run) -> bool:
    return _is_small(run, base) and _rise(run, base) > _SHIFT * base.height


def _shifted(text: str, run: Run, base: Run) -> str:
    if not _is_small(run, base) or not _FIGURES.fullmatch(text):
        return text
    rise = _rise(run, base)
    if abs(rise) <= _SHIFT * base.height:
        return text
    return text.translate(_RAISED if rise > 0 else _LOWERED)


def _length(run: Run) -> int:
    return len(run.text)
