"""Maintenance: drop the rows of loads that nobody can ask for any more, join small files, clear what was left behind.

Safe while others read and write. A load is dropped by a flip first, which makes every later flip of it void; only then
are its rows deleted. Files that no version of a table needs are removed after a lease, in which those who read the
version before are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse import generations
from warehouse.commit import SOURCES
from warehouse.flips import SourceHistory, dropped_loads
from warehouse.raw import DIGESTS, RawStore
from warehouse.records import Flip, FlipStatus, Moment
from warehouse.store import Store

_WITH_ROWS = frozenset({FlipStatus.LIVE, FlipStatus.QUARANTINED, FlipStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Retention:
    """What maintenance leaves.

    Attributes:
        keep: how long a load is kept after another took its place; rollback reaches as far back.
        lease: how long a run or a reader may take; what is younger is left alone whatever it is.
        generations: how long a generation is kept after it was replaced.
    """

    keep: timedelta = timedelta(days=30)
    lease: timedelta = timedelta(hours=6)
    generations: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What maintenance did: loads dropped, files removed from the store and of raw bytes, bytes freed, generations."""

    loads: int
    files: int
    bytes_freed: int
    generations: int


def maintain(store: Store, raw: RawStore, moment: Moment, retention: Retention) -> Maintenance:
    """Maintain a warehouse; its caller holds the publisher's lock."""
    now = datetime.fromisoformat(moment.at)
    store.create()  # an older program's store has fewer tables
    before = store.size()
    due = _drop(store, moment, retention)
    for name in store.names():
        store.delete(name, sorted(due))
    removed = sum(store.tidy(name, retention.lease) for name in store.names())
    kept = store.read_all(SOURCES)  # verified: a digest that has changed would have its bytes removed
    wanted = {digest for name in DIGESTS for digest in kept[name].to_pylist() if digest}
    files, freed = raw.drop_all_but(wanted, (now - retention.lease).timestamp())
    generations.clear_staging(store.layout)
    old = generations.prune(store.layout, now, retention.generations)
    return Maintenance(len(due), removed + files, max(0, before - store.size()) + freed, len(old))


def _drop(store: Store, moment: Moment, retention: Retention) -> dict[str, str]:
    """Name in the log the loads that are due, and return them with their sources.

    What is due is decided on the very log that the flips are appended to: a load that another run makes live
    meanwhile is not among them. Loads dropped before are returned too: their rows may have outlived a crash.
    """
    aborted = store.loads_before(datetime.fromisoformat(moment.at) - retention.lease)
    gone: dict[str, str] = {}

    def drops(log: list[Flip]) -> list[Flip]:
        due = due_loads(log, datetime.fromisoformat(moment.at), retention.keep)
        known = {flip.load_id for flip in log}
        due |= {load_id: source_id for load_id, source_id in aborted.items() if load_id not in known}
        gone.clear()
        gone.update(due)
        gone.update({load_id: aborted[load_id] for load_id in dropped_loads(log) & aborted.keys()})
        return [
            Flip(source_id, load_id, "", None, FlipStatus.DROPPED, moment.run_id, at=moment.at)
            for load_id, source_id in sorted(due.items())
        ]

    store.decide(drops)
    return gone


def due_loads(log: Sequence[Flip], now: datetime, keep: timedelta) -> dict[str, str]:
    """Return the loads of a log, oldest flip first, that nobody can ask for, with their sources.

    Those are the loads that are not live, were not replaced within `keep`, and were not tried within it. A flip of
    unknown time counts as recent.
    """

    def is_recent(flip: Flip) -> bool:
        return flip.at is None or now - datetime.fromisoformat(flip.at) <= keep

    by_source: dict[str, list[Flip]] = {}
    for flip in log:
        by_source.setdefault(flip.source_id, []).append(flip)
    due: dict[str, str] = {}
    for source_id, flips in by_source.items():
        history, needed, standing = SourceHistory(), set[str | None](), None
        for flip in flips:
            valid = len(history.valid)
            history.apply(flip)
            if len(history.valid) == valid:
                continue
            if is_recent(flip):
                needed.add(standing)
            live = history.live_load()
            standing = live.load_id if live else None
        gone = {*needed, standing, *history.dropped}
        old = (flip.load_id for flip in flips if flip.status in _WITH_ROWS and not is_recent(flip))
        due |= {load_id: source_id for load_id in old if load_id not in gone}
    return due
