"""Which lines make a title: short ones without a sentence, up to the last that ends in a word for a kind of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parsers.formal_lines import role_of
from parsers.markers import is_preface, read_marker
from parsers.regions import opens_with_place
from parsers.titles import (
    LONGEST_TITLE,
    belongs_under_title,
    ends_title,
    is_carrier,
    is_notice,
    is_whole,
    squash,
    tidy,
    without_number,
)
from schemas.vocabulary import SectionKind

_MOST_LINES = 6
_COUNTER = re.compile(r"[0-9]{5,}")  # of a page's readers
_SENTENCE = re.compile(r"[。；！？]|[，、：:;,!?]$")


def title_length(texts: Mapping[int, str], index: int, *, wanted: str | None = None) -> int:
    """Return how many blocks from `index` on make a title, years and draft mark under it included; 0 if none does.

    Args:
        texts: the blocks of a policy by their index.
        index: the first block.
        wanted: the title as a contents list has it; blocks that make it up are a title whatever they end in.
    """
    best = 0
    joined, sought = "", squash(wanted or "")
    ends: list[int] = []
    for count in range(1, _MOST_LINES + 1):
        text = texts.get(index + count - 1)
        if text is None or not _may_go_on(text, joined, wanted):
            break
        joined = tidy(joined + text)
        if squash(joined) == sought or (ends_title(joined) and is_whole(joined)):
            best = count
            ends.append(count)
    best = _before_repetition(texts, index, ends)
    while best and belongs_under_title(texts.get(index + best, "")):
        best += 1
    return best


def _carries(title: str) -> bool:
    """Return whether a title so far says that the paper carries another, but not yet by what: …关于印发《办法》."""
    return is_carrier(f"{title}的通知") and not is_notice(title)


def _before_repetition(texts: Mapping[int, str], index: int, ends: Sequence[int]) -> int:
    """Return where the first title of some lines ends: the longest, unless it is one title and the same one again."""
    if not ends:
        return 0
    last = ends[-1]
    for end in ends[:-1]:
        first = squash(without_number("".join(texts[i] for i in range(index, index + end))))
        if first in squash("".join(texts[i] for i in range(index + end, index + last))):
            return end
    return last


def _may_go_on(text: str, joined: str, wanted: str | None) -> bool:
    """Return whether a line can be the next of a title whose lines so far are joined."""
    if len(joined + text) > LONGEST_TITLE or _SENTENCE.search(text) or is_preface(text):
        return False
    if joined and (squash(text) == squash(joined) or belongs_under_title(text) or _COUNTER.fullmatch(text)):
        return False
    marker = read_marker(text)
    if marker is not None and (marker.kind is not SectionKind.DASH or not joined):
        return False
    if ends_title(joined) and not _carries(joined) and opens_with_place(text) and ends_title(text):
        return False  # the title of another paper: that of a regulation, then that of its announcement
    return role_of(text) is None or (not joined and bool(wanted) and squash(text) in squash(wanted or ""))
