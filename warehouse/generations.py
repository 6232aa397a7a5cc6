"""Generations on disk: written aside, made durable, swapped in at once, removed after a while."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from filecmp import cmp
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.integrity import Entry, damaged, entries_path, is_of, list_entries, sealed, unsealed
from warehouse.layout import Layout
from warehouse.rows import plain_schema, read_files

# All that a writer may choose is fixed here, so that equal rows are equal bytes.
ROW_GROUP_ROWS = 16_384  # so few that a filter on what rows are sorted by reads little; files are a tenth larger
_WRITER: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 6,
    "version": "2.6",
    "row_group_size": ROW_GROUP_ROWS,
    "write_page_checksum": True,
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from: the load of each source, the fingerprint of the schemas, and when (ISO 8601)."""

    created: str
    fingerprint: str
    loads: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def table_path(folder: Path, name: str) -> Path:
    """Return where a table stands in a generation: a folder of buckets, or a file."""
    return folder / name if (folder / name).is_dir() else folder / f"{name}.parquet"


def bucket_name(name: str, bucket: int) -> str:
    """Return the name of a bucket's file in a generation."""
    return f"{name}/bucket-{bucket:02x}.parquet"


def write_parquet(path: Path, rows: pa.Table) -> None:
    """Write a Parquet file; equal rows give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, path, **_WRITER)


def link(source: Path, target: Path) -> None:
    """Make a file appear under a second name; a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def keep_if_equal(fresh: Path, previous: Path) -> bool:
    """Put the previous file in the place of a fresh one with the same bytes; return whether they were the same."""
    if not previous.is_file() or not cmp(fresh, previous, shallow=False):
        return False
    link(previous, fresh)
    return True


def writer_options() -> tuple[str, ...]:
    """Return what published bytes depend on besides rows and schemas."""
    return tuple(f"{name} {value}" for name, value in sorted(_WRITER.items()))


def read_manifest(layout: Layout, number: int | None) -> Manifest | None:
    """Return the manifest of a generation, None where there is none that is whole."""
    if number is None or not layout.manifest(number).is_file():
        return None
    try:
        return Manifest(**unsealed(layout.manifest(number).read_bytes()))
    except (ValueError, TypeError):  # damaged: nothing can be built on it
        return None


def write_manifest(layout: Layout, number: int, manifest: Manifest) -> None:
    """Write the manifest of a generation, at once."""
    value = {"created": manifest.created, "fingerprint": manifest.fingerprint, "loads": dict(manifest.loads)}
    _write_sealed(layout.manifest(number), value)


def write_entries(folder: Path, entries: Mapping[str, list[Entry]]) -> None:
    """Write the list of the files of a generation, at once. See `warehouse.integrity`."""
    _write_sealed(entries_path(folder), {"files": entries})


def seal(layout: Layout, number: int, manifest: Manifest, previous: Path | None = None) -> None:
    """Make a staged generation durable and give it its name; `previous` is the one whose files it may share."""
    staging = layout.staging(number)
    for path in sorted(staging.rglob("*"), reverse=True):
        if not is_of(path, previous, str(path.relative_to(staging))):  # what is linked is durable
            _sync(path)
    _sync(staging)
    write_entries(staging, list_entries(staging, previous))
    write_manifest(layout, number, manifest)
    staging.rename(layout.generation(number))
    _sync(layout.generations)


def swap(layout: Layout, number: int) -> None:
    """Make a generation the published one, at once: a reader sees the one before or this one."""
    fresh = layout.published.with_name("published.tmp")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(layout.generation(number).relative_to(layout.root), target_is_directory=True)
    fresh.replace(layout.published)
    _sync(layout.root)


def clear_staging(layout: Layout) -> None:
    """Remove what a publisher that crashed left half written; only the holder of the lock may."""
    for path in layout.generations.glob("*.partial"):
        shutil.rmtree(path)


def parts_of(folder: Path, name: str) -> list[Path]:
    """Return the files of a table in a generation, in order."""
    path = table_path(folder, name)
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def read_table(folder: Path, name: str, columns: Collection[str] | None = None) -> pa.Table:
    """Return the rows of a table of a generation, in no order; all columns by default."""
    schema = plain_schema(name)
    kept = [field for field in schema if columns is None or field.name in columns]
    return read_files(parts_of(folder, name), pa.schema(kept), damaged)


def prune(layout: Layout, now: datetime, keep: timedelta) -> list[int]:
    """Remove generations that were replaced longer ago than `keep`; return their numbers.

    A reader that resolved `published` before may still read one that was replaced just now, however old it is itself.
    """
    current, removed = layout.current(), []
    for number, successor in pairwise(layout.numbers()):
        manifest = read_manifest(layout, successor)
        if manifest and now - datetime.fromisoformat(manifest.created) <= keep:
            break  # those after it were replaced later
        if manifest and number != current:
            layout.manifest(number).unlink(missing_ok=True)
            entries_path(layout.generation(number)).unlink(missing_ok=True)
            shutil.rmtree(layout.generation(number))
            removed.append(number)
    return removed


@contextmanager
def publisher_lock(layout: Layout) -> Iterator[None]:
    """Hold the warehouse's publishing to this process; the system lets go of it if the process dies."""
    with layout.lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write_sealed(path: Path, value: Mapping[str, Any]) -> None:
    fresh = path.with_suffix(".tmp")
    fresh.write_bytes(sealed(value))
    _sync(fresh)
    fresh.replace(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
