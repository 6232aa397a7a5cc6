"""A paper read whole, to rows of all its tables, for tests of the stages together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from parsers.document import parse_text
from parsers.sources import read
from schemas.records import CleanText, SourceText
from schemas.tables import TABLES

CORPUS = Path(__file__).parents[1] / "corpus"
SEEDS = tuple(sorted(path.name for path in CORPUS.glob("0*.txt")))
COMPILATION = next(name for name in SEEDS if name.startswith("004"))
SHARED = Path(os.environ.get("ZHENGCE_SHARED") or Path(__file__).parents[3] / "shared")
FACTS = ("money", "percentages", "counts")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A source text with its clean text and its rows, by table."""

    source: SourceText
    clean: CleanText
    tables: dict[str, list[Row]]

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    @property
    def facts(self) -> list[Row]:
        """The quantities of all tables in reading order, each with its table."""
        rows = [row | {"table": table} for table in FACTS for row in self[table]]
        return sorted(rows, key=lambda row: (row["source_start"], row["table"]))

    def line_of(self, offset: int) -> int:
        """The line, from 1, of a source offset."""
        return self.source.text.count("\n", 0, offset) + 1

    def lines_of(self, row: Row) -> tuple[int, int]:
        """The first and last line of a row's span."""
        return self.line_of(row["source_start"]), self.line_of(row["source_end"] - 1)


def read_source(source: SourceText, name: str = "paper.txt") -> Reading:
    maker = parse_text(source, source_uri=f"tests/{name}")
    tables = {
        table: [dict(zip(TABLES[table].names, row, strict=True)) for row in rows] for table, rows in maker.rows.items()
    }
    return Reading(source, maker.clean, tables)


def read_bytes(data: bytes, name: str = "paper.txt") -> Reading:
    return read_source(read(data, name=name), name)


def read_paper(text: str) -> Reading:
    """Read a text as a file of that text would be read."""
    return read_source(SourceText(text, "text/plain", "utf-8"))


@cache
def read_corpus(name: str) -> Reading:
    """Read a file of tests/corpus; read once, so nobody may change it."""
    return read_bytes((CORPUS / name).read_bytes(), name)


def corpus_text(name: str, first: int = 1, last: int | None = None) -> str:
    """Return lines of a file of tests/corpus, from 1, both included."""
    return "\n".join((CORPUS / name).read_text("utf-8-sig").split("\n")[first - 1 : last])
