"""Which lines make a paragraph: sentences that a page or line break cut are joined, headings are left alone.

With a layout, the page's own geometry decides: a paragraph's first line is indented, and a line that stops short of the
right margin is a paragraph's last. Without one, the words decide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from parsers.geometry import INDENT_SHARE, Geometry
from parsers.line_ends import (
    SENTENCE_INSIDE,
    SIGN_FIRST,
    cuts_number,
    has_ended,
    is_open,
    must_go_on,
    printed_like_label,
    starts_anew,
)
from parsers.lines import Line, printed_width
from parsers.markers import Marker, is_preface, read_marker
from schemas.vocabulary import SectionKind

_PUNCTUATION_INSIDE = re.compile(r"[，。！？；、：，:]")

CUT_WIDTH = 20  # a page's last line is full; no page of prose is narrower than so many Han characters
LONGEST_MARKER = 16
WRAPPED_SHARE = 0.3  # in a text that is wrapped, at least so many lines have nearly the same, greatest width


# Numbers that may stand on a line of their own, above the words that they number.
_ALONE = frozenset(map(SectionKind, ("chapter", "section", "article", "han", "paren_han", "paren_arabic", "circled")))


@dataclass(slots=True)
class Paragraph:
    """Lines that make one paragraph, by index; `turned` are the members that a page break precedes."""

    members: list[int]
    turned: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the whole text shows.

    The width lines are wrapped at (0 for none), whether page breaks cut sentences, and whether an indented line begins
    a paragraph.
    """

    wrap: float
    cut: bool
    indents: bool


class Joiner:
    """Joins the kept lines of one source into paragraphs."""

    def __init__(self, lines: Sequence[Line], kept: Sequence[int], turns: Collection[int] = ()) -> None:
        """Take the lines, the indexes of those to join, and of those that are furniture of a page break."""
        self._lines = lines
        self._kept = kept
        self._turns = turns
        self._markers = {index: read_marker(lines[index].text) for index in kept}
        members = [lines[index] for index in kept]
        self._shape = _Shape(_wrap_width(members), self._is_cut(), _indents(members))
        self._items = self._item_markers()
        self._geometry = Geometry(members)
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
                if (turned or not self._shape.wrap) and not self._follows_lone_marker(text, index):
                    found[-1].turned.add(index)
                text += line.text
            else:
                found.append(Paragraph([index]))
                text = line.text
                self._note_marker(self._markers[index])
            previous = index
        return found

    def is_centred(self, paragraph: Paragraph) -> bool:
        """Return whether a paragraph stands in the middle of the page, by its layout or its marks."""
        first = self._lines[paragraph.members[0]]
        if first.mark is not None:
            return first.mark.centred
        if first.box is None:
            return False
        return all(self._geometry.centred(self._lines[index]) for index in paragraph.members)

    def _continues(self, paragraph: Paragraph, text: str, index: int, *, turned: bool) -> bool:
        before, line = self._lines[paragraph.members[-1]], self._lines[index]
        if before.table_row or line.table_row or line.level or before.level:
            return False
        if (before.mark and before.mark.whole) or (line.mark and line.mark.whole):
            return False
        if SIGN_FIRST.match(line.text) or self._cuts_number(text, index) or self._follows_lone_marker(text, index):
            return True
        if line.box is not None and before.box is not None:
            return self._geometry.continues(before, line, text, turned=turned, opens=self._opens(index))
        if self._shape.wrap and not turned and not line.blank_before:
            return self._wrapped_continues(before, line, text, index)
        return self._words_continue(paragraph, text, index)

    def _wrapped_continues(self, before: Line, line: Line, text: str, index: int) -> bool:
        if line.indent >= 2 and (self._shape.indents or line.indent > before.indent):
            return False
        if self._shape.indents and not has_ended(before.text) and _filled(before) > self._shape.wrap / 2:
            return True
        if _filled(before) < self._shape.wrap - 2:
            return is_open(text, line.text) and not self._opens(index)
        return not (self._opens(index) and (has_ended(before.text) or not must_go_on(text)))

    def _words_continue(self, paragraph: Paragraph, text: str, index: int) -> bool:
        line = self._lines[index]
        if has_ended(text) or is_preface(line.text) or is_preface(text):
            return False
        if is_open(text, line.text):
            return not (self._opens(index) and not must_go_on(text))
        if self._opens(index) or starts_anew(line.text) or printed_like_label(text):
            return False
        return self._looks_cut(text) and self._is_sentence(paragraph, text, index)

    def _follows_lone_marker(self, text: str, index: int) -> bool:
        """Return whether a line is what the marker alone on the line before numbers: 第一条, its words below it."""
        marker = read_marker(text) if len(text) <= LONGEST_MARKER else None
        if marker is None or marker.end < len(text) or self._markers[index] is not None:
            return False
        return marker.kind in _ALONE or (marker.kind is SectionKind.BOX and not has_ended(self._lines[index].text))

    def _cuts_number(self, text: str, index: int) -> bool:
        return self._markers[index] is None and self._looks_cut(text) and cuts_number(text, self._lines[index].text)

    def _is_sentence(self, paragraph: Paragraph, text: str, index: int) -> bool:
        """Return whether a paragraph so far is running text, not a heading.

        So it is beyond doubt where it holds a full stop, and nearly where it holds a comma or stands before a page
        number, as print keeps a heading with its text; else its neighbours tell.
        """
        if len(paragraph.members) > 1 or SENTENCE_INSIDE.search(text):
            return True
        if self._markers[paragraph.members[0]] is not None:
            return paragraph.members[0] in self._items
        return (
            "，" in text
            or index - 1 in self._turns
            or (self._shape.cut and _PUNCTUATION_INSIDE.search(text) is not None)
        )

    @staticmethod
    def _looks_cut(text: str) -> bool:
        # A character is at least half a Han character wide: a long paragraph need not be measured line after line.
        return len(text) >= 2 * CUT_WIDTH or printed_width(text) >= CUT_WIDTH

    def _is_cut(self) -> bool:
        """Return whether the text holds sentences that a page break cut, beyond doubt: their beginning is there."""
        cuts = (place for place in zip(self._kept, self._kept[1:], strict=False) if self._is_cut_at(*place))
        return len(list(islice(cuts, 2))) == 2

    def _is_cut_at(self, index: int, following: int) -> bool:
        text = self._lines[index].text
        return (
            self._markers[following] is None
            and SENTENCE_INSIDE.search(text) is not None
            and not self._lines[index].table_row
            and not has_ended(text)
            and not printed_like_label(text.rsplit("。", 1)[-1])
        )

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
        """Return the lines whose marker opens a sentence, not a heading: the nearest of the same kind that tell do.

        A full stop inside tells a sentence, a short line without one a heading; a long line without one tells nothing,
        as it may itself be cut.
        """
        items = set()
        for members in self._lists():
            told = [self._tells_sentence(index) for index in members]
            before, after = _nearest(told), _nearest(told[::-1])[::-1]
            for index, *around in zip(members, before, after, strict=True):
                known = [sentence for sentence in around if sentence is not None]
                if known and all(known):
                    items.add(index)
        return frozenset(items)

    def _lists(self) -> Iterator[list[int]]:
        """Yield the lines of each list: markers of one kind that count up by one."""
        open_lists: dict[SectionKind, list[int]] = {}
        for index, marker in self._markers.items():
            if marker is None:
                continue
            members = open_lists.get(marker.kind, [])
            last = self._markers[members[-1]] if members else None
            if last is not None and marker.ordinal != (last.ordinal or 0) + 1:
                yield members
                members = []
            open_lists[marker.kind] = [*members, index]
        yield from open_lists.values()

    def _tells_sentence(self, index: int) -> bool | None:
        text = self._lines[index].text
        if SENTENCE_INSIDE.search(text, 0, len(text) - 1):
            return True
        if has_ended(text):  # a heading may end in a full stop; an item has the next one behind it
            return True if self._markers.get(index + 1) is not None else None
        return None if self._looks_cut(text) else False


def _nearest(told: Sequence[bool | None]) -> list[bool | None]:
    """Return for each place the last thing told before it."""
    found: list[bool | None] = []
    last: bool | None = None
    for one in told:
        found.append(last)
        last = one if one is not None else last
    return found


def _indents(lines: Sequence[Line]) -> bool:
    """Return whether a text indents the first lines of its paragraphs, and only those."""
    indented = sum(line.indent >= 2 for line in lines)
    return INDENT_SHARE * len(lines) < indented < (1 - INDENT_SHARE) * len(lines)


def _filled(line: Line) -> float:
    """Return how much of the measure a line fills, its indent counted."""
    return line.width + line.indent / 2


def _wrap_width(lines: Sequence[Line]) -> float:
    """Return the width a text is wrapped at, or 0 where each paragraph is a line of its own."""
    widths = sorted(_filled(line) for line in lines if not line.table_row)
    if len(widths) < 8:
        return 0
    widest = widths[max(0, int(len(widths) * 0.98) - 1)]
    full = sum(1 for width in widths if width >= widest - 2)
    return widest if 10 <= widest <= 100 and full >= WRAPPED_SHARE * len(widths) else 0
