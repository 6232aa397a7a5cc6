"""`zhengce history`: what became of a paper's file, or of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("doc", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@with_settings()
def history(settings: Settings, doc: str | None, as_json: bool) -> None:
    """Print the revisions of a paper's file: when, by which run and parser, and how many rows changed.

    DOC is a path, a source URI, a doc_id, or part of a title or number. Without it, the runs are listed.
    """
    from flows.console import print_json, print_table
    from flows.past import revision_entries, run_entries, source_meant

    warehouse = open_warehouse(settings)
    if doc is None:
        entries = run_entries(warehouse)
    else:
        entries = revision_entries(warehouse, source_meant(doc, warehouse, settings))
    if as_json:
        print_json(entries)
    else:
        print_table(entries)
