"""`zhengce serve`: runs on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Run at this interval.")
@click.option("--cron", metavar="EXPRESSION", help="Run at these times, e.g. '0 6 * * *'.")
@click.option("--json", "as_json", is_flag=True, help="Print what is served as JSON before waiting.")
@with_settings()
def serve(settings: Settings, every: int | None, cron: str | None, as_json: bool) -> None:
    """Run on a schedule as a Prefect deployment, until interrupted.

    Needs a running Prefect server, named by PREFECT_API_URL.
    """
    if (every is None) == (cron is None):
        raise click.UsageError("Give either --every or --cron.")
    from flows.prefect_serve import serve as serve_flow

    serve_flow(settings, every=every, cron=cron, as_json=as_json)
