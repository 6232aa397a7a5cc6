"""The entries of a compilation's table of contents, and how their words are compared with the titles in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import words
from parsers.markers import read_marker
from schemas.records import CleanText, SourceText
from schemas.vocabulary import DiscardReason, SectionKind

_LEADER = re.compile(r"[\s.．·…‥⋯_\-—]*[（(]?[0-9]{1,4}[)）]?\s*$")
_LIST_SIGN = re.compile(r"^\s*[-*+]\s+")
_FOLD = dict(zip("（）()—–－―~～〜〈〉《》“”＂", "[][]-------<><>" + '"""', strict=True))
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents: its title, the part of the compilation it stands under, and where it is."""

    title: str
    group: str | None
    start: int
    end: int


def contents_entries(source: SourceText, clean: CleanText) -> Iterator[Entry]:
    """Yield the entries of the tables of contents; a line that the print wrapped is joined to the one below it."""
    group: str | None = None
    pending: tuple[str, int] | None = None
    for span in clean.discarded:
        if span.reason is not DiscardReason.TABLE_OF_CONTENTS:
            continue
        line = _LIST_SIGN.sub("", source.text[span.start : span.end])
        marker = read_marker(line)
        title = _LEADER.sub("", line[marker.end if marker else 0 :]) if _LEADER.search(line) else ""
        if not title:
            body = line[marker.end if marker else 0 :]
            if marker is not None and marker.kind in (SectionKind.HAN, SectionKind.CHAPTER, SectionKind.SECTION):
                group, pending = line.strip(), None
            elif head_pattern().search(body):
                yield Entry(body.strip(), group, span.start, span.end)
            else:
                pending = (body.strip(), span.start)
            continue
        if pending and marker is None:
            title = pending[0] + title
        yield Entry(title.strip(), group, pending[1] if pending and marker is None else span.start, span.end)
        pending = None


def fold(text: str) -> str:
    """Return a title for comparison: spaces out, brackets and dashes made alike."""
    return _FOLDED.sub(lambda sign: _FOLD[sign.group()], "".join(text.split()))


@cache
def head_pattern() -> re.Pattern[str]:
    """Return what the last words of a title are: 办法, 若干措施（试行）."""
    heads = "|".join(map(re.escape, words("titles", "heads")))
    return re.compile(rf"(?:{heads})[》”]?(?:[（(〔\[][^（()）]{{1,30}}[)）〕\]])*$")
