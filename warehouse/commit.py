"""Commit a batch of parsed sources: append their rows, audit them, flip the sources whose rows pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from schemas.errors import ErrorCode, SourceError
from schemas.records import ParsedSource
from schemas.tables import SOURCE_TABLES, TABLES
from schemas.vocabulary import SourceStatus
from warehouse.audit import audit_batch, misfit
from warehouse.changes import row_changes
from warehouse.checks import run_checks
from warehouse.flips import dropped_loads, live_loads
from warehouse.identity import retitled
from warehouse.records import Flip, FlipStatus, LiveLoad, Moment, Outcome
from warehouse.rows import of_sources, plain, plain_schema
from warehouse.seals import LOAD_ID, Digest, digests
from warehouse.store import Store

SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One source of a batch: the load its rows go under, what stood for it when the attempt began, why it fails."""

    source: ParsedSource
    load_id: str
    before: LiveLoad | None
    error_code: str | None = None
    error_message: str | None = None

    @property
    def source_id(self) -> str:
        """Return the id of the source."""
        return self.source.source_id

    @property
    def good(self) -> bool:
        """Return whether its rows are to be live."""
        return self.error_code is None

    @property
    def expected(self) -> str | None:
        """Return the load that must still be live for the flip to count."""
        return self.before.good_load if self.before else None

    def rejected(self, reason: str) -> Attempt:
        """Return the attempt, failed by the audit."""
        error = SourceError(ErrorCode.AUDIT_FAILED, reason=reason)
        return Attempt(self.source, self.load_id, self.before, error.code.value, error.message)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch whose rows are appended and audited, and which lacks only its flips; rows added and removed by table."""

    attempts: tuple[Attempt, ...]
    moment: Moment
    added: Mapping[str, Mapping[str, int]]
    removed: Mapping[str, Mapping[str, int]]

    @property
    def flips(self) -> list[Flip]:
        """Return what makes the batch count."""
        return [_flip(attempt, self.moment) for attempt in self.attempts]

    def without_rows(self) -> Prepared:
        """Return the same without what was parsed: small enough to be sent to who flips it."""
        small = (replace(one, source=replace(one.source, tables={})) for one in self.attempts)
        return replace(self, attempts=tuple(small))

    def outcomes(self, flipped: Collection[str]) -> tuple[Outcome, ...]:
        """Return what became of each source, in order, where these loads were flipped."""
        return tuple(_outcome(one, one.load_id in flipped, self.added, self.removed) for one in self.attempts)


def prepare(store: Store, sources: Sequence[ParsedSource], before: Mapping[str, LiveLoad], moment: Moment) -> Prepared:
    """Append and audit a batch; nothing of it counts before its flips are written.

    Args:
        store: the store.
        sources: what was parsed; a source occurs once.
        before: what was live when the sources were read; a source that is newer by now is left as it is.
        moment: who commits, and when.
    """
    store.look_again()
    attempts = _attempts(sources, before, moment)
    fitting = [attempt for attempt in attempts if attempt.good]
    batch = _gather(fitting)
    batch["documents"] = retitled(_live_rows(store, "documents", attempts), batch["documents"])
    appended = {name: _with_load_ids(rows, fitting) for name, rows in batch.items() if name != SOURCES}
    for name, rows in appended.items():
        store.append(name, rows)
    reasons = audit_batch(batch, store)
    judged = tuple(a.rejected(reasons[a.source_id]) if a.source_id in reasons else a for a in attempts)
    good = of_sources(batch[SOURCES], [attempt.source_id for attempt in judged if attempt.good])
    batch[SOURCES] = pa.concat_tables([good, *(_failed_row(attempt) for attempt in judged if not attempt.good)])
    appended[SOURCES] = _with_load_ids(batch[SOURCES], judged)  # its rows hold the verdict
    store.append(SOURCES, appended[SOURCES])
    seals = store.seal(appended)
    return Prepared(judged, moment, *_changes(store, batch, seals, judged))


def flip(store: Store, flips: Sequence[Flip]) -> frozenset[str]:
    """Append those flips whose expectation still holds, in one moment; return the load ids they name."""
    wanted = {one.load_id for one in flips}
    concerned = {one.source_id for one in flips}
    written: set[str] = set()

    def valid(log: list[Flip]) -> list[Flip]:
        own = [one for one in log if one.source_id in concerned]  # of a log that may have millions of others
        written.update(wanted & {one.load_id for one in own if one.status is not FlipStatus.DROPPED})
        if written:
            return []  # the attempt that seemed lost was not
        live, dropped = live_loads(own), dropped_loads(own)
        fresh = [one for one in flips if one.load_id not in dropped]  # maintenance took this one for abandoned
        return [one for one in fresh if _good_load(live.get(one.source_id)) == one.expected_previous]

    appended = store.decide(valid)
    return frozenset(written) or frozenset(one.load_id for one in appended)


def withdraw(
    store: Store, live: Mapping[str, LiveLoad], reasons: Mapping[str, str], moment: Moment
) -> tuple[Outcome, ...]:
    """Take back live loads that failed a later audit: the good load before each is live again.

    Args:
        store: the store.
        live: what was live when the audit was made.
        reasons: why, by source_id.
        moment: who asks, and when.
    """
    given = store.read(SOURCES, {live[source_id].load_id for source_id in reasons})
    by_source = {row["source_id"]: row for row in given.to_pylist()}
    attempts = []
    for number, (source_id, reason) in enumerate(sorted(reasons.items())):
        before, row = live[source_id], by_source[source_id]
        source = ParsedSource(source_id, row["source_uri"], before.revision, SourceStatus.QUARANTINED, {})
        attempts.append(Attempt(source, moment.load_id(number), before).rejected(reason))
    verdicts = [_quarantined(by_source[attempt.source_id], attempt) for attempt in attempts]
    rows = _with_load_ids(pa.concat_tables(verdicts), attempts)
    store.append(SOURCES, rows)
    store.seal({SOURCES: rows})
    flipped = flip(store, [_flip(attempt, moment, FlipStatus.WITHDRAWN) for attempt in attempts])
    return tuple(_outcome(attempt, attempt.load_id in flipped, {}, {}) for attempt in attempts)


def _attempts(sources: Sequence[ParsedSource], before: Mapping[str, LiveLoad], moment: Moment) -> list[Attempt]:
    attempts = []
    for number, source in enumerate(sources):
        attempt = Attempt(source, moment.load_id(number), before.get(source.source_id))
        if source.status is SourceStatus.QUARANTINED:
            attempt = Attempt(source, attempt.load_id, attempt.before, source.error_code, source.error_message)
        elif (reason := misfit(source)) is not None:
            attempt = attempt.rejected(reason)
        attempts.append(attempt)
    if len({attempt.source_id for attempt in attempts}) < len(attempts):
        raise ValueError("a source occurs twice in one batch")
    return attempts


def _gather(attempts: Iterable[Attempt]) -> dict[str, pa.Table]:
    """Return the rows of all attempts, one table each with the columns of its specification."""
    parts: dict[str, list[pa.Table]] = {spec.name: [] for spec in SOURCE_TABLES}
    for attempt in attempts:
        for name, rows in attempt.source.tables.items():
            parts[name].append(rows)
    return {name: _joined(name, tables) for name, tables in parts.items()}


def _joined(name: str, tables: list[pa.Table]) -> pa.Table:
    """Return the rows of many small tables, in one chunk: each check and filter else takes as long for every source."""
    alike = all(rows.schema.equals(tables[0].schema) for rows in tables)
    joined = pa.concat_tables(tables if alike else [plain(name, rows) for rows in tables]) if tables else None
    return plain(name, joined).combine_chunks()


def _failed_row(attempt: Attempt) -> pa.Table:
    """Return the row of `sources` that says why a source failed; with what was given where that row itself is sound."""
    given = attempt.source.tables.get(SOURCES)
    fits = given is not None and misfit(attempt.source, only=(SOURCES,)) is None
    row = _quarantined(given.to_pylist()[0] if given is not None and fits else {}, attempt)
    sound = all(result.success for result in run_checks(TABLES[SOURCES], row, lambda _, values: values))
    return row if sound else _quarantined({}, attempt)


def _quarantined(given: Mapping[str, object], attempt: Attempt) -> pa.Table:
    """Return the row of `sources` for a source whose rows are not to be published."""
    identity = {
        "source_id": attempt.source_id,
        "source_uri": attempt.source.source_uri,
        "parser_revision": attempt.source.revision,
    }
    verdict = {
        "status": SourceStatus.QUARANTINED.value,
        "error_code": attempt.error_code,
        "error_message": attempt.error_message,
        "documents": 0,
    }
    return pa.Table.from_pylist([{**identity, **given, **verdict}], schema=plain_schema(SOURCES))


def _with_load_ids(rows: pa.Table, attempts: Iterable[Attempt]) -> pa.Table:
    loads = {attempt.source_id: attempt.load_id for attempt in attempts}
    return rows.append_column(LOAD_ID, pa.array([loads[str(i)] for i in rows["source_id"].to_pylist()], pa.string()))


def _live_rows(store: Store, name: str, attempts: Iterable[Attempt]) -> pa.Table:
    """Return what is published of the attempts' sources from before."""
    before = [attempt.before for attempt in attempts if attempt.before]
    rows = store.read(name, {load.load_id for load in before if load.good or name == SOURCES})
    return plain(name, rows)


def _flip(attempt: Attempt, moment: Moment, status: FlipStatus | None = None) -> Flip:
    return Flip(
        attempt.source_id,
        attempt.load_id,
        attempt.source.revision,
        attempt.expected,
        status or (FlipStatus.LIVE if attempt.good else FlipStatus.QUARANTINED),
        moment.run_id,
        attempt.error_code,
        attempt.error_message,
        at=moment.at,
    )


def _good_load(live: LiveLoad | None) -> str | None:
    return live.good_load if live else None


def _changes(
    store: Store, batch: Mapping[str, pa.Table], seals: pa.Table, attempts: Collection[Attempt]
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Return rows added and removed, by table and source; a failed attempt only changes a source that has no rows."""
    good = [attempt for attempt in attempts if attempt.good]
    rowless = [attempt for attempt in attempts if not attempt.good and attempt.expected is None]
    added, removed = {}, {}
    for name, rows in batch.items():
        counted = _differing(store, name, good + rowless if name == SOURCES else good, digests(seals, name))
        source_ids = [attempt.source_id for attempt in counted]
        added[name], removed[name] = row_changes(_live_rows(store, name, counted), of_sources(rows, source_ids))
    return added, removed


def _differing(store: Store, name: str, attempts: Iterable[Attempt], now: Mapping[str, Digest | None]) -> list[Attempt]:
    """Return the attempts whose rows in a table are others than those that were live before, by their seals."""
    loads = {attempt.before.load_id for attempt in attempts if attempt.before and attempt.before.good}
    before = store.digests(name, loads)
    unlike = []
    for attempt in attempts:
        load = attempt.expected
        if load is None or load not in before or before[load] != now.get(attempt.load_id):
            unlike.append(attempt)
    return unlike


def _outcome(
    attempt: Attempt, flipped: bool, added: Mapping[str, Mapping[str, int]], removed: Mapping[str, Mapping[str, int]]
) -> Outcome:
    return Outcome(
        attempt.source_id,
        attempt.source.source_uri,
        SourceStatus.PARSED if attempt.good else SourceStatus.QUARANTINED,
        attempt.error_code,
        attempt.error_message,
        rows_added=_of_source(added, attempt.source_id) if flipped else {},
        rows_removed=_of_source(removed, attempt.source_id) if flipped else {},
        superseded=not flipped,
    )


def _of_source(changes: Mapping[str, Mapping[str, int]], source_id: str) -> dict[str, int]:
    return {name: counts[source_id] for name, counts in changes.items() if counts.get(source_id)}
