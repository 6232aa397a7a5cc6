"""What stands on a page beside or behind the paper's words: watermarks, hidden text, the numbers of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from parsers.sources.glyphs import Box
from parsers.sources.runs import Run
from schemas.vocabulary import DiscardReason

Backdrops = Callable[[], Sequence[Box]]

_WHITE = 250  # a channel of white is at least so bright
_LIGHT = 150
_FAINT = 128  # opacity under which text shines through
_LARGE = 24.0  # points; a watermark's characters are at least as large
_TINY = 1.0  # points; nobody reads smaller characters
_LONGEST_PAGE = 14_400.0  # points, by ISO 32000; what is drawn below it is on no page
_MOST_BANDS, _TALL = 1000, 8
_LEAST_NUMBERS = 5  # so many numbered lines stand on a page at least


def no_backdrops() -> Sequence[Box]:
    """Return that nothing is painted behind the text."""
    return ()


def set_aside(runs: Sequence[Run], backdrops: Backdrops) -> dict[int, DiscardReason]:
    """Return the reason for each run that is none of the paper's words, by index.

    Args:
        runs: a page's runs.
        backdrops: gives the boxes of pictures and of areas painted in other colours than white; asked for only where
            text is white or unpainted, as such text can be read on them and nowhere else.
    """
    found: dict[int, DiscardReason] = {}
    places = cache(lambda: Bands([run.box for run in runs]))
    painted = cache(lambda: Bands(backdrops()))
    for index, run in enumerate(runs):
        if run.is_askew:
            found[index] = DiscardReason.WATERMARK
        elif run.style.size < _TINY or (_is_invisible(run) and not _is_backed(run, painted())):
            found[index] = DiscardReason.HIDDEN
        elif _is_pale(run) and _is_overprinted(run, places()):
            found[index] = DiscardReason.WATERMARK
    found |= dict.fromkeys(_line_numbers(runs), DiscardReason.LINE_NUMBER)
    return found


def _is_invisible(run: Run) -> bool:
    paint = run.style.paint
    return run.style.unpainted or (paint is not None and (paint[3] == 0 or min(paint[:3]) >= _WHITE))


def _is_backed(run: Run, painted: Bands) -> bool:
    x, y = (run.box[0] + run.box[2]) / 2, (run.box[1] + run.box[3]) / 2
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in painted.near(y, y))


def _is_pale(run: Run) -> bool:
    paint = run.style.paint
    is_pale = paint is not None and (min(paint[:3]) >= _LIGHT or paint[3] < _FAINT)
    return is_pale and run.style.size >= _LARGE and run.box[1] < _LONGEST_PAGE


def _is_overprinted(run: Run, places: Bands) -> bool:
    x0, top, x1, bottom = run.box
    return any(
        other is not run.box and other[0] < x1 and other[2] > x0 and other[1] < bottom and other[3] > top
        for other in places.near(top, bottom)
    )


class Bands:
    """The boxes of a page by the bands across it that they touch, so that few are looked at for a place.

    There are as many bands as a few boxes each would fill; what touches many of them is looked at for every place.
    """

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._count = min(max(1, len(boxes) // 4), _MOST_BANDS)
        self._bottom = max((min(box[3], _LONGEST_PAGE) for box in boxes), default=0.0)
        self._wide: list[Box] = []
        self._bands: list[list[Box]] = [[] for _ in range(self._count)]
        for box in boxes:
            first, last = self._band(box[1]), self._band(box[3])
            if last - first > _TALL:
                self._wide.append(box)
            else:
                for band in range(first, last + 1):
                    self._bands[band].append(box)

    def near(self, top: float, bottom: float) -> Iterator[Box]:
        """Yield the boxes of which a part may lie between two heights, some of them more than once."""
        yield from self._wide
        for band in range(self._band(top), self._band(bottom) + 1):
            yield from self._bands[band]

    def _band(self, y: float) -> int:
        share = max(0.0, y) / self._bottom if self._bottom > 0 else 0.0
        return int(min(share, 1.0) * (self._count - 1))


def _line_numbers(runs: Sequence[Run]) -> Iterator[int]:
    """Yield the runs that number the lines: figures beside the text, one below the other, counting up evenly."""
    figures = [(run.box[1], index) for index, run in enumerate(runs) if len(run.text) <= 4 and run.text.isdecimal()]
    words = [run for run in runs if not run.text.isdecimal()]
    if len(figures) < _LEAST_NUMBERS or not words:
        return
    left, right = min(run.box[0] for run in words), max(run.box[2] for run in words)
    for margin in (
        [index for _, index in sorted(figures) if runs[index].box[2] <= left],
        [index for _, index in sorted(figures) if runs[index].box[0] >= right],
    ):
        values = [int(runs[index].text) for index in margin]
        steps = {after - before for before, after in pairwise(values)}
        if len(margin) >= _LEAST_NUMBERS and steps in ({1}, {5}, {10}):
            yield from margin
