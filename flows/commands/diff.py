"""`zhengce diff`: what changed in a paper's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("doc")
@click.argument("old", type=click.IntRange(0), required=False)
@click.argument("new", type=click.IntRange(1), required=False)
@click.option("--moved", is_flag=True, help="Also rows of which nothing changed but their place in the source.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@with_settings()
def diff(  # noqa: PLR0913  (the options of one command)
    settings: Settings, doc: str, *, old: int | None, new: int | None, moved: bool, as_json: bool
) -> None:
    """Print the rows in which two revisions of a paper's file differ: by default the live one and the one before.

    DOC is a path, a source URI, a doc_id, or part of a title or number. OLD and NEW are numbers of revisions, as
    `zhengce history DOC` lists them; 0 stands for no rows.
    """
    from flows.console import print_json, print_table
    from flows.past import change_entries, source_meant

    warehouse = open_warehouse(settings)
    entries, only_moved = change_entries(warehouse, source_meant(doc, warehouse, settings), old, new, moved=moved)
    if as_json:
        print_json(entries)
        return
    if entries:
        print_table(entries)
    click.echo(f"{len(entries)} differences" + (f"; {only_moved} rows only moved (--moved)" if only_moved else ""))
