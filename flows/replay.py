"""Sources read again from the bytes that the warehouse kept, without the original files."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.catalogue import rows
from flows.discover import Discovery, Source, corrections_of, path_of, source_uri
from flows.lookup import Meant, source_of
from flows.settings import Settings
from schemas.errors import ErrorCode, PolicyError, SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse import Warehouse

_COLUMNS = ["source_uri", "sha256", "corrections_sha256"]


def whose_bytes_are_kept(settings: Settings) -> Warehouse:
    """Return the warehouse to replay; where its store was damaged and moved away, that is made anew.

    Raises:
        UsageError: there is none.
    """
    from warehouse import Warehouse
    from warehouse.place import where

    left = Warehouse(*where(settings.warehouse)).published.is_dir()  # what is published says which bytes are wanted
    return Warehouse.create(settings.warehouse) if left else Warehouse.open(settings.warehouse)


def replay(warehouse: Warehouse, settings: Settings, paths: Sequence[Path] = ()) -> Discovery:
    """Return the published sources as files of the raw store: all, or those at or below some paths.

    Raises:
        UsageError: nothing is published there.
    """
    wanted = tuple(source_uri(path, settings.roots) for path in paths)
    sources: list[Source] = []
    problems: list[PolicyError] = []
    known = rows(warehouse.published, "sources", _COLUMNS) if warehouse.published.exists() else []
    for row in known:
        uri, digest = row["source_uri"], row["sha256"]
        if wanted and not any(uri == one or uri.startswith(f"{one}/") for one in wanted):
            continue
        if digest and (kept := kept_source(warehouse, row, settings)):
            sources.append(kept)
        elif digest:  # one that could never be read has no bytes
            problems.append(SourceError(ErrorCode.MISSING, path=warehouse.raw.path(digest)))
    if not sources:
        raise problems[0] if problems else UsageError(ErrorCode.NOT_FOUND, got=", ".join(map(str, paths)) or "any file")
    return Discovery(tuple(sorted(sources, key=lambda source: source.uri)), tuple(problems))


def kept_source(warehouse: Warehouse, row: Mapping[str, Any], settings: Settings) -> Source | None:
    """Return a source as it is kept, None where its bytes are not.

    It comes with the corrections that stand beside its original today; where that is gone, with those that were kept.
    """
    uri, digest = row["source_uri"], row["sha256"]
    path, original = warehouse.raw.path(digest), path_of(uri, settings.roots)
    beside, refusal = corrections_of(original) if original else None, None
    if beside is None and row["corrections_sha256"] and not (original and original.is_file()):
        kept = warehouse.raw.path(row["corrections_sha256"])
        beside = kept if kept.is_file() else None
        refusal = _changed(kept, row["corrections_sha256"]) if beside else None
    if not path.is_file():
        return None
    return Source(uri, path, path.stat().st_size, digest=digest, corrections=beside, refusal=refusal)


def _changed(kept: Path, digest: str) -> SourceError | None:
    """Return the sentence about kept corrections that are no more what they were; a file's own are looked at later."""
    whole = sha256(kept.read_bytes()).hexdigest() == digest
    return None if whole else SourceError(ErrorCode.RAW_DAMAGED, path=kept, digest=digest)


def original_or_kept(meant: Meant, warehouse: Warehouse, settings: Settings) -> Source:
    """Return the file of what was meant, or where it is gone the bytes of it that were kept.

    Raises:
        UsageError: there is neither.
    """
    try:
        return source_of(meant, settings)
    except UsageError:
        known = rows(warehouse.published, "sources", _COLUMNS, {"source_uri": meant.source_uri})
        if known and known[0]["sha256"] and (kept := kept_source(warehouse, known[0], settings)):
            return kept
        raise
