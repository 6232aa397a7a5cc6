"""The store: Delta tables that only ever grow, and the log of flips that says which of their rows are live.

Data tables are appended blindly, which never conflicts. The log alone is written with a claim: each flip carries the
version it was committed as, a commit that finds this version taken is made again on what is live now. So the order of
flips is data, and outlives compaction of the table.

Tables are read file by file through pyarrow: `DeltaTable.to_pyarrow_table()` was seen to abort the process at
exit.
"""

from __future__ import annotations

import errno
import os
import random
import re
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from schemas.arrow import arrow_schema
from schemas.tables import SOURCE_TABLES, TABLES
from warehouse.layout import FLIPS, Layout
from warehouse.records import Flip, FlipStatus
from warehouse.remote import Remote
from warehouse.rows import is_one_of, read_files
from warehouse.tables import LOAD_ID, DeltaTables, StoredFile

_ATTEMPTS = 8
_FIRST_WAIT_SECONDS = 0.02
_SYSTEM_ERROR = re.compile(r"\(os error ([0-9]+)\)")
_ORDER: dict[str, pa.DataType] = {"version": pa.int64(), "position": pa.int64()}
_FLIPS_SCHEMA = pa.schema(_ORDER | {field.name: pa.string() for field in fields(Flip) if field.name not in _ORDER})
# Statistics of every column would cost more than they save: rows are only ever looked for by their load.
_CONFIGURATION = {"delta.dataSkippingStatsColumns": LOAD_ID}
_APPEND_ONLY = "delta.appendOnly"
_DELETED_AT_ONCE = 1000  # loads; a predicate is one expression
_MANY_FILES = 8
_LAST = 2**63  # behind every place in the log
_FILE_BYTES = 64 * 2**20


_Placed = tuple[tuple[int, ...], Flip]


class ConflictError(Exception):
    """Another writer took the version of the log that this one claimed."""


@dataclass(frozen=True, slots=True)
class Store:
    """The Delta tables of one warehouse: in its folder, or on an object store where it is `remote`.

    `sleep` waits a number of seconds between attempts.
    """

    layout: Layout
    sleep: Callable[[float], None] = time.sleep
    remote: Remote | None = None
    _tables: DeltaTables = field(init=False, repr=False, compare=False)
    _log: dict[str, tuple[_Placed, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", DeltaTables(self.layout, self.remote))

    def create(self) -> None:
        """Make every table that is not there yet."""
        known = self.remote.tables() if self.remote else frozenset(self.names())
        for name in self.names():
            if name not in known or not (self.remote or DeltaTable.is_deltatable(self._tables.address(name))):
                self._retry(lambda name=name: self._create(name))  # type: ignore[misc]

    def exists(self) -> bool:
        """Return whether a store was made here."""
        return DeltaTable.is_deltatable(self._tables.address(FLIPS), self._tables.options)

    def append(self, name: str, rows: pa.Table) -> None:
        """Append rows with their `load_id` to a table; nothing reads them until a flip names the load."""
        if not rows.num_rows:
            return
        schema = store_schema(name)
        plain = pa.Table.from_arrays([rows[field.name] for field in schema], schema=schema)
        self._retry(lambda: self._write(name, plain))

    def read(self, name: str, load_ids: Collection[str], columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of some loads, in no order; without `columns` all published ones and no `load_id`."""
        wanted = sorted(load_ids)
        schema = store_schema(name)
        names = list(columns) if columns is not None else list(TABLES[name].names)
        read = pa.schema([field for field in schema if field.name in {LOAD_ID, *names}])
        rows = self._read((file.address for file in self._files(name, wanted)), read)
        return rows.filter(is_one_of(rows[LOAD_ID], wanted)).select(names)

    def read_all(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return every row of a table, of whatever load, in no order; all columns by default."""
        schema = pa.schema([field for field in store_schema(name) if columns is None or field.name in columns])
        return self._read((file.address for file in self._tables.files(name)), schema)

    def names(self) -> tuple[str, ...]:
        """Return the tables of the store, the log of flips last."""
        return (*TABLES, FLIPS)

    def size(self) -> int:
        """Return how many bytes the files of all tables take."""
        return sum(file.size for name in self.names() for file in self._tables.files(name))

    def versions(self, names: Iterable[str]) -> dict[str, int]:
        """Return the versions of some tables: what is read of a table of the same version is the same."""
        return {name: self._tables.state(name)[0] for name in names}

    def loads_before(self, time: datetime) -> dict[str, str]:
        """Return the loads in files written before a time, with their sources."""
        found: dict[str, str] = {}
        for name in (spec.name for spec in SOURCE_TABLES):
            old = (file.address for file in self._tables.files(name) if file.modified < time.timestamp() * 1000)
            rows = self._read(old, pa.schema([(LOAD_ID, pa.string()), ("source_id", pa.string())]))
            pairs = rows.group_by([LOAD_ID, "source_id"], use_threads=False).aggregate([]).to_pylist()
            found |= {pair[LOAD_ID]: pair["source_id"] for pair in pairs}
        return found

    def delete(self, name: str, load_ids: Sequence[str]) -> None:
        """Delete the rows of some loads from a table that has loads; the files go when the table is tidied."""
        if name not in {spec.name for spec in SOURCE_TABLES}:
            return
        for start in range(0, len(load_ids), _DELETED_AT_ONCE):
            listed = ", ".join(f"'{load_id}'" for load_id in load_ids[start : start + _DELETED_AT_ONCE])
            self._retry(lambda listed=listed: self._delete(name, f"{LOAD_ID} in ({listed})"))  # type: ignore[misc]

    def join(self, name: str, files: int = _MANY_FILES) -> None:
        """Join the small files of a table that has at least so many files; rows stay as they are."""
        if len(self._tables.files(name)) >= files:
            self._retry(lambda: self._join(name))

    def tidy(self, name: str, lease: timedelta) -> int:
        """Join the small files of a table, remove those that no version within the lease needs; return how many.

        Its log is shortened, too.
        """
        self.join(name)
        table = self._tables.newest(name)
        hours = int(lease / timedelta(hours=1))
        removed = table.vacuum(retention_hours=hours, enforce_retention_duration=False, dry_run=False)
        table.create_checkpoint()
        table.cleanup_metadata()
        return len(removed)

    def stored_bytes(self, name: str, load_ids: Collection[str]) -> int:
        """Return the size of the files that hold some loads: an upper bound of what these take, in bytes."""
        return sum(file.size for file in self._files(name, sorted(load_ids)))

    def flips(self) -> tuple[list[Flip], int]:
        """Return the log, oldest first, and its version: the claim of the next append."""
        version, files = self._tables.state(FLIPS)
        paths = {file.address for file in files}
        for path in self._log.keys() - paths:  # its rows are in a larger file now
            del self._log[path]
        for path in paths - self._log.keys():  # a file never changes, so that each batch reads the newest alone
            self._log[path] = tuple(map(_placed, self._read([path], _FLIPS_SCHEMA).to_pylist()))
        ordered = sorted(chain.from_iterable(self._log.values()), key=itemgetter(0))
        return [flip for _, flip in ordered], version

    def append_flips(self, flips: Sequence[Flip], version: int) -> None:
        """Append flips right after a version of the log; this is the moment when documents change.

        Raises:
            ConflictError: the log has grown since that version.
        """
        # A handle of its own: the shared one may be newer than what the caller has seen, and would claim that.
        table = DeltaTable(self._tables.address(FLIPS), version=version, storage_options=self._tables.options)
        rows = [asdict(flip) | {"version": version + 1, "position": k} for k, flip in enumerate(flips)]
        try:
            write_deltalake(
                table,
                pa.Table.from_pylist(rows, schema=_FLIPS_SCHEMA),
                mode="append",
                schema_mode="merge",  # an older program's log has fewer columns
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except CommitFailedError as error:
            _raise_if_system(error)
            raise ConflictError from error

    def backoff(self, attempt: int) -> None:
        """Wait before the next attempt, each time longer, never two writers equally long."""
        self.sleep(_FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311

    def _read(self, uris: Iterable[str], schema: pa.Schema) -> pa.Table:
        remote = self.remote
        return read_files(uris if remote is None else (pa.BufferReader(remote.read(uri)) for uri in uris), schema)

    def _create(self, name: str) -> None:
        if self.remote is None:
            self.layout.table(name).mkdir(parents=True, exist_ok=True)
        DeltaTable.create(
            self._tables.address(name),
            schema=store_schema(name),
            mode="ignore",
            configuration=_CONFIGURATION if name in TABLES else None,
            storage_options=self._tables.options,
        )

    def _delete(self, name: str, predicate: str) -> None:
        table = self._tables.newest(name)
        if table.metadata().configuration.get(_APPEND_ONLY) == "true":  # a store that an older program made
            table.alter.set_table_properties({_APPEND_ONLY: "false"})
        table.delete(predicate)

    def _join(self, name: str) -> None:
        table = self._tables.newest(name)
        if name in {spec.name for spec in SOURCE_TABLES}:
            table.optimize.z_order([LOAD_ID], target_size=_FILE_BYTES)  # sorted, so that a load is in one file
        else:
            table.optimize.compact(target_size=_FILE_BYTES)

    def _write(self, name: str, rows: pa.Table) -> None:
        # schema_mode: a column that a newer program added is null in older rows
        write_deltalake(
            self._tables.newest(name),
            rows,
            mode="append",
            schema_mode="merge",
            writer_properties=WriterProperties(compression="ZSTD"),
        )

    def _retry(self, action: Callable[[], None]) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                return action()
            except DeltaError as error:
                _raise_if_system(error)
                if attempt == _ATTEMPTS - 1:
                    raise
                self.backoff(attempt)

    def _files(self, name: str, wanted: Sequence[str]) -> list[StoredFile]:
        """Return the files that may hold some loads, by the log's statistics alone."""
        return [file for file in self._tables.files(name) if file.may_hold(wanted)]


def store_schema(name: str) -> pa.Schema:
    """Return the schema of a table in the store.

    `load_id` comes first. Everything may be null there and descriptions are left out: rows that fail the audit are
    kept beside the others, and a reworded description is no change of schema.
    """
    if name == FLIPS:
        return _FLIPS_SCHEMA
    columns: list[pa.Field[Any]] = [pa.field(field.name, field.type) for field in arrow_schema(name)]
    return pa.schema([pa.field(LOAD_ID, pa.string()), *columns])


def _raise_if_system(error: DeltaError) -> None:
    """Raise what the system refused (no permission, a full disk) as the OSError that it is: a retry will not help."""
    found = _SYSTEM_ERROR.search(str(error))
    if found and int(found[1]) != errno.EEXIST:  # another writer was first
        raise OSError(int(found[1]), os.strerror(int(found[1]))) from error


def _placed(row: dict[str, Any]) -> _Placed:
    """Return a flip with its place in the log; those of the oldest programs, which gave none, come last."""
    place = tuple(_LAST if row[name] is None else row[name] for name in _ORDER)
    values = {name: value for name, value in row.items() if name != "position"}
    return place, Flip(**values | {"status": FlipStatus(row["status"])})
