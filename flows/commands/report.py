"""`zhengce report`: the overview of all papers as a site of plain files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands._common import PATH, count_option, open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option(
    "-o", "--output", type=PATH, default=Path("report"), show_default=True, metavar="DIR", help="The folder to write."
)
@click.option("--open", "launch", is_flag=True, help="Open the site in the browser.")
@count_option(
    "--rows",
    default=50_000,
    least=1,
    about="Rows of one table in a page at most; the largest sums and the latest years first.",
)
@count_option("--papers", default=1_000, about="Review pages at most, of the newest papers; 0 for none.")
@count_option(
    "--pictures",
    default=0,
    about="Show the first N pages of a PDF, an OFD or an image as pictures in its review page.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@with_settings()
def report(  # noqa: PLR0913  (the options of one command)
    settings: Settings, output: Path, *, launch: bool, rows: int, papers: int, pictures: int, as_json: bool
) -> None:
    """Write an overview of all papers as a site: papers, incentives, targets, duties, quality, data dictionary.

    It needs no network and no server: open index.html in DIR. Each number leads to its words in the paper. A site that
    was there is replaced as a whole; a folder that holds anything else is left alone.
    """
    from flows.console import print_json, progress
    from flows.overview.site import Extent, write_site

    warehouse = open_warehouse(settings)
    with progress() as shown:
        written = write_site(warehouse, output, Extent(rows, papers, pictures), shown)
    first = output / "index.html"
    if as_json:
        print_json(
            {"written": str(first), "pages": written.pages, "papers": written.papers, "left_out": written.left_out}
        )
    else:
        click.echo(f"written: {first}, with {written.papers} review pages")
        if written.left_out:
            click.echo(f"{written.left_out} older papers have no review page; raise --papers to give them one")
    if launch:
        click.launch(first.resolve().as_uri())
