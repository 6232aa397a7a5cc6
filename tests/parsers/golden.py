"""Goldens as readable tab-separated files: written with --regenerate-goldens, compared without it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.parsers.whole import Reading, Row

GOLDENS = Path(__file__).parent / "goldens"


def as_lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as lines; absent values are empty, tabs inside a value are bars."""
    cells = ((("" if value is None else str(value)).replace("\t", "│") for value in row) for row in rows)
    return "".join("\t".join(row) + "\n" for row in cells)


def outline_lines(reading: Reading, rows: Iterable[Row]) -> str:
    """Return an outline: page or line, depth, kind, marker, path and heading."""
    return as_lines(
        (
            row["page"] or reading.line_of(row["source_start"]),
            row["depth"],
            row["kind"],
            row["marker"],
            row["path"],
            row["heading"],
        )
        for row in rows
    )


def sum_lines(reading: Reading) -> str:
    """Return the facts: page or line, table, quote, comparator, bounds, unit, and what a rate is of or a sum is per."""
    return as_lines(
        (
            row["page"] or reading.line_of(row["source_start"]),
            row["table"],
            "".join(row["quote"].split()),
            row["comparator"],
            *_bounds(row),
            row.get("currency") or row.get("unit") or row.get("kind"),
            row.get("base") or row.get("per"),
        )
        for row in reading.facts
    )


# What a row of each table says, in the order a golden gives it. Left out are ids, sentences and spans, and the noun of
# a count, which is the words beside it with whatever verb they hold.
_SAID = {
    "money": ("quote", "comparator", "amount_min", "amount_max", "currency", "per", "role"),
    "percentages": ("quote", "comparator", "kind", "value_min", "value_max", "base", "role"),
    "counts": ("quote", "comparator", "value_min", "value_max", "unit", "role"),
    "targets": ("quote", "metric", "comparator", "value_min", "value_max", "unit", "year", "per", "status"),
    "incentives": (
        *("quote", "instrument", "recipient", "recipient_type", "recognition_level", "condition", "tier"),
        *("rate_min", "rate_max", "rate_base", "amount", "floor_amount", "per", "duration_years", "stacking"),
    ),
    "incentive_caps": ("amount", "per", "scope"),
    "responsibilities": ("role", "agency", "agency_name", "position"),
    "citations": ("title", "doc_number", "full_title", "relation"),
    "table_cells": ("row", "column", "row_header", "column_header", "text"),
    "contacts": ("department", "phone", "kind"),
}


def fact_lines(reading: Reading, first: int, last: int) -> str:
    """Return all facts whose span begins in lines `first` to `last`: line, table, what the row says, certainty."""
    found = [
        (reading.line_of(row["source_start"]), row["source_start"], table, *_said(row, columns), row.get("certainty"))
        for table, columns in _SAID.items()
        for row in reading[table]
        if first <= reading.line_of(row["source_start"]) <= last
    ]
    found.sort(key=lambda row: row[1:3])
    return as_lines((line, *said) for line, _, *said in found)


def _said(row: Row, columns: Iterable[str]) -> Iterable[object]:
    """Yield column=value for what is not null."""
    for column in columns:
        value = row[column]
        if value is not None:
            yield f"{column}={f'{value.normalize():f}' if isinstance(value, Decimal) else value}"


def _bounds(row: Row) -> tuple[str, str]:
    prefix = "amount" if row["table"] == "money" else "value"
    return f"{row[f'{prefix}_min'].normalize():f}", f"{row[f'{prefix}_max'].normalize():f}"


def compare(name: str, found: str, config: pytest.Config) -> None:
    """Fail where `found` differs from goldens/NAME.tsv; always fail while goldens are written anew."""
    golden = GOLDENS / f"{name}.tsv"
    if config.getoption("--regenerate-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, "utf-8")
        pytest.fail("goldens were written; read the diff and run again without --regenerate-goldens")
    assert found.splitlines() == golden.read_text("utf-8").splitlines()
