"""The margins of a page layout, and what they say of a line: full, indented, centred, part of a title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median_low

from parsers.line_ends import has_ended, is_open, must_go_on, unclosed
from parsers.lines import Line
from parsers.markers import read_marker
from schemas.records import SourceLine

INDENT_SHARE = 0.1  # in a layout or text that indents paragraphs, at least so many lines are indented


_Column = tuple[int, int]


class Geometry:
    """The margins of a layout, and what they say of a line; columns side by side have margins of their own."""

    def __init__(self, lines: Sequence[Line]) -> None:
        boxes = [line.box for line in lines if line.box is not None and not line.table_row]
        self._size = median_low([box.bottom - box.top for box in boxes]) if boxes else 0
        columns: dict[_Column, list[SourceLine]] = defaultdict(list)
        for box in boxes:
            columns[box.column].append(box)
        self._margins = {column: self._margins_of(members) for column, members in columns.items()}
        indent = [box for box in boxes if 1.5 * self._size <= box.x0 - self._left(box) <= 3 * self._size]
        self._indents = len(indent) > INDENT_SHARE * len(boxes)  # paragraphs are told by their first line's indent

    def _margins_of(self, boxes: Sequence[SourceLine]) -> tuple[int, int]:
        return _most_common([box.x0 for box in boxes], self._size), _quantile([box.x1 for box in boxes], 0.9)

    def _left(self, box: SourceLine) -> int:
        return self._margins[box.column][0] if box.column in self._margins else 0

    def _right(self, box: SourceLine) -> int:
        return self._margins[box.column][1] if box.column in self._margins else 0

    def continues(self, before: Line, line: Line, text: str, *, turned: bool, opens: bool) -> bool:
        """Return whether a line goes on with the paragraph that ends in the line before it."""
        above, box = before.box, line.box
        assert above is not None
        assert box is not None
        if self.centred(before) or self.centred(line):
            return self._same_title(before, line, turned=turned)
        if (opens or above.column[0] != box.column[0]) and not must_go_on(text):
            return False
        left, right = self._margins[above.column]
        indented = box.x0 >= self._left(box) + 1.2 * self._size
        # A heading may end in 与 or the text below it begin with 以下: a short line above an indented one decides.
        begins = indented and above.x1 < right - 4 * self._size and not (unclosed(text) or text.endswith(("，", "、")))
        if not begins and not has_ended(text) and is_open(text, line.text):
            return True
        full = above.x1 >= right - 2 * self._size
        far_below = not turned and box.top - above.bottom > 2 * self._size
        running = self._indents and not has_ended(before.text) and above.x1 > (left + right) / 2
        return (full or running) and not indented and not far_below

    def centred(self, line: Line) -> bool:
        """Return whether a line stands in the middle of the page, clear of both margins by the same distance."""
        box = line.box
        if box is None or not self._size:
            return False
        left, right = box.x0 - self._left(box), self._right(box) - box.x1
        clear = 0.5 if self._is_large(line) else 2.5
        return min(left, right) > clear * self._size and abs(left - right) < 2.5 * self._size

    def _is_large(self, line: Line) -> bool:
        return line.box is not None and line.box.bottom - line.box.top > 1.15 * self._size

    def _same_title(self, before: Line, line: Line, *, turned: bool) -> bool:
        above, box = before.box, line.box
        assert above is not None
        assert box is not None
        tall, next_tall = above.bottom - above.top, box.bottom - box.top
        close = turned or 0 <= box.top - above.bottom < 1.2 * max(tall, next_tall)
        alike = abs(tall - next_tall) < 0.15 * max(tall, next_tall, 1)
        starts_anew = line.text.startswith(("（", "(", "—", "第")) or read_marker(line.text) is not None
        large = self._is_large(before) and self.centred(before) and self.centred(line)
        return large and close and alike and not starts_anew and not has_ended(before.text)


def _most_common(values: Sequence[int], bin_width: int) -> int:
    bins: dict[int, list[int]] = defaultdict(list)
    for value in values:
        bins[value // max(bin_width, 1)].append(value)
    fullest = max(bins, key=lambda place: len(bins[place]))
    return min(bins[fullest])


def _quantile(values: Sequence[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
