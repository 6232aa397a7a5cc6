"""One file, from its bytes on disk to its parsed tables; whatever goes wrong with it stays with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.discover import Source
from schemas.errors import ErrorCode, SourceError
from schemas.records import ParsedSource

Batch = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ParseJob:
    """What parsing a batch needs to know; it is sent to worker processes.

    `current` gives the revision a source has by its URI; a file whose bytes still have it is not parsed again.
    """

    parser_revision: str
    max_file_bytes: int
    current: Mapping[str, str]


def batches_of(sources: Sequence[Source], batch_bytes: int) -> Iterator[Batch]:
    """Yield the sources in order, in batches of at most so many bytes; a larger file is a batch of its own."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        if batch and size + source.size > batch_bytes:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(source)
        size += source.size
    if batch:
        yield tuple(batch)


def parse_batch(batch: Batch, job: ParseJob) -> list[ParsedSource | None]:
    """Return what each file of a batch gave, in order; None for a file that is as it was."""
    return [parse_file(source, job) for source in batch]


def parse_file(source: Source, job: ParseJob) -> ParsedSource | None:
    """Return what a file gave: its tables, or its quarantine; None where its revision is current."""
    from parsers.document import parse_source, quarantine, revision_of

    data = None
    try:
        data = _read(source, job.max_file_bytes)
        if job.current.get(source.uri) == revision_of(data, job.parser_revision):
            return None
        return parse_source(data, source_uri=source.uri, parser_revision=job.parser_revision)
    except SourceError as error:
        return quarantine(source.uri, error, parser_revision=job.parser_revision, data=data)
    except Exception as failure:  # a mistake of the parser's: this file is set aside, the others go on
        return crashed(source, f"{type(failure).__name__}: {failure}", job, data)


def crashed(source: Source, reason: str, job: ParseJob, data: bytes | None = None) -> ParsedSource:
    """Return the quarantine of a file that the parser failed on."""
    from parsers.document import quarantine

    error = SourceError(ErrorCode.CRASHED, reason=" ".join(reason.split())[:300])
    return quarantine(source.uri, error, parser_revision=job.parser_revision, data=data)


def _read(source: Source, limit: int) -> bytes:
    try:
        with source.path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(ErrorCode.UNREADABLE, path=source.path, reason=reason) from error
    if len(data) > limit:
        raise SourceError(
            ErrorCode.TOO_LARGE,
            got=f"{source.path.stat().st_size:,} bytes",
            limit=f"{limit:,}",
            setting="max_file_bytes in the settings",
        )
    return data
