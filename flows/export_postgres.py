"""Into PostgreSQL, through its bulk COPY in binary form (ADBC), so that decimals arrive digit by digit.

One transaction holds everything. A table whose columns are as they were is emptied with DELETE and filled again:
readers are never blocked and see the rows of before until all are there, and views and grants on it stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flows.export import Target, failed
from flows.export_sql import OUR_MARK, SQL_TYPES, comments, create_table, identifier, literal
from schemas.errors import ErrorCode, UsageError
from schemas.spec import TableSpec
from schemas.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds
    from adbc_driver_manager.dbapi import Cursor

_USUAL_SCHEMA = "zhengce"
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"  # stands for U+0000, which PostgreSQL's text cannot hold; offsets stay

_COLUMNS = """
    SELECT attname::text, format_type(atttypid, atttypmod), attnotnull,
           coalesce(attnum = ANY (indkey::int2[]), false)
    FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
    WHERE attrelid = to_regclass({table}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""


def write_postgres(tables: Mapping[str, ds.Dataset], target: Target) -> dict[str, int]:
    """Write the tables to a schema of a database; see `flows.export.export`."""
    try:
        from adbc_driver_manager import Error
        from adbc_driver_postgresql.dbapi import connect
    except ImportError as error:
        raise UsageError(ErrorCode.EXTRA_MISSING, what="PostgreSQL", extra="postgres") from error
    schema = target.schema or _USUAL_SCHEMA
    try:
        with connect(target.place) as connection, connection.cursor() as cursor:
            _begin(cursor, schema)
            written = {name: _fill(cursor, TABLES[name], rows, schema, target) for name, rows in tables.items()}
            connection.commit()
            return written
    except Error as error:
        raise failed(target, error) from error


def _begin(cursor: Cursor, schema: str) -> None:
    """Make the schema where it is missing; two exports to one schema wait for each other."""
    cursor.execute(f"SELECT pg_advisory_xact_lock(hashtext({literal(f'zhengce export {schema}')}))").fetchall()
    if not cursor.execute(f"SELECT 1 FROM pg_namespace WHERE nspname = {literal(schema)}").fetchall():
        cursor.execute(f"CREATE SCHEMA {identifier(schema)}")


def _fill(cursor: Cursor, spec: TableSpec, rows: ds.Dataset, schema: str, target: Target) -> int:
    table = identifier(schema, spec.name)
    _make(cursor, spec, schema, target)
    for statement in comments(spec, schema):
        cursor.execute(statement)
    cursor.adbc_ingest(spec.name, _batches(rows), mode="append", db_schema_name=schema)
    cursor.execute(f"ANALYZE {table}")
    [(count,)] = cursor.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


def _make(cursor: Cursor, spec: TableSpec, schema: str, target: Target) -> None:
    """Leave an empty table with the columns of today."""
    table = identifier(schema, spec.name)
    found = cursor.execute(_COLUMNS.format(table=literal(table))).fetchall()
    if found:
        [(comment,)] = cursor.execute(f"SELECT obj_description(to_regclass({literal(table)}), 'pg_class')").fetchall()
        if not (comment or "").endswith(OUR_MARK):
            raise UsageError(ErrorCode.TARGET_TAKEN, table=f"{schema}.{spec.name}", target=target, choice="--schema")
    if [tuple(row) for row in found] == _wanted(spec):
        cursor.execute(f"DELETE FROM {table}")
        return
    if found:
        cursor.execute(f"DROP TABLE {table}")
    cursor.execute(create_table(spec, schema))


def _wanted(spec: TableSpec) -> list[tuple[Any, ...]]:
    return [
        (
            column.name,
            SQL_TYPES[column.type],
            not column.nullable or column.name in spec.key,
            column.name in spec.key,
        )
        for column in spec.columns
    ]


def _batches(rows: ds.Dataset) -> pa.RecordBatchReader:
    import pyarrow as pa

    return pa.RecordBatchReader.from_batches(rows.schema, _without_nul(rows))


def _without_nul(rows: ds.Dataset) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in rows.to_batches():
        columns = [
            pc.replace_substring(column, "\0", _NO_CHARACTER) if pa.types.is_string(column.type) else column
            for column in batch.columns
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=rows.schema)
