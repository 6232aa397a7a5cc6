"""What a run did, as a value: the command line prints it, the flow makes artifacts of it, the warehouse records it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A source that gave no rows in this run, with the reason; its last good rows, if any, are still published."""

    source_uri: str
    code: str
    message: str


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
    `rows` are the published rows by table; `added` and `removed` what this run changed in them.
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

    @property
    def exit_code(self) -> int:
        """Return 0 when every paper asked for is in the tables, otherwise 1."""
        return 1 if self.quarantined or self.problems else 0

    @property
    def seconds(self) -> float:
        """Return how long the run took."""
        return (self.finished_at - self.started_at).total_seconds()

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

    def as_entries(self) -> list[dict[str, str | int]]:
        """Return the report as one table: an entry for each table, issue and quarantined file."""
        tables: list[dict[str, str | int]] = [
            {
                "what": "table",
                "name": name,
                "count": count,
                "added": self.added.get(name, 0),
                "removed": self.removed.get(name, 0),
                "detail": "",
            }
            for name, count in self.rows.items()
        ]
        others = [("issue", issue.code, issue.count, issue.severity) for issue in self.issues]
        others += [("quarantined", item.source_uri, 1, item.message) for item in self.quarantined]
        return tables + [
            {"what": what, "name": name, "count": count, "added": 0, "removed": 0, "detail": detail}
            for what, name, count, detail in others
        ]

    def as_markdown(self) -> str:
        """Return the report as Markdown: a line of figures, then quarantined files and issues as tables."""
        head = (
            f"**{self.found} files**: {self.parsed} parsed, {self.skipped} as they were, "
            f"{len(self.quarantined)} quarantined, in {self.seconds:.1f} s.  \n"
            f"{'Published' if self.changed else 'Unchanged'}: `{self.published}`"
        )
        refused = [(item.source_uri, item.code, item.message) for item in self.quarantined]
        noticed = [(item.severity, item.code, str(item.count)) for item in self.issues]
        changes = [
            (name, f"{count:,}", f"{self.added.get(name, 0):,}", f"{self.removed.get(name, 0):,}")
            for name, count in self.rows.items()
        ]
        parts = [
            "# Policy papers to tables",
            head,
            *(f"- {problem}" for problem in self.problems),
            *(f"- gone from its root, rows kept: {uri}" for uri in self.missing),
            _markdown_table("Quarantined", ("file", "code", "reason"), refused),
            _markdown_table("Tables", ("table", "rows", "added", "removed"), changes),
            _markdown_table("Noticed in the papers", ("severity", "code", "count"), noticed),
        ]
        return "\n\n".join(part for part in parts if part)


def _markdown_table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return (
        "\n".join([f"## {title}", "", f"| {' | '.join(names)} |", "|---" * len(names) + "|", *lines]) if lines else ""
    )
