"""The Delta tables of one store: opened once a process, and brought up to date at each use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from warehouse.layout import Layout
from warehouse.remote import Remote

LOAD_ID = "load_id"


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
    """The Delta tables of one warehouse, by name.

    Opening a table reads its whole log, which takes thirty times as long as looking whether it has grown.
    """

    layout: Layout
    remote: Remote | None
    _open: dict[str, DeltaTable] = field(default_factory=dict, init=False, repr=False)
    _files: dict[str, tuple[int, tuple[StoredFile, ...]]] = field(default_factory=dict, init=False, repr=False)

    def address(self, name: str) -> str:
        """Return where a table is."""
        return self.remote.table(name) if self.remote else str(self.layout.table(name))

    @property
    def options(self) -> dict[str, str] | None:
        """Return what opening a table of an object store needs."""
        return self.remote.delta_options if self.remote else None

    def newest(self, name: str) -> DeltaTable:
        """Return a table as it is now."""
        table = self._open.pop(name, None)  # one that cannot be brought up to date is opened again
        if table is not None:
            try:
                table.update_incremental()
            except DeltaError:
                table = None
        if table is None:
            table = DeltaTable(self.address(name), storage_options=self.options)
        return self._open.setdefault(name, table)

    def files(self, name: str) -> tuple[StoredFile, ...]:
        """Return the files of a table as it is now."""
        return self.state(name)[1]

    def state(self, name: str) -> tuple[int, tuple[StoredFile, ...]]:
        """Return the version of a table as it is now, and its files."""
        table = self.newest(name)
        known = self._files.get(name)
        if known is None or known[0] != table.version():
            known = self._files[name] = table.version(), tuple(self._stored(name, table))
        return known

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
