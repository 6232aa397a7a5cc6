"""`zhengce tables`: the data dictionary."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def tables(name: str | None, as_json: bool) -> None:
    """Print the data dictionary: all tables, or the columns of table NAME, in English and Chinese."""
    from flows.console import print_json, print_table
    from flows.dictionary import column_entries, table_entries

    entries = column_entries(name) if name else table_entries()
    if as_json:
        print_json(entries)
    else:
        print_table(entries, name, lines=True)
