"""What became of a source over time: its revisions, the rows of each, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import ErrorCode, UsageError
from schemas.tables import SOURCE_TABLES, TABLES
from warehouse.changes import row_changes
from warehouse.flips import SourceHistory, dropped_loads, live_loads
from warehouse.records import FlipStatus, LiveLoad, Revision
from warehouse.rows import plain
from warehouse.store import Store

RUNS = "runs"
_NO_ROWS: dict[str, pa.Table] = {}
# Where a row stands changes with every edit above it; what it says does not.
_PLACE = frozenset({"source_start", "source_end", "page", "page_start", "page_end", "position", "line"})


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that one revision has and another has not, or has otherwise.

    `before` and `after` are the row's values, None where it was not there; of a row that changed, only the columns
    that did. `moved` says that nothing changed but its place in the source.
    """

    table: str
    key: tuple[Any, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def moved(self) -> bool:
        """Return whether only its place in the source changed."""
        return self.before is not None and self.after is not None and _PLACE.issuperset(self.after)


def revisions(store: Store, source_id: str) -> list[Revision]:
    """Return what each valid flip did to a source, oldest first; row counts are against the load live before it."""
    log = [flip for flip in store.flips()[0] if flip.source_id == source_id]
    dropped = dropped_loads(log)
    rows = cache(partial(load_rows, store))
    history, found = SourceHistory(), list[Revision]()
    for flip in (one for one in log if one.status is not FlipStatus.DROPPED):  # what is dropped now was live once
        before, valid = history.live, len(history.valid)
        history.apply(flip)
        if len(history.valid) == valid:
            continue
        after = history.live
        changes = (None, None) if {before, after} & dropped else _changes(rows(before), rows(after))
        found.append(Revision(len(found) + 1, flip, after, False, after not in dropped, *changes))
    current = history.live
    return [replace(one, live=one.good_load is not None and one.good_load == current) for one in found]


def load_rows(store: Store, load_id: str | None) -> dict[str, pa.Table]:
    """Return all rows of a load, by table; none for no load."""
    if load_id is None:
        return _NO_ROWS
    tables = {spec.name: plain(spec.name, store.read(spec.name, {load_id})) for spec in SOURCE_TABLES}
    return {name: rows for name, rows in tables.items() if rows.num_rows}


def differences(old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> list[RowChange]:
    """Return the rows that differ between two loads of one source, by table in the order of the specifications."""
    found: list[RowChange] = []
    for spec in SOURCE_TABLES:
        before, after = (_by_key(spec.name, rows.get(spec.name)) for rows in (old, new))
        for key in dict.fromkeys([*before, *after]):
            change = _row_change(spec.name, key, before.get(key), after.get(key))
            if change is not None:
                found.append(change)
    return found


def state_after(store: Store, run_id: str) -> dict[str, LiveLoad]:
    """Return what was live, by source_id, when a run had published.

    Raises:
        UsageError: there is no such run.
    """
    log = store.flips()[0]
    rows = store.read_all(RUNS).select(["run_id", "log_version"])
    recorded: list[Any] = rows.filter(pc.equal(rows["run_id"], pa.scalar(run_id)))["log_version"].to_pylist()
    own = [flip.version or 0 for flip in log if flip.run_id == run_id]
    versions = [version for version in recorded if version is not None] or own
    if not versions:
        raise UsageError(ErrorCode.NO_RUN, got=repr(run_id))
    # A load that was dropped since was not dropped then, so that it is refused and not passed over.
    return live_loads(flip for flip in log if (flip.version or 0) <= max(versions))


def refuse_dropped(store: Store, run_id: str, load_ids: Iterable[str]) -> None:
    """Refuse to go back to a run whose rows are kept no more.

    Raises:
        UsageError: one of these loads was dropped.
    """
    if gone := dropped_loads(store.flips()[0]).intersection(load_ids):
        raise UsageError(ErrorCode.BEYOND_RETENTION, run=run_id, count=len(gone))


def _changes(old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> tuple[dict[str, int], dict[str, int]]:
    added, removed = {}, {}
    for name in dict.fromkeys([*old, *new]):
        more, less = row_changes(old.get(name, plain(name)), new.get(name, plain(name)))
        if count := sum(more.values()):
            added[name] = count
        if count := sum(less.values()):
            removed[name] = count
    return added, removed


def _by_key(name: str, rows: pa.Table | None) -> dict[tuple[Any, ...], dict[str, Any]]:
    members: list[dict[str, Any]] = rows.to_pylist() if rows is not None else []
    return {tuple(row[column] for column in TABLES[name].key): row for row in members}


def _row_change(
    name: str, key: tuple[Any, ...], before: dict[str, Any] | None, after: dict[str, Any] | None
) -> RowChange | None:
    if before is None or after is None:
        return RowChange(name, key, before, after)
    changed = [column for column, value in after.items() if before[column] != value]
    if not changed:
        return None
    return RowChange(name, key, {c: before[c] for c in changed}, {c: after[c] for c in changed})
