"""`zhengce show`: a paper with what was read from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands._common import PATH, open_warehouse, with_settings, write_text

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("doc")
@click.option("-o", "--output", type=PATH, metavar="FILE", help="The page to write; - for standard output.")
@click.option("--open", "launch", is_flag=True, help="Open the page in the browser.")
@with_settings()
def show(settings: Settings, doc: str, output: Path | None, launch: bool) -> None:
    """Write an HTML page of a paper: its source text, what was read from it marked, and the rows beside it.

    DOC is a path, a source URI, a doc_id, or part of a title or number. The page needs no network.
    """
    from flows.lookup import look_up
    from flows.show import page

    published = open_warehouse(settings).published
    meant = look_up(doc, published, settings)
    html = page(published, meant)
    if output == Path("-"):
        click.echo(html)
        return
    target = output or Path(f"{meant.doc_id or Path(meant.source_uri).stem}.html")
    write_text(target, html)
    click.echo(f"written: {target}")
    if launch:
        click.launch(target.resolve().as_uri())
