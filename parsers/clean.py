"""Source text → clean text: furniture out, cut sentences joined, stray spaces and markup gone, with the way back.

Offsets are carried through every step; what is taken out is listed with its reason, white space aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from operator import add, le

from parsers.footnotes import in_order, note_paragraphs
from parsers.furniture import classify, is_editorial
from parsers.joining import LONGEST_MARKER, Joiner, Paragraph
from parsers.lexicon import words
from parsers.lines import Line, read_lines
from parsers.markers import read_marker
from schemas.records import Block, CleanText, Discarded, SourceText
from schemas.vocabulary import DiscardReason, SectionKind

_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\x00]+")  # neither printed nor white space
_LOOSE = re.compile(r"\*\*|__(?=\S)|[ \t\u3000\xa0\u2002\u2003\u2009\u200a]+|[\u200b\u200c\u200d\ufeff\x00]+|\|")
_BOLD_SIGN = "**"
_HYPHENATED = re.compile(r"(?<![-\w])[A-Za-z]?[a-z]+-$")  # of a word with no other hyphen
_PERCENT_SIGNS = "%‰"
_PAGE_BREAKS = (DiscardReason.PAGE_NUMBER, DiscardReason.RUNNING_HEADER)
_SPACED_KINDS = frozenset(
    SectionKind(name) for name in ("chapter", "section", "article", "appendix", "box", "table", "figure")
)


def clean(source: SourceText) -> CleanText:
    """Return the clean text of a source; see CleanText for how its offsets map back."""
    lines = read_lines(source)
    furniture = classify(lines)
    furniture |= {
        index: DiscardReason.EDITORIAL
        for index, line in enumerate(lines)
        if len(line.text) < 60 and index not in furniture and is_editorial(line.text)
    }
    kept = [index for index, line in enumerate(lines) if index not in furniture and not line.note]
    notes = [index for index, line in enumerate(lines) if index not in furniture and line.note]
    builder = _Builder(source.text)
    for index, reason in furniture.items():
        builder.discard(lines[index].prefix, lines[index].end, reason)
    for match in _INVISIBLE.finditer(source.text):
        builder.discard(match.start(), match.end(), DiscardReason.MARKUP)
    turns = {index for index, reason in furniture.items() if reason in _PAGE_BREAKS} | set(notes)
    joiner = Joiner(lines, kept, turns)
    for paragraph in in_order(joiner.paragraphs(), list(note_paragraphs(lines, notes))):
        builder.add(paragraph, lines, centred=joiner.is_centred(paragraph))
    return builder.build(source)


@cache
def _name_endings() -> str:
    return "".join(words("joining", "name_endings"))


def _keeps_space(before: str, after: str) -> bool:
    """Return whether a space between two characters means something: between Latin words, or between two names."""
    if not before or not after or after in _PERCENT_SIGNS:
        return False
    if "!" <= before <= "~" and "!" <= after <= "~":
        return True
    return before in _name_endings() and "\u4e00" <= after <= "\u9fff"


class _Builder:
    """Collects clean pieces and their source offsets."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._pieces: list[str] = []
        self._length = 0
        self._clean_starts: list[int] = []
        self._source_starts: list[int] = []
        self._lengths: list[int] = []
        self._blocks: list[Block] = []
        self._discarded: list[Discarded] = []

    def discard(self, start: int, end: int, reason: DiscardReason) -> None:
        """Note that a source span is in no section."""
        if start < end:
            self._discarded.append(Discarded(start, end, reason))

    def add(self, paragraph: Paragraph, lines: Sequence[Line], *, centred: bool) -> None:
        """Append a paragraph as a block."""
        if self._pieces:
            self._pieces.append("\n")
            self._length += 1
        start = self._length
        breaks: list[int] = []
        turned: list[int] = []
        bold = _Bold(start)
        first = lines[paragraph.members[0]]
        previous = -1
        for index in paragraph.members:
            line = lines[index]
            self.discard(line.prefix, line.start, DiscardReason.MARKUP)
            if index != paragraph.members[0]:
                self._join(lines[previous] if previous == index - 1 else line, line, start)
                breaks.append(self._length)
                if index in paragraph.turned:
                    turned.append(self._length)
            self._add_line(line, bold, opening=index == paragraph.members[0])
            previous = index
        if self._length == start:  # nothing but marks
            self._length -= len(self._pieces.pop()) if self._pieces else 0
            return
        self._blocks.append(
            Block(
                start=start,
                end=self._length,
                breaks=tuple(breaks),
                page_breaks=tuple(turned),
                bold=bold.leading(self._length) or _bold_of_print(first, self._length - start),
                level=first.level,
                table_row=first.table_row,
                centred=centred,
                size=first.box.size if first.box else 0,
                page=first.page,
                note=first.note,
            )
        )

    def _map(self, text: str, source_start: int) -> None:
        """Append characters that stand at a source offset."""
        if not text:
            return
        length, lengths, size = self._length, self._lengths, len(text)
        # It goes on where the piece before it ends, here and in the source.
        if (
            lengths
            and self._source_starts[-1] + lengths[-1] == source_start
            and self._clean_starts[-1] + lengths[-1] == length
        ):
            lengths[-1] += size
        else:
            self._clean_starts.append(length)
            self._source_starts.append(source_start)
            lengths.append(size)
        self._pieces.append(text)
        self._length = length + size

    def _last(self) -> str:
        return self._pieces[-1][-1] if self._pieces else ""

    def _join(self, before: Line, line: Line, begin: int) -> None:
        """Put a space where a line break stood between two Latin words, or behind a number on a line of its own.

        The break itself is the space's source. A hyphen that the line break put into a word goes, with the break.
        """
        if self._drops_hyphen(before, line):
            return
        letters = self._last() + line.text[0]
        between_words = letters.isascii() and letters.isalpha() and len(letters) == 2
        if between_words or self._ends_marker(begin):
            self._map(" ", min(before.end, line.prefix - 1))

    def _drops_hyphen(self, before: Line, line: Line) -> bool:
        if before.box is None or not line.text[0].islower() or _HYPHENATED.search(before.text) is None:
            return False
        self._pieces[-1] = self._pieces[-1][:-1]
        self._lengths[-1] -= 1
        self._length -= 1
        self.discard(before.end - 1, before.end, DiscardReason.MARKUP)
        return True

    def _add_line(self, line: Line, bold: _Bold, *, opening: bool) -> None:
        text = line.text
        position, begin = 0, self._length
        for match in _LOOSE.finditer(text):
            start, end = match.span()
            if start > position:
                self._words(line, position, start)
            if match.group().isspace():
                self._space(match, line, marker_from=begin if opening else None)
            else:
                self._sign(match, line, bold)
            position = end
        self._words(line, position, len(text))

    def _words(self, line: Line, first: int, last: int) -> None:
        """Append a part of a line, the marks in it that point to footnotes left out."""
        for start, end in line.note_marks:
            begin, stop = max(start - line.start, first), min(end - line.start, last)
            if begin < stop:
                self._map(line.text[first:begin], line.start + first)
                self.discard(line.start + begin, line.start + stop, DiscardReason.NOTE_MARK)
                first = stop
        self._map(line.text[first:last], line.start + first)

    def _ends_marker(self, begin: int) -> bool:
        """Return whether a paragraph holds nothing yet but a marker that print sets off with a space (第一条 为…)."""
        length = self._length - begin
        if not 0 < length < LONGEST_MARKER:
            return False
        words = "".join(self._pieces[-length:])[-length:]
        marker = read_marker(words)
        return marker is not None and marker.kind in _SPACED_KINDS and marker.end == len(words)

    def _space(self, match: re.Match[str], line: Line, *, marker_from: int | None) -> None:
        """Append white space that means something; `marker_from` is where the words that may be a marker begin."""
        space, start = match.group(), line.start + match.start()
        if line.table_row and "\t" in space:
            for place in (at for at, char in enumerate(space) if char == "\t"):  # two tabs stand around an empty cell
                self._map("\t", start + place)
        elif _keeps_space(self._last(), line.text[match.end() : match.end() + 1]) or (
            marker_from is not None and self._ends_marker(marker_from)
        ):
            self._map(" ", start)

    def _sign(self, match: re.Match[str], line: Line, bold: _Bold) -> None:
        """Take a sign of markup in, or leave it out; what is invisible is discarded as a whole."""
        sign, start = match.group(), line.start + match.start()
        if sign == _BOLD_SIGN:
            bold.toggle(self._length)
            self.discard(start, start + 2, DiscardReason.MARKUP)
        elif sign == "|":
            self._bar(match, line)
        elif sign == "__":
            self._map(sign, start)

    def _bar(self, match: re.Match[str], line: Line) -> None:
        """Turn the bars between the cells of a Markdown table into tabs; its outer bars are markup."""
        start = line.start + match.start()
        if not line.table_row or not line.text.startswith("|"):
            self._map("|", start)
        elif match.start() == 0 or match.end() == len(line.text):
            self.discard(start, start + 1, DiscardReason.MARKUP)
        else:
            self._map("\t", start)

    def build(self, source: SourceText) -> CleanText:
        """Return the clean text."""
        ends = map(add, self._source_starts, self._lengths)
        return CleanText(
            text="".join(self._pieces),
            blocks=tuple(self._blocks),
            discarded=tuple(sorted(self._discarded, key=lambda item: item.start)),
            clean_starts=tuple(self._clean_starts),
            source_starts=tuple(self._source_starts),
            lengths=tuple(self._lengths),
            issues=source.issues,
            ascending=all(map(le, ends, self._source_starts[1:])),
        )


def _bold_of_print(line: Line, length: int) -> int:
    """Return how many leading characters of a paragraph are printed bold, by its layout or its marks."""
    if line.mark is not None:
        return min(line.mark.bold_length, length)
    if line.box is None:
        return 0
    return length if line.box.bold else min(line.box.bold_length, length)


class _Bold:
    """Follows bold signs to find how much of a block's beginning is bold."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._opened = False
        self._leading: int | None = None

    def toggle(self, place: int) -> None:
        """Note a bold sign at a clean offset."""
        if place == self._start and not self._opened:
            self._opened = True
        elif self._opened and self._leading is None:
            self._leading = place - self._start

    def leading(self, end: int) -> int:
        """Return the number of bold characters the block starts with."""
        return 0 if not self._opened else self._leading if self._leading is not None else end - self._start
