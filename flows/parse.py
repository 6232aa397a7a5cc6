"""One file, from its bytes on disk to its parsed tables; whatever goes wrong with it stays with it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import file_digest, sha256
from io import BufferedReader
from typing import TYPE_CHECKING, TypeVar

from flows.discover import Source
from flows.walk import not_a_file
from schemas.errors import ErrorCode, SourceError
from schemas.ids import digest
from schemas.records import Fingerprint, ParsedSource, ReaderLimits
from warehouse.raw import RawStore

if TYPE_CHECKING:
    from flows.worker import Tell

Batch = tuple[Source, ...]
_Taken = TypeVar("_Taken")
_NO_MEMORY = re.compile(
    r"\b(?:bad_alloc|[Ff]ailed to allocate|[Cc]annot allocate|[Oo]ut of memory)\b"
)  # of C libraries
FILE_BYTES = 1_000  # that a file weighs in a batch beside its own
_READ_ATTEMPTS = 3  # of a file that changes while it is read
_SHARE_TO_CONVERT = 0.4  # of a file's seconds; the program that converts may have to be started twice


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; each field is named as the setting that changes it."""

    max_file_bytes: int
    seconds_per_file: int
    seconds_per_megabyte: int
    memory_per_file: int
    max_output_bytes: int
    reader: ReaderLimits

    def seconds_for(self, size: int) -> int:
        """Return how many seconds a file of so many bytes may take."""
        return self.seconds_per_file + self.seconds_per_megabyte * min(size, self.max_file_bytes) // 1_000_000


@dataclass(frozen=True, slots=True)
class ParseJob:
    """What parsing a file needs to know.

    `current` gives the revision a source has by its URI; a file whose bytes still have it is not parsed again.
    `raw` keeps the bytes of what is parsed.
    """

    parser_revision: str
    limits: Limits
    current: Mapping[str, str] = field(default_factory=dict)
    raw: RawStore | None = None


def batches_of(sources: Iterable[Source], batch_bytes: int) -> Iterator[Batch]:
    """Yield the sources in order, in batches of at most so many bytes; a larger file is a batch of its own.

    Every file counts for some bytes more than it has: however short it is, it takes a row in each of some tables.
    """
    batch: list[Source] = []
    size = 0
    for source in sources:
        weight = source.size + FILE_BYTES
        if batch and size + weight > batch_bytes:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(source)
        size += weight
    if batch:
        yield tuple(batch)


def parse_file(source: Source, job: ParseJob, tell: Tell | None = None) -> ParsedSource:
    """Return what a file gave: its tables, or its quarantine.

    `tell` is told the fingerprint of the bytes before they are parsed.
    """
    try:
        data = read_file(source, job.limits.max_file_bytes)
    except SourceError as error:
        return refused(source, error, job)
    if tell is not None:
        tell(Fingerprint.of(data))
    return parse_bytes(data, source, job)


def parse_bytes(data: bytes, source: Source, job: ParseJob) -> ParsedSource:
    """Return what a file's bytes gave, which are kept first.

    Raises:
        MemoryError: there was not enough.
    """
    from flows.office import to_docx
    from parsers.corrections import corrected
    from parsers.document import parse_source

    seconds = _SHARE_TO_CONVERT * job.limits.seconds_for(len(data))
    try:
        corrections = _corrections(source)
        if job.raw is not None:
            job.raw.keep(data)
            if corrections is not None:
                job.raw.keep(corrections)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return refused(source, SourceError(ErrorCode.NOT_KEPT, reason=reason), job, Fingerprint.of(data))
    try:
        parsed = parse_source(
            data,
            source_uri=source.uri,
            parser_revision=_revision(corrections, job),
            limits=job.limits.reader,
            convert=partial(to_docx, seconds=seconds, most=job.limits.max_file_bytes),
        )
        return corrected(parsed, corrections) if corrections is not None else parsed
    except MemoryError:
        raise
    except Exception as failure:  # a mistake of the parser's: this file is set aside, the others go on
        if _NO_MEMORY.search(str(failure)):
            raise MemoryError from failure
        # Of a message that holds a traceback of its own the last line says what is wrong.
        words = (str(failure).strip().splitlines() or [""])[-1]
        reason = " ".join(f"{type(failure).__name__}: {words}".split())[:300]
        return refused(source, SourceError(ErrorCode.CRASHED, reason=reason), job, Fingerprint.of(data))


def refused(source: Source, error: SourceError, job: ParseJob, fingerprint: Fingerprint | None = None) -> ParsedSource:
    """Return the quarantine of a file."""
    from parsers.document import quarantine

    return quarantine(source.uri, error, parser_revision=job.parser_revision, fingerprint=fingerprint)


def is_current(source: Source, job: ParseJob) -> bool:
    """Tell whether a file's bytes still have the revision that is live; nothing of them is parsed."""
    from parsers.document import revision_of

    revision = job.current.get(source.uri)
    if revision is None:
        return False
    try:
        fingerprint = _take(source, job.limits.max_file_bytes, _fingerprint)
        corrections = _corrections(source)
    except (SourceError, OSError):
        return False
    return revision == revision_of(fingerprint, _revision(corrections, job))


def _corrections(source: Source) -> bytes | None:
    return source.corrections.read_bytes() if source.corrections is not None else None


def _revision(corrections: bytes | None, job: ParseJob) -> str:
    """Return all that rows depend on besides the file's bytes."""
    return job.parser_revision if corrections is None else digest(job.parser_revision, sha256(corrections).hexdigest())


def read_file(source: Source, limit: int) -> bytes:
    """Return the bytes of a file as they were at one moment.

    Raises:
        SourceError: with code UNREADABLE, CHANGING, NOT_A_FILE or TOO_LARGE, or what discovery refuses the file with.
    """
    data = _take(source, limit, lambda file: file.read(limit + 1))
    if len(data) > limit:
        raise _too_large(len(data), limit)
    if source.digest is not None and Fingerprint.of(data).sha256 != source.digest:
        raise SourceError(ErrorCode.RAW_DAMAGED, path=source.path, digest=source.digest)
    return data


def _take(source: Source, limit: int, take: Callable[[BufferedReader], _Taken]) -> _Taken:
    """Return what `take` gives of a file that did not change meanwhile."""
    if source.refusal is not None:
        raise source.refusal
    try:
        for _ in range(_READ_ATTEMPTS):
            # Without O_NONBLOCK a named pipe that took the file's place would be waited for.
            with open(os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                before = os.fstat(file.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise not_a_file(source.path, before.st_mode)
                if before.st_size > limit:
                    raise _too_large(before.st_size, limit)
                taken = take(file)
                after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                return taken
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(ErrorCode.UNREADABLE, path=source.path, reason=reason) from error
    raise SourceError(ErrorCode.CHANGING, path=source.path)


def _fingerprint(file: BufferedReader) -> Fingerprint:
    return Fingerprint(file_digest(file, "sha256").hexdigest(), file.tell())


def _too_large(size: int, limit: int) -> SourceError:
    setting = "max_file_bytes in the settings"
    return SourceError(ErrorCode.TOO_LARGE, got=f"{size:,} bytes", limit=f"{limit:,}", setting=setting)
