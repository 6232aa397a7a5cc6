"""Seals: what the rows of a load were when they were appended, so that rows that changed since are never used.

Neither Parquet nor Delta's log says whether a bit of a value has turned, or whether a file of a load is still named in
the log. A seal is over the rows themselves, whatever files they are in, so it outlives compaction, which it checks too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from hashlib import sha256
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.ids import digest
from warehouse.records import Flip
from warehouse.rows import Array

LOAD_ID = "load_id"
_COLUMNS: dict[str, pa.DataType] = {
    LOAD_ID: pa.string(),
    "table": pa.string(),
    "rows": pa.int64(),
    "sha256": pa.string(),
}
SCHEMA = pa.schema(_COLUMNS)
Line = tuple[tuple[int, ...], int | None, Flip]  # of the log of flips: its place, its number
Digest = tuple[int, str]  # how many rows, and their SHA-256
_VALUES = attrgetter(*(field.name for field in fields(Flip)))
_COLUMN_ENDS, _ROW_ENDS = "\x1f", b"\x1e"


def seal(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Return one row a load and table for rows with their `load_id`, by table."""
    found = ((load_id, name, *one) for name, rows in tables.items() for load_id, one in _by_load(rows).items())
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in found], schema=SCHEMA)


def broken_load(name: str, rows: pa.Table, seals: pa.Table) -> str | None:
    """Return a load whose rows of a table are not those that were sealed, None where all are.

    A load without any seal was appended by an older program and counts as sound.

    Args:
        name: the table.
        rows: its rows of some loads, with all columns.
        seals: the rows of the table of seals for these loads.
    """
    found = _by_load(rows)
    return next((load_id for load_id, one in sorted(digests(seals, name).items()) if found.get(load_id) != one), None)


def digests(seals: pa.Table, name: str) -> dict[str, Digest | None]:
    """Return what the rows of each sealed load in a table are: equal ones have equal rows; None where it has none."""
    own: Array = pc.equal(seals["table"], pa.scalar(name))
    known = {row[LOAD_ID]: (row["rows"], row["sha256"]) for row in seals.filter(own).to_pylist()}
    sealed: list[Any] = pc.unique(seals[LOAD_ID]).to_pylist()
    return {load_id: known.get(load_id) for load_id in sealed}


def flip_seal(flip: Flip, position: int) -> str:
    """Return the seal of one line of the log, with its place there."""
    return digest(*_VALUES(flip), position)


def missing_line(lines: Iterable[Line], first: int = 0) -> str | None:
    """Return which line of the log of flips is not there, from the one with some number on.

    Lines that an older program wrote have no number.
    """
    for place, (_, number, _) in enumerate(lines, first):
        if number is not None and number != place:
            return f"line {place} of it is missing"
    return None


def _by_load(rows: pa.Table) -> dict[str, Digest]:
    if not rows.num_rows:
        return {}
    members: dict[str, list[bytes]] = {}
    load_ids: list[Any] = rows[LOAD_ID].to_pylist()
    for load_id, words in zip(load_ids, _words(rows), strict=True):
        members.setdefault(load_id, []).append(words)
    return {load_id: (len(some), sha256(_ROW_ENDS.join(sorted(some))).hexdigest()) for load_id, some in members.items()}


def _words(rows: pa.Table) -> list[bytes]:
    """Return each row as bytes: its values that are not null, with their names, so that new columns change nothing."""
    columns: list[Array] = [pa.array([""] * rows.num_rows, pa.string())]  # Arrow loses a row of which all is null
    for name in sorted(set(rows.column_names) - {LOAD_ID}):
        values: Array = rows[name].combine_chunks()
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.int64())
        columns.append(pc.binary_join_element_wise(name, values.cast(pa.string()), "="))
    joined: Array = pc.binary_join_element_wise(*columns, _COLUMN_ENDS, null_handling="skip")
    words: list[bytes] = joined.cast(pa.binary()).to_pylist()
    return words
