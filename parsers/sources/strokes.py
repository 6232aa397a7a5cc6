"""How thick the strokes of characters are in an image: print in bold is told from the rest of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parsers.sources.ocr import Pixels

_HAN = re.compile(r"[\u3400-\u9fff]")
_FAINT = 0.15  # share of black under which a pixel is the paper's grain
# Bold made of a font by its outline has strokes 1.3 times as thick, 黑体 1.2 times, body text up to 1.1 times the
# median of the page.
_BOLD, _THIN = 1.23, 1.12
_FEWEST = 2  # characters that are set in bold


@dataclass(frozen=True, slots=True)
class Tones:
    """The values of a page's paper and of its darkest print, from 0, black, to 255."""

    paper: int
    black: int

    @classmethod
    def of(cls, pixels: Pixels) -> Tones:
        """Return the tones of a page."""
        return cls(int(np.median(pixels)), int(np.percentile(pixels, 1)))

    @property
    def dark(self) -> int:
        """Return the value up to which a pixel is ink: halfway."""
        return (self.paper + self.black) // 2


def stroke_widths(
    pixels: Pixels, tones: Tones, text: str, middles: Sequence[float], em: float | None
) -> tuple[float, ...]:
    """Return how thick the strokes of each character of a line are, in its em; 0 but for Han characters.

    A stroke has its length in ink times its width, and twice its length in edges; so blur does not change what their
    quotient says.

    Args:
        pixels: the line image.
        tones: of the page.
        text: its characters.
        middles: where they stand, in pixels from the left.
        em: the distance from one to the next; None where it is not known, and nothing then.
    """
    if em is None or tones.black >= tones.paper or min(pixels.shape) < 3:
        return (0.0,) * len(text)
    areas, edges = map(np.cumsum, _areas_and_edges(pixels, tones))
    last = len(areas) - 1
    widths = []
    for character, middle in zip(text, middles, strict=True):
        left, right = (int(min(max(place, 0), last)) for place in (middle - em / 2, middle + em / 2))
        edge = float(edges[right] - edges[left]) if _HAN.match(character) else 0.0
        widths.append(2 * float(areas[right] - areas[left]) / edge / em if edge > 0 else 0.0)
    return tuple(widths)


def _areas_and_edges(pixels: Pixels, tones: Tones) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each column how much ink is in it, and how much of the ink's edges."""
    ink = np.clip((tones.paper - pixels.astype(np.float64)) / (tones.paper - tones.black), 0, 1)
    ink = (ink[:-1, :-1] + ink[1:, :-1] + ink[:-1, 1:] + ink[1:, 1:]) / 4
    ink[ink < _FAINT] = 0
    down, across = np.gradient(ink)
    return ink.sum(axis=0), np.hypot(down, across).sum(axis=0)


def usual_width(lines: Sequence[Sequence[float]]) -> float:
    """Return how thick the strokes on a page are mostly, in ems; 0 where nothing tells."""
    known = [width for widths in lines for width in widths if width]
    return median(known) if known else 0.0


def leading_bold(widths: Sequence[float], usual: float) -> int:
    """Return how many characters at the beginning of a line are set in bold, signs between and behind them included.

    They end before the first two Han characters that are not: some have fewer strokes, which come out thinner.
    """
    if not usual:
        return 0
    places = [place for place, width in enumerate(widths) if width]
    shares = [widths[place] / usual for place in places]
    count = next((place for place, pair in enumerate(pairwise(shares)) if max(pair) < _THIN), len(shares))
    while count and shares[count - 1] < _THIN:
        count -= 1
    if count < _FEWEST or fmean(shares[:count]) < _BOLD:
        return 0
    return places[count] if count < len(places) else len(widths)
