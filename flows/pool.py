"""Parsing batches of files: in processes with bounds, such that whatever a file does to its process stays with it.

Only plain text of a small run is parsed in this process, where nothing but Python code touches it: starting another
would take longer than the parsing. An alarm bounds its time too.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, groupby
from os import cpu_count
from queue import LifoQueue
from types import FrameType

from flows.discover import Source
from flows.packed import parse_packed, unpacked
from flows.parse import Batch, Limits, ParseJob, batches_of, is_current, parse_bytes, read_file, refused
from flows.worker import Bounds, End, LostError, Worker
from schemas.errors import ErrorCode, SourceError
from schemas.records import Fingerprint, ParsedSource
from warehouse.raw import RawStore

BatchResult = tuple[Batch, list[ParsedSource | None]]
SMALL_RUN_BYTES = 2_000_000  # below it, starting a process takes longer than parsing plain text
SMALL_FILE_BYTES = 500_000
_BUNDLE_BYTES = 100_000  # of small files of text that are read as one task: a fraction of a second
_Begun = Future[list[ParsedSource | None]]  # of one file or several


def parse_batches(batches: Iterable[Batch], job: ParseJob, processes: int) -> Generator[BatchResult]:
    """Yield what each file of each batch gave, as soon as a batch is done; None for a file that is as it was.

    Args:
        batches: the work; at most a few batches are ahead of what is yielded.
        job: how to parse.
        processes: how many read at a time; 0 for one a core. Close the iterator to end them early.
    """
    with Readers(job, worker_count(processes)) as readers:
        yield from _parse(list(batches), job, readers)


def parse_batch(batch: Batch, job: ParseJob) -> list[ParsedSource | None]:
    """Return what each file of a batch gave, in order, one after the other; None for a file that is as it was.

    The process that reads them is kept for the next batch of the same run; `end_kept_readers` ends it.
    """
    with _kept_reader(job) as readers:
        return [parsed for _, result in _parse([batch], job, readers) for parsed in result]


def end_kept_readers() -> None:
    """End the processes that were kept from one batch for the next and are not in use."""
    with _kept_lock:
        idle = list(chain.from_iterable(_kept.values()))
        _kept.clear()
    for readers in idle:
        readers.__exit__()


def worker_count(processes: int) -> int:
    """Return how many workers the setting `processes` means: 0 is one a core."""
    return processes or cpu_count() or 1


def is_small(batches: Sequence[Batch]) -> bool:
    """Say whether so little is to be parsed that processes of its own would only slow it down."""
    return sum(source.size for batch in batches for source in batch) < SMALL_RUN_BYTES


class Readers:
    """Processes that read files, each a bundle at a time; they start when they are needed and end with the block.

    Where one file of several in a bundle ruins its process, or takes more than a file may, each of them is read again
    by itself, so that what becomes of a file is what would have become of it alone.
    """

    def __init__(self, job: ParseJob, count: int) -> None:
        self.count = count
        self._job = replace(job, current={})  # what is current is not sent here, and the mapping may be large
        bounds = Bounds(job.limits.memory_per_file, job.limits.max_output_bytes)
        self._workers = [Worker(parse_packed, bounds) for _ in range(count)]
        self._idle: LifoQueue[Worker] = LifoQueue()  # the one used last first: few files need few processes
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count, "reader")

    def submit(self, bundle: Batch) -> _Begun:
        """Begin to read files."""
        return self._threads.submit(self._read, bundle)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown()
        for worker in self._workers:
            worker.close()

    def _read(self, bundle: Batch) -> list[ParsedSource | None]:
        worker = self._idle.get()
        try:
            return list(self._read_with(worker, bundle))
        finally:
            self._idle.put(worker)

    def _job_for_now(self) -> ParseJob:
        return replace(self._job, limits=_sharing(self._job.limits, self.count - self._idle.qsize()))

    def _read_with(self, worker: Worker, bundle: Batch) -> Iterable[ParsedSource]:
        seconds = min(self._job.limits.seconds_for(source.size) for source in bundle)  # no more than any has alone
        try:
            return unpacked(*worker.do((bundle, self._job_for_now()), seconds))
        except LostError as lost:
            if len(bundle) > 1:
                return chain.from_iterable(self._read_with(worker, (source,)) for source in bundle)
            # A file before it may have left its process unsound; in a new one it shows whose fault it is.
            if lost.end in (End.CRASHED, End.OUT_OF_MEMORY) and not lost.fresh:
                return self._read_with(worker, bundle)
            fingerprint = lost.note if isinstance(lost.note, Fingerprint) else None
            return [refused(bundle[0], _error_of(lost, seconds, self._job.limits), self._job, fingerprint)]


# By all of a job that they depend on. Starting a process costs as much as parsing ten papers.
_kept: dict[tuple[str, Limits, RawStore | None], list[Readers]] = {}
_kept_lock = threading.Lock()


@contextmanager
def _kept_reader(job: ParseJob) -> Iterator[Readers]:
    """Lend one process, of an earlier batch where one is free."""
    key = (job.parser_revision, job.limits, job.raw)
    with _kept_lock:
        free = _kept.get(key)
        readers = free.pop() if free else None
    if readers is None:
        end_kept_readers()  # those of other runs: this one never has more than it uses at once
        readers = Readers(job, 1)
    try:
        yield readers
    finally:
        with _kept_lock:
            _kept.setdefault(key, []).append(readers)


def _parse(batches: list[Batch], job: ParseJob, readers: Readers) -> Iterator[BatchResult]:
    in_this_process = is_small(batches)
    pending: list[tuple[Batch, list[_Begun]]] = []
    for batch in batches:
        pending.append((batch, list(_begin(batch, job, readers, in_this_process))))
        yield from _done(pending, at_most=2 * readers.count)
    while pending:
        yield from _done(pending, at_most=len(pending) - 1)


def _sharing(limits: Limits, readers: int) -> Limits:
    """Return the limits of a file that is read beside others: the threads that recognise characters are shared."""
    threads = max(1, worker_count(limits.reader.ocr_threads) // max(1, readers))
    return replace(limits, reader=replace(limits.reader, ocr_threads=threads))


def _begin(batch: Batch, job: ParseJob, readers: Readers, in_this_process: bool) -> Iterator[_Begun]:
    """Yield what will give what the files of a batch gave, in their order."""
    apart: list[Source] = []
    for source in batch:
        settled = _settled(source, job, in_this_process)
        if settled is None:
            apart.append(source)
            continue
        yield from map(readers.submit, bundles_of(apart))
        apart.clear()
        yield settled
    yield from map(readers.submit, bundles_of(apart))


def bundles_of(sources: Iterable[Source]) -> Iterator[Batch]:
    """Yield the sources in order, small files that are named as text together, any other by itself."""
    from parsers.sources.detection import is_named_as_text

    for is_text, some in groupby(sources, lambda source: is_named_as_text(source.path.name)):
        yield from batches_of(tuple(some), _BUNDLE_BYTES if is_text else 0)


def _settled(source: Source, job: ParseJob, in_this_process: bool) -> _Begun | None:
    """Return what a file gave that needs no process of its own, None for one that does."""
    if is_current(source, job):
        return _done_already(None)
    is_small_file = source.size <= SMALL_FILE_BYTES and in_this_process and _may_be_interrupted()
    if not is_small_file and source.refusal is None:
        return None
    try:
        data = read_file(source, job.limits.max_file_bytes)
    except SourceError as error:
        return _done_already(refused(source, error, job))
    return _done_already(_parse_here(data, source, job)) if _is_text(data, source) else None


def _done(pending: list[tuple[Batch, list[_Begun]]], at_most: int) -> Iterator[BatchResult]:
    """Yield and take away the batches that are done, waiting until at most so many are left."""
    while True:
        done = [entry for entry in pending if all(future.done() for future in entry[1])]
        for entry in done:
            pending.remove(entry)
            yield entry[0], [parsed for future in entry[1] for parsed in future.result()]
        if len(pending) <= at_most:
            return
        wait([_last_unread(futures) for _, futures in pending], return_when=FIRST_COMPLETED)


def _last_unread(futures: list[_Begun]) -> _Begun:
    """Return a file without which its batch is not done; the last one, as waiting for each would cost their square."""
    return next((future for future in reversed(futures) if not future.done()), futures[-1])


def _done_already(parsed: ParsedSource | None) -> _Begun:
    future: _Begun = Future()
    future.set_result([parsed])
    return future


def _error_of(lost: LostError, seconds: int, limits: Limits) -> SourceError:
    match lost.end:
        case End.TIMED_OUT:
            return SourceError(ErrorCode.TIMED_OUT, limit=seconds)
        case End.OUT_OF_MEMORY:
            return SourceError(ErrorCode.OUT_OF_MEMORY, limit=f"{limits.memory_per_file:,}")
        case End.TOO_LARGE:
            limit, setting = f"{limits.max_output_bytes:,}", "max_output_bytes in the settings"
            return SourceError(ErrorCode.TOO_LARGE, got=f"{lost.detail} of rows", limit=limit, setting=setting)
        case End.CRASHED:
            return SourceError(ErrorCode.CRASHED, reason=lost.detail)


def _is_text(data: bytes, source: Source) -> bool:
    from parsers.sources.detection import TEXT, detect

    # What is a ZIP file is for its reader to find out, with its memory bounded.
    return len(data) <= SMALL_FILE_BYTES and not data.startswith(b"PK") and detect(data, name=source.uri) is TEXT


def _may_be_interrupted() -> bool:
    return threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")


class _TooLongError(BaseException):
    """Goes past every `except Exception`."""


def _parse_here(data: bytes, source: Source, job: ParseJob) -> ParsedSource:
    seconds = job.limits.seconds_for(len(data))
    try:
        with _alarm(seconds):
            return parse_bytes(data, source, job)
    except _TooLongError:
        error = SourceError(ErrorCode.TIMED_OUT, limit=seconds)
    except MemoryError:
        error = SourceError(ErrorCode.OUT_OF_MEMORY, limit=f"{job.limits.memory_per_file:,}")
    return refused(source, error, job, Fingerprint.of(data))


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    """Raise _TooLongError in the block after so many seconds of computing, and each second after in case it is lost."""

    def ring(_: int, __: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
