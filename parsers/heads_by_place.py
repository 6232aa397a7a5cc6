"""Running heads and feet whose words change from chapter to chapter: told by place, size and distance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from statistics import median, median_low

from parsers.lines import Line
from schemas.records import SourceLine

_SMALLER = 0.95  # a head is set smaller than the text: a title that each page bears at its top is none
_SAME_PLACE = 200  # hundredths of a point
_LEAST_PAGES = 3
_SHARE = 0.4  # of the pages; odd and even pages may bear heads at different places
_LONGEST = 40
_APART = 1.5  # times the usual distance of two lines


def heads_by_place(lines: Sequence[Line], taken: Collection[int]) -> set[int]:
    """Return the small lines that stand apart from the text at one place on many pages of a layout."""
    pages: dict[int, list[tuple[int, SourceLine]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.box is not None and not line.note and index not in taken:
            pages[line.box.page].append((index, line.box))
    if len(pages) < _LEAST_PAGES:
        return set()
    body = median_low([box.size for members in pages.values() for _, box in members])
    found: set[int] = set()
    for step in (1, -1):
        places = [
            (box.top, index) for members in pages.values() for index, box in _outermost(members[::step], lines, body)
        ]
        found |= _repeated(sorted(places), max(_LEAST_PAGES, _SHARE * len(pages)))
    return found


def _outermost(
    members: Sequence[tuple[int, SourceLine]], lines: Sequence[Line], body: int
) -> Iterator[tuple[int, SourceLine]]:
    """Yield the line at the edge of a page if it is small and stands apart from the text."""
    if len(members) < _LEAST_PAGES:
        return
    index, box = members[0]
    gaps = [_gap(one, other) for (_, one), (_, other) in pairwise(members[1:])]
    is_apart = _gap(box, members[1][1]) > max(_APART * median(gaps), box.bottom - box.top)
    if is_apart and box.size < _SMALLER * body and not box.in_table and len(lines[index].text) <= _LONGEST:
        yield index, box


def _gap(one: SourceLine, other: SourceLine) -> int:
    return max(one.top, other.top) - min(one.bottom, other.bottom)


def _repeated(places: Sequence[tuple[int, int]], least: float) -> set[int]:
    """Return the lines of those places that enough pages bear."""
    found: set[int] = set()
    group: list[tuple[int, int]] = []
    for place in (*places, (1 << 60, -1)):
        if group and place[0] - group[0][0] > _SAME_PLACE:
            if len(group) >= least:
                found.update(index for _, index in group)
            group = []
        group.append(place)
    return found
