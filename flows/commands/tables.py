"""`zhengce tables`: the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print all of it as Markdown, with a row of each table.")
@with_settings()
def tables(settings: Settings, name: str | None, as_json: bool, as_markdown: bool) -> None:
    """Print the data dictionary: all tables, or the columns of table NAME, in English and Chinese.

    The rows that --markdown shows are of the warehouse, where there is one.
    """
    from flows.console import print_json, print_table
    from flows.dictionary import column_entries, table_entries

    if as_markdown:
        click.echo(_markdown(settings), nl=False)
        return
    entries = column_entries(name) if name else table_entries()
    if as_json:
        print_json(entries)
    else:
        print_table(entries, name, lines=True)


def _markdown(settings: Settings) -> str:
    from flows.commands._common import open_warehouse
    from flows.dictionary import as_markdown, examples
    from schemas.errors import UsageError

    try:
        published = open_warehouse(settings).published
    except UsageError:  # the dictionary is of use without any rows
        return as_markdown({})
    return as_markdown(examples(published))
