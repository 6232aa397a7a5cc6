"""What a web page prints around a paper that was copied from it as plain text: path, title bar, properties, foot.

A saved page has elements that tell its parts; a copy has lines alone. So each part is told by two signs at least: a
path by two separators, a table of properties by two labels, the foot of a site by two things that only sites print.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from parsers.agencies import read_agencies
from parsers.formal_lines import Role, role_of
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.lines import Line
from parsers.markers import read_marker
from parsers.properties import as_label, labelled
from parsers.property_tables import Pair, pairs_of, record_lines, without_site
from parsers.titles import ends_title, squash

_HEAD = 40  # lines at the top among which a page's path and title bar are looked for
_LONGEST_PATH = 240
_LONGEST_OF_FOOT = 80  # characters of a line in a site's foot, names of related papers included
_LONGEST_TABLE_GAP = 2  # lines between two labels of a table of properties: a value, or a caption the lexicon lacks
_FEWEST_SIGNS = 2
_NEAR = 8  # lines between two signs of one foot
_SEPARATORS = r">＞»›"
_SEPARATOR = re.compile(rf"[{_SEPARATORS}→]{{1,2}}")
_STEP = rf"[\u4e00-\u9fffA-Za-z《“][^。；<\t{_SEPARATORS}]{{0,80}}"
_PATH = LatePattern(rf"(?:{_STEP})?(?:[{_SEPARATORS}]{{1,2}}\s*{_STEP}){{2,}}[{_SEPARATORS}]{{0,2}}")
_FILE = re.compile(r"[^，。]{4,100}\.(?:pdf|docx?|wps|ofd)", re.IGNORECASE)  # …实施意见.pdf
_HERE = re.compile(r"(?:您)?(?:当前|现在)的?位置\s*[:：]")
_COLUMN = LatePattern("[\u4e00-\u9fff]{2,12}")  # the name of a site's column above the path: 县本级非规范性文件
_ITEM = r"\s*[\u4e00-\u9fffA-Za-z]{2,12}\s*"
_MENU = re.compile(rf"{_ITEM}(?:[|｜]{_ITEM}){{2,}}[|｜]?")
_BAR = re.compile(r"首\s*页(?:\s+[\u4e00-\u9fff]{2,10}){3,}")  # 首 页 走进西乡 新闻中心 政务公开
_STEPS = re.compile(rf"[{_SEPARATORS}][^{_SEPARATORS}]*[{_SEPARATORS}]")
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。；]")
_PAPERS_FOOT = frozenset((Role.DISCLOSURE, Role.COPIES, Role.PRINTED, Role.ATTACHMENTS, Role.SIGNATURE))


def page_frame(lines: Sequence[Line]) -> set[int]:
    """Return the lines of a plain text that the page it was copied from printed around the paper, by index."""
    if not lines or lines[0].box is not None or lines[0].mark is not None:
        return set()
    found = _menus(lines) | _path(lines) | _property_table(lines) | _title_bar(lines)
    foot = _site_foot(lines)
    return found | set(range(foot, len(lines)))


def said_by_table(lines: Sequence[Line]) -> list[Pair]:
    """Return the labels and values of the table of properties above a paper in plain text."""
    return pairs_of([lines[index] for index in sorted(_property_table(lines))])


def _path(lines: Sequence[Line]) -> set[int]:
    """Return the lines of the way through the site: 首页 > 政务公开 > 政策, on one line or each step on its own."""
    top = range(min(_HEAD, len(lines)))
    found = {index for index in top if is_path(lines[index].text)}
    steps = [index for index in top if _SEPARATOR.fullmatch(lines[index].text)]
    if len(steps) >= _FEWEST_SIGNS and all(after - before <= 2 for before, after in itertools.pairwise(steps)):
        found |= {index for index in range(steps[0] - 1, steps[-1] + 2) if 0 <= index < len(lines)}
    here = next((index for index in top if _HERE.match(lines[index].text)), 0)
    return found | {index for index in range(here) if _is_column(lines[index].text)}


def _is_column(text: str) -> bool:
    """Return whether a line above the path names a column of the site, not who issued the paper, nor the paper."""
    return _COLUMN.fullmatch(text) is not None and not read_agencies(text) and not ends_title(text)


def is_path(text: str) -> bool:
    """Return whether a line is the way through a site: 首页 > 政务公开 > 政策."""
    if len(text) >= _LONGEST_PATH or _STEPS.search(text) is None:
        return False
    return _PATH.fullmatch(text.strip()) is not None


def _menus(lines: Sequence[Line]) -> set[int]:
    """Return the lines at the top that name several parts of the site, side by side: 收藏本站 | 设为首页."""
    top = range(min(_HEAD, len(lines)))
    return {
        index
        for index in top
        if not lines[index].table_row and any(form.fullmatch(lines[index].text.strip()) for form in (_MENU, _BAR))
    }


def _title_bar(lines: Sequence[Line]) -> set[int]:
    """Return the first line where it is a title with the site's name behind it, and the title comes again.

    So is one that is a file's name.
    """
    if _FILE.fullmatch(lines[0].text) and len(lines) > 1:
        return {0}
    bar = without_site(lines[0].text)
    bare = squash(bar.strip("【】[]"))
    again = (squash(line.text) for line in lines[1:_HEAD])
    return (
        {0}
        if bar != " ".join(lines[0].text.split()) and len(bare) > 4 and any(bare in text for text in again)
        else set()
    )


def _property_table(lines: Sequence[Line]) -> set[int]:
    """Return the lines of the table of properties at the top: its labels, and what stands between them."""
    labels = sorted(record_lines(lines))
    found = set(labels)
    for before, after in itertools.pairwise(labels):
        between = range(before + 1, after)
        values = as_label(lines[before].text) is not None or lines[before].text.endswith(("：", ":"))
        if len(between) <= _LONGEST_TABLE_GAP and not any(
            _SENTENCE.search(lines[index].text) or (ends_title(lines[index].text) and not values) for index in between
        ):
            found.update(between)
    last = max(found, default=len(lines)) + 1  # a counter of the page may stand in front of the last label
    if last < len(lines) and any(labelled(lines[last].text)) and not _SENTENCE.search(lines[last].text):
        found.add(last)
    return found


def _site_foot(lines: Sequence[Line]) -> int:
    """Return the index of the first line of the site's foot; their number where the text has none."""
    sign = _first_sign(lines)
    first = sign
    while sign < len(lines) and first and _may_be_of_foot(lines[first - 1]):
        first -= 1
    if sign < len(lines) and first:
        while first < len(lines) and read_agencies(lines[first].text):  # who signed, without a date
            first += 1
        return first
    return _first_link(lines)


def _first_link(lines: Sequence[Line]) -> int:
    """Return the index of the heading of the links to other papers that a page ends in; the number of lines if none."""
    headings = frozenset(words("web", "links"))
    first = len(lines)
    while first and _may_be_of_foot(lines[first - 1]):
        first -= 1
    return next(
        (index for index in range(max(first, 1), len(lines)) if lines[index].text.rstrip("：:") in headings), len(lines)
    )


def _first_sign(lines: Sequence[Line]) -> int:
    """Return the index of the first sign of a site's foot, two or more close together behind the last number."""
    numbered = (index for index in range(len(lines) - 1, -1, -1) if _is_numbered(lines[index].text))
    last = next(numbered, -1)
    signs = [index for index in range(last + 1, len(lines)) if _is_sign(lines[index].text)]
    near = (first for first, second in itertools.pairwise(signs) if second - first <= _NEAR)
    return next(near, len(lines))


def _is_numbered(text: str) -> bool:
    marker = read_marker(text)
    return marker is not None and marker.ordinal is not None


def _may_be_of_foot(line: Line) -> bool:
    text = line.text
    if len(text) > _LONGEST_OF_FOOT or line.table_row or _SENTENCE.search(text):
        return False
    if _is_numbered(text):
        return False
    role = role_of(text)
    return role not in _PAPERS_FOOT and not (role is Role.DATE and "日" in text)


def _is_sign(text: str) -> bool:
    return _signs().match(_SPACES.sub("", text)) is not None


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words("furniture", "site_foot_patterns")))
