"""`zhengce rerun`: one paper again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.commands._common import show_report, with_settings

if TYPE_CHECKING:
    from flows.settings import Settings


@click.command()
@click.argument("doc")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings()
def rerun(settings: Settings, doc: str, as_json: bool) -> None:
    """Parse one paper's file again and publish it, without an orchestrator or a network.

    Where the file is gone, the bytes that the warehouse kept are read.

    DOC is a path, a source URI, a doc_id, or part of a title or number.
    """
    from flows.console import progress
    from flows.discover import Discovery
    from flows.lookup import look_up
    from flows.replay import original_or_kept
    from flows.steps import Run, Scope, execute
    from warehouse import Warehouse

    warehouse = Warehouse.create(settings.warehouse)
    source = original_or_kept(look_up(doc, warehouse.published, settings), warehouse, settings)
    with progress() as shown:
        report = execute(settings, Discovery((source,)), Run("rerun", Scope.ALL), shown, warehouse)
    show_report(report, as_json=as_json)
