"""All that can be found wrong with the files of a warehouse, each of them read from end to end."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.errors import ErrorCode, PolicyError
from warehouse import generations, integrity
from warehouse.commit import SOURCES
from warehouse.flips import live_loads
from warehouse.layout import FLIPS
from warehouse.publish import lost_loads
from warehouse.raw import DIGESTS, RawStore
from warehouse.store import Store


def everywhere(store: Store, raw: RawStore) -> Iterator[PolicyError]:
    """Yield a sentence for each file or table that is not what was written: published, kept, or in the store."""
    layout, remote = store.layout, store.remote
    current = layout.current()
    if current is not None:
        yield from integrity.damages(layout.generation(current))
    if remote is not None:
        yield from remote.damages(layout)
    yield from raw.damages()
    found = list(store.damages())
    manifest = generations.read_manifest(layout, current)
    if manifest is None:
        yield integrity.damaged(layout.manifest(current or 0), "it is no manifest")
    elif not found and (reason := lost_loads(manifest, store.flips()[0])):
        found.append(store.damaged(store.address(FLIPS), reason))
    yield from found or _lost_bytes(store, raw)


def _lost_bytes(store: Store, raw: RawStore) -> Iterator[PolicyError]:
    """Yield a sentence for the bytes of each live file that should be kept and are not; an older program kept none."""
    live = {load.load_id for load in live_loads(store.flips()[0]).values() if load.good} & store.guarded_loads()
    kept = set(raw.digests())
    for row in store.read(SOURCES, live, ["source_uri", *DIGESTS]).to_pylist():
        for digest in {row[name] for name in DIGESTS} - kept - {None}:
            yield PolicyError(ErrorCode.RAW_LOST, path=raw.name(digest), source=row["source_uri"])
