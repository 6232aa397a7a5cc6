"""`zhengce run`: files and folders to tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands._common import PATH, show_report, with_settings

if TYPE_CHECKING:
    from flows.report import RunReport
    from flows.settings import Settings
    from flows.steps import Scope


@click.command()
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]…")
@click.option("--all", "again", is_flag=True, help="Parse files again that have not changed.")
@click.option("--retry", is_flag=True, help="Try quarantined files again.")
@click.option("--prune", is_flag=True, default=None, help="Take out the rows of files that are gone from their root.")
@click.option("--allow-fall", is_flag=True, help="Publish however many rows go; see max_fall_percent.")
@click.option("--replay", is_flag=True, help="Read the bytes that the warehouse kept, not files.")
@click.option("--orchestrator", metavar="NAME", help="none: plain steps; prefect: as a Prefect flow run.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings("orchestrator", "prune")
def run(  # noqa: PLR0913  (the options of one command)
    settings: Settings,
    paths: tuple[Path, ...],
    *,
    again: bool,
    retry: bool,
    allow_fall: bool,
    replay: bool,
    as_json: bool,
) -> None:
    """Bring the tables up to date with files and folders, or with all configured roots.

    Files that have not changed are skipped. A file that cannot be read is quarantined with the reason; its last good
    rows stay, and the others are not held up. The rows of a file that is gone from its root stay too, unless --prune
    is given. Exit code 1 says that some file is quarantined.
    """
    from dataclasses import replace

    from flows.steps import Scope

    scope = Scope.ALL if again else Scope.RETRY if retry else Scope.STALE
    if allow_fall:
        settings = replace(settings, max_fall_percent=100)
    execute = _run_as_flow if settings.orchestrator == "prefect" or settings.engine == "dask" else _run_here
    report = execute(settings, paths, scope, replay)
    show_report(report, as_json=as_json)


def _run_here(settings: Settings, paths: Sequence[Path], scope: Scope, again_from_store: bool) -> RunReport:
    from flows.console import progress
    from flows.discover import discover
    from flows.replay import replay, whose_bytes_are_kept
    from flows.steps import execute, run_of

    with progress() as shown:
        shown.stage("finding files")
        if again_from_store:
            found = replay(whose_bytes_are_kept(settings), settings, paths)
        else:
            found = discover(settings, paths)
        return execute(settings, found, run_of(settings, "run", scope), shown)


def _run_as_flow(settings: Settings, paths: Sequence[Path], scope: Scope, again_from_store: bool) -> RunReport:
    from flows.discover import discover
    from warehouse import Warehouse

    if not again_from_store:
        discover(settings, paths)  # what the user can put right is said before a flow run begins
    Warehouse.create(settings.warehouse)
    from flows.prefect_cluster import check
    from flows.prefect_embedded import server_at_hand
    from flows.prefect_ingest import ingest

    check(settings)
    places = [str(path.absolute()) for path in paths]
    with server_at_hand():
        return ingest(places, None, settings.as_values(), scope, "run", again_from_store)
