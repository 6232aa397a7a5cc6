"""The warehouse's past as entries to print: runs, revisions of a source, and rows that changed between two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flows.catalogue import rows
from flows.lookup import look_up
from flows.settings import Settings
from schemas.errors import ErrorCode, UsageError
from schemas.ids import source_id_of
from warehouse.history import RowChange
from warehouse.records import FlipStatus, Revision

if TYPE_CHECKING:
    from warehouse import Warehouse

_LONGEST_VALUE = 80
_NO_COLUMN: list[tuple[str | None, Any, Any]] = [(None, None, None)]


def source_meant(doc: str, warehouse: Warehouse, settings: Settings) -> str:
    """Return the id of the source that a user means.

    Raises:
        UsageError: nothing or several things match.
    """
    return source_id_of(look_up(doc, warehouse.published, settings).source_uri)


def run_entries(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return one entry a run, oldest first."""
    found = sorted(rows(warehouse.published, "runs"), key=lambda row: row["started_at"])
    return [
        {
            "run": row["run_id"],
            "started": f"{row['started_at']:%Y-%m-%d %H:%M:%S}",
            "by": row["trigger"],
            "files": row["sources_found"],
            "parsed": row["sources_parsed"],
            "quarantined": row["sources_quarantined"],
            "rows added": row["rows_added"],
            "rows removed": row["rows_removed"],
            "published": "yes" if row["published"] else "no",
            "versions": row["versions"],
        }
        for row in found
    ]


def revision_entries(warehouse: Warehouse, source_id: str) -> list[dict[str, Any]]:
    """Return one entry a revision of a source, oldest first."""
    versions = {row["run_id"]: row["versions"] for row in rows(warehouse.published, "runs", ["run_id", "versions"])}
    return [_revision_entry(one, versions) for one in warehouse.revisions(source_id)]


def change_entries(
    warehouse: Warehouse, source_id: str, old: int | None, new: int | None, *, moved: bool
) -> tuple[list[dict[str, Any]], int]:
    """Return one entry a value that differs between two revisions of a source, and how many rows only moved.

    Raises:
        UsageError: there is no such revision, or its rows are kept no more.
    """
    before, after = _pair(warehouse.revisions(source_id), old, new)
    changes = warehouse.differences(before, after)
    entries = [entry for change in changes if moved or not change.moved for entry in _change_entries(change)]
    return entries, sum(change.moved for change in changes if not moved)


def _pair(known: list[Revision], old: int | None, new: int | None) -> tuple[Revision | None, Revision]:
    good = [one for one in known if one.flip.status in (FlipStatus.LIVE, FlipStatus.WITHDRAWN) and one.good_load]
    after = _numbered(known, new) if new else next((one for one in reversed(good) if one.live), None)
    if after is None:
        raise UsageError(ErrorCode.NO_REVISION, got="with rows", allowed=f"revisions 1 to {len(known)}, all without")
    if old is None:
        earlier = [one for one in good if one.number < after.number and one.good_load != after.good_load]
        return (earlier[-1] if earlier else None), after
    return (_numbered(known, old) if old else None), after


def _numbered(known: list[Revision], number: int) -> Revision:
    if not 1 <= number <= len(known):
        raise UsageError(ErrorCode.NO_REVISION, got=number, allowed=f"revisions 1 to {len(known)}")
    found = known[number - 1]
    if not found.kept:
        raise UsageError(ErrorCode.NO_REVISION, got=f"{number} any more", allowed="rows only of those within keep_days")
    return found


def _revision_entry(one: Revision, versions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "revision": one.number,
        "at": (one.flip.at or "")[:19].replace("T", " ") or None,
        "what": one.flip.status.value + (" (live)" if one.live else "") + ("" if one.kept else " (rows dropped)"),
        "run": one.flip.run_id,
        "versions": versions.get(one.flip.run_id),
        "rows added": None if one.rows_added is None else sum(one.rows_added.values()),
        "rows removed": None if one.rows_removed is None else sum(one.rows_removed.values()),
        "why": one.flip.error_message,
    }


def _change_entries(change: RowChange) -> list[dict[str, str | None]]:
    start: dict[str, str | None] = {"table": change.table, "key": ", ".join(map(str, change.key))}
    row = change.after or change.before or {}
    if change.before is None or change.after is None:
        words = next((row[name] for name in ("quote", "heading", "text", "title") if row.get(name)), None)
        sign, shown = ("-" if change.after is None else "+"), _NO_COLUMN
    else:
        sign, words, shown = "~", None, [(name, change.before[name], value) for name, value in change.after.items()]
    return [
        start | {"change": sign, "column": name, "before": _short(old), "after": _short(new), "words": _short(words)}
        for name, old, new in shown
    ]


def _short(value: Any) -> str | None:
    if value is None:
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
