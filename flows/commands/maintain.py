"""`zhengce maintain`: drop what is past its retention, join small files, clear leftovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option("--keep-days", type=click.IntRange(0), metavar="DAYS", help="How long replaced rows are kept.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@with_settings("keep_days")
def maintain(settings: Settings, as_json: bool) -> None:
    """Drop rows that were replaced longer ago than --keep-days, join small files, and clear what crashes left.

    What is published does not change. Others may read and write meanwhile. Beyond the days kept there is no rollback.
    """
    from dataclasses import asdict
    from datetime import timedelta

    from flows.console import print_json
    from flows.steps import Run
    from warehouse.maintain import Retention

    kept = Retention(keep=timedelta(days=settings.keep_days))
    done = open_warehouse(settings).maintain(kept, Run("maintain").run_id)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(
            f"{done.loads} loads dropped, {done.files} files removed, {done.bytes_freed:,} bytes freed, "
            f"{done.generations} old generations removed"
        )
