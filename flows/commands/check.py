"""`zhengce check`: the whole audit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print every check's result as JSON.")
@with_settings()
def check(settings: Settings, as_json: bool) -> None:
    """Audit everything that is published, with Great Expectations.

    Exit code 1 says that a check does not hold.
    """
    from flows.audits import check_entries, table_summary
    from flows.console import print_json, print_table, progress

    with progress() as shown:
        shown.stage("auditing the published tables")
        results = open_warehouse(settings).audit(thorough=True)
    broken = [result for result in results if not result.success]
    if as_json:
        print_json(check_entries(results))
    else:
        print_table(table_summary(results))
        print_table(check_entries(broken), "checks that do not hold") if broken else click.echo("every check holds")
    sys.exit(1 if broken else 0)
