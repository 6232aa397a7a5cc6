"""Parsing batches in several processes, such that a file that kills its process is found and set aside."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from os import cpu_count

from flows.parse import Batch, ParseJob, crashed, parse_batch
from schemas.records import ParsedSource

BatchResult = tuple[Batch, list[ParsedSource | None]]
SMALL_RUN_BYTES = 2_000_000  # below it, starting a process takes longer than parsing


def parse_batches(batches: Sequence[Batch], job: ParseJob, processes: int) -> Iterator[BatchResult]:
    """Yield what each batch gave, as soon as it is there.

    Args:
        batches: the work.
        job: what the workers need to know.
        processes: how many parse; 0 for one a core. One batch, or little work, is parsed in this process.
    """
    workers = min(worker_count(processes), len(batches))
    if workers < 2 or is_small(batches):
        yield from ((batch, parse_batch(batch, job)) for batch in batches)
        return
    waiting = deque(batches)
    while waiting:
        suspects = yield from _until_broken(waiting, job, workers)
        yield from ((batch, parse_apart(batch, job)) for batch in suspects)


def worker_count(processes: int) -> int:
    """Return how many workers the setting `processes` means: 0 is one a core."""
    return processes or cpu_count() or 1


def is_small(batches: Sequence[Batch]) -> bool:
    """Say whether so little is to be parsed that processes of its own would only slow it down."""
    return sum(source.size for batch in batches for source in batch) < SMALL_RUN_BYTES


def parse_apart(batch: Batch, job: ParseJob) -> list[ParsedSource | None]:
    """Return what a batch gave, parsed in a process of its own."""
    with _pool(1) as pool:
        try:
            return pool.submit(parse_batch, batch, job).result()
        except BrokenProcessPool:
            return _one_by_one(batch, job)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _until_broken(waiting: deque[Batch], job: ParseJob, workers: int) -> Generator[BatchResult, None, list[Batch]]:
    """Work through `waiting`; return the batches in flight when a worker died, one of which killed it."""
    running: dict[Future[list[ParsedSource | None]], Batch] = {}
    with _pool(workers) as pool:
        while waiting or running:
            try:
                while waiting and len(running) < 2 * workers:  # results wait for the commit: keep them few
                    running[pool.submit(parse_batch, waiting[0], job)] = waiting[0]
                    waiting.popleft()
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    result = done.result()
                    yield running.pop(done), result
            except BrokenProcessPool:
                return list(running.values())
    return []


def _one_by_one(batch: Batch, job: ParseJob) -> list[ParsedSource | None]:
    if len(batch) == 1:
        return [crashed(batch[0], "the reading process died", job)]
    return [parsed for source in batch for parsed in parse_apart((source,), job)]
