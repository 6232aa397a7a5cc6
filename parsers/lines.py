"""The lines of a source text, trimmed, with what a layout or Markdown says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from schemas.records import MarkedLine, SourceLine, SourceText
from schemas.vocabulary import DiscardReason

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_BLANK = " \t\u3000\xa0\u200b\u200c\u200d\ufeff\u2002\u2003\u2009\u200a\x00"
_MARKDOWN_PREFIX = re.compile(r"(?:>\s*)*(?:(#{1,6})(?:\s+|(?=[^\s#]))|[-*+]\s+(?=\S))?")
_RULE = re.compile(r"(?:[-*_=]\s*){3,}|`{3,}\w*")
_DASHED_NUMBER = re.compile(r"-\s*\d{1,4}\s*-")  # a page number, not an item of a Markdown list
_MARKS = frozenset("-*_=`>#+")  # what a rule or a Markdown prefix begins with
LONGEST_CELL = 120  # a tab in a longer text is a stray one
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")


class Line(NamedTuple):
    """A line that is not blank.

    `start` and `end` bound its words in the source, white space and Markdown prefix left out. `prefix` is where the
    Markdown prefix (#, -, >) starts, equal to `start` where there is none. `indent` counts half-width columns of
    white space before it; `blank_before` and `page_before` say what lies between it and the line before.
    """

    start: int
    end: int
    text: str
    prefix: int
    indent: int = 0
    level: int = 0
    page: int | None = None
    blank_before: bool = False
    page_before: bool = False
    rule: bool = False
    table_row: bool = False
    box: SourceLine | None = None
    furniture: DiscardReason | None = None  # why the reader takes it for none of the paper's words
    note: bool = False  # part of a footnote
    note_marks: tuple[tuple[int, int], ...] = ()  # spans of marks that point to a footnote, in the source
    mark: MarkedLine | None = None

    @property
    def width(self) -> float:
        """Return the printed width in Han characters: a half-width character counts one half."""
        return printed_width(self.text)


def printed_width(text: str) -> float:
    """Return the width of a text in Han characters; ASCII counts one half."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow / 2


def read_lines(source: SourceText, most: int | None = None) -> list[Line]:
    """Return the lines of a source text that are not blank, in order; of plain text the first ones alone, if asked."""
    if source.lines:
        return _layout_lines(source)
    if source.marked:
        return _marked_lines(source)
    return list(islice(_plain_lines(source), most))


def _plain_lines(source: SourceText) -> Iterator[Line]:
    text, previous_end = source.text, 0
    for match in _LINE.finditer(text):
        raw = match.group()
        words = raw.strip(_BLANK)
        if not words:
            continue
        begin, end = match.span()
        start = begin + raw.index(words[0])
        between = text[previous_end:begin]
        yield _line(
            words,
            start,
            indent=_columns(raw[: start - begin]) if start > begin else 0,
            blank_before=between.count("\n") > 1 or between.count("\r") > max(1, between.count("\n")),
            page_before="\f" in between,
            page=source.page_of(start),
        )
        previous_end = end


def _line(  # noqa: PLR0913  (the fields of one record)
    words: str, start: int, *, indent: int, blank_before: bool, page_before: bool, page: int | None
) -> Line:
    marked = words[0] in _MARKS
    rule = (marked and _RULE.fullmatch(words) is not None) or (
        "|" in words and _TABLE_RULE.fullmatch(words) is not None
    )
    prefix = _MARKDOWN_PREFIX.match(words) if marked and not rule and not _DASHED_NUMBER.fullmatch(words) else None
    cut = prefix.end() if prefix and prefix.end() < len(words) else 0
    level = len(prefix.group(1) or "") if prefix and cut else 0
    return Line(
        start=start + cut,
        end=start + len(words),
        text=words[cut:],
        prefix=start,
        indent=indent,
        level=level,
        page=page,
        blank_before=blank_before,
        page_before=page_before,
        rule=rule,
        table_row=_is_table_row(words[cut:]),
    )


def _layout_lines(source: SourceText) -> list[Line]:
    lines: list[Line] = []
    for box in source.lines:
        line = _read_line(source, box, lines, page=box.page, in_table=box.in_table)
        if line is not None:
            lines.append(line._replace(box=box, note=box.note, note_marks=box.note_marks))
    return lines


def _marked_lines(source: SourceText) -> list[Line]:
    lines: list[Line] = []
    for mark in source.marked:
        line = _read_line(source, mark, lines, page=source.page_of(mark.start), in_table=mark.table_row)
        if line is not None:
            lines.append(line._replace(level=mark.level, mark=mark))
    return lines


def _read_line(
    source: SourceText, span: SourceLine | MarkedLine, before: Sequence[Line], *, page: int | None, in_table: bool
) -> Line | None:
    """Return a line that a reader bounded, None where it is blank; the outer tabs of a row stand beside empty cells."""
    raw = source.text[span.start : span.end]
    words = raw.strip(_BLANK.replace("\t", "") if in_table else _BLANK)
    if not words.strip(_BLANK):
        return None
    start = span.start + raw.index(words[0])
    return Line(
        start=start,
        end=start + len(words),
        text=words,
        prefix=start,
        page=page,
        page_before=bool(before) and page != before[-1].page,
        table_row=in_table and "\t" in words,
        furniture=span.furniture,
    )


def _columns(space: str) -> int:
    return len(space) + space.count("\u3000") + space.count("\u2003") + 3 * space.count("\t")


def _is_table_row(words: str) -> bool:
    if "\t" in words:
        return max(map(len, words.split("\t"))) <= LONGEST_CELL
    return words.startswith("|") and words.endswith("|") and words.count("|") > 2
