"""What a run did, as a value: the command line prints it, the flow makes artifacts of it, the warehouse records it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

_SHOWN_ENDINGS = 8


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A source that gave no rows in this run, with the reason; its last good rows, if any, are still published."""

    source_uri: str
    code: str
    message: str


class Change(StrEnum):
    """What became of a paper's rows."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"

    @property
    def zh(self) -> str:
        """Return it in Chinese."""
        return {Change.NEW: "新增", Change.CHANGED: "变更", Change.GONE: "撤下"}[self]


@dataclass(frozen=True, slots=True)
class PaperChange:
    """What a run changed in one source: its first title, where known, and rows of all tables but those of files."""

    source_uri: str
    change: Change
    title: str | None
    added: int
    removed: int

    @property
    def name(self) -> str:
        """Return what a person knows it by."""
        return self.title or self.source_uri


@dataclass(frozen=True, slots=True)
class IssueCount:
    """How often the parser noticed something in the published papers."""

    severity: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run found, changed and left published.

    `parsed` counts sources whose rows are live after this run's commit; `skipped` those that were current.
    `quarantined` lists every source found that is quarantined now, also where an earlier run said so.
    `missing` are published sources whose files are gone from their root.
    `waiting` are files that are still being written, left for the next run; `unasked` counts those in the searched
    folders whose names match no pattern, by the ending of the name.
    `rows` are the published rows by table; `added` and `removed` what this run changed in them, `papers` by source.
    """

    run_id: str
    trigger: str
    started_at: datetime
    finished_at: datetime
    versions: str
    found: int
    skipped: int
    parsed: int
    quarantined: tuple[Quarantined, ...]
    problems: tuple[str, ...]
    rows: Mapping[str, int]
    added: Mapping[str, int]
    removed: Mapping[str, int]
    issues: tuple[IssueCount, ...]
    published: Path
    changed: bool
    log_version: int | None = None
    missing: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unasked: Mapping[str, int] = field(default_factory=dict)
    papers: tuple[PaperChange, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 0 when every paper asked for is in the tables, otherwise 1."""
        return 1 if self.quarantined or self.problems else 0

    @property
    def seconds(self) -> float:
        """Return how long the run took."""
        return (self.finished_at - self.started_at).total_seconds()

    @property
    def unasked_endings(self) -> str:
        """Return the endings that match no pattern and their counts, the most frequent first: .xlsx 3, .zip 1."""
        counts = sorted(self.unasked.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{ending} {count:,}" for ending, count in counts[:_SHOWN_ENDINGS]]
        return ", ".join([*shown, "…"] if len(counts) > _SHOWN_ENDINGS else shown)

    def as_row(self) -> dict[str, Any]:
        """Return the run's row of table `runs`."""
        return {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "trigger": self.trigger,
            "versions": self.versions,
            "sources_found": self.found,
            "sources_skipped": self.skipped,
            "sources_parsed": self.parsed,
            "sources_quarantined": len(self.quarantined),
            "rows_added": sum(self.added.values()),
            "rows_removed": sum(self.removed.values()),
            "published": self.changed,
            "log_version": self.log_version,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the report as values that JSON can hold."""
        values = asdict(self)
        values["started_at"], values["finished_at"] = self.started_at.isoformat(), self.finished_at.isoformat()
        values["published"] = str(self.published)
        values["exit_code"] = self.exit_code
        return values
