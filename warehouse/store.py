"""The store: Delta tables that only ever grow, and the log of flips that says which of their rows are live.

Data tables are appended blindly, which never conflicts. What is read whole is verified against the seals of its loads:
see `warehouse.seals`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, WriterProperties, write_deltalake

from schemas.arrow import arrow_schema
from schemas.errors import PolicyError
from schemas.tables import SOURCE_TABLES, TABLES
from warehouse.fliplog import FLIPS_SCHEMA, FlipLog
from warehouse.flips import live_loads
from warehouse.layout import FLIPS, SEALS
from warehouse.rows import is_one_of
from warehouse.seals import LOAD_ID, SCHEMA, Digest, broken_load, digests, seal

# Statistics of more columns would cost more than they save: rows are only ever looked for by their load. To open a
# table, every entry of its log behind the last checkpoint is read, of which there may else be a hundred.
_CONFIGURATION = {"delta.dataSkippingStatsColumns": LOAD_ID, "delta.checkpointInterval": "10"}
_APPEND_ONLY = "delta.appendOnly"
_OF_SOURCES = tuple(spec.name for spec in SOURCE_TABLES)
_READ_AT_ONCE = 1000  # loads; bounds the memory that a look at all of them takes
_SEALS_KEPT = 3  # sets of loads: those of a commit, those before them, both
_DELETED_AT_ONCE = 1000  # loads; a predicate is one expression
_MANY_FILES = 8
_FILE_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Store(FlipLog):
    """What a warehouse was ever given, and which of it is live."""

    _seals: dict[tuple[str, ...], pa.Table] = field(default_factory=dict, init=False, repr=False, compare=False)

    def create(self) -> None:
        """Make every table that is not there yet."""
        known = self.remote.tables() if self.remote else frozenset(self.names())
        for name in self.names():
            if name not in known or not (self.remote or self.is_there(name)):
                self.retry(partial(self._create, name))

    def exists(self) -> bool:
        """Return whether a store was made here."""
        return self.is_there(FLIPS)

    def append(self, name: str, rows: pa.Table) -> None:
        """Append rows with their `load_id` to a table; nothing reads them until a flip names the load."""
        if not rows.num_rows:
            return
        schema = store_schema(name)
        plain = pa.Table.from_arrays([rows[field.name] for field in schema], schema=schema)
        attempts: list[None] = []

        def write() -> None:
            if attempts and self.read(name, _loads(plain), [LOAD_ID]).num_rows:
                return  # the attempt that seemed to fail did not
            attempts.append(None)
            self._write(name, plain)

        self.retry(write)

    def seal(self, tables: Mapping[str, pa.Table]) -> pa.Table:
        """Enter what the appended rows of some loads are, by table; it is verified whenever they are read whole.

        Returns:
            The seals.
        """
        seals = seal(tables)
        self.append(SEALS, seals)
        return seals

    def digests(self, name: str, load_ids: Collection[str]) -> dict[str, Digest | None]:
        """Return what the rows of some loads in a table are, without reading them; see `warehouse.seals.digests`.

        Loads that no seal is known of are left out; so are all where they are too many to be looked at at once.
        """
        return digests(self._seals_of(tuple(sorted(load_ids))), name) if len(load_ids) <= _READ_AT_ONCE else {}

    def read(self, name: str, load_ids: Collection[str], columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of some loads, in no order; without `columns` all published ones and no `load_id`.

        A file is read at a time and verified are so many loads at a time, so that hardly more memory is taken than for
        the rows that are returned.

        Raises:
            PolicyError: they could not be read, or read whole are not those that were appended.
        """
        wanted = sorted(load_ids)
        names = list(TABLES[name].names if columns is None else columns)
        schema = pa.schema([field for field in store_schema(name) if field.name in {LOAD_ID, *names}])
        parts = [schema.empty_table()]
        for start in range(0, len(wanted), _READ_AT_ONCE):
            some = wanted[start : start + _READ_AT_ONCE]
            files = (self.rows([file], schema) for file in self.files_of(name, some))
            found = [rows.filter(is_one_of(rows[LOAD_ID], some)) for rows in files]
            parts.append(pa.concat_tables([schema.empty_table(), *found]))
            if columns is None:
                self._verify(name, parts[-1], some)
        return pa.concat_tables(parts).select(names)

    def read_all(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return every row of a table, of whatever load, in no order; all columns by default, and then verified."""
        schema = pa.schema([field for field in store_schema(name) if columns is None or field.name in columns])
        rows = self.rows(self.files(name), schema)
        if columns is None:
            self._verify(name, rows, sorted(_loads(rows)))
        return rows

    def names(self) -> tuple[str, ...]:
        """Return the tables of the store, the log of flips last."""
        return (*TABLES, SEALS, FLIPS)

    def size(self) -> int:
        """Return how many bytes the files of all tables take."""
        return sum(file.size for name in self.names() for file in self.files(name))

    def versions(self, names: Iterable[str]) -> dict[str, int]:
        """Return the versions of some tables: what is read of a table of the same version is the same."""
        return {name: self.state(name)[0] for name in names}

    def loads_before(self, time: datetime) -> dict[str, str]:
        """Return the loads in files written before a time, with their sources."""
        found: dict[str, str] = {}
        before = time.timestamp() * 1000  # the log's times are in milliseconds since 1970
        for name in _OF_SOURCES:
            old = [file for file in self.files(name) if file.modified < before]
            rows = self.rows(old, pa.schema([(LOAD_ID, pa.string()), ("source_id", pa.string())]))
            pairs = rows.group_by([LOAD_ID, "source_id"], use_threads=False).aggregate([]).to_pylist()
            found |= {pair[LOAD_ID]: pair["source_id"] for pair in pairs}
        return found

    def delete(self, name: str, load_ids: Sequence[str]) -> None:
        """Delete the rows of some loads from a table that has loads; the files go when the table is tidied."""
        if name not in {SEALS, *_OF_SOURCES}:
            return
        for start in range(0, len(load_ids), _DELETED_AT_ONCE):
            listed = ", ".join(f"'{load_id}'" for load_id in load_ids[start : start + _DELETED_AT_ONCE])
            self.retry(partial(self._delete, name, f"{LOAD_ID} in ({listed})"))

    def join(self, name: str, files: int = _MANY_FILES) -> None:
        """Join the small files of a table that has at least so many files; rows stay as they are."""
        if len(self.files(name)) >= files:
            self.retry(partial(self._join, name))

    def tidy(self, name: str, lease: timedelta) -> int:
        """Join the small files of a table, remove those that no version within the lease needs; return how many.

        Its log is shortened, too.
        """
        self.join(name)
        table = self.newest(name)
        hours = int(lease / timedelta(hours=1))
        removed = table.vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False)
        table.create_checkpoint()
        table.cleanup_metadata()
        return len(removed)

    def damages(self) -> Iterator[PolicyError]:
        """Yield what is wrong with the tables, one sentence each; the rows of every live load and run are read."""
        try:
            log, _ = self.flips()
            seals = self.rows(self.files(SEALS) if self.is_there(SEALS) else (), SCHEMA)
        except PolicyError as error:
            yield error
            return
        sealed = set(zip(seals["table"].to_pylist(), seals[LOAD_ID].to_pylist(), strict=True))
        if self.guarded_loads().difference(load_id for _, load_id in sealed):
            yield self.damaged(self.address(SEALS), "seals are missing")
        good = [load.load_id for load in live_loads(log).values() if load.good]
        for name in TABLES:
            try:
                if name in _OF_SOURCES:
                    for start in range(0, len(good), _READ_AT_ONCE):
                        self.read(name, good[start : start + _READ_AT_ONCE])
                elif {load_id for table, load_id in sealed if table == name} - _loads(self.read_all(name)):
                    yield self.damaged(self.address(name), "rows are missing")
            except PolicyError as error:
                yield error

    def stored_bytes(self, name: str, load_ids: Collection[str]) -> int:
        """Return the size of the files that hold some loads: an upper bound of what these take, in bytes."""
        return sum(file.size for file in self.files_of(name, sorted(load_ids)))

    def _verify(self, name: str, rows: pa.Table, wanted: Sequence[str]) -> None:
        """Verify that the rows of some loads are those that were appended."""
        if broken_load(name, rows, self._seals_of(tuple(wanted))):
            raise self.damaged(self.address(name), "its rows are not those that were appended")

    def _seals_of(self, load_ids: tuple[str, ...]) -> pa.Table:
        """Return the seals of some loads, which never change; those asked for lately are kept, for the next table."""
        known = self._seals.get(load_ids)
        if known is not None:
            return known
        there = self.is_there(SEALS)  # a store that an older program made has none
        found = self.rows(self.files_of(SEALS, load_ids) if there else (), SCHEMA)
        found = found.filter(is_one_of(found[LOAD_ID], load_ids))
        if len(self._seals) >= _SEALS_KEPT:
            self._seals.clear()
        self._seals[load_ids] = found
        return found

    def _create(self, name: str) -> None:
        if self.remote is None:
            self.layout.table(name).mkdir(parents=True, exist_ok=True)
        DeltaTable.create(
            self.address(name),
            schema=store_schema(name),
            mode="ignore",
            configuration=None if name == FLIPS else _CONFIGURATION,
            storage_options=self.options,
        )

    def _delete(self, name: str, predicate: str) -> None:
        table = self.newest(name)
        if table.metadata().configuration.get(_APPEND_ONLY) == "true":  # a store that an older program made
            table.alter.set_table_properties({_APPEND_ONLY: "false"})
        table.delete(predicate)

    def _join(self, name: str) -> None:
        table = self.newest(name)
        if name in _OF_SOURCES:
            table.optimize.z_order([LOAD_ID], target_size=_FILE_BYTES)  # sorted, so that a load is in one file
        else:
            table.optimize.compact(target_size=_FILE_BYTES)

    def _write(self, name: str, rows: pa.Table) -> None:
        # schema_mode: a column that a newer program added is null in older rows
        write_deltalake(
            self.newest(name),
            rows,
            mode="append",
            schema_mode="merge",
            writer_properties=WriterProperties(compression="ZSTD"),
        )


def store_schema(name: str) -> pa.Schema:
    """Return the schema of a table in the store.

    `load_id` comes first. Everything may be null there and descriptions are left out: rows that fail the audit are
    kept beside the others, and a reworded description is no change of schema.
    """
    if name in (FLIPS, SEALS):
        return FLIPS_SCHEMA if name == FLIPS else SCHEMA
    columns: list[pa.Field[Any]] = [pa.field(field.name, field.type) for field in arrow_schema(name)]
    return pa.schema([pa.field(LOAD_ID, pa.string()), *columns])


def _loads(rows: pa.Table) -> set[str]:
    return {str(load_id) for load_id in pc.unique(rows[LOAD_ID]).to_pylist()}
