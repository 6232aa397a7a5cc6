"""`zhengce serve`: runs on a schedule and when papers come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.option("--cron", metavar="EXPRESSION", help="Run at these times, e.g. '0 6 * * *'.")
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Run at this interval.")
@click.option("--watch/--no-watch", default=True, help="Run when papers come, change or go.  [default: watch]")
@click.option("--port", "server_port", metavar="NUMBER", help="Where the server and its pages are: server_port.")
@click.option("--json", "as_json", is_flag=True, help="Print what is served as JSON before waiting.")
@with_settings("server_port")
def serve(settings: Settings, cron: str | None, every: int | None, *, watch: bool, as_json: bool) -> None:
    """Run when papers come into the roots, and on a schedule, until interrupted.

    Starts Prefect's server with its pages on this machine alone (http://127.0.0.1:4200), or uses the one that
    PREFECT_API_URL names. One run goes on at a time. Ctrl-C ends all that was started.
    """
    if cron and every:
        raise click.UsageError("Give --cron or --every, not both.")
    if not (cron or every or watch):
        raise click.UsageError("Give --cron or --every with --no-watch, or nothing would ever run.")
    from flows.console import print_json
    from flows.server import running

    click.echo("starting", err=True)
    with running(settings) as server:
        from flows.prefect_serve import Times, name_of
        from flows.prefect_serve import serve as serve_flow

        times = Times.checked(cron, every, watched=watch)
        server.wait()

        def ready() -> None:
            if as_json:
                served = {
                    "flow": "ingest",
                    "deployment": name_of(settings),
                    "cron": cron,
                    "every": every,
                    "watch": watch,
                }
                print_json(served | {"api": server.api})
            click.echo(f"serving: {server.pages} (Ctrl-C ends)", err=True)

        serve_flow(settings, times, server, ready)
