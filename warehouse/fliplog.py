"""The log of flips: a Delta table whose lines say, in their order, which load of each source is live.

It alone is written with a claim: each flip carries the version it was committed as, a commit that finds this version
taken is made again on what is live now. So the order of flips is data, and outlives compaction of the table. Its lines
are numbered and sealed: none can go or change unnoticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from operator import itemgetter
from sys import intern
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from warehouse.flips import dropped_loads
from warehouse.layout import FLIPS
from warehouse.records import Flip, FlipStatus
from warehouse.rows import said
from warehouse.seals import Line, flip_seal, missing_line
from warehouse.tables import DeltaTables, StoredFile, raise_if_system

_ORDER: dict[str, pa.DataType] = {"version": pa.int64(), "position": pa.int64()}
# `number` counts the lines of the log from 0, `seal` is over the values of one.
_GUARDS: dict[str, pa.DataType] = {"number": pa.int64(), "seal": pa.string()}
FLIPS_SCHEMA = pa.schema(
    _ORDER | {field.name: pa.string() for field in fields(Flip) if field.name not in _ORDER} | _GUARDS
)
_ATTEMPTS = 60  # a lost race costs some 30 ms; only a broken store loses this many
_LINES_AT_ONCE = 10_000  # of a file as large as all runs made it
_SHARED = ("revision", "run_id", "at")  # values of many lines, each of which is kept once
_LAST = 2**63  # behind every place in the log


class ConflictError(Exception):
    """Another writer took the version of the log that this one claimed."""


@dataclass(frozen=True, slots=True)
class FlipLog(DeltaTables):
    """The Delta tables of a warehouse with the log among them."""

    _log: dict[str, tuple[Line, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _ordered: list[Line] = field(default_factory=list, init=False, repr=False, compare=False)

    def flips(self) -> tuple[list[Flip], int]:
        """Return the log, oldest first, and its version: the claim of the next append.

        Raises:
            PolicyError: the log is damaged.
        """
        self.look_again()
        version, files = self.state(FLIPS)
        gone = self._log.keys() - {file.address for file in files}  # their rows are in a larger file now
        for address in gone:
            del self._log[address]
        fresh: list[Line] = []
        for file in files:
            if file.address not in self._log:  # a file never changes, so that each batch reads the newest alone
                self._log[file.address] = self._lines(file)
                fresh += self._log[file.address]
        reason = self._take(fresh, rebuilt=bool(gone))
        log = [flip for _, _, flip in self._ordered]
        if reason := reason or self._newest_missing(version, log):
            raise self.damaged(self.address(FLIPS), reason)
        return log, version

    def _take(self, fresh: list[Line], *, rebuilt: bool) -> str | None:
        """Put lines of files that were read now in their places; return what of the log is missing, if something is.

        Those of a batch follow all others, so that neither the whole log is sorted nor all its numbers are looked at
        for each.
        """
        if not fresh and not rebuilt:
            return None
        fresh.sort(key=itemgetter(0))
        if rebuilt or (self._ordered and fresh[0][0] <= self._ordered[-1][0]):
            fresh = sorted(chain.from_iterable(self._log.values()), key=itemgetter(0))
            self._ordered.clear()
        reason = missing_line(fresh, len(self._ordered))
        self._ordered.extend(fresh)
        if reason:
            self._log.clear()  # so that all is read and looked at again
            self._ordered.clear()
        return reason

    def guarded_loads(self) -> set[str]:
        """Return the loads of the log as it was read last that were live once, and must have seals if they have rows.

        An older program gave none, nor numbers to the lines of its log.
        """
        lines = [line for lines in self._log.values() for line in lines]
        dropped = dropped_loads(flip for _, _, flip in lines)
        live = {flip.load_id for _, number, flip in lines if number is not None and flip.status is FlipStatus.LIVE}
        return live - dropped

    def append_flips(self, flips: Sequence[Flip], version: int) -> None:
        """Append flips right after the version of the log that was read last; at this moment documents change.

        Raises:
            ConflictError: the log has grown since that version.
        """
        # A handle of its own: the shared one may be newer than what the caller has seen, and would claim that.
        table = self.at(FLIPS, version)
        first = len(self._ordered)
        rows = [
            {item.name: getattr(flip, item.name) for item in fields(Flip)}
            | {"position": k, "number": first + k, "seal": flip_seal(flip, k)}
            for k, flip in enumerate(replace(flip, version=version + 1) for flip in flips)
        ]
        try:
            write_deltalake(
                table,
                pa.Table.from_pylist(rows, schema=FLIPS_SCHEMA),
                mode="append",
                schema_mode="merge",  # an older program's log has fewer columns
                commit_properties=CommitProperties(max_commit_retries=0),
            )
        except DeltaError as error:
            raise_if_system(error)
            if isinstance(error, CommitFailedError):
                raise ConflictError from error
            raise

    def decide(self, decision: Callable[[list[Flip]], list[Flip]]) -> list[Flip]:
        """Append what follows from the log as it is, decided anew whenever another writer was first; return it.

        Raises:
            ConflictError: others were first too often.
        """
        for attempt in range(_ATTEMPTS):
            log, version = self.flips()
            flips = decision(log)
            try:
                if flips:
                    self.append_flips(flips, version)
                return flips
            except ConflictError:
                self.backoff(min(attempt, 4))
        raise ConflictError(f"the log of flips was taken by other writers {_ATTEMPTS} times")

    def _lines(self, file: StoredFile) -> tuple[Line, ...]:
        """Return the lines in one file of the log, each verified by its seal."""
        try:
            batches = self.rows([file], FLIPS_SCHEMA).to_batches(max_chunksize=_LINES_AT_ONCE)
            return tuple(line for batch in batches for line in _lines_of(batch))
        except ValueError as error:
            raise self.damaged(file.address, said(error)) from error

    def _newest_missing(self, version: int, log: Sequence[Flip]) -> str | None:
        """Return whether a version of the table behind the last line brought lines, or says nothing at all."""
        known = (log[-1].version if log else None) or 0
        if not log or version <= known:
            return None
        folder = self.layout.table(FLIPS) / "_delta_log"
        entries = [folder / f"{number:020d}.json" for number in range(known + 1, version + 1)]
        if any(entry.is_file() and not entry.stat().st_size for entry in entries):
            return "its newest entry is empty"
        written = any(entry.get("operation") == "WRITE" for entry in self.newest(FLIPS).history(version - known))
        return "its newest lines are missing" if written else None


def _lines_of(rows: pa.RecordBatch) -> Iterator[Line]:
    """Yield flips with place in the log and number; those of the oldest programs, which gave neither, come last.

    Raises:
        ValueError: one has changed since it was written.
    """
    columns: dict[str, list[Any]] = {name: rows[name].to_pylist() for name in rows.schema.names}
    columns["status"] = [FlipStatus(value) for value in columns["status"]]
    for name in _SHARED:
        columns[name] = [value and intern(value) for value in columns[name]]
    flips = map(Flip, *(columns[field.name] for field in fields(Flip)))
    places = zip(*(columns[name] for name in (*_ORDER, *_GUARDS)), strict=True)
    for flip, (version, position, number, seal) in zip(flips, places, strict=True):
        if seal is not None and seal != flip_seal(flip, position):
            raise ValueError("a line of it has changed")
        yield tuple(_LAST if value is None else value for value in (version, position)), number, flip
