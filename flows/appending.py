"""A batch as it is sent to who parses it, in a thread here or on another machine, and what comes back to be flipped.

Who parses a batch reads its files, appends their rows to the store and audits them, all by itself. What comes back is
small: verdicts and counts. One process alone, the driver, flips, so workers never wait for each other; a worker that
dies has left rows that no flip names, and its batch is done again elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING

from flows.parse import Batch, ParseJob
from flows.pool import parse_batch
from flows.revision import parser_revision
from flows.steps import Run, Tally, tally_of, titles_of, to_commit
from schemas.errors import ErrorCode, UsageError
from schemas.ids import source_id_of
from warehouse import Warehouse

if TYPE_CHECKING:
    from warehouse.commit import Prepared
    from warehouse.records import LiveLoad


@dataclass(frozen=True, slots=True)
class Work:
    """A batch, how to parse it, what was live of its sources when the run began, and the warehouse that takes it."""

    batch: Batch
    job: ParseJob
    live: Mapping[str, LiveLoad]
    place: Path | str
    run_id: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What a batch gave: what to flip (None for nothing), and what its papers are called, by source_id."""

    prepared: Prepared | None
    titles: Mapping[str, str | None]


def works_of(
    batches: Iterable[Batch], job: ParseJob, live: Mapping[str, LiveLoad], place: Path | str, run: Run
) -> list[Work]:
    """Return each batch with its own part of what the run knows."""
    works = []
    for batch in batches:
        current = {source.uri: job.current[source.uri] for source in batch if source.uri in job.current}
        ids = (source_id_of(source.uri) for source in batch)
        own = {source_id: live[source_id] for source_id in ids if source_id in live}
        works.append(Work(batch, replace(job, current=current, raw=None), own, place, run.run_id))
    return works


def append(work: Work) -> Appended:
    """Parse a batch, append its rows to the store and audit them.

    Raises:
        UsageError: this machine is not as the one that sent the batch, or the warehouse cannot be written.
    """
    _refuse_if_unfit(work)
    warehouse = _opened(work.place)
    job = replace(work.job, raw=warehouse.raw)  # reached with the credentials of this machine
    fresh = to_commit(parse_batch(work.batch, job), work.live)
    prepared = warehouse.prepare(fresh, work.run_id, against=work.live) if fresh else None
    return Appended(prepared, titles_of(fresh))


def settle(warehouse: Warehouse, done: Sequence[tuple[Work, Appended]]) -> Tally:
    """Flip batches that came back, all in one moment, and return what became of each of their sources."""
    outcomes = warehouse.flip([appended.prepared for _, appended in done if appended.prepared])
    by_source = {outcome.source_id: outcome for outcome in outcomes}
    tally = Tally()
    for work, appended in done:
        own = [by_source[source_id] for source_id in appended.titles]
        tally.add(tally_of(work.batch, own, appended.titles, work.live))
    return tally


def _refuse_if_unfit(work: Work) -> None:
    """Refuse a machine whose rows would be others, or that would take papers for unreadable because it has them not."""
    here = parser_revision.__wrapped__()  # as the files are now: a worker may have run for weeks
    reason = None
    if here != work.job.parser_revision:
        reason = (
            f"its parser, its word lists or its libraries are others (revision {here}, not {work.job.parser_revision})"
        )
    for folder in {source.path.parent for source in work.batch if source.refusal is None}:
        if not folder.is_dir():
            reason = f"it has no folder {folder}"
    if reason:
        raise UsageError(ErrorCode.WORKER_UNFIT, host=gethostname(), reason=reason)


class _Opened(threading.local):
    """The warehouse that a thread opened last: opening one reads the logs of all its tables."""

    place: Path | str | None = None
    warehouse: Warehouse | None = None


_last = _Opened()


def _opened(place: Path | str) -> Warehouse:
    if _last.warehouse is None or _last.place != place:
        _last.place, _last.warehouse = place, Warehouse.open(place)
    return _last.warehouse
