"""`zhengce issues`: what the parser noticed, and which files are quarantined."""

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
def issues(settings: Settings, doc: str | None, as_json: bool) -> None:
    """Print quarantined files with their reasons, and what the parser noticed in papers.

    DOC is a path, a source URI, a doc_id, or part of a title or number; without it, all papers. A file whose newest
    attempt failed is listed also where its last good rows are still published.
    """
    from flows.console import print_json, print_table
    from flows.noticed import noticed

    entries = noticed(open_warehouse(settings), settings, doc)
    if as_json:
        print_json(entries)
    elif entries:
        print_table(entries)
    else:
        click.echo("nothing was noticed, and no file is quarantined")
