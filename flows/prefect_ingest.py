"""The Prefect flow `ingest`: the plain steps, mapped over batches of paths with retries, and artifacts at the end."""

# No `from __future__ import annotations` here: Prefect validates parameters by the annotations, and cannot resolve
# words in place of types where it loads this file by its path.

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture

from flows.appending import Appended, Work, append, settle, works_of
from flows.discover import discover
from flows.lifeline import end_with
from flows.parse import batches_of
from flows.pool import end_kept_readers, worker_count
from flows.prefect_cluster import Submit, cluster
from flows.replay import replay as replayed
from flows.report import RunReport
from flows.run_page import as_entries, as_markdown
from flows.settings import Settings, load_settings
from flows.steps import Scope, Tally, finish, job_for, run_of
from flows.watch import at_rest
from schemas.errors import ErrorCode, PolicyError, SourceError
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
    live = warehouse.live()
    job = job_for(settings, discovery.sources, warehouse, live, run)
    works = works_of(batches_of(discovery.sources, settings.batch_bytes), job, live, settings.warehouse, run)
    patient = append_batch.with_options(retries=settings.retries, retry_delay_seconds=settings.retry_delay_seconds)
    tally = Tally()
    with _engine(settings) as (submit, most):
        for done in few_at_once(lambda work: submit(patient, {"work": work}), works, most):
            _settle(warehouse, done, tally)
    report = finish(settings, warehouse, discovery, tally, run)
    leave_artifacts(report)
    return report


@task(name="ingest batch", cache_policy=NO_CACHE, persist_result=False)
def append_batch(work: Work) -> Appended:
    """Parse one batch and append it to the store; a retry appends it anew, and what was there before never counts."""
    return append(work)


@contextmanager
def _engine(settings: Settings) -> Iterator[tuple[Submit, int]]:
    """Give the function that sends a task to where batches are parsed, and how many to have there at once."""
    if settings.engine == "dask":
        with cluster(settings) as engine:
            yield engine
        return
    try:
        yield lambda task, parameters: task.submit(**parameters), worker_count(settings.processes)
    finally:
        end_kept_readers()


def few_at_once(
    begin: Callable[[Work], PrefectFuture[Any]], works: Iterable[Work], most: int
) -> Iterator[list[tuple[Work, PrefectFuture[Any]]]]:
    """Begin a task for each batch, so many at once at most; yield those that are done, together where several are."""
    waiting, going, done = iter(works), 0, SimpleQueue[tuple[Work, PrefectFuture[Any]]]()
    ready: list[tuple[Work, PrefectFuture[Any]]] = []
    while True:
        for work in islice(waiting, most - going):
            begin(work).add_done_callback(lambda future, work=work: done.put((work, future)))  # type: ignore[misc]
            going += 1
        if ready:
            yield ready  # after others were begun, that go on meanwhile
        if not going:
            return
        ready = [done.get()]
        while not done.empty():
            ready.append(done.get())
        going -= len(ready)


def leave_artifacts(report: RunReport) -> None:
    """Leave the report as a Markdown artifact, and rows, changes, issues and quarantined files as a table artifact."""
    create_markdown_artifact(as_markdown(report), key=SUMMARY_KEY, description="What the run did · 本次运行")
    about = "Rows, changed papers, issues, quarantined files · 行数、政策变更、提示与隔离文件"
    create_table_artifact(as_entries(report), key=TABLES_KEY, description=about)


def _settle(warehouse: Warehouse, done: Iterable[tuple[Work, PrefectFuture[Any]]], tally: Tally) -> None:
    """Flip batches that are done; one whose retries are used up, or whose workers died, is a problem of the report."""
    appended: list[tuple[Work, Appended]] = []
    for work, future in done:
        result = _result(future)
        if isinstance(result, Appended):
            appended.append((work, result))
            continue
        reason = result.message if isinstance(result, PolicyError) else f"{type(result).__name__}: {result}"
        first, count = work.batch[0].uri, len(work.batch)
        tally.problems.append(SourceError(ErrorCode.BATCH_FAILED, count=count, first=first, reason=reason))
    if appended:
        tally.add(settle(warehouse, appended))


def _result(future: PrefectFuture[Any]) -> Any:
    try:
        return future.result(raise_on_failure=False)
    except Exception as error:  # of the engine: workers that died one after the other, a scheduler that went away
        return error
