"""`zhengce check`: the whole audit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands._common import PATH, open_warehouse, with_settings, write_text

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print every check's result as JSON.")
@click.option("--html", "page", type=PATH, metavar="FILE", help="Also write the results as a page; no network needed.")
@with_settings()
def check(settings: Settings, as_json: bool, page: Path | None) -> None:
    """Read every file for damage, then audit all that is published.

    The audit is that of every run, and Great Expectations. Exit code 1 says that a file is damaged or a check does not
    hold.
    """
    from flows.audits import check_entries, check_page, damage_entries, table_summary
    from flows.console import print_json, print_table, progress

    warehouse = open_warehouse(settings)
    with progress() as shown:
        shown.stage("reading every file")
        damages = warehouse.damages()
        for damage in damages:
            click.echo(f"zhengce: {damage.message}", err=True)
        if damages:
            if as_json:
                print_json(damage_entries(damages))
            sys.exit(1)
        shown.stage("auditing the published tables")
        results = warehouse.audit(thorough=True)
    if page is not None:
        write_text(page, check_page(warehouse, results))
        click.echo(f"written: {page}", err=True)
    broken = [result for result in results if not result.success]
    if as_json:
        print_json(check_entries(results))
    else:
        print_table(table_summary(results))
        print_table(check_entries(broken), "checks that do not hold") if broken else click.echo("every check holds")
    sys.exit(1 if broken else 0)
