"""Marks on sources: their files are gone, are there again, or their rows are to be published no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from warehouse.commit import SOURCES, flip
from warehouse.flips import TAKEN_OUT
from warehouse.history import load_rows
from warehouse.records import Flip, FlipStatus, LiveLoad, Moment, Outcome
from warehouse.store import Store


def mark(
    store: Store, live: Mapping[str, LiveLoad], source_ids: Collection[str], status: FlipStatus, moment: Moment
) -> tuple[Outcome, ...]:
    """Mark sources as MISSING, FOUND, REMOVED or WITHHELD; return what became of each, in the order of their ids.

    Args:
        store: the store.
        live: what was live when it was decided; a source that is newer by now is left as it is.
        source_ids: the sources, all of them live.
        status: the mark.
        moment: who asks, and when.
    """
    flips = marks(live, source_ids, status, moment)
    return marked(store, live, flips, flip(store, flips) if flips else frozenset())


def marks(live: Mapping[str, LiveLoad], source_ids: Collection[str], status: FlipStatus, moment: Moment) -> list[Flip]:
    """Return the flips that mark sources, in the order of their ids. See `mark`."""
    return [
        Flip(source_id, moment.load_id(number), live[source_id].revision, live[source_id].good_load, status,
             moment.run_id, at=moment.at)
        for number, source_id in enumerate(sorted(source_ids))
    ]  # fmt: skip


def marked(
    store: Store, live: Mapping[str, LiveLoad], flips: Iterable[Flip], flipped: Collection[str]
) -> tuple[Outcome, ...]:
    """Return what became of each source that was to be marked, where the loads named by `flipped` were."""
    return tuple(_outcome(store, live[one.source_id], one, one.load_id in flipped) for one in flips)


def _outcome(store: Store, before: LiveLoad, flipped: Flip, valid: bool) -> Outcome:
    names = {row["source_uri"] for row in store.read(SOURCES, {before.load_id}, ["source_uri"]).to_pylist()}
    gone = flipped.status in TAKEN_OUT and valid
    rows = load_rows(store, before.load_id if gone else None)
    return Outcome(
        flipped.source_id,
        min(names, default=flipped.source_id),
        before.status,
        before.error_code,
        before.error_message,
        rows_removed={name: table.num_rows for name, table in rows.items()},
        superseded=not valid,
    )
