"""What stands around the paper's own words: page numbers, running heads, tables of contents, page chrome.

Each finder looks at the lines alone and returns the indexes of those it recognises.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import cache

from parsers.heads_by_place import heads_by_place
from parsers.lexicon import words
from parsers.lines import Line
from parsers.markers import read_marker
from parsers.page_frame import page_frame
from schemas.vocabulary import DiscardReason, SectionKind

_DASHED_NUMBER = re.compile(r"[—–－\-―─·•~～\s]+[0-9０-９]{1,4}[—–－\-―─·•~～\s]+")
_NAMED_NUMBER = re.compile(
    r"第\s*[0-9０-９]{1,4}\s*页(?:\s*[,，/／]?\s*共\s*[0-9０-９]{1,4}\s*页)?|[Pp]age\s*\d+(?:\s*of\s*\d+)?"
)
_BARE_NUMBER = re.compile(
    r"[—–－\-―─·•~～\s]*([0-9０-９]{1,4}|[ivxlcIVXLC]{1,6})[—–－\-―─·•~～\s]*(?:[/／]\s*[0-9０-９]{1,4})?"
)
_ENDS_IN_NUMBER = re.compile(r"(?:[.．·…‥⋯_\-—\s]{2,}|\D)\s*[（(]?[0-9]{1,4}[)）]?$")
_LEADER = re.compile(r"(?:[.．·…‥⋯]\s?){3,}\s*[（(]?(?:[0-9]{1,4}|[IVXLCivxlc]{1,6})[)）]?$")
_ENDS_OF_LEADERS = frozenset("0123456789IVXLCivxlc)）")
_DIGITS = re.compile(r"[0-9０-９]+")
_SENTENCE_PART = re.compile(r"^[，。、；：？！）)》”】％%]|[。；，、,;]$")
_PAIRS = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("【", "】"))
_TERMINAL = "。！？；：.!?;:"

CHROME_REACH = 30  # page chrome is looked for among so many lines at either end
HEAD_REPEATS = 3  # a running head stands on at least so many pages
_LONGEST_CHAPTER = 60  # characters of a chapter's heading
HEAD_DEPTH = 2  # so many lines at the top and bottom of a page may be furniture
CONTENTS_GAP = 3  # so many lines without a page number may stand between entries of a table of contents


def classify(lines: Sequence[Line]) -> dict[int, DiscardReason]:
    """Return the reason to discard for each line that is furniture, by index."""
    found = {index: line.furniture for index, line in enumerate(lines) if line.furniture is not None}
    found |= dict.fromkeys(page_numbers(lines, found), DiscardReason.PAGE_NUMBER)
    found |= dict.fromkeys(running_heads(lines, found), DiscardReason.RUNNING_HEADER)
    found |= dict.fromkeys(heads_by_place(lines, found), DiscardReason.RUNNING_HEADER)
    contents = tables_of_contents(lines, found)
    found |= dict.fromkeys(contents, DiscardReason.TABLE_OF_CONTENTS)
    found |= dict.fromkeys(page_chrome(lines, found) | (page_frame(lines) - found.keys()), DiscardReason.EDITORIAL)
    found |= {index: DiscardReason.MARKUP for index, line in enumerate(lines) if line.rule and index not in found}
    return found


def page_numbers(lines: Sequence[Line], taken: Collection[int] = ()) -> set[int]:
    """Return the lines that are nothing but a page number, those already taken for other furniture aside."""
    found = {
        index
        for index, line in enumerate(lines)
        if index not in taken
        and len(line.text) < 20
        and (_DASHED_NUMBER.fullmatch(line.text) or _NAMED_NUMBER.fullmatch(_without_spaces(line.text)))
    }
    bare = [index for index, line in enumerate(lines) if len(line.text) < 12 and _BARE_NUMBER.fullmatch(line.text)]
    edges = _edge_lines(lines, found.union(taken))
    if edges:
        return found | {index for index in bare if index in edges and not lines[index].table_row}
    return found | _ascending(lines, bare)


def _edge_lines(lines: Sequence[Line], taken: set[int]) -> set[int]:
    """Return the first and last lines of every page, those that are page numbers already not counted."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.page is not None and index not in taken:
            pages[line.page].append(index)
    if len(pages) < 2:
        return set()
    return {index for members in pages.values() for index in (members[0], members[-1])}


def _ascending(lines: Sequence[Line], bare: Sequence[int]) -> set[int]:
    """Return bare numbers on lines of their own that count up by one, at least three in a row."""
    runs: list[list[int]] = [[]]
    for index in bare:
        if not lines[index].text.isdigit() or not _alone(lines, index):
            continue
        value = int(lines[index].text)
        if runs[-1] and value != int(lines[runs[-1][-1]].text) + 1:
            runs.append([])
        runs[-1].append(index)
    return {index for run in runs if len(run) >= HEAD_REPEATS for index in run}


def _alone(lines: Sequence[Line], index: int) -> bool:
    after = lines[index + 1] if index + 1 < len(lines) else None
    return lines[index].blank_before and (after is None or after.blank_before or after.page_before)


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _bare_words(text: str) -> str:
    return _DIGITS.sub("#", _without_spaces(text))


def _can_be_head(text: str) -> bool:
    """Return whether a line may be a running head: no part of a sentence, whose ends repeat in lists of duties.

    Nor is it what stands under a figure, whose source is often the same: 数据来源：….
    """
    if text.startswith(words("numbering", "caption_notes")):
        return False
    return _SENTENCE_PART.search(text) is None and all(text.count(a) >= text.count(b) for a, b in _PAIRS)


def running_heads(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> set[int]:
    """Return the lines at page edges whose words repeat from page to page, page numbers inside them aside."""
    edges = _page_edges(lines, taken)
    bare = {index: _bare_words(lines[index].text) for index in edges}
    standing = {(bare[index], page) for index, page in edges.items() if _can_be_head(lines[index].text)}
    repeated = Counter(words for words, _ in standing)
    heads = {words for words, count in repeated.items() if count >= HEAD_REPEATS and words != "#"}
    return {index for index in edges if bare[index] in heads and not lines[index].table_row}


def _page_edges(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> dict[int, int]:
    """Return the page, counted on from 0, of each line next to a page boundary, by the line's index.

    A boundary is a change of page, a form feed or a page number.
    """
    kept = [index for index in range(len(lines)) if index not in taken]
    pages: list[int] = []
    edges: set[int] = set()
    page = 0
    for place in range(len(kept) + 1):
        before, after = kept[place - 1] if place else -1, kept[place] if place < len(kept) else len(lines)
        turned = after < len(lines) and lines[after].page_before
        numbered = after - before > 1  # by a line that was taken
        page += turned or numbered
        pages.append(page)
        if place in (0, len(kept)) or turned or numbered:
            edges.update(range(max(0, place - HEAD_DEPTH), min(place + HEAD_DEPTH, len(kept))))
    return {kept[place]: pages[place] for place in sorted(edges)}


def tables_of_contents(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> set[int]:
    """Return the lines of tables of contents, their heading included."""
    headings = {_without_spaces(word) for word in words("furniture", "contents_headings")}
    first = {word[0] for word in headings}
    found: set[int] = set()
    for index, line in enumerate(lines):
        if line.text.lstrip()[:1] not in first or index in taken or index in found:
            continue
        if _without_spaces(line.text) in headings:
            found |= _contents_below(lines, index, taken)
    return found | _leader_runs(lines, taken) | _chapter_runs(lines, taken)


def _chapter_runs(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> set[int]:
    """Return runs of three or more chapter headings with nothing between them that all come again, in order."""
    numbered = [(index, line.text) for index, line in enumerate(lines) if line.text.lstrip().startswith("第")]
    last_at = {_without_spaces(text): index for index, text in numbered}
    found: set[int] = set()
    if len(numbered) - len(last_at) < HEAD_REPEATS:  # so many of them do not come again
        return found
    run: list[int] = []
    for index, line in enumerate(lines):
        if index in taken:
            continue
        again = last_at[_without_spaces(line.text)] if _heads_chapter(line.text) else index
        if again > index and (not run or again > last_at[_without_spaces(lines[run[-1]].text)]):
            run.append(index)
            continue
        if len(run) >= HEAD_REPEATS:
            found.update(run)
        run = []
    return found


def _heads_chapter(text: str) -> bool:
    marker = read_marker(text) if len(text) < _LONGEST_CHAPTER else None
    return marker is not None and marker.kind in (SectionKind.CHAPTER, SectionKind.SECTION)


def _contents_below(lines: Sequence[Line], heading: int, taken: dict[int, DiscardReason]) -> set[int]:
    last = _last_numbered_entry(lines, heading, taken)
    if last == heading:
        last = _last_repeated_entry(lines, heading)
    return {index for index in range(heading, last + 1) if index not in taken} if last > heading else set()


def _last_numbered_entry(lines: Sequence[Line], heading: int, taken: dict[int, DiscardReason]) -> int:
    last = heading
    for index in range(heading + 1, len(lines)):
        if index in taken:
            continue
        text = lines[index].text
        if _is_numbered_entry(text):
            last = index
        elif index - last > CONTENTS_GAP or text.endswith("。"):
            break
    return last


def _is_numbered_entry(text: str) -> bool:
    if _LEADER.search(text):  # leaders alone may be longer than any title
        return True
    # The length first: a long run of spaces would take the form minutes.
    return len(text) < 120 and not text.endswith(tuple(_TERMINAL)) and _ENDS_IN_NUMBER.search(text) is not None


def _last_repeated_entry(lines: Sequence[Line], heading: int) -> int:
    """Return the last line of a table of contents without page numbers: its lines come again, in order, further on."""
    later: dict[str, int] = {}
    for index in range(len(lines) - 1, heading, -1):
        later.setdefault(_without_spaces(lines[index].text), index)
    last, reached = heading, heading
    for index in range(heading + 1, len(lines)):
        again = later[_without_spaces(lines[index].text)]
        if again <= max(index, reached):
            break
        last, reached = index, again
    return last if last - heading >= 2 else heading


def _leader_runs(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> set[int]:
    """Return runs of three or more lines that end in dot leaders and a page number, whatever stands above them."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate(lines):
        if index in taken:
            continue
        if line.text[-1] in _ENDS_OF_LEADERS and _LEADER.search(line.text):
            run.append(index)
            continue
        if len(run) >= HEAD_REPEATS:
            found.update(run)
        run = []
    return found | set(run if len(run) >= HEAD_REPEATS else ())


@cache
def _chrome() -> tuple[frozenset[str], re.Pattern[str]]:
    whole = frozenset(words("furniture", "page_chrome"))
    patterns = words("furniture", "page_chrome_patterns")
    return whole, re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def page_chrome(lines: Sequence[Line], taken: dict[int, DiscardReason]) -> set[int]:
    """Return captions and buttons of a web page that were copied with the paper, near either end of the text."""
    near = {*range(min(CHROME_REACH, len(lines))), *range(max(0, len(lines) - CHROME_REACH), len(lines))}
    return {index for index in near - taken.keys() if is_page_chrome(lines[index].text)}


def is_page_chrome(text: str) -> bool:
    """Return whether a line is a caption or button of a web page, or what it says of itself: 【字体：大 中 小】."""
    whole, pattern = _chrome()
    bare = _without_spaces(text)
    return bare in whole or (len(bare) < 60 and pattern.fullmatch(bare) is not None)


@cache
def _editorial() -> tuple[frozenset[str], re.Pattern[str]]:
    patterns = words("furniture", "editorial_patterns")
    return frozenset(words("furniture", "editorial_headings")), re.compile("|".join(f"(?:{item})" for item in patterns))


def is_editorial(text: str) -> bool:
    """Return whether a line is a compiler's own: 编写说明, or a bracketed reference to the compiler."""
    headings, pattern = _editorial()
    bare = _without_spaces(text)
    return bare in headings or (len(bare) < 60 and pattern.fullmatch(bare) is not None and read_marker(bare) is None)
