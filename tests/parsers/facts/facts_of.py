"""Reads one-line-a-case files, and the rows that a whole text gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from parsers.document import parse_source

_FOLDER = Path(__file__).parent / "cases"


def cases(name: str, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of cases/NAME.tsv, each with so many columns."""
    lines = (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    assert rows
    assert all(len(row) == columns for row in rows), [row for row in rows if len(row) != columns]
    return rows


def fact_rows(text: str, table: str) -> list[dict[str, Any]]:
    """Return the rows of one table that a text gives, in its order."""
    source = parse_source(text.encode(), source_uri="a/a.md", parser_revision="1")
    rows: list[dict[str, Any]] = source.tables[table].to_pylist() if table in source.tables else []
    return sorted(rows, key=lambda row: row["source_start"])


def issues_of(text: str) -> list[dict[str, Any]]:
    """Return what was noticed in a text."""
    return fact_rows(text, "issues")
