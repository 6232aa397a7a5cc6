"""Checks that tie rows to the source text: spans inside it, quotes equal to it at their span, no character lost.

They are run on all rows of a source at once, so a table's specification cannot declare them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pyarrow as pa

from schemas.spec import Check, CheckKind
from schemas.tables import SOURCE_TABLES
from warehouse.checks import SAMPLE_SIZE
from warehouse.records import CheckResult

SPAN = ("source_start", "source_end")
TEXTS, SECTIONS, DISCARDED = "texts", "sections", "discarded"
# What cleaning may take out of a span or put in without a row in `discarded`: white space, a table's bars, characters
# that are not printed, and the sign between the two ends of a joined line.
_UNPRINTED = re.compile(r"[\s|\u200b\u200c\u200d\ufeff\x00]+")
LINES = "lines"
_WORDS = {"sections": "text", "discarded": "text"}  # elsewhere the words of a span are its quote
_SAMPLE_CHARACTERS = 60

Span = tuple[int, int]


def _words_column(names: Iterable[str], table: str) -> str | None:
    wanted = _WORDS.get(table, "quote")
    return wanted if wanted in names else None


SPANNED = tuple(spec.name for spec in SOURCE_TABLES if {"source_id", *SPAN}.issubset(spec.names))
QUOTED = tuple(spec.name for spec in SOURCE_TABLES if spec.name in SPANNED and _words_column(spec.names, spec.name))
COLUMNS: Mapping[str, tuple[str, ...]] = {
    TEXTS: ("source_id", "text"),
    **{
        spec.name: tuple(name for name in ("source_id", *SPAN, _words_column(spec.names, spec.name)) if name)
        for spec in SOURCE_TABLES
        if spec.name in SPANNED
    },
}


def checks() -> tuple[Check, ...]:
    """Return the checks of this module."""
    inside = [Check(name, CheckKind.INSIDE, SPAN) for name in SPANNED]
    quoted = [Check(name, CheckKind.QUOTED, (COLUMNS[name][-1],)) for name in QUOTED]
    return (*inside, *quoted, Check(TEXTS, CheckKind.TILED, ("text",)))


def run_grounding(rows: Mapping[str, pa.Table]) -> tuple[CheckResult, ...]:
    """Return what each check finds in all rows of some sources, by table; a table that is not there has none."""
    findings = {check: _Finding() for check in checks()}
    tables = {name: _by_source(rows[name], COLUMNS[name]) for name in COLUMNS if name in rows}
    texts = {source_id: members[0][0] or "" for source_id, members in tables.get(TEXTS, {}).items()}
    for source_id in dict.fromkeys(source_id for table in tables.values() for source_id in table):
        own = {name: table[source_id] for name, table in tables.items() if source_id in table}
        for check, broken in _look(texts.get(source_id, ""), own):
            findings[check].add(source_id, broken)
    return tuple(finding.result(check) for check, finding in findings.items())


@dataclass(slots=True)
class _Finding:
    count: int = 0
    samples: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    def add(self, source_id: str, broken: str) -> None:
        self.count += 1
        self.sources.add(source_id)
        if len(self.samples) < SAMPLE_SIZE:
            self.samples.append(broken if len(broken) <= _SAMPLE_CHARACTERS else broken[: _SAMPLE_CHARACTERS - 1] + "…")

    def result(self, check: Check) -> CheckResult:
        return CheckResult(check, not self.count, self.count, "; ".join(self.samples) or None, frozenset(self.sources))


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Spans that were discarded, in order, and their ends."""

    spans: tuple[Span, ...] = ()
    ends: tuple[int, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> _Cuts:
        ordered = tuple(sorted(spans))
        return cls(ordered, tuple(end for _, end in ordered))

    def inside(self, start: int, end: int) -> Iterable[Span]:
        for cut in self.spans[bisect_left(self.ends, start + 1) :]:
            if cut[0] >= end:
                return
            yield cut


def _by_source(rows: pa.Table, names: tuple[str, ...]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the values of some columns after the first, in tuples, by source_id."""
    columns: list[list[Any]] = [rows[name].to_pylist() for name in names]
    found: dict[str, list[tuple[Any, ...]]] = {}
    for source_id, *values in zip(*columns, strict=True):
        found.setdefault(source_id, []).append(tuple(values))
    return found


def _look(text: str, own: Mapping[str, list[tuple[Any, ...]]]) -> Iterable[tuple[Check, str]]:
    """Yield what is broken in the rows of one source."""
    discarded = _Cuts.of(row[:2] for row in own.get(DISCARDED, ()) if _is_inside(row, text))
    laid_out = LINES in own
    for name, members in own.items():
        if name == TEXTS:
            continue
        check = Check(name, CheckKind.INSIDE, SPAN)
        quoted = Check(name, CheckKind.QUOTED, (COLUMNS[name][-1],)) if name in QUOTED else None
        cuts = _Cuts() if name == DISCARDED else discarded
        for row in members:
            start, end = row[:2]
            if start is None or end is None:
                continue
            if not _is_inside(row, text):
                yield check, f"{start}-{end} of {len(text)} characters"
            elif quoted and row[2] is not None and not _says(text, (start, end), row[2], cuts, laid_out=laid_out):
                yield quoted, f"{row[2]!r} at {start}-{end}, where the source has {text[start:end]!r}"
    yield from ((Check(TEXTS, CheckKind.TILED, ("text",)), words) for words in _lost(text, own))


def _is_inside(row: tuple[Any, ...], text: str) -> bool:
    start, end = row[:2]
    return start is not None and end is not None and 0 <= start <= end <= len(text)


def _says(text: str, span: Span, words: str, cuts: _Cuts, *, laid_out: bool) -> bool:
    """Return whether the source says these words at a span, what was discarded inside it left out.

    In a layout a footnote may stand in the middle of a sentence that its page's end cuts, and is read behind it: there
    the words are the source's own in another order (a section, with its notes), or all but the note's.
    """
    start, end = span
    if text[start:end] == words:
        return True
    kept, place = [], start
    for cut_start, cut_end in cuts.inside(start, end):
        kept.append(text[place : max(place, cut_start)])
        place = max(place, cut_end)
    kept.append(text[place:end])
    printed, said = (_UNPRINTED.sub("", one) for one in ("".join(kept), words))
    return printed == said or (laid_out and (sorted(printed) == sorted(said) or _is_within(said, printed)))


def _is_within(said: str, printed: str) -> bool:
    """Return whether a text is another with one piece cut out of its middle."""
    head = next((k for k, (one, other) in enumerate(zip(said, printed, strict=False)) if one != other), len(said))
    return len(said) < len(printed) and printed.endswith(said[head:])


def _lost(text: str, own: Mapping[str, list[tuple[Any, ...]]]) -> Iterable[str]:
    """Yield what lies in no section's own span and in no discarded one, and what lies in two sections or two cuts."""
    spans = {}
    for name in (SECTIONS, DISCARDED):
        spans[name] = sorted(row[:2] for row in own.get(name, ()) if _is_inside(row, text))
    for name, members in spans.items():
        for (_, end), (start, _) in pairwise(members):
            if start < end:
                yield f"{text[start:end]!r} at {start}-{end} is in two of {name}"
    place = 0
    for start, end in [*sorted(spans[SECTIONS] + spans[DISCARDED]), (len(text), len(text))]:
        if start > place and (words := text[place:start].strip()) and not _is_blank(words):
            yield f"{words!r} at {place}-{start} is in no section"
        place = max(place, end)


def _is_blank(words: str) -> bool:
    return not _UNPRINTED.sub("", words)
