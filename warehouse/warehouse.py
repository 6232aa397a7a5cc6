"""The warehouse as the flows see it: commit parsed sources, publish what is live, record runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from schemas.errors import ErrorCode, PolicyError, UsageError
from schemas.records import ParsedSource
from schemas.tables import SOURCE_TABLES
from warehouse import audit, damage, generations, history, runs
from warehouse.commit import Prepared, flip, prepare
from warehouse.flips import live_loads, withheld_revisions
from warehouse.layout import Layout
from warehouse.maintain import Maintenance, Retention, maintain
from warehouse.marks import mark
from warehouse.place import where
from warehouse.publish import Publisher
from warehouse.raw import RawStore
from warehouse.records import CheckResult, FlipStatus, LiveLoad, Moment, Outcome, Publication, Revision
from warehouse.refusals import reading, writing
from warehouse.remote import LostError, Remote
from warehouse.rollback import roll_back
from warehouse.staging import PublishSettings, Staging
from warehouse.store import Store

_PUBLISH_ATTEMPTS = 20  # against other publishers of one object store


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex[:20]


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A warehouse in a folder or on an object store. Make one with `create` or `open`.

    Attributes:
        root: the folder; of a warehouse on an object store, that of its local mirror.
        remote: the place on an object store, if it is there.
        settings: how generations are laid out.
        clock: returns the time, UTC.
        new_id: returns 20 hexadecimal digits never returned before; attempts are named by it.
    """

    root: Path
    remote: Remote | None = None
    settings: PublishSettings = field(default_factory=PublishSettings)
    clock: Callable[[], datetime] = _now
    new_id: Callable[[], str] = _new_id
    layout: Layout = field(init=False)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layout", Layout(self.root))
        object.__setattr__(self, "store", Store(self.layout, remote=self.remote))

    @classmethod
    def create(cls, place: Path | str, **options: Any) -> Warehouse:
        """Return the warehouse in a folder or at an address s3://bucket/path, made where it is not there yet.

        Raises:
            UsageError: the folder cannot be written, or the object store refuses.
        """
        warehouse = cls(*where(place), **options)
        with warehouse._writing():
            warehouse.layout.generations.mkdir(parents=True, exist_ok=True)
            warehouse.layout.lock.touch()
            warehouse.store.create()
            with generations.publisher_lock(warehouse.layout):
                runs.write_run_tables(warehouse.layout, warehouse.store)
        return warehouse

    @classmethod
    def open(cls, place: Path | str, **options: Any) -> Warehouse:
        """Return the warehouse that is in a folder or at an address s3://bucket/path.

        Raises:
            UsageError: there is none, or the object store refuses.
        """
        warehouse = cls(*where(place), **options)
        with warehouse._reading():
            if not warehouse.store.exists():
                raise UsageError(ErrorCode.WAREHOUSE_MISSING, path=place)
        return warehouse

    @property
    def published(self) -> Path:
        """Return the folder of the published tables: a link to the current generation.

        On an object store what is published there is brought into the local mirror first.
        """
        if self.remote is not None:
            with self._reading(), generations.publisher_lock(self.layout):
                self.remote.pull(self.layout)
        return self.layout.published

    def live(self) -> Mapping[str, LiveLoad]:
        """Return what stands for each source, by source_id: its live load, and how its newest attempt went."""
        return live_loads(self.store.flips()[0])

    def withheld(self) -> Mapping[str, str]:
        """Return the revisions that a rollback took out, by source_id; no run parses them again unasked."""
        return withheld_revisions(self.store.flips()[0])

    def commit(
        self, sources: Sequence[ParsedSource], run_id: str, *, against: Mapping[str, LiveLoad] | None = None
    ) -> tuple[Outcome, ...]:
        """Append parsed sources, audit them, and make those that pass live; return what became of each, in order.

        Args:
            sources: what was parsed; a source occurs once.
            run_id: the run that asks.
            against: what `live()` returned before the sources were read; a source that another run has made newer
                since is left as it is. Without it, what is live now.

        Raises:
            UsageError: the warehouse cannot be written.
        """
        with self._writing():
            before = self.live() if against is None else against
        return self.flip([self.prepare(sources, run_id, against=before)]) if sources else ()

    def prepare(self, sources: Sequence[ParsedSource], run_id: str, *, against: Mapping[str, LiveLoad]) -> Prepared:
        """Append and audit as `commit` does; nothing counts before `flip` is given what is returned.

        That is small and may be sent to another machine; many may prepare at once. Of `against` these sources' part is
        enough.
        """
        with self._writing():
            return prepare(self.store, sources, against, self._moment(run_id)).without_rows()

    def flip(self, batches: Sequence[Prepared]) -> tuple[Outcome, ...]:
        """Make what passed of prepared batches live, all in one moment; return what became of each source, in order."""
        with self._writing():
            flipped = flip(self.store, [one for batch in batches for one in batch.flips])
            return tuple(outcome for batch in batches for outcome in batch.outcomes(flipped))

    def publish(self, run_id: str, *, thorough: bool = False, max_fall_percent: int = 100) -> Publication:
        """Publish what is live: write it aside, audit it, swap it in. Nothing is written where nothing changed.

        Sources whose rows fail the audit are withdrawn, so that their last good load is published with the rest.

        Args:
            run_id: the run that asks.
            thorough: run the Great Expectations suites over what changed, too.
            max_fall_percent: the largest share of a table's rows that may go against what is published now.

        Raises:
            PolicyError: the audit fails whatever is withdrawn, or too many rows would go; what was published stays.
            UsageError: the warehouse cannot be written.
        """
        publisher = Publisher(self.store, self.settings, self.clock, self._moment)
        with self._writing(), generations.publisher_lock(self.layout):
            for _ in range(_PUBLISH_ATTEMPTS):
                if self.remote is not None:
                    self.remote.pull(self.layout, mending=True)
                publication = publisher.publish(run_id, thorough=thorough, max_fall_percent=max_fall_percent)
                if self.remote is None or not publication.published:
                    return publication
                try:
                    self.remote.push(self.layout)
                    self.remote.prune(self.clock(), self.settings.keep)
                except LostError:
                    self.layout.forget_mirrored()
                    continue
                return publication
        raise LostError(f"other publishers were first {_PUBLISH_ATTEMPTS} times")

    def audit(self, *, thorough: bool = True) -> tuple[CheckResult, ...]:
        """Return what the checks find in everything that is published.

        Raises:
            UsageError: nothing is published yet.
        """
        folder = self._generation()
        parts = {spec.name: generations.parts_of(folder, spec.name) for spec in SOURCE_TABLES}
        runner = audit.by_great_expectations if thorough else audit.native
        return (*audit.audit_generation(folder, parts, runner), *audit.ground(folder))

    def damages(self) -> tuple[PolicyError, ...]:
        """Return what is wrong with the files: the published ones, raw bytes and the store, all of them read."""
        with self._reading():
            return tuple(damage.everywhere(self.store, self.raw))

    def record_run(self, row: Mapping[str, Any]) -> None:
        """Record a run: a row of table `runs`, and with it the results that its `publish` found.

        Both tables are written to the folder `runs`; a run that published also puts them beside the data tables.

        Raises:
            ValueError: the row breaks a check of table `runs`.
            UsageError: the warehouse cannot be written.
        """
        with self._writing(), generations.publisher_lock(self.layout):
            runs.append_run(self.store, row, self.new_id())
            runs.write_run_tables(self.layout, self.store)
            current = self.layout.current()
            if row.get("published") and current is not None:
                runs.replace_run_tables(self.layout, self.layout.generation(current))
                if self.remote is not None:
                    self.remote.push_again(self.layout, [f"{name}.parquet" for name in runs.RUN_TABLES])

    def _generation(self) -> Path:
        published = self.published
        if not published.is_dir():
            raise UsageError(ErrorCode.WAREHOUSE_MISSING, path=self.root)
        return published.resolve()

    def _moment(self, run_id: str) -> Moment:
        return Moment(run_id, self.new_id(), self.clock().isoformat())

    @property
    def raw(self) -> RawStore:
        """Return the bytes of every file that was read."""
        return RawStore(self.layout.raw, self.remote)

    def mark_missing(self, source_ids: Collection[str], run_id: str) -> None:
        """Mark sources whose files are gone from their root; their rows stay published.

        Raises:
            UsageError: the warehouse cannot be written.
        """
        self._mark(source_ids, FlipStatus.MISSING, run_id)

    def mark_found(self, source_ids: Collection[str], run_id: str) -> None:
        """Take back the mark from sources whose files are there again, as they were.

        Raises:
            UsageError: the warehouse cannot be written.
        """
        self._mark(source_ids, FlipStatus.FOUND, run_id)

    def remove(self, source_ids: Collection[str], run_id: str) -> tuple[Outcome, ...]:
        """Take sources and their rows out of what is published from the next `publish` on.

        Raises:
            UsageError: the warehouse cannot be written.
        """
        return self._mark(source_ids, FlipStatus.REMOVED, run_id)

    def revisions(self, source_id: str) -> list[Revision]:
        """Return what became of a source, oldest first."""
        return history.revisions(self.store, source_id)

    def differences(self, old: Revision | None, new: Revision) -> list[history.RowChange]:
        """Return the rows in which two revisions of a source differ; None stands for no rows."""
        loads = (history.load_rows(self.store, one.good_load if one else None) for one in (old, new))
        return history.differences(*loads)

    def write_as_of(self, run_id: str, folder: Path) -> None:
        """Write the tables as a run had published them into a folder that is not there yet, one file or folder each.

        Raises:
            UsageError: there is no such run, or rows that it published are kept no more.
        """
        live = history.state_after(self.store, run_id)
        history.refuse_dropped(self.store, run_id, (load.load_id for load in live.values() if load.good))
        Staging(self.store, self.settings, folder, None, live, frozenset(live)).write()

    def roll_back(self, to_run_id: str, run_id: str) -> tuple[Outcome, ...]:
        """Make the rows that a run had published live again; `publish` then publishes them.

        Raises:
            UsageError: there is no such run, rows that it published are kept no more, or nothing can be written.
        """
        with self._writing(), generations.publisher_lock(self.layout):  # so that maintenance drops nothing meanwhile
            return roll_back(self.store, to_run_id, self.live(), lambda: self._moment(run_id))

    def maintain(self, retention: Retention, run_id: str) -> Maintenance:
        """Drop what nobody can ask for any more, join small files, clear what was left behind.

        Raises:
            UsageError: the warehouse cannot be written.
        """
        with self._writing(), generations.publisher_lock(self.layout):
            return maintain(self.store, self.raw, self._moment(run_id), retention)

    def _mark(self, source_ids: Collection[str], status: FlipStatus, run_id: str) -> tuple[Outcome, ...]:
        with self._writing():
            return mark(self.store, self.live(), source_ids, status, self._moment(run_id))

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self.root, self.remote)

    def _reading(self) -> AbstractContextManager[None]:
        return reading(self.remote)
