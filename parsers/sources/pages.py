"""Pages of lines to one source text, for every format that has a layout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from parsers.sources.layout import Line
from parsers.sources.legibility import MEANINGLESS, is_legible
from schemas.issues import Issue, IssueCode
from schemas.records import SourceLine, SourceText

_UNITS = 100  # units of a box in a point


@dataclass(frozen=True, slots=True)
class Doubt:
    """Characters of a line that may be misread: its index, their half-open range in it, and how sure they are."""

    line: int
    start: int
    end: int
    percent: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in points, its lines from top to bottom, and why it has none where it should have some.

    One that is `recognised` was read from its image; its `doubts` are what may be misread.
    """

    width: float
    height: float
    lines: tuple[Line, ...] = ()
    fault: str | None = None
    recognised: bool = False
    doubts: tuple[Doubt, ...] = ()
    unread: str | None = None  # what on it was not read though it may hold words


def on_page(lines: Sequence[Line], width: float, height: float) -> tuple[Line, ...]:
    """Return the lines that lie at least in part on a page of that size in points."""
    return tuple(
        line for line in lines if line.box[0] < width and line.box[2] > 0 and line.box[1] < height and line.box[3] > 0
    )


def without_meaningless(page: Page) -> Page:
    """Return the page without its lines where its text is not what is printed.

    Fonts that do not say their characters give other ones in their place, see `is_legible`.
    """
    text = "".join(line.text for line in page.lines if line.furniture is None)
    if is_legible(text):
        return page
    return replace(page, lines=(), fault="has text without meaning: its fonts do not say their characters")


def assemble(pages: Sequence[Page], *, media_type: str) -> SourceText:
    """Return the pages as one text: one layout line a line, pages joined by a form feed."""
    texts = ["\n".join(line.text for line in page.lines) for page in pages]
    starts = tuple(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
    placed = [(page, number, start) for number, (page, start) in enumerate(zip(pages, starts, strict=True), 1)]
    return SourceText(
        text="\f".join(texts),
        media_type=media_type,
        page_starts=starts,
        page_sizes=tuple((_units(page.width), _units(page.height)) for page in pages),
        lines=tuple(line for page, number, start in placed for line in _source_lines(page, number, start)),
        ocr_pages=frozenset(number for page, number, _ in placed if page.recognised),
        issues=tuple(issue for page, number, start in placed for issue in _issues(page, number, start)),
    )


def _source_lines(page: Page, number: int, start: int) -> Iterator[SourceLine]:
    for line in page.lines:
        x0, top, x1, bottom = line.box
        yield SourceLine(
            start=start,
            end=start + len(line.text),
            page=number,
            x0=_units(x0, page.width),
            top=_units(top, page.height),
            x1=_units(x1, page.width),
            bottom=_units(bottom, page.height),
            size=_units(line.size),
            bold=line.bold == len(line.text),
            in_table=line.in_table,
            bold_length=line.bold,
            column=line.column,
            note=line.note,
            note_marks=tuple((start + first, start + last) for first, last in line.marks),
            furniture=line.furniture,
        )
        start += len(line.text) + 1


def _issues(page: Page, number: int, start: int) -> Iterator[Issue]:
    if page.fault:
        yield Issue(IssueCode.TEXT_LAYER_MISSING, f"page {number} {page.fault}", start, start, in_source=True)
    elif lost := _count_meaningless(page):
        end = start + sum(len(line.text) + 1 for line in page.lines) - 1
        detail = f"page {number} has {lost} character(s) that mean nothing outside of their font"
        yield Issue(IssueCode.ENCODING_UNCERTAIN, detail, start, end, in_source=True)
    if page.unread:
        yield Issue(IssueCode.PART_UNREAD, f"page {number} {page.unread}", start, start, in_source=True)
    if page.doubts:
        starts = list(accumulate((len(line.text) + 1 for line in page.lines), initial=start))
        yield from (_doubt(page, number, starts, doubt) for doubt in page.doubts)


def _doubt(page: Page, number: int, starts: Sequence[int], doubt: Doubt) -> Issue:
    words = page.lines[doubt.line].text[doubt.start : doubt.end]
    detail = f"page {number}: {words!r} may be misread ({doubt.percent} % sure)"
    start = starts[doubt.line]
    return Issue(IssueCode.OCR_DOUBTFUL, detail, start + doubt.start, start + doubt.end, in_source=True)


def _count_meaningless(page: Page) -> int:
    return sum(len(MEANINGLESS.findall(line.text)) for line in page.lines)


def _units(points: float, most: float = math.inf) -> int:
    """Return hundredths of a point, kept on the page."""
    return round(_UNITS * min(max(points, 0.0), most))
