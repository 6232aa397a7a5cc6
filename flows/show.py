"""A page that shows what was read from a paper: its source text with every span marked, and the rows beside it.

The page is one HTML file without scripts or anything from the network; every word of the paper is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.catalogue import rows
from flows.lookup import Meant
from schemas.ids import source_id_of
from schemas.spec import TableSpec
from schemas.tables import SOURCE_TABLES

Row = Mapping[str, Any]

# Shown once for the whole document, or as the structure of the page, or not by span.
# The wide table says again what `incentives` says.
_NOT_FACTS = {"documents", "sections", "texts", "lines", "discarded", "incentives_wide"}
# What every fact has, and the page shows by its place.
_HIDDEN = {"doc_id", "source_id", "section_id", "source_start", "source_end", "quote", "sentence", "page"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A row with a span in the text: an anchor for links, its table, its words, and its other columns."""

    anchor: str
    table: str
    quote: str
    start: int
    end: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that the same spans cover; `starts` are the facts whose span begins here."""

    text: str
    facts: tuple[Fact, ...]
    starts: tuple[Fact, ...]
    discarded: str | None


@dataclass(slots=True)
class Block:
    """Consecutive pieces of one section, or of none."""

    section: Row | None
    pieces: list[Piece] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Say whether only white space between sections stands here; it is left out of sight."""
        return self.section is None and not any(piece.text.strip() for piece in self.pieces)

    @property
    def lost(self) -> bool:
        """Say whether words stand here that are neither in a section nor discarded."""
        return self.section is None and any(not piece.discarded and piece.text.strip() for piece in self.pieces)


def page(published: Path, meant: Meant) -> str:
    """Return the page of a document, or of a whole source, as HTML."""
    from jinja2 import Environment, PackageLoader

    wanted = {"source_id": source_id_of(meant.source_uri)}
    source = rows(published, "sources", where=wanted)[0]
    documents = [row for row in rows(published, "documents", where=wanted) if meant.doc_id in (None, row["doc_id"])]
    text = next((row["text"] for row in rows(published, "texts", where=wanted)), "")
    bounds = [(row["source_start"], row["source_end"]) for row in documents] if meant.doc_id else [(0, len(text))]
    tables = {spec.name: rows(published, spec.name, where=wanted) for spec in SOURCE_TABLES if _has_span(spec)}
    facts = _facts(tables)
    blocks = [block for start, end in bounds for block in blocks_of(text, start, end, tables, facts)]
    environment = Environment(loader=PackageLoader("flows", "templates"), autoescape=True, trim_blocks=True)
    return environment.get_template("show.html").render(
        title=documents[0]["title"] if meant.doc_id and documents else meant.source_uri,
        source={name: _word(value) for name, value in source.items() if value is not None},
        documents=[{name: _word(value) for name, value in row.items() if value is not None} for row in documents],
        blocks=blocks,
        counts={name: sum(fact.table == name for block in blocks for fact in block.facts) for name in tables},
    )


def blocks_of(
    text: str, start: int, end: int, tables: Mapping[str, Sequence[Row]], facts: Sequence[Fact]
) -> list[Block]:
    """Return text[start:end] cut at the ends of every span, grouped by section, in reading order."""
    sections = sorted(tables.get("sections", ()), key=_start)
    discarded = tables.get("discarded", ())
    spans = [(_start(row), _end(row)) for row in (*sections, *discarded)] + [(fact.start, fact.end) for fact in facts]
    cuts = sorted({start, end} | {cut for span in spans for cut in span if start < cut < end})
    blocks: list[Block] = []
    owners = _cover(cuts, sections, _start, _end)
    marks = _cover(cuts, facts, lambda fact: fact.start, lambda fact: fact.end)
    gone = _cover(cuts, discarded, _start, _end)
    for (left, right), owner, marked, out in zip(pairwise(cuts), owners, marks, gone, strict=True):
        section = owner[-1] if owner else None
        if not blocks or blocks[-1].section is not section:
            blocks.append(Block(section))
        starts = tuple(fact for fact in marked if fact.start == left)
        blocks[-1].pieces.append(Piece(text[left:right], tuple(marked), starts, out[0]["reason"] if out else None))
        blocks[-1].facts += starts
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


def _facts(tables: Mapping[str, Sequence[Row]]) -> list[Fact]:
    return [
        _fact(name, number, row)
        for name, found in tables.items()
        if name not in _NOT_FACTS
        for number, row in enumerate(found, 1)
    ]


def _fact(table: str, number: int, row: Row) -> Fact:
    shown = {
        name: _word(value)
        for name, value in row.items()
        if value is not None and name not in _HIDDEN and not name.endswith("_id")
    }
    return Fact(f"{table}-{number}", table, row.get("quote") or "", _start(row), _end(row), shown)


def _has_span(spec: TableSpec) -> bool:
    return {"source_id", "source_start", "source_end"} <= set(spec.names)


def _start(row: Row) -> int:
    return int(row["source_start"])


def _end(row: Row) -> int:
    return int(row["source_end"])


def _word(value: object) -> str:
    """Return a value as a reader wants it: no trailing zeros, thousands separated."""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return value.isoformat() if isinstance(value, date) else str(value)
