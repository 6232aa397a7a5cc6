"""Bands of a page: no box at a place is missed, and many watermarks do not take the square of their number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parsers.sources.asides import Bands, no_backdrops, set_aside
from parsers.sources.glyphs import Box, Style
from parsers.sources.runs import Run
from schemas.vocabulary import DiscardReason
from tests.growth import assert_linear

PALE = Style(40.0, False, 0.0, paint=(200, 200, 200, 255))
BLACK = Style(10.0, False, 0.0, paint=(0, 0, 0, 255))
HEIGHTS = st.floats(-1e9, 1e9) | st.floats(0, 900)
BOXES = st.tuples(HEIGHTS, st.floats(0, 300)).map(lambda place: (0.0, place[0], 1.0, place[0] + place[1]))


@given(st.lists(BOXES, max_size=40), BOXES)
def test_no_box_beside_a_place_is_missed(boxes: list[Box], place: Box) -> None:
    beside = {box for box in boxes if box[1] < place[3] and box[3] > place[1]}
    assert beside <= set(Bands(boxes).near(place[1], place[3]))


def page(pairs: int, *, overprinted: bool) -> list[Run]:
    """Return lines from top to bottom, each with pale words on it or beside it."""
    x = 0.0 if overprinted else 400.0
    lines = [Run("印发", (0.0, 4.0 * row, 90.0, 4.0 * row + 2), BLACK, 0) for row in range(pairs)]
    return [*lines, *(Run("样稿", (x, box[1], x + 90, box[3]), PALE, 0) for box in (run.box for run in lines))]


def test_pale_words_over_others_are_a_watermark() -> None:
    found = set_aside(page(50, overprinted=True), no_backdrops)
    assert found == dict.fromkeys(range(50, 100), DiscardReason.WATERMARK)
    assert set_aside(page(50, overprinted=False), no_backdrops) == {}


def test_the_time_grows_with_the_page() -> None:
    assert_linear(lambda pairs: set_aside(page(pairs, overprinted=False), no_backdrops), 400)
