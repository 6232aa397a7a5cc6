"""The Delta tables of one warehouse: opened once a process, brought up to date at each use; what their errors say.

Tables are read file by file through pyarrow: `DeltaTable.to_pyarrow_table()` was seen to abort the process at
exit.
"""

from __future__ import annotations

import errno
import os
import random
import re
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaError

from schemas.errors import ErrorCode, PolicyError
from warehouse.layout import Layout
from warehouse.remote import Remote
from warehouse.rows import read_files, said
from warehouse.seals import LOAD_ID

_ATTEMPTS = 8
_FIRST_WAIT_SECONDS = 0.02
_SYSTEM_ERROR = re.compile(r"\(os error ([0-9]+)\)")
_PANIC = "PanicException"  # of a module that cannot be imported, and no Exception
_REFUSED = re.compile(r"Generic (?:S3|\{?Object)|object at location|error sending request", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a table: its address, its size, when it was written (milliseconds since 1970), its load ids.

    `lowest` and `highest` are None where the log does not say which loads it holds.
    """

    address: str
    size: int
    modified: int
    lowest: str | None
    highest: str | None

    def may_hold(self, wanted: Sequence[str]) -> bool:
        """Return whether its range of load ids takes in one of the wanted ones (sorted)."""
        if self.lowest is None or self.highest is None:
            return bool(wanted)
        place = bisect_left(wanted, self.lowest)
        return place < len(wanted) and wanted[place] <= self.highest


@dataclass(frozen=True, slots=True)
class DeltaTables:
    """The Delta tables of one warehouse, by name: in its folder, or on an object store where it is `remote`.

    Opening a table reads its whole log, which takes thirty times as long as looking whether it has grown.
    `sleep` waits a number of seconds between attempts.
    """

    layout: Layout
    sleep: Callable[[float], None] = time.sleep
    remote: Remote | None = None
    _open: dict[str, DeltaTable] = field(default_factory=dict, init=False, repr=False, compare=False)
    _files: dict[str, tuple[int, tuple[StoredFile, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _seen: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def options(self) -> dict[str, str] | None:
        """Return what opening a table of an object store needs."""
        return self.remote.delta_options if self.remote else None

    def address(self, name: str) -> str:
        """Return where a table is: a path or an address."""
        return self.remote.table(name) if self.remote else str(self.layout.table(name))

    def is_there(self, name: str) -> bool:
        """Return whether a table was made."""
        return DeltaTable.is_deltatable(self.address(name), self.options)

    def newest(self, name: str) -> DeltaTable:
        """Return a table as it is now.

        Raises:
            PolicyError: its log is damaged.
        """
        self._seen.discard(name)  # who asks may write to it
        table = self._open.pop(name, None)  # one that cannot be brought up to date is opened again
        if table is not None:
            try:
                table.update_incremental()
            except DeltaError:
                table = None
        return self._open.setdefault(name, table or self.at(name))

    def at(self, name: str, version: int | None = None) -> DeltaTable:
        """Return a table as it was at some version, by a handle of its own; as it is now by default.

        Raises:
            PolicyError: its log is damaged.
        """
        with self._telling(name):
            return DeltaTable(self.address(name), version=version, storage_options=self.options)

    def files(self, name: str) -> tuple[StoredFile, ...]:
        """Return the files of a table as it is now."""
        return self.state(name)[1]

    def files_of(self, name: str, wanted: Sequence[str]) -> list[StoredFile]:
        """Return the files that may hold some loads (sorted), by the log's statistics alone.

        A load is there before anything names it: a table that was looked at since holds it.
        """
        files = self._files[name][1] if name in self._seen else self.files(name)
        return [file for file in files if file.may_hold(wanted)]

    def look_again(self) -> None:
        """Look at each table again when it is read next: loads are named now that may be newer than the last look."""
        self._seen.clear()

    def state(self, name: str) -> tuple[int, tuple[StoredFile, ...]]:
        """Return the version of a table as it is now, and its files."""
        table = self.newest(name)
        known = self._files.get(name)
        if known is None or known[0] != table.version():
            with self._telling(name):
                known = self._files[name] = table.version(), tuple(self._stored(name, table))
        self._seen.add(name)
        return known

    def rows(self, files: Iterable[StoredFile], schema: pa.Schema) -> pa.Table:
        """Return the columns of a schema from files of the tables.

        Raises:
            PolicyError: a file is damaged.
        """
        return read_files((file.address for file in files), schema, self.damaged, self._opened)

    def retry(self, action: Callable[[], None]) -> None:
        """Do something that loses races with other writers until it is done.

        Raises:
            PolicyError: the log of a table is damaged.
        """
        for attempt in range(_ATTEMPTS):
            try:
                return action()
            except DeltaError as error:
                raise_if_system(error)
                if attempt == _ATTEMPTS - 1:
                    if self.remote is not None or isinstance(error, CommitFailedError):
                        raise
                    raise self.damaged(self.layout.store, said(error)) from error
                self.backoff(attempt)

    def backoff(self, attempt: int) -> None:
        """Wait before the next attempt, each time longer, never two writers equally long."""
        self.sleep(_FIRST_WAIT_SECONDS * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311

    def damaged(self, path: Path | str, reason: str) -> PolicyError:
        """Return the sentence about a file or table of the store that is damaged."""
        store = f"{self.remote.uri}/store" if self.remote else self.layout.store
        return PolicyError(ErrorCode.STORE_DAMAGED, path=path, reason=reason, store=store)

    @contextmanager
    def _telling(self, name: str) -> Iterator[None]:
        """Turn what a damaged log of a table comes to into its sentence; on some, the library panics."""
        try:
            yield
        except DeltaError as error:
            raise_if_system(error)
            if self.remote is not None and _REFUSED.search(str(error)):
                raise
            raise self.damaged(f"{self.address(name)}/_delta_log", said(error)) from error
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
            raise self.damaged(f"{self.address(name)}/_delta_log", said(error)) from error

    def _stored(self, name: str, table: DeltaTable) -> Iterator[StoredFile]:
        for action in pa.table(table.get_add_actions(flatten=True)).to_pylist():
            file = PurePosixPath(action["path"]).name  # not the URI, in which spaces and 汉字 are quoted
            yield StoredFile(
                f"{self.address(name)}/{file}",
                action["size_bytes"],
                action["modification_time"],
                action.get(f"min.{LOAD_ID}"),
                action.get(f"max.{LOAD_ID}"),
            )

    def _opened(self, address: str) -> str | pa.BufferReader:
        return address if self.remote is None else pa.BufferReader(self.remote.read(address))


def raise_if_system(error: DeltaError) -> None:
    """Raise what the system refused (no permission, a full disk) as the OSError that it is: a retry will not help."""
    found = _SYSTEM_ERROR.search(str(error))
    if found and int(found[1]) != errno.EEXIST:  # another writer was first
        raise OSError(int(found[1]), os.strerror(int(found[1]))) from error
