"""Parsing in one process for another: what files gave, in a form that crosses between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

# Imported with this module, so that a process has all that parsing needs before the clock of its first file runs.
import parsers.document  # noqa: F401
from flows.parse import Batch, ParseJob, parse_file
from flows.worker import Tell
from schemas.records import ParsedSource

Packed = list[tuple[ParsedSource, dict[str, int]]]


def parse_packed(task: tuple[Batch, ParseJob], tell: Tell) -> tuple[tuple[Packed, tuple[str, ...]], list[Any]]:
    """Return what some files gave, in a form that crosses to another process; see `unpacked`.

    Their rows cross as one Arrow stream a table, with how many each file has: a stream of its own for every file and
    table would hold three times as much schema as rows. `tell` is told the fingerprint of each file.
    """
    bundle, job = task
    parsed = [parse_file(source, job, tell) for source in bundle]
    parts: dict[str, list[pa.Table]] = {}
    for one in parsed:
        for name, rows in one.tables.items():
            parts.setdefault(name, []).append(rows)
    packed = [(replace(one, tables={}), {name: rows.num_rows for name, rows in one.tables.items()}) for one in parsed]
    return (packed, tuple(parts)), [_stream(pa.concat_tables(tables).combine_chunks()) for tables in parts.values()]


def unpacked(packed: tuple[Packed, tuple[str, ...]], buffers: Sequence[bytes]) -> list[ParsedSource]:
    """Return what `parse_packed` took apart."""
    files, names = packed
    joined = {name: pa.ipc.open_stream(buffer).read_all() for name, buffer in zip(names, buffers, strict=True)}
    starts = dict.fromkeys(names, 0)
    found = []
    for parsed, counts in files:
        tables = {name: joined[name].slice(starts[name], count) for name, count in counts.items()}
        starts.update((name, starts[name] + count) for name, count in counts.items())
        found.append(replace(parsed, tables=tables))
    return found


def _stream(rows: pa.Table) -> memoryview:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as stream:
        stream.write_table(rows)
    return memoryview(sink.getvalue())
