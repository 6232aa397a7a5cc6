"""Into a DuckDB file, in one transaction; other tables and views in the file stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flows.export import Target, failed
from flows.export_sql import OUR_MARK, comments, create_table, identifier
from schemas.errors import ErrorCode, UsageError
from schemas.spec import TableSpec
from schemas.tables import TABLES

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset as ds

_USUAL_SCHEMA = "main"
_NO_DOWNLOADS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_COMMENT = "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ? AND NOT internal"


def write_duckdb(tables: Mapping[str, ds.Dataset], target: Target) -> dict[str, int]:
    """Write the tables to a schema of a file; see `flows.export.export`."""
    import duckdb

    schema = target.schema or _USUAL_SCHEMA
    try:
        with duckdb.connect(target.place, config=dict(_NO_DOWNLOADS)) as connection:
            connection.execute("BEGIN")
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
            written = {name: _fill(connection, TABLES[name], rows, schema, target) for name, rows in tables.items()}
            connection.execute("COMMIT")
            return written
    except duckdb.Error as error:
        raise failed(target, error) from error


def _fill(connection: duckdb.DuckDBPyConnection, spec: TableSpec, rows: ds.Dataset, schema: str, target: Target) -> int:
    table = identifier(schema, spec.name)
    found = connection.execute(_COMMENT, [schema, spec.name]).fetchone()
    if found is not None and not (found[0] or "").endswith(OUR_MARK):
        raise UsageError(ErrorCode.TARGET_TAKEN, table=f"{schema}.{spec.name}", target=target, choice="--schema")
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(create_table(spec, schema))
    for statement in comments(spec, schema):
        connection.execute(statement)
    connection.register("zhengce_incoming", rows)
    columns = ", ".join(identifier(name) for name in spec.names)
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM zhengce_incoming")
    connection.unregister("zhengce_incoming")
    counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(counted[0]) if counted else 0
