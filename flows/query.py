"""SQL over the published tables: DuckDB reads them through Arrow, and can reach nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flows.catalogue import open_table, table_paths
from schemas.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from warehouse import Warehouse


def query(published: Path, sql: str) -> pa.Table:
    """Return the result of one reading statement over the published tables, each of which is a view.

    Raises:
        UsageError: the statement is wrong, or would do more than read.
        PolicyError: a file is damaged.
    """
    with asking(published) as ask:
        return ask(sql)


@contextmanager
def asking(published: Path) -> Iterator[Callable[[str], pa.Table]]:
    """Give a function that answers one statement after the other as `query` does, from tables opened once."""
    import duckdb

    from warehouse.integrity import damages

    def ask(sql: str) -> pa.Table:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type not in _reading():
                raise UsageError(ErrorCode.BAD_QUERY, reason="one SELECT, DESCRIBE or EXPLAIN at a time is run.")
            found: pa.Table = connection.sql(statements[0].query).to_arrow_table()
            return found
        except duckdb.Error as error:
            asked_wrongly = isinstance(error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException))
            if not asked_wrongly and (broken := damages(published.resolve())):  # which DuckDB tells in its own words
                raise broken[0] from error
            raise UsageError(ErrorCode.BAD_QUERY, reason=str(error)) from error

    with _connect(published) as connection:
        yield ask


def query_as_of(warehouse: Warehouse, run_id: str, sql: str) -> pa.Table:
    """Return the result of one reading statement over the tables as a run had published them.

    Raises:
        UsageError: there is no such run, its rows are kept no more, or the statement is not run.
    """
    with TemporaryDirectory(prefix="zhengce-") as folder:
        tables = Path(folder) / "tables"
        warehouse.write_as_of(run_id, tables)
        return query(tables, sql)


def _reading() -> tuple[duckdb.StatementType, ...]:
    import duckdb

    return duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN


def _connect(published: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to the tables, without a way to the disk, the network or this process's variables.

    A view over Parquet paths would need those paths allowed, and COPY could then write to them; Arrow needs none.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config={"temp_directory": "", "python_enable_replacements": "false"})
    for name, path in table_paths(published).items():
        connection.register(name, open_table(path))
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
