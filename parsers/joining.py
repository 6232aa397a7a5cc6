"""Which lines make a paragraph: sentences that a page or line break cut are joined, headings are left alone.

With a layout, the page's own geometry decides: a paragraph's first line is indented, and a line that stops short of the
right margin is a paragraph's last. Without one, the words decide.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median_low

from parsers.lexicon import words
from parsers.lines import Line
from parsers.markers import Marker, is_preface, read_marker
from schemas.vocabulary import SectionKind

_SENTENCE_INSIDE = re.compile(r"[。！？；]")
_PUNCTUATION_INSIDE = re.compile(r"[，。！？；、：,:]")
# Quotation marks are left out: they are misprinted too often to trust their pairing.
_CLOSERS = {"）": "（(", ")": "（(", "》": "《", "】": "【", "]": "["}
_BRACKETS = re.compile(r"[（(《【\[）)》】\]]")
_REMARK = re.compile(r"(?:^|[。；！？.;])\s*[（(【\[][^（(【\[]*(?:[（(][^（()）]*[）)][^（(【\[]*)*[）)】\]]$")
_PHONE_OR_DATE = re.compile(r"[0-9]{7,}$|^.{0,14}[年月日]$")
_TAIL = 200  # an opening bracket further back than this is a misprint, not an open bracket

CUT_WIDTH = 20  # a page's last line is full; no page of prose is narrower than so many Han characters
INDENT_SHARE = 0.1  # in a layout that indents paragraphs, at least so many lines are indented
WRAPPED_SHARE = 0.3  # in a text that is wrapped, at least so many lines have nearly the same, greatest width


@cache
def _ending(key: str) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(re.escape, words('joining', key)))})$")


@cache
def _beginning(key: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("joining", key))))


def has_ended(text: str) -> bool:
    """Return whether a line has ended: on a full stop or a colon, a bracketed remark, a telephone number or a date."""
    bare = text.rstrip("*_”’」』 ")
    return any(pattern.search(bare) for pattern in (_ending("terminals"), _REMARK, _PHONE_OR_DATE))


def unclosed(text: str) -> str:
    """Return the brackets of the last 200 characters that are open at the end of a text."""
    stack: list[str] = []
    for sign in _BRACKETS.findall(text[-_TAIL:]):
        if sign not in _CLOSERS:
            stack.append(sign)
        elif stack and stack[-1] in _CLOSERS[sign]:
            stack.pop()
    return "".join(stack)


def closes(text: str, brackets: str) -> bool:
    """Return whether a text closes the innermost of some open brackets; pairs of its own are passed over."""
    inside = 0
    for sign in _BRACKETS.findall(text[:_TAIL]):
        if sign not in _CLOSERS:
            inside += 1
        elif inside:
            inside -= 1
        else:
            return brackets[-1] in _CLOSERS[sign]
    return False


@dataclass(slots=True)
class Paragraph:
    """Lines that make one paragraph, by index; `turned` are the members that a page break precedes."""

    members: list[int]
    turned: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the whole text shows: the width lines are wrapped at (0 for none), and whether page breaks cut sentences."""

    wrap: float
    cut: bool


class Joiner:
    """Joins the kept lines of one source into paragraphs."""

    def __init__(self, lines: Sequence[Line], kept: Sequence[int]) -> None:
        self._lines = lines
        self._kept = kept
        self._markers = {index: read_marker(lines[index].text) for index in kept}
        self._shape = _Shape(_wrap_width([lines[index] for index in kept]), self._is_cut())
        self._items = self._item_markers()
        self._geometry = Geometry([lines[index] for index in kept])
        self._last_ordinal: dict[SectionKind, int] = {}

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs in order."""
        found: list[Paragraph] = []
        text = ""
        previous = -1
        for index in self._kept:
            line = self._lines[index]
            turned = bool(found) and (line.page_before or index - previous > 1)
            if found and self._continues(found[-1], text, index, turned=turned):
                found[-1].members.append(index)
                text += line.text
                if turned or not self._shape.wrap:
                    found[-1].turned.add(index)
            else:
                found.append(Paragraph([index]))
                text = line.text
                self._note_marker(self._markers[index])
            previous = index
        return found

    def is_centred(self, paragraph: Paragraph) -> bool:
        """Return whether a paragraph of a layout stands in the middle of the page."""
        return all(self._geometry.centred(self._lines[index]) for index in paragraph.members)

    def _continues(self, paragraph: Paragraph, text: str, index: int, *, turned: bool) -> bool:
        before, line = self._lines[paragraph.members[-1]], self._lines[index]
        if before.table_row or line.table_row or line.level or before.level:
            return False
        if line.box is not None and before.box is not None:
            return self._geometry.continues(before, line, text, turned=turned, opens=self._opens(index))
        if self._shape.wrap and not turned and not line.blank_before:
            return self._wrapped_continues(before, line, text, index)
        return self._words_continue(paragraph, text, index)

    def _wrapped_continues(self, before: Line, line: Line, text: str, index: int) -> bool:
        if line.indent >= 2 and line.indent > before.indent:
            return False
        if before.width < self._shape.wrap - 2:
            return _is_open(text, line.text) and not self._opens(index)
        return not (self._opens(index) and (has_ended(before.text) or not _must_go_on(text)))

    def _words_continue(self, paragraph: Paragraph, text: str, index: int) -> bool:
        line = self._lines[index]
        if has_ended(text) or is_preface(line.text) or is_preface(text):
            return False
        if _is_open(text, line.text):
            return not (self._opens(index) and not _must_go_on(text))
        if self._opens(index) or starts_anew(line.text) or printed_like_label(text):
            return False
        return self._looks_cut(text) and self._is_sentence(paragraph, text)

    def _is_sentence(self, paragraph: Paragraph, text: str) -> bool:
        """Return whether a paragraph so far is running text, not a heading: beyond doubt, or by its neighbours."""
        if len(paragraph.members) > 1 or _SENTENCE_INSIDE.search(text):
            return True
        if not self._shape.cut:
            return False
        if self._markers[paragraph.members[0]] is not None:
            return paragraph.members[0] in self._items
        return _PUNCTUATION_INSIDE.search(text) is not None

    def _looks_cut(self, text: str) -> bool:
        return self._width(text) >= CUT_WIDTH

    def _is_cut(self) -> bool:
        """Return whether the text holds sentences that a page break cut, beyond doubt: their beginning is there."""
        cuts = 0
        for index, following in zip(self._kept, self._kept[1:], strict=False):
            text = self._lines[index].text
            cuts += (
                _SENTENCE_INSIDE.search(text) is not None
                and not self._lines[index].table_row
                and not has_ended(text)
                and not printed_like_label(text.rsplit("。", 1)[-1])
                and self._markers[following] is None
            )
        return cuts >= 2

    @staticmethod
    def _width(text: str) -> float:
        return len(text) - len(text.encode("ascii", "ignore")) / 2

    def _opens(self, index: int) -> bool:
        """Return whether a line opens a block: its marker starts a list or goes on where one of its kind stopped."""
        marker = self._markers[index]
        if marker is None:
            return is_preface(self._lines[index].text)
        if marker.ordinal is None or marker.kind in (SectionKind.BOX, SectionKind.TABLE, SectionKind.FIGURE):
            return True
        return marker.ordinal == 1 or marker.ordinal == self._last_ordinal.get(marker.kind, 0) + 1

    def _note_marker(self, marker: Marker | None) -> None:
        if marker is not None and marker.ordinal is not None:
            self._last_ordinal[marker.kind] = marker.ordinal

    def _item_markers(self) -> frozenset[int]:
        """Return the lines whose marker opens a sentence, not a heading: its neighbours of the same kind do."""
        by_kind: dict[SectionKind, list[int]] = defaultdict(list)
        for index, marker in self._markers.items():
            if marker is not None:
                by_kind[marker.kind].append(index)
        items = set()
        for members in by_kind.values():
            inside = [_SENTENCE_INSIDE.search(self._lines[index].text) is not None for index in members]
            for place, index in enumerate(members):
                around = inside[max(0, place - 1) : place] + inside[place + 1 : place + 2]
                if around and all(around):
                    items.add(index)
        return frozenset(items)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, words('joining', 'labels')))})\s*[:：]")


def starts_anew(text: str) -> bool:
    """Return whether a line begins a paragraph whatever stands before it: a bold lead, a label, a salutation."""
    return text.startswith("**") or _label().match(text) is not None or (len(text) < 20 and text.endswith(("：", ":")))


def _must_go_on(text: str) -> bool:
    """Return whether a text cannot end where it does: on a comma, a preposition, or inside a bracket."""
    return _ending("open_endings").search(text) is not None or bool(unclosed(text))


def _is_open(text: str, following: str) -> bool:
    """Return whether the words show that a sentence goes on over the break."""
    if _beginning("never_first").match(following) or _ending("open_endings").search(text):
        return True
    brackets = unclosed(text)
    return bool(brackets) and closes(following, brackets)


def printed_like_label(text: str) -> bool:
    """Return whether a line is a title, an issuer's name or a date: no sentence, and an ending such names have."""
    return (
        _SENTENCE_INSIDE.search(text) is None and _ending("closed_endings").search(text) is not None and len(text) < 60
    )


def _wrap_width(lines: Sequence[Line]) -> float:
    """Return the width a text is wrapped at, or 0 where each paragraph is a line of its own."""
    widths = sorted(line.width for line in lines if not line.table_row)
    if len(widths) < 8:
        return 0
    widest = widths[max(0, int(len(widths) * 0.98) - 1)]
    full = sum(1 for width in widths if width >= widest - 2)
    return widest if 10 <= widest <= 100 and full >= WRAPPED_SHARE * len(widths) else 0


class Geometry:
    """The margins of a layout, and what they say of a line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        boxes = [line.box for line in lines if line.box is not None and not line.table_row]
        self._size = median_low([box.bottom - box.top for box in boxes]) if boxes else 0
        self._left = _most_common([box.x0 for box in boxes], self._size) if boxes else 0
        self._right = _quantile([box.x1 for box in boxes], 0.9) if boxes else 0
        indent = [box for box in boxes if 1.5 * self._size <= box.x0 - self._left <= 3 * self._size]
        self._indents = len(indent) > INDENT_SHARE * len(boxes)  # paragraphs are told by their first line's indent

    def continues(self, before: Line, line: Line, text: str, *, turned: bool, opens: bool) -> bool:
        """Return whether a line goes on with the paragraph that ends in the line before it."""
        above, box = before.box, line.box
        assert above is not None
        assert box is not None
        if self.centred(before) or self.centred(line):
            return self._same_title(before, line, turned=turned)
        if opens and not _must_go_on(text):
            return False
        if not has_ended(text) and _is_open(text, line.text):
            return True
        full = above.x1 >= self._right - 2 * self._size
        indented = box.x0 >= self._left + 1.2 * self._size
        far_below = not turned and box.top - above.bottom > 2 * self._size
        running = self._indents and not has_ended(before.text) and above.x1 > (self._left + self._right) / 2
        return (full or running) and not indented and not far_below

    def centred(self, line: Line) -> bool:
        """Return whether a line stands in the middle of the page, clear of both margins by the same distance."""
        box = line.box
        if box is None or not self._size:
            return False
        left, right = box.x0 - self._left, self._right - box.x1
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
