"""Make live again what a run had published: old rows are appended anew, audited like any others, and flipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from schemas.records import ParsedSource
from schemas.vocabulary import SourceStatus
from warehouse.commit import SOURCES, Prepared, flip, prepare
from warehouse.history import load_rows, refuse_dropped, state_after
from warehouse.marks import marked, marks
from warehouse.records import FlipStatus, LiveLoad, Moment, Outcome
from warehouse.store import Store

_AT_ONCE = 100  # sources; bounds the memory that a rollback of everything takes


def roll_back(
    store: Store, run_id: str, now: Mapping[str, LiveLoad], moment: Callable[[], Moment]
) -> tuple[Outcome, ...]:
    """Make the rows that a run had published live again; return what became of each source that differs.

    A source that came later is withheld, one that is restored keeps the revision of its newest attempt: the next run
    parses neither again and so undoes the rollback, until its file, the parser or a word list changes. Restored
    rows are a new load: the log only grows, and a rollback can be rolled back. All sources change at one moment: one
    that is cut short changes nothing.

    Args:
        store: the store.
        run_id: the run to go back to.
        now: what is live.
        moment: gives the moment of each batch.

    Raises:
        UsageError: there is no such run, or rows that it published are kept no more.
    """
    then = state_after(store, run_id)
    loads = {key: load.load_id for key, load in then.items() if load.good}
    differing = sorted(key for key, load_id in loads.items() if _good_load(now, key) != load_id)
    refuse_dropped(store, run_id, (loads[key] for key in differing))
    batches: list[Prepared] = []
    for start in range(0, len(differing), _AT_ONCE):
        sources = [_restored(store, key, then[key], now.get(key)) for key in differing[start : start + _AT_ONCE]]
        batches.append(prepare(store, sources, now, moment()).without_rows())
    refuse_dropped(store, run_id, (loads[key] for key in differing))  # maintenance may have run meanwhile
    later = [key for key, load in now.items() if load.good and key not in loads]
    removals = marks(now, later, FlipStatus.WITHHELD, moment())
    flips = [*(one for batch in batches for one in batch.flips), *removals]
    flipped = flip(store, flips) if flips else frozenset()
    restored = (outcome for batch in batches for outcome in batch.outcomes(flipped))
    return (*restored, *marked(store, now, removals, flipped))


def _restored(store: Store, source_id: str, then: LiveLoad, now: LiveLoad | None) -> ParsedSource:
    tables = load_rows(store, then.load_id)
    uri = _uri(tables[SOURCES].to_pylist())
    revision = now.revision if now else then.revision
    documents = tables["documents"].num_rows if "documents" in tables else 0
    return ParsedSource(source_id, uri, revision, SourceStatus.PARSED, tables, documents=documents)


def _uri(rows: Sequence[Mapping[str, str]]) -> str:
    return rows[0]["source_uri"]


def _good_load(live: Mapping[str, LiveLoad], source_id: str) -> str | None:
    return live[source_id].good_load if source_id in live else None
