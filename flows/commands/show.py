"""`zhengce show`: a paper with what was read from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands._common import PATH, count_option, open_warehouse, with_settings, write_text

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("doc")
@click.option("-o", "--output", type=PATH, metavar="FILE", help="The page to write; - for standard output.")
@click.option("--open", "launch", is_flag=True, help="Open the page in the browser.")
@count_option("--pictures", default=40, about="Show the first N pages of a PDF, an OFD or an image as pictures too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@with_settings()
def show(  # noqa: PLR0913  (the options of one command)
    settings: Settings, doc: str, *, output: Path | None, launch: bool, pictures: int, as_json: bool
) -> None:
    """Write an HTML page of a paper: its source text, what was read from it marked, and the rows beside it.

    DOC is a path, a source URI, a doc_id, or part of a title or number. The page needs no network; a row's identifier
    behind its address (page.html#ID) opens it at that row.
    """
    from flows.console import print_json
    from flows.lookup import look_up
    from flows.show import page
    from schemas.ids import source_id_of

    warehouse = open_warehouse(settings)
    meant = look_up(doc, warehouse.published, settings)
    newest = warehouse.live().get(source_id_of(meant.source_uri))
    html = page(warehouse.published, meant, warehouse.raw, pictures, newest)
    if output == Path("-"):
        click.echo(html)
        return
    target = output or Path(f"{meant.doc_id or Path(meant.source_uri).stem}.html")
    write_text(target, html)
    if as_json:
        print_json({"written": str(target), "source_uri": meant.source_uri, "doc_id": meant.doc_id})
    else:
        click.echo(f"written: {target}")
    if launch:
        click.launch(target.resolve().as_uri())
