"""A file into its policies: a compilation by its table of contents or its titles, a notice with its plan as one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from parsers.contents_list import Entry, contents_entries, fold, head_pattern
from parsers.lexicon import words
from parsers.line_ends import SENTENCE_INSIDE, has_ended, printed_like_label
from parsers.markers import Marker, is_attachment_list, is_preface, read_marker
from parsers.titles import is_whole
from schemas.issues import Issue, IssueCode
from schemas.records import Block, CleanText, PolicySpan, SourceText
from schemas.vocabulary import SectionKind

_SPACES = re.compile(r"\s+")
_LINE_BREAK = re.compile(r"[\r\n\f]")
_SENTENCE_SIGNS = re.compile(r"[。；！？，：:]")
_QUOTED = re.compile(r"《([^《》]{4,120}(?:《[^《》]*》[^《》]*)*)》")
_BRACKETED_LINE = re.compile(r"[（(](?![^（()）]*年\s*\d{1,2}\s*月\s*\d)[^（()）]{2,30}[）)]")  # but no date
_NUMBER_LINE = re.compile(r"\S{1,16}[〔［\[﹝]\s*\d{4}\s*[〕］\]﹞]\s*\d{1,5}\s*号")
_COMPILATION = re.compile(r"汇\s*编")

TITLE_LINES = 3  # a title runs over at most so many lines
FRONT_BLOCKS = 12  # the word 汇编 is looked for on the cover only
MIN_POLICIES = 2
TITLE_SHARE = 0.6  # a contents list that names policies, not chapters, holds at least so many titles with a head word


@dataclass(frozen=True, slots=True)
class Split:
    """The policies of a file in order, and what was noticed."""

    policies: tuple[PolicySpan, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Title:
    """A title found in the text: its blocks (half-open), its words, and its part of the compilation."""

    first: int
    last: int
    text: str
    group: str | None = None


def split(source: SourceText, clean: CleanText) -> Split:
    """Return the policies of a file; a file with any text has at least one."""
    if not clean.blocks:
        return Split(())
    view = _View(clean)
    entries = tuple(contents_entries(source, clean))
    found = _titles_of_entries(view, entries)
    named = sum(head_pattern().search(title.text) is not None for title in found)
    if len(found) >= MIN_POLICIES and named > TITLE_SHARE * len(found):
        found = (*_titles_by_form(view, found[0].first), *found)  # papers the contents list leaves out
        missing = {entry.title for entry in entries} - {_fold_entry(title, entries) for title in found}
        issues = tuple(_not_found(entry) for entry in entries if entry.title in missing)
        return Split(_spans(source, view, found, front=False), issues)
    titles = tuple(_titles_by_form(view))
    front = not (len(titles) >= MIN_POLICIES and view.is_compilation())
    return Split(_spans(source, view, titles, front=front))


def _not_found(entry: Entry) -> Issue:
    detail = f"the table of contents names «{entry.title}», which no line of the text is"
    return Issue(IssueCode.TITLE_NOT_FOUND, detail, entry.start, entry.end, in_source=True)


def _fold_entry(title: _Title, entries: Sequence[Entry]) -> str | None:
    return next((entry.title for entry in entries if fold(entry.title) == fold(title.text)), None)


class _View:
    """The blocks of a clean text with their words, markers and folded words at hand."""

    def __init__(self, clean: CleanText) -> None:
        self.clean = clean
        self.blocks: Sequence[Block] = clean.blocks
        self.texts = [clean.block_text(block) for block in clean.blocks]
        self.markers: list[Marker | None] = [
            None if block.note else read_marker(text) for block, text in zip(clean.blocks, self.texts, strict=True)
        ]

    def folded(self, index: int) -> str:
        """Return the words of a block folded."""
        return fold(self.texts[index])

    @cached_property
    def beginning(self) -> Mapping[str, Sequence[int]]:
        """Return the blocks without a marker by the character that their folded words begin with, in order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(self.texts):
            first = text.lstrip()[:1]
            if first and self.markers[index] is None:
                found[fold(first)].append(index)
        return found

    def is_compilation(self) -> bool:
        """Return whether the cover says that the file is a compilation."""
        return any(_COMPILATION.search(text) for text in self.texts[:FRONT_BLOCKS] if len(text) < 60)

    def is_title_line(self, index: int) -> bool:
        """Return whether a block is a title by its form: one line, no sentence, ending in a head word."""
        text = self.texts[index]
        if not 4 <= len(text) <= 80 or self.blocks[index].table_row or self.markers[index] is not None:
            return False
        return _SENTENCE_SIGNS.search(text) is None and is_whole(text) and head_pattern().search(text) is not None

    def is_name_line(self, index: int) -> bool:
        """Return whether a block could be the first line of a title that goes on below it."""
        text = self.texts[index]
        return (
            4 <= len(text) <= 60
            and self.markers[index] is None
            and not self.blocks[index].table_row
            and _SENTENCE_SIGNS.search(text) is None
            and not has_ended(text)
        )


@cache
def _second_line_pattern() -> re.Pattern[str]:
    heads = "|".join(map(re.escape, words("titles", "heads")))
    prefixes = "|".join(map(re.escape, words("titles", "head_prefixes")))
    return re.compile(rf"(?:的)?(?:(?:{prefixes}){{0,3}}(?:{heads}))?(?:[（(][^（()）]{{1,30}}[)）])*")


def _titles_of_entries(view: _View, entries: Sequence[Entry]) -> tuple[_Title, ...]:
    """Return where the entries of a table of contents stand as titles, in order."""
    found: list[_Title] = []
    start = 0
    for entry in entries:
        wanted = fold(entry.title)
        title = next(_matches(view, wanted, entry, start), None) if len(wanted) >= 4 else None
        if title is not None:
            found.append(title)
            start = title.last
    return tuple(found)


def _matches(view: _View, wanted: str, entry: Entry, start: int) -> Iterator[_Title]:
    places = view.beginning.get(wanted[:1], ())
    for first in places[bisect_left(places, start) :]:
        joined = ""
        for last in range(first, min(first + TITLE_LINES, len(view.texts))):
            joined += view.folded(last)
            if not wanted.startswith(joined):
                break
            if joined == wanted:
                yield _Title(first, last + 1, "".join(view.texts[first : last + 1]), entry.group)


def _titles_by_form(view: _View, end: int | None = None) -> Iterator[_Title]:
    """Yield the titles that open a policy: by their form, after a paper that is complete, before new numbering."""
    quoted: set[str] = set()
    current: str | None = None
    opened = -1
    index = 0
    while index < (len(view.blocks) if end is None else end):
        title = _title_at(view, index)
        if title is None:
            quoted |= {fold(name) for name in _QUOTED.findall(view.texts[index])}
            index += 1
            continue
        if current is None or _opens_policy(view, title, opened, quoted | {current}):
            yield title
            quoted, current, opened = set(), fold(title.text), title.last
        quoted |= {fold(name) for name in _QUOTED.findall(title.text)}
        index = title.last


def _title_at(view: _View, index: int) -> _Title | None:
    """Return the title whose first line is this block."""
    last = index + 1
    if not view.is_title_line(index):
        goes_on = last < len(view.blocks) and view.is_name_line(index) and view.is_title_line(last)
        if not goes_on or not _second_line_pattern().fullmatch(view.texts[last]):
            return None
        last += 1
    while last < len(view.blocks) and last - index < TITLE_LINES and _BRACKETED_LINE.fullmatch(view.texts[last]):
        last += 1
    return _Title(index, last, "".join(view.texts[index:last]))


def _opens_policy(view: _View, title: _Title, opened: int, named: set[str]) -> bool:
    first = _with_letterhead(view, title.first)
    if fold(title.text) in named or any(fold(text) in named for text in view.texts[title.first : title.last]):
        return False  # the plan that the notice before it sends
    if not _is_complete(view.texts[first - 1]):
        return False
    before = [marker for marker in view.markers[opened:first] if marker is not None and marker.ordinal is not None]
    if not before and (first - opened < TITLE_LINES or not any(map(SENTENCE_INSIDE.search, view.texts[opened:first]))):
        return False
    attached = range(max(opened, title.first - 2), title.first)
    if any(_is_appendix(view, index) for index in attached):
        return False
    return _starts_numbering(view, title)


def _is_complete(text: str) -> bool:
    """Return whether a block can be the last of a paper."""
    return has_ended(text) or text.endswith(("）", ")", "】")) or printed_like_label(text)


def _is_appendix(view: _View, index: int) -> bool:
    marker = view.markers[index]
    return marker is not None and marker.kind is SectionKind.APPENDIX and not is_attachment_list(view.texts[index])


def _starts_numbering(view: _View, title: _Title) -> bool:
    """Return whether the first number behind a title is a one; a notice may have the title of its plan before it."""
    start, whole = title.last, fold(title.text)
    for index in range(start, min(start + 40, len(view.blocks))):
        marker = view.markers[index]
        if is_preface(view.texts[index]):
            return True
        if marker is not None and marker.ordinal is not None and marker.kind is not SectionKind.APPENDIX:
            return marker.ordinal == 1
        whole += "".join(fold(name) for name in _QUOTED.findall(view.texts[index]))
        other = view.is_title_line(index) and view.folded(index) not in whole
        if index > start and other and len(view.texts[index]) > 12:
            return False
    return False


def _with_letterhead(view: _View, first: int) -> int:
    """Return the first block of the red head that stands above a title."""
    while first > 0:
        text = view.texts[first - 1]
        if not (_NUMBER_LINE.fullmatch(_SPACES.sub("", text)) or (len(text) < 40 and text.endswith("文件"))):
            break
        first -= 1
    return first


def _spans(source: SourceText, view: _View, titles: Sequence[_Title], *, front: bool) -> tuple[PolicySpan, ...]:
    """Return the policies that the titles open; `front` says that what stands before the first title is its own."""
    count = len(view.blocks)
    if len(titles) < MIN_POLICIES:
        title = titles[0] if titles else None
        return (_span(source, view, 0, count, title),)
    starts = [_with_letterhead(view, title.first) for title in titles]
    if front:
        starts[0] = 0
    ends = [*starts[1:], count]
    return tuple(_span(source, view, start, end, title) for start, end, title in zip(starts, ends, titles, strict=True))


def _span(source: SourceText, view: _View, first: int, last: int, title: _Title | None) -> PolicySpan:
    start, end = view.clean.to_source(view.blocks[first].start, view.blocks[last - 1].end)
    line_start = source.text.rfind("\n", 0, start) + 1
    line_start = max(line_start, source.text.rfind("\r", line_start, start) + 1)
    break_behind = _LINE_BREAK.search(source.text, end)
    head, tail = source.text[line_start:start], source.text[end : break_behind.start() if break_behind else None]
    return PolicySpan(
        first_block=first,
        last_block=last,
        title=title.text if title else None,
        source_start=start - len(head.lstrip()) if not source.lines else start,
        source_end=end + len(tail.rstrip()) if not source.lines else end,
        group=title.group if title else None,
    )
