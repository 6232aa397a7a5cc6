"""The plain steps of a run: skip what is current, parse, commit, publish, report. No orchestrator is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from flows.discover import Discovery, Source
from flows.parse import Batch, Limits, ParseJob, batches_of
from flows.report import Change, PaperChange, Quarantined, RunReport
from flows.revision import parser_revision, program_version
from flows.settings import Settings
from schemas.errors import PolicyError
from schemas.ids import ID_HEX_DIGITS, source_id_of
from schemas.records import ReaderLimits
from schemas.vocabulary import SourceStatus

if TYPE_CHECKING:
    from schemas.records import ParsedSource
    from warehouse import Warehouse
    from warehouse.records import LiveLoad, Outcome


_ABOUT_FILES = frozenset({"sources", "texts", "lines"})


class Progress(Protocol):
    """Is told what a run is doing; the command line shows it."""

    def stage(self, words: str, total: int = 0) -> None:
        """Begin a stage of `total` files; 0 where it is not counted in files."""

    def advance(self, count: int) -> None:
        """Say that so many more files are done."""


class Silent:
    """A progress that says nothing."""

    def stage(self, words: str, total: int = 0) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""


class Scope(StrEnum):
    """Which of the sources found are parsed."""

    STALE = "stale"  # new ones, and those whose bytes, parser or lexicon changed
    RETRY = "retry"  # those, and quarantined ones
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its identity and what it is asked to do.

    `thorough` audits with Great Expectations before publishing; `prune` takes out what came from files that are gone.
    `max_fall_percent` is the largest share of a table's rows that it may lose against what is published.
    """

    trigger: str
    scope: Scope = Scope.STALE
    thorough: bool = False
    prune: bool = False
    max_fall_percent: int = 100
    run_id: str = field(default_factory=lambda: uuid4().hex[:ID_HEX_DIGITS])
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def run_of(settings: Settings, trigger: str, scope: Scope) -> Run:
    """Return a new run as the settings want it."""
    return Run(trigger, scope, settings.thorough_audit, settings.prune, settings.max_fall_percent)


@dataclass(slots=True)
class Tally:
    """What the batches of a run came to; `added` and `removed` are rows by table."""

    skipped: int = 0
    parsed: int = 0
    quarantined: dict[str, Quarantined] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    problems: list[PolicyError] = field(default_factory=list)
    papers: list[PaperChange] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the tally of another batch; the order of batches does not matter."""
        self.skipped += other.skipped
        self.parsed += other.parsed
        self.quarantined |= other.quarantined
        self.added.update(other.added)
        self.removed.update(other.removed)
        self.problems += other.problems
        self.papers += other.papers

    def count(self, outcome: Outcome, title: str | None = None, *, new: bool = False) -> None:
        """Count what a commit or a withdrawal made of one source, whose title is known, and which may be new."""
        if change := _change(outcome, title, new):
            self.papers.append(change)
        self.added.update(outcome.rows_added)
        self.removed.update(outcome.rows_removed)
        if outcome.status is SourceStatus.QUARANTINED:
            self.refuse(outcome.source_uri, outcome)
        elif outcome.superseded:
            self.skipped += 1
        else:
            self.parsed += 1

    def refuse(self, source_uri: str, fate: Outcome | LiveLoad) -> None:
        """Note that a source is quarantined."""
        self.quarantined[source_uri] = Quarantined(source_uri, fate.error_code or "", fate.error_message or "")


def execute(
    settings: Settings,
    discovery: Discovery,
    run: Run,
    progress: Progress | None = None,
    warehouse: Warehouse | None = None,
) -> RunReport:
    """Bring the warehouse up to date with the sources found, publish, and return what was done.

    `warehouse` is the one of the settings, where it is open already.

    Raises:
        UsageError: the warehouse cannot be written.
    """
    from flows.pool import parse_batches
    from warehouse import Warehouse

    progress = progress or Silent()
    warehouse = warehouse or Warehouse.create(settings.warehouse)
    live = warehouse.live()
    job = job_for(settings, discovery.sources, warehouse, live, run)
    batches = list(batches_of(discovery.sources, settings.batch_bytes))
    tally = Tally()
    progress.stage("reading and parsing", len(discovery.sources))
    with closing(parse_batches(batches, job, settings.processes)) as results:
        for batch, parsed in results:
            tally.add(commit(warehouse, batch, parsed, live, run))
            progress.advance(len(batch))
    progress.stage("checking and publishing")
    return finish(settings, warehouse, discovery, tally, run)


def job_for(
    settings: Settings, sources: Iterable[Source], warehouse: Warehouse, live: Mapping[str, LiveLoad], run: Run
) -> ParseJob:
    """Return the parse job of a run, with the revisions that need no parsing."""
    skipped = {
        source_id: load.revision
        for source_id, load in live.items()
        if not (run.scope is Scope.RETRY and load.status is SourceStatus.QUARANTINED)
    }
    known = {} if run.scope is Scope.ALL else skipped | dict(warehouse.withheld())
    uris = {source_id_of(source.uri): source.uri for source in sources}
    current = {uri: known[source_id] for source_id, uri in uris.items() if source_id in known}
    return ParseJob(parser_revision(), limits_of(settings), current, warehouse.raw)


def limits_of(settings: Settings) -> Limits:
    """Return what reading one file may take."""
    own = {item.name: getattr(settings, item.name) for item in fields(Limits) if item.name != "reader"}
    reader = {item.name: getattr(settings, item.name) for item in fields(ReaderLimits)}
    return Limits(**own, reader=ReaderLimits(**reader))


def commit(
    warehouse: Warehouse, batch: Batch, parsed: Sequence[ParsedSource | None], live: Mapping[str, LiveLoad], run: Run
) -> Tally:
    """Commit what a batch gave, and return what became of each of its sources."""
    fresh = to_commit(parsed, live)
    outcomes = warehouse.commit(fresh, run.run_id, against=live) if fresh else ()
    return tally_of(batch, outcomes, titles_of(fresh), live)


def to_commit(parsed: Iterable[ParsedSource | None], live: Mapping[str, LiveLoad]) -> list[ParsedSource]:
    """Return those of a batch of which there is something to commit."""
    return [source for source in parsed if source is not None and not _refused_before(source, live)]


def titles_of(sources: Iterable[ParsedSource]) -> dict[str, str | None]:
    """Return what the papers of each source are called, by source_id."""
    return {source.source_id: _title(source) for source in sources}


def tally_of(
    batch: Batch, outcomes: Iterable[Outcome], titles: Mapping[str, str | None], live: Mapping[str, LiveLoad]
) -> Tally:
    """Return what became of each source of a batch, from the outcomes of those that were committed."""
    tally, committed = Tally(), set()
    for outcome in outcomes:
        committed.add(outcome.source_id)
        before = live.get(outcome.source_id)
        tally.count(outcome, titles.get(outcome.source_id), new=before is None or not before.good)
    for source in batch:
        if (source_id := source_id_of(source.uri)) not in committed:
            tally.skipped += 1
            load = live.get(source_id)  # none of what a rollback took out
            if load is not None and load.status is SourceStatus.QUARANTINED:
                tally.refuse(source.uri, load)
    return tally


def finish(settings: Settings, warehouse: Warehouse, discovery: Discovery, tally: Tally, run: Run) -> RunReport:
    """Mark or take out what came from files that are gone, publish what is live, record the run, return its report."""
    from flows.absence import settle

    missing, removed = settle(warehouse, discovery, settings, run.run_id, prune=run.prune)
    for outcome in removed:
        tally.removed.update(outcome.rows_removed)
        if change := _change(outcome, None, new=False):
            tally.papers.append(change)
    return publish(warehouse, tally, run, discovery, missing)


def publish(
    warehouse: Warehouse, tally: Tally, run: Run, discovery: Discovery | None = None, missing: tuple[str, ...] = ()
) -> RunReport:
    """Publish what is live, record the run, and return its report; `discovery` is what it found, `missing` what not."""
    from flows.catalogue import issue_counts, row_counts

    found = discovery or Discovery(())
    publication = warehouse.publish(run.run_id, thorough=run.thorough, max_fall_percent=run.max_fall_percent)
    for outcome in publication.withdrawn:
        tally.count(outcome)
    report = RunReport(
        run_id=run.run_id,
        trigger=run.trigger,
        started_at=run.started_at,
        finished_at=datetime.now(UTC),
        versions=f"zhengce {program_version()}, parser {parser_revision()}",
        found=len(found.sources),
        skipped=tally.skipped,
        parsed=tally.parsed,
        quarantined=tuple(tally.quarantined[uri] for uri in sorted(tally.quarantined)),
        problems=tuple(problem.message for problem in (*found.problems, *tally.problems)),
        missing=missing,
        waiting=found.waiting,
        unasked=found.unasked,
        papers=tuple(sorted(tally.papers, key=lambda paper: (paper.change, paper.source_uri))),
        rows=row_counts(warehouse.published),
        added=dict(tally.added),
        removed=dict(tally.removed),
        issues=issue_counts(warehouse.published),
        published=warehouse.published,
        changed=publication.published,
        log_version=publication.log_version,
    )
    warehouse.record_run(report.as_row())
    return report


def _change(outcome: Outcome, title: str | None, new: bool) -> PaperChange | None:
    """Return what became of a source's rows, those aside that only say where they come from; None for nothing."""
    added, removed = (
        sum(count for name, count in counts.items() if name not in _ABOUT_FILES)
        for counts in (outcome.rows_added, outcome.rows_removed)
    )
    if not added and not removed:
        return None
    gone = not outcome.rows_added.get("sources") and outcome.rows_removed.get("sources")
    change = Change.GONE if gone else Change.NEW if new else Change.CHANGED
    return PaperChange(outcome.source_uri, change, title, added, removed)


def _title(source: ParsedSource) -> str | None:
    """Return the first title of a source's papers, and how many more there are."""
    documents = source.tables.get("documents")
    titles = [title for title in documents["title"].to_pylist() if title] if documents is not None else []
    if not titles:
        return None
    return titles[0] if len(titles) == 1 else f"{titles[0]} (+{len(titles) - 1})"


def _refused_before(source: ParsedSource, live: Mapping[str, LiveLoad]) -> bool:
    """Say whether a quarantined source was quarantined before for the same reason: there is nothing to commit."""
    load = live.get(source.source_id)
    return (
        source.status is SourceStatus.QUARANTINED
        and load is not None
        and (load.status, load.revision, load.error_code) == (source.status, source.revision, source.error_code)
    )
