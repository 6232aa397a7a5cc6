"""`zhengce export`: the published tables into a database or a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option(
    "--to", "place", required=True, metavar="TARGET", help="postgresql://USER@HOST/DATABASE, duckdb:FILE or csv:FOLDER."
)
@click.option("--schema", metavar="NAME", help="Where in the database: zhengce in PostgreSQL, main in DuckDB.")
@click.option("--bom", is_flag=True, help="Begin CSV files with the mark by which Excel knows UTF-8.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows by table as JSON.")
@with_settings()
def export(settings: Settings, place: str, schema: str | None, bom: bool, as_json: bool) -> None:
    """Write all published tables to a database or a folder, typed, with keys and the meaning of every column.

    What an earlier export wrote is replaced as a whole; other tables there are left alone. A password for PostgreSQL
    is best kept out of the command: PGPASSWORD and ~/.pgpass are read.
    """
    from flows.console import print_json, print_table, progress
    from flows.export import export as export_tables
    from flows.export import target_of

    target = target_of(place, schema, bom=bom)
    warehouse = open_warehouse(settings)
    with progress() as shown:
        shown.stage(f"writing to {target}")
        written = export_tables(warehouse.published, target)
    if as_json:
        print_json({"target": str(target), "rows": written})
        return
    print_table({"table": name, "rows": count} for name, count in written.items())
    click.echo(f"written: {target}")
