"""Small steps on tables of rows that commit, audit and publish share."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema

# What reading a damaged file comes to.
UNREADABLE = (OSError, ValueError, pa.ArrowException)
_REFUSALS = frozenset({errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE})
_LONGEST_REASON = 120
Array = Any  # a pyarrow Array or ChunkedArray, which the stubs keep apart


@cache
def plain_schema(name: str) -> pa.Schema:
    """Return the columns of a table without descriptions; everything may be null, which the audit alone judges."""
    return pa.schema({field.name: field.type for field in arrow_schema(name)})


def plain(name: str, rows: pa.Table | None = None) -> pa.Table:
    """Return the columns of a table's specification, in order, from rows that may have more; no rows by default."""
    schema = plain_schema(name)
    return (
        schema.empty_table() if rows is None else pa.Table.from_arrays([rows[n] for n in schema.names], schema=schema)
    )


def published(name: str, rows: pa.Table) -> pa.Table:
    """Return rows under the published schema, with its descriptions.

    A column that must not be null but is stays nullable, so that the file can be written for the audit to refuse.
    """
    declared = arrow_schema(name)
    fields = [field.with_nullable(field.nullable or rows[field.name].null_count > 0) for field in declared]
    return pa.Table.from_arrays(rows.columns, schema=pa.schema(fields).with_metadata(declared.metadata))


def read_files(
    paths: Iterable[Path | str],
    schema: pa.Schema,
    damaged: Callable[[Path | str, str], Exception],
    opened: Callable[[Any], Path | str | pa.BufferReader] = lambda path: path,
) -> pa.Table:
    """Return the columns of a schema from Parquet files; one that an older file lacks is null.

    Not by `pyarrow.dataset`: importing it imports pandas, a second that a rerun of one document does not have.

    Args:
        paths: the files.
        schema: the columns.
        damaged: returns what is raised for a file that cannot be read, and why that is.
        opened: returns what is read for a file.
    """
    tables = [schema.empty_table()]
    for path in paths:
        try:
            with pq.ParquetFile(opened(path), page_checksum_verification=True) as file:
                there = set(file.schema_arrow.names)  # made anew each time it is asked for
                rows = file.read(columns=[name for name in schema.names if name in there])
            tables.append(_under(schema, rows))
        except UNREADABLE as error:
            raise_if_refused(error)
            raise damaged(path, said(error)) from error
    return pa.concat_tables(tables)


def raise_if_refused(error: Exception) -> None:
    """Raise what the system refuses whatever is in a file: no permission, too many files open."""
    if isinstance(error, OSError) and error.errno in _REFUSALS:
        raise error


def said(error: BaseException) -> str:
    """Return the beginning of what an error says, on one line."""
    return " ".join(str(error).split())[:_LONGEST_REASON]


def _under(schema: pa.Schema, rows: pa.Table) -> pa.Table:
    return pa.Table.from_arrays([_column(rows, field) for field in schema], schema=schema)


def _column(rows: pa.Table, field: pa.Field[Any]) -> Array:
    if field.name not in rows.column_names:
        return pa.nulls(rows.num_rows, field.type)
    column = rows[field.name]
    return column if column.type == field.type else column.cast(field.type)


def is_one_of(column: Array, values: Collection[str]) -> Array:
    """Return a mask of the values that are in a collection."""
    return pc.is_in(column, value_set=pa.array(sorted(values), pa.string()))


def of_sources(rows: pa.Table, source_ids: Collection[str]) -> pa.Table:
    """Return the rows of some sources."""
    return rows.filter(is_one_of(rows["source_id"], source_ids))


def without_sources(rows: pa.Table, source_ids: Collection[str]) -> pa.Table:
    """Return the rows of all sources but some."""
    if not source_ids:
        return rows
    left: Array = pc.invert(is_one_of(rows["source_id"], source_ids))
    return rows.filter(left)
