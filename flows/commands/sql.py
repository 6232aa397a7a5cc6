"""`zhengce sql`: questions to the published tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON; decimals and dates as strings.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV.")
@click.option("--as-of", metavar="RUN", help="Ask the tables as this run had published them.")
@with_settings()
def sql(settings: Settings, query: str, as_of: str | None, as_json: bool, as_csv: bool) -> None:
    """Run a DuckDB QUERY over the published tables.

    It can read the tables and nothing else: no file, no network, and it changes nothing.

    zhengce sql "SELECT quote, amount_max FROM money ORDER BY amount_max DESC LIMIT 5"
    """
    from flows.console import print_columns, print_csv, print_json
    from flows.query import query as run_query
    from flows.query import query_as_of

    warehouse = open_warehouse(settings)
    found = query_as_of(warehouse, as_of, query) if as_of else run_query(warehouse.published, query)
    columns = [column.to_pylist() for column in found.columns]
    if as_json:
        print_json([dict(zip(found.column_names, row, strict=True)) for row in zip(*columns, strict=True)])
    else:
        (print_csv if as_csv else print_columns)(found.column_names, zip(*columns, strict=True))
