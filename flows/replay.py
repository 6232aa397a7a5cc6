"""Sources read again from the bytes that the warehouse kept, without the original files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.catalogue import rows
from flows.discover import Discovery, Source, source_uri
from flows.lookup import Meant, source_of
from flows.settings import Settings
from schemas.errors import ErrorCode, PolicyError, SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse import Warehouse


def replay(warehouse: Warehouse, settings: Settings, paths: Sequence[Path] = ()) -> Discovery:
    """Return the published sources as files of the raw store: all, or those at or below some paths.

    Raises:
        UsageError: nothing is published there.
    """
    wanted = tuple(source_uri(path, settings.roots) for path in paths)
    sources: list[Source] = []
    problems: list[PolicyError] = []
    known = rows(warehouse.published, "sources", ["source_uri", "sha256"]) if warehouse.published.exists() else []
    for row in known:
        uri, digest = row["source_uri"], row["sha256"]
        if wanted and not any(uri == one or uri.startswith(f"{one}/") for one in wanted):
            continue
        if digest and (kept := kept_source(warehouse, uri, digest)):
            sources.append(kept)
        elif digest:  # one that could never be read has no bytes
            problems.append(SourceError(ErrorCode.MISSING, path=warehouse.raw.path(digest)))
    if not sources:
        raise problems[0] if problems else UsageError(ErrorCode.NOT_FOUND, got=", ".join(map(str, paths)) or "any file")
    return Discovery(tuple(sorted(sources, key=lambda source: source.uri)), tuple(problems))


def kept_source(warehouse: Warehouse, uri: str, digest: str) -> Source | None:
    """Return a source as it is kept, None where its bytes are not."""
    path = warehouse.raw.path(digest)
    return Source(uri, path, path.stat().st_size, digest=digest) if path.is_file() else None


def original_or_kept(meant: Meant, warehouse: Warehouse, settings: Settings) -> Source:
    """Return the file of what was meant, or where it is gone the bytes of it that were kept.

    Raises:
        UsageError: there is neither.
    """
    try:
        return source_of(meant, settings)
    except UsageError:
        known = rows(warehouse.published, "sources", ["sha256"], {"source_uri": meant.source_uri})
        digest = known[0]["sha256"] if known else None
        if digest and (kept := kept_source(warehouse, meant.source_uri, digest)):
            return kept
        raise
