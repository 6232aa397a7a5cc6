"""Sources whose files are gone from their root: marked, and taken out only where the user says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.catalogue import rows
from flows.discover import Discovery, path_of
from flows.settings import Settings
from schemas.errors import ErrorCode, PolicyError

if TYPE_CHECKING:
    from warehouse import Warehouse
    from warehouse.records import Outcome


def settle(
    warehouse: Warehouse, discovery: Discovery, settings: Settings, run_id: str, *, prune: bool
) -> tuple[tuple[str, ...], tuple[Outcome, ...]]:
    """Mark what is gone, or take it out, and take the mark from what is there again.

    Return the URIs that are missing now, and what became of those that were taken out.
    Only folders that were searched and held some file count: one that is not mounted today loses nothing. Where the
    published sources are damaged, nothing is known to be gone before the next run: this one writes them anew.
    """
    known = _published_sources(warehouse)
    live = warehouse.live()
    found = {source.uri for source in discovery.sources}
    gone = {
        uri: source_id
        for uri, source_id in known.items()
        if uri not in found and uri.startswith(discovery.searched) and source_id in live and not _exists(uri, settings)
    }
    marked = {source_id for source_id, load in live.items() if load.missing_since}
    if back := marked & {known[uri] for uri in found & known.keys()}:
        warehouse.mark_found(back, run_id)
    if prune:
        return (), warehouse.remove(set(gone.values()), run_id)
    if fresh := set(gone.values()) - marked:
        warehouse.mark_missing(fresh, run_id)
    return tuple(sorted(gone)), ()


_COLUMNS = ["source_id", "source_uri"]


def _published_sources(warehouse: Warehouse) -> dict[str, str]:
    """Return the ids of all sources that are published, by URI."""
    try:
        found = rows(warehouse.published, "sources", _COLUMNS)
    except PolicyError as error:
        if error.code is not ErrorCode.FILE_DAMAGED:
            raise
        return {}
    return {row["source_uri"]: row["source_id"] for row in found}


def _exists(uri: str, settings: Settings) -> bool:
    path = path_of(uri, settings.roots)
    return path is not None and path.exists()
