"""The Prefect flow `ingest`: the plain steps, mapped over batches of paths with retries, and artifacts at the end."""

# No `from __future__ import annotations` here: Prefect validates parameters by the annotations, and cannot resolve
# words in place of types where it loads this file by its path.

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from flows.discover import discover
from flows.lifeline import end_with
from flows.parse import Batch, batches_of
from flows.pool import parse_batch, worker_count
from flows.replay import replay as replayed
from flows.report import RunReport
from flows.run_page import as_entries, as_markdown
from flows.settings import Settings, load_settings
from flows.steps import Run, Scope, Tally, commit, finish, job_for, run_of
from flows.watch import at_rest
from schemas.errors import ErrorCode, SourceError
from warehouse import Warehouse

SERVED_BY = "ZHENGCE_SERVED_BY"  # the number of the process that serves; its runs end with it
SUMMARY_KEY = "zhengce-ingest"
TABLES_KEY = "zhengce-ingest-tables"


@flow(name="ingest", persist_result=False)
def ingest(  # noqa: PLR0913, PLR0917  (the parameters of a deployment)
    paths: list[str] | None = None,
    config: str | None = None,
    overrides: dict[str, Any] | None = None,
    scope: Scope = Scope.STALE,
    trigger: str = "flow",
    replay: bool = False,
    rest_seconds: int = 0,
) -> RunReport:
    """Bring the warehouse up to date with files and folders, or with all configured roots.

    A document fails alone: it is quarantined and listed in the artifacts, and the flow run completes.

    Args:
        paths: files and folders; all roots where there are none.
        config: a settings file over the built-in one.
        overrides: settings by key, over every other place.
        scope: stale: what is new or has changed; retry: and quarantined sources; all: everything.
        trigger: what the run's row in table `runs` says of who asked.
        replay: read the bytes that the warehouse kept, not files.
        rest_seconds: leave files that change within so many seconds for the next run; 0 takes them as they are.
    """
    if server := os.environ.get(SERVED_BY):
        end_with(int(server))
    settings = load_settings(Path(config) if config else None, overrides)
    run = run_of(settings, trigger, scope)
    warehouse = Warehouse.create(settings.warehouse)
    places = [Path(path) for path in paths or ()]
    discovery = replayed(warehouse, settings, places) if replay else at_rest(discover(settings, places), rest_seconds)
    batches = list(batches_of(discovery.sources, settings.batch_bytes))
    patient = ingest_batch.with_options(retries=settings.retries, retry_delay_seconds=settings.retry_delay_seconds)
    begin = partial(patient.submit, settings=settings, run=run)
    futures = few_at_once(begin, batches, worker_count(settings.processes))
    report = finish(settings, warehouse, discovery, _collect(batches, futures), run)
    leave_artifacts(report)
    return report


@task(name="ingest batch", cache_policy=NO_CACHE, persist_result=False)
def ingest_batch(batch: Batch, settings: Settings, run: Run) -> Tally:
    """Parse and commit one batch; a retry skips what an attempt before it committed."""
    warehouse = Warehouse.open(settings.warehouse)
    live = warehouse.live()
    job = job_for(settings, batch, warehouse, live, run)
    return commit(warehouse, batch, parse_batch(batch, job), live, run)


def few_at_once(
    begin: Callable[[Batch], PrefectFuture[Tally]], batches: Sequence[Batch], most: int
) -> list[PrefectFuture[Tally]]:
    """Begin a task for each batch, so many at once at most: each has a reader process, and runners have no bound."""
    places = BoundedSemaphore(most)
    futures = []
    for batch in batches:
        places.acquire()
        futures.append(begin(batch))
        futures[-1].add_done_callback(lambda _: places.release())
    return futures


def leave_artifacts(report: RunReport) -> None:
    """Leave the report as a Markdown artifact, and rows, changes, issues and quarantined files as a table artifact."""
    create_markdown_artifact(as_markdown(report), key=SUMMARY_KEY, description="What the run did · 本次运行")
    about = "Rows, changed papers, issues, quarantined files · 行数、政策变更、提示与隔离文件"
    create_table_artifact(as_entries(report), key=TABLES_KEY, description=about)


def _collect(batches: Sequence[Batch], futures: Sequence[PrefectFuture[Tally]]) -> Tally:
    """Return the sum of the batches; one whose retries are used up becomes a problem of the report."""
    total = Tally()
    for batch, future in zip(batches, futures, strict=True):
        result = future.result(raise_on_failure=False)
        if isinstance(result, Tally):
            total.add(result)
        else:
            reason = f"{type(result).__name__}: {result}"
            total.problems.append(
                SourceError(ErrorCode.BATCH_FAILED, count=len(batch), first=batch[0].uri, reason=reason)
            )
    return total
