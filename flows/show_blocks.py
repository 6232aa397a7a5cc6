"""The text of a review page: a source text cut where any span begins or ends, grouped by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A row with a span in the text: its place among all facts of the page, its table, and the row itself."""

    number: int
    table: str
    start: int
    end: int
    row: Row


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that the same spans cover, from a code point of the source text on."""

    text: str
    start: int
    facts: tuple[Fact, ...]
    discarded: str | None

    @property
    def numbers(self) -> str:
        """Return the numbers of the facts that cover it, the widest first."""
        ranked = sorted(self.facts, key=lambda fact: (fact.start - fact.end, fact.number))
        return " ".join(str(fact.number) for fact in ranked)

    @property
    def kind(self) -> str:
        """Return how it is marked before anybody filters: by its narrowest fact; what is left out is dimmed."""
        seen = [fact for fact in self.facts if fact.table != "discarded"]
        names = [min(seen, key=lambda fact: (fact.end - fact.start, -fact.number)).table] if seen else []
        return " ".join([*names, *(["many"] if len(seen) > 1 else []), *(["out"] if self.discarded else [])])


@dataclass(slots=True)
class Block:
    """Consecutive pieces of one section, or of none; `starts` are the facts whose span begins in it."""

    section: Row | None
    pieces: list[Piece] = field(default_factory=list)
    starts: list[Fact] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Say whether only white space between sections stands here; it is left out of sight."""
        return self.section is None and not any(piece.text.strip() for piece in self.pieces)

    @property
    def is_heading(self) -> bool:
        """Say whether its section is a heading alone, with hardly a sign more."""
        if not self.section or not self.section["heading"]:
            return False
        return len(self.section["text"]) <= len((self.section["marker"] or "") + self.section["heading"]) + 2

    @property
    def lost(self) -> bool:
        """Say whether words stand here that are neither in a section nor discarded."""
        return self.section is None and any(not piece.discarded and piece.text.strip() for piece in self.pieces)


def blocks_of(
    text: str, start: int, end: int, tables: Mapping[str, Sequence[Row]], facts: Sequence[Fact]
) -> list[Block]:
    """Return text[start:end] cut at the ends of every span, grouped by section, in reading order."""
    sections = sorted(tables.get("sections", ()), key=start_of)
    discarded = tables.get("discarded", ())
    spans = [(start_of(row), end_of(row)) for row in (*sections, *discarded)]
    spans += [(fact.start, fact.end) for fact in facts]
    cuts = sorted({start, end} | {cut for span in spans for cut in span if start < cut < end})
    blocks: list[Block] = []
    owners = _cover(cuts, sections, start_of, end_of)
    marks = _cover(cuts, facts, lambda fact: fact.start, lambda fact: fact.end)
    gone = _cover(cuts, discarded, start_of, end_of)
    for (left, right), owner, marked, out in zip(pairwise(cuts), owners, marks, gone, strict=True):
        section = owner[-1] if owner else None
        if not blocks or blocks[-1].section is not section:
            blocks.append(Block(section))
        blocks[-1].pieces.append(Piece(text[left:right], left, tuple(marked), out[0]["reason"] if out else None))
        blocks[-1].starts += [fact for fact in marked if fact.start == left]
    return blocks


def _cover(cuts: Sequence[int], items: Iterable[Any], start: Any, end: Any) -> Iterator[list[Any]]:
    """Yield, for each interval between cuts, the items that cover it, those that start first before the others."""
    waiting = sorted(items, key=start, reverse=True)
    open_items: list[Any] = []
    for left, _ in pairwise(cuts):
        while waiting and start(waiting[-1]) <= left:
            open_items.append(waiting.pop())
        open_items = [item for item in open_items if end(item) > left]
        yield list(open_items)


def facts_of(tables: Mapping[str, Sequence[Row]], names: Iterable[str], length: int) -> list[Fact]:
    """Return the rows of some tables in reading order, numbered from 0.

    A row at a place between two characters (a gap in the numbering) gets the character behind it, or the last one, so
    that there is something to see; its own offsets stay in its row.
    """
    found = [(name, row) for name in names for row in tables.get(name, ())]
    found.sort(key=lambda item: (start_of(item[1]), -end_of(item[1])))
    return [Fact(number, name, *_visible(row, length), row) for number, (name, row) in enumerate(found)]


def _visible(row: Row, length: int) -> tuple[int, int]:
    start, end = start_of(row), end_of(row)
    if end > start:
        return start, end
    return (start, start + 1) if start < length else (max(0, length - 1), length)


def start_of(row: Row) -> int:
    """Return the first code point of a row's span."""
    return int(row["source_start"])


def end_of(row: Row) -> int:
    """Return the code point behind a row's span."""
    return int(row["source_end"])
