from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from parsers.sources.glyphs import Box, Glyphs, Style, same_place
from parsers.sources.runs import runs_of

EDGES = st.floats(0, 40)
SIDES = st.floats(0.01, 40)
BOXES = st.tuples(EDGES, EDGES, SIDES, SIDES).map(lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3]))
SHIFTS = st.floats(-0.3, 0.3)


@st.composite
def places(draw: st.DrawFn) -> list[Box]:
    """Return boxes, many of which are shifts of others by about as much as is allowed."""
    boxes = draw(st.lists(BOXES, min_size=1, max_size=12))
    for _ in range(draw(st.integers(0, 12))):
        x0, top, x1, bottom = draw(st.sampled_from(boxes))
        side = min(x1 - x0, bottom - top)
        moved = [edge + draw(SHIFTS) * side for edge in (x0, top, x1, bottom)]
        if moved[0] < moved[2] and moved[1] < moved[3]:
            boxes.append((moved[0], moved[1], moved[2], moved[3]))
    return boxes


@given(places())
@example([(4.0, 4.0, 8.0, 8.0), (3.01, 3.01, 7.01, 7.01)])
@example([(0.0, 0.0, 3.9, 3.9), (0.0, 0.0, 4.1, 4.1)])
def test_words_printed_again_are_found_wherever_they_stand(boxes: list[Box]) -> None:
    x0, top, x1, bottom = zip(*boxes, strict=True)
    glyphs = Glyphs("字" * len(boxes), x0, top, x1, bottom, range(len(boxes)))
    found = runs_of(glyphs, lambda _: Style(12, bold=False, angle=0), [(at, at + 1) for at in range(len(boxes))])
    kept: list[Box] = []
    for box in boxes:
        if not any(same_place(place, box) for place in kept):
            kept.append(box)
    assert [run.box for run in found] == kept
