"""Write a generation: the live loads as plain Parquet, on top of the generation before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.ids import digest
from schemas.spec import TableSpec
from schemas.tables import SOURCE_TABLES
from warehouse.cited import NAMING_COLUMNS, with_cited
from warehouse.commit import SOURCES
from warehouse.generations import bucket_name, keep_if_equal, link, parts_of, read_table, write_parquet, writer_options
from warehouse.identity import IDENTITY_COLUMNS, with_ids
from warehouse.integrity import damaged
from warehouse.links import CITATIONS, DOCUMENTS, Links, link_documents
from warehouse.records import LiveLoad
from warehouse.rows import of_sources, plain, plain_schema, published, read_files, without_sources
from warehouse.store import Store

_MOST_BUCKETS = 256  # as the first two digits of a source_id tell apart
_LINKED = (DOCUMENTS, SOURCES, CITATIONS)  # their rows also say what other documents make of them


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """How generations are laid out and kept.

    Attributes:
        file_bytes: a table whose file would be larger becomes a folder of buckets, and stays one.
        buckets: how many files such a folder holds at least; a divisor of 256.
        bucket_sources: how many sources a bucket may have before all are cut in four, so that what one changed source
            makes be written anew does not grow with the whole.
        memory_bytes: how much of the store is read at once, as it is stored there.
        keep: how long a generation is kept after it was replaced.
    """

    file_bytes: int = 2**20
    buckets: int = 16
    bucket_sources: int = 2000
    memory_bytes: int = 32 * 2**20  # ten times as many once they are read, put in order and written
    keep: timedelta = timedelta(hours=6)


def fingerprint() -> str:
    """Return what published files depend on besides rows: names, types, meanings and order of columns, the writer."""
    return digest(*(spec for spec in SOURCE_TABLES), *writer_options())


@dataclass(frozen=True, slots=True)
class Staging:
    """One generation while it is written.

    `changed` are the sources whose load is not the one in the `previous` generation (None where there is none to
    stand on), and `replaced` the good loads that it has of them; `live` is what is to be published. All tables that are
    folders have the same number of `buckets`, so that a source's rows are in files of one name.
    """

    store: Store
    settings: PublishSettings
    folder: Path
    previous: Path | None
    live: Mapping[str, LiveLoad]
    changed: frozenset[str]
    replaced: Mapping[str, str] = field(default_factory=dict)
    buckets: int = field(init=False)

    def __post_init__(self) -> None:
        buckets = max(self.settings.buckets, *(len(self._parts_before(spec.name)) for spec in SOURCE_TABLES))
        while buckets < _MOST_BUCKETS and len(self.live) > buckets * self.settings.bucket_sources:
            buckets = min(4 * buckets, _MOST_BUCKETS)
        object.__setattr__(self, "buckets", buckets)

    def write(self) -> dict[str, list[Path]]:
        """Write every table; return by table the files that differ from the previous generation's."""
        self.folder.mkdir(parents=True)
        links = self._links()
        return {spec.name: files for spec in SOURCE_TABLES if (files := self._write_table(spec, links))}

    def _write_table(self, spec: TableSpec, links: Links) -> list[Path]:
        touched = self.changed | links.touched.get(spec.name, frozenset())
        path = self.folder / f"{spec.name}.parquet"
        before = self._previous_file(path)
        if before.is_file() and (not touched or (spec.name not in _LINKED and self._stands(spec.name))):
            link(before, path)
            return []
        if self._is_split(spec.name):
            differing = self._write_buckets(spec, touched, links)
            return self._join_if_small(spec, differing)
        rows = self._compose(spec, self._previous_part(spec.name), self._fresh(spec.name, self.changed), links)
        write_parquet(path, rows)
        if path.stat().st_size > self.settings.file_bytes:
            path.unlink()
            return self._write_split(spec.name, rows)
        return [] if keep_if_equal(path, before) else [path]

    def _write_split(self, name: str, rows: pa.Table) -> list[Path]:
        """Write rows that are in order already as buckets."""
        files = []
        for bucket in range(self.buckets):
            files.append(self.folder / bucket_name(name, bucket))
            write_parquet(files[-1], self._in_bucket(rows, bucket))
        return files

    def _write_buckets(self, spec: TableSpec, touched: Collection[str], links: Links) -> list[Path]:
        """Write the buckets that hold touched sources, link the others; return those that differ."""
        every = set(range(self.buckets))
        as_it_was = len(self._parts_before(spec.name)) == self.buckets
        due = {self._bucket(source_id) for source_id in touched} if as_it_was else every
        differing = []
        for bucket in every - due:
            path = self.folder / bucket_name(spec.name, bucket)
            link(self._previous_file(path), path)
        for bucket, fresh in self._fresh_buckets(spec.name, sorted(due)):
            path = self.folder / bucket_name(spec.name, bucket)
            write_parquet(path, self._compose(spec, self._previous_part(spec.name, bucket), fresh, links))
            if not keep_if_equal(path, self._previous_file(path)):
                differing.append(path)
        return differing

    def _join_if_small(self, spec: TableSpec, differing: list[Path]) -> list[Path]:
        """Make a table one file that was taken for larger than it is; so rows alone decide how it lies."""
        folder = self.folder / spec.name
        files = sorted(folder.glob("*.parquet"))
        size = sum(path.stat().st_size for path in files)
        if self._was_split(spec.name) or size > 2 * self.settings.file_bytes:
            return differing
        rows = _in_order(spec, read_files(files, plain_schema(spec.name), damaged))
        path = self.folder / f"{spec.name}.parquet"
        write_parquet(path, published(spec.name, rows))
        if path.stat().st_size > self.settings.file_bytes:
            path.unlink()
            return differing
        rmtree(folder)
        return [] if keep_if_equal(path, self._previous_file(path)) else [path]

    def _stands(self, name: str) -> bool:
        """Say whether the rows that the changed sources have in a table now are those that they had, by their seals."""
        loads = {
            source_id: load.load_id for source_id in self.changed if (load := self.live.get(source_id)) and load.good
        }
        wanted = {*loads.values(), *self.replaced.values()}
        known = self.store.digests(name, wanted)
        if not known.keys() >= wanted:
            return False
        before, now = ({key: known[load] for key, load in one.items() if known[load]} for one in (self.replaced, loads))
        return before == now

    def _compose(self, spec: TableSpec, old: pa.Table, fresh: pa.Table, links: Links) -> pa.Table:
        """Return the rows of a file in their order: those of the previous generation that stay, and the new ones."""
        rows = pa.concat_tables([without_sources(old, self.changed), plain(spec.name, fresh)])
        if spec.name == DOCUMENTS:
            rows = with_ids(rows, "duplicate_of", links.repeats)
        if spec.name == SOURCES:
            rows = self._with_missing(rows)
        if spec.name == CITATIONS:
            rows = with_cited(rows, links.register, self.changed | links.touched[CITATIONS])
        return published(spec.name, _in_order(spec, rows))

    def _with_missing(self, sources: pa.Table) -> pa.Table:
        """Return rows of `sources` with the time since which their files are gone."""
        field = plain_schema(SOURCES).field("missing_since")
        loads = [self.live.get(str(source_id)) for source_id in sources["source_id"].to_pylist()]
        since = [load.missing_since if load else None for load in loads]
        values = pa.array([datetime.fromisoformat(moment) if moment else None for moment in since], field.type)
        return sources.set_column(sources.column_names.index(field.name), field, values)

    def _previous_part(self, name: str, bucket: int | None = None) -> pa.Table:
        """Return the previous rows of a table, or of one of its buckets."""
        files = self._parts_before(name)
        if bucket is None or not files:
            return read_files(files, plain_schema(name), damaged)
        rows = read_files([files[bucket * len(files) // self.buckets]], plain_schema(name), damaged)
        return rows if len(files) == self.buckets else self._in_bucket(rows, bucket)

    def _parts_before(self, name: str) -> list[Path]:
        """Return the files of a table in the previous generation, in order."""
        return parts_of(self.previous, name) if self.previous else []

    def _fresh(self, name: str, source_ids: Iterable[str], columns: Collection[str] | None = None) -> pa.Table:
        """Return the rows of the loads that are new for some sources."""
        return self.store.read(name, self._loads(name, source_ids), list(columns) if columns else None)

    def _fresh_buckets(self, name: str, buckets: list[int]) -> Iterator[tuple[int, pa.Table]]:
        """Yield the new rows of each bucket; the store is read for as many buckets at once as memory allows."""
        by_bucket: dict[int, list[str]] = {bucket: [] for bucket in buckets}
        for source_id in self.changed:
            if (bucket := self._bucket(source_id)) in by_bucket:
                by_bucket[bucket].append(source_id)
        stored = self.store.stored_bytes(name, self._loads(name, self.changed))
        at_once = max(1, len(buckets) * self.settings.memory_bytes // max(stored, 1))
        for start in range(0, len(buckets), at_once):
            group = buckets[start : start + at_once]
            rows = self._fresh(name, (source_id for bucket in group for source_id in by_bucket[bucket]))
            for bucket in group:
                yield bucket, of_sources(rows, by_bucket[bucket])

    def _loads(self, name: str, source_ids: Iterable[str]) -> set[str]:
        """Return the loads of some sources that have published rows in a table."""
        live = (self.live[source_id] for source_id in source_ids if source_id in self.live)
        return {load.load_id for load in live if load.good or name == SOURCES}

    def _is_split(self, name: str) -> bool:
        """Return whether a table is a folder of buckets before it is written: it was one, or it is huge."""
        if self._was_split(name):
            return True
        return self.store.stored_bytes(name, self._loads(name, self.changed)) > 4 * self.settings.file_bytes

    def _was_split(self, name: str) -> bool:
        return self.previous is not None and (self.previous / name).is_dir()

    def _bucket(self, source_id: str) -> int:
        return int(source_id[:2], 16) * self.buckets // _MOST_BUCKETS

    def _in_bucket(self, rows: pa.Table, bucket: int) -> pa.Table:
        source_ids: list[Any] = pc.unique(rows["source_id"]).to_pylist()
        return of_sources(rows, [source_id for source_id in source_ids if self._bucket(source_id) == bucket])

    def _previous_file(self, path: Path) -> Path:
        """Return where a file of this generation stood in the previous one, whether or not it did."""
        return (self.previous or self.folder.with_name("none")) / path.relative_to(self.folder)

    def _links(self) -> Links:
        before = self._previous_columns(DOCUMENTS, (*IDENTITY_COLUMNS, "duplicate_of"))
        fresh = self._fresh(DOCUMENTS, self.changed, IDENTITY_COLUMNS)
        return link_documents(before, fresh, self.changed, lambda: self._previous_columns(CITATIONS, NAMING_COLUMNS))

    def _previous_columns(self, name: str, columns: Collection[str]) -> pa.Table:
        return plain(name).select(list(columns)) if self.previous is None else read_table(self.previous, name, columns)


def _in_order(spec: TableSpec, rows: pa.Table) -> pa.Table:
    """Return rows in the order in which they are published, which is total."""
    return rows.sort_by([(name, "ascending") for name in dict.fromkeys((*spec.sort, *spec.key))])
