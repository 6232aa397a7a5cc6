"""`zhengce rollback`: back to what a run had published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import open_warehouse, show_report, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings()
def rollback(settings: Settings, run: str, as_json: bool) -> None:
    """Publish again what RUN had published; `zhengce history` lists the runs.

    Papers that came later are taken out. So it stays, whatever runs, until a paper's file, the parser or a word list
    changes, or until `zhengce run --all`. A rollback can be rolled back.
    """
    from flows.steps import Run, Tally, publish

    warehouse, asked = open_warehouse(settings), Run("rollback", thorough=settings.thorough_audit)
    tally = Tally()
    for outcome in warehouse.roll_back(run, asked.run_id):
        tally.count(outcome)
    show_report(publish(warehouse, tally, asked), as_json=as_json)
