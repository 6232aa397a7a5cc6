"""What the command line prints: progress, tables and the report of a run."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from flows.report import PaperChange, RunReport
from flows.spreadsheets import guarded

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.table import Table

_SHOWN_MISSING = 3
_SHOWN_PAPERS = 20
_SOONEST = 1.0  # seconds after which a pace is worth telling
_UNLIMITED = 100_000  # columns: output that is no terminal is never cut


class PlainProgress:
    """Progress as lines on standard error, for logs and pipes: one when a stage begins, one each tenth of it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._words, self._total, self._done, self._said, self._began = "", 0, 0, 0, 0.0

    def stage(self, words: str, total: int = 0) -> None:
        """Begin a stage."""
        self._words, self._total, self._done, self._said, self._began = words, total, 0, 0, self._clock()
        print(f"{words}: {total} files" if total else words, file=sys.stderr, flush=True)

    def advance(self, count: int) -> None:
        """Say so when another tenth is done."""
        self._done += count
        tenth = self._done * 10 // max(self._total, 1)
        if tenth > self._said:
            self._said = tenth
            pace = pace_of(self._done, self._total, self._clock() - self._began)
            print(f"{self._words}: {self._done} of {self._total} files{pace}", file=sys.stderr, flush=True)


def pace_of(done: int, total: int, seconds: float) -> str:
    """Return how fast it goes and how long the rest takes at that pace; nothing where it is too soon to tell."""
    if done <= 0 or seconds < _SOONEST:
        return ""
    rate = done / seconds
    left = f", {timedelta(seconds=round((total - done) / rate))} left" if done < total else ""
    return f", {rate:.1f} a second{left}"


class BarProgress:
    """Progress as a bar on a terminal."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("starting", total=None, pace="")

    def stage(self, words: str, total: int = 0) -> None:
        """Begin a stage; the bar only pulses where it is not counted."""
        self._bar.reset(self._task, description=words, total=total or None, pace="")

    def advance(self, count: int) -> None:
        """Move the bar."""
        self._bar.advance(self._task, count)
        [task] = [task for task in self._bar.tasks if task.id == self._task]
        pace = pace_of(int(task.completed), int(task.total or 0), task.elapsed or 0.0)
        self._bar.update(self._task, pace=pace.removeprefix(", "))


@contextmanager
def progress() -> Iterator[PlainProgress | BarProgress]:
    """Give a progress that fits standard error."""
    if not sys.stderr.isatty():
        yield PlainProgress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield BarProgress(bar)


def print_json(value: Any) -> None:
    """Print a value as JSON; decimals and dates as strings, so that no digit is lost."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(entries: Iterable[Mapping[str, Any]], title: str | None = None, *, lines: bool = False) -> None:
    """Print entries with the same keys as a table; empty columns are left out."""
    from rich.text import Text

    entries = list(entries)
    names = [name for name in (entries[0] if entries else ()) if any(entry[name] is not None for entry in entries)]
    table = _table(title, lines=lines)
    for name in names:
        numbers = all(isinstance(entry[name], int | None) for entry in entries)
        table.add_column(Text(name), justify="right" if numbers else "left", overflow="fold")
    for entry in entries:
        table.add_row(*(Text(_cell(entry[name])) for name in names))
    _console().print(table)


def print_columns(names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Print rows whose column names may repeat as a table."""
    from rich.text import Text

    table = _table()
    for name in names:
        table.add_column(Text(name), overflow="fold")
    for row in values:
        table.add_row(*(Text(_cell(value)) for value in row))
    _console().print(table)


def print_csv(names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV (RFC 4180); text that a spreadsheet would run as a formula stands behind an apostrophe."""
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    writer.writerows(map(guarded, row) for row in values)


def print_report(report: RunReport) -> None:
    """Print what a run did: files, quarantined files with their reasons, rows by table, and where they are."""
    print(
        f"{report.found} files: {report.parsed} parsed, {report.skipped} as they were, "
        f"{len(report.quarantined)} quarantined; {report.seconds:.1f} s"
    )
    for problem in report.problems:
        print(f"! {problem}")
    for refused in report.quarantined:
        print(f"! {refused.source_uri}: {refused.message}")
    _print_papers(report.papers)
    if report.waiting:
        print(f"? {len(report.waiting)} files are still being written and left for the next run")
    if report.unasked:
        count = sum(report.unasked.values())
        print(f"? {count:,} file(s) match no pattern of the settings and were left: {report.unasked_endings}")
    if report.missing:
        shown = ", ".join(report.missing[:_SHOWN_MISSING]) + (", …" if len(report.missing) > _SHOWN_MISSING else "")
        print(f"? {len(report.missing)} files are gone from their root: {shown}")
        print("  their rows stay published; `zhengce run --prune` takes them out")
    print_table(
        {
            "table": name,
            "rows": count,
            "added": report.added.get(name) or None,
            "removed": report.removed.get(name) or None,
        }
        for name, count in report.rows.items()
    )
    if report.issues:
        print("noticed: " + ", ".join(f"{issue.code} {issue.count}" for issue in report.issues))
    print(f"{'published' if report.changed else 'unchanged'}: {report.published}")


def _print_papers(papers: Sequence[PaperChange]) -> None:
    """Print what changed paper by paper; of many, how many more there are."""
    for paper in papers[:_SHOWN_PAPERS]:
        rows = ", ".join(f"{sign}{count:,}" for sign, count in (("+", paper.added), ("-", paper.removed)) if count)
        file = f" ({paper.source_uri})" if paper.title else ""
        print(f"{paper.change}: {paper.name}{file}: {rows} rows")
    if more := papers[_SHOWN_PAPERS:]:
        print(f"… and {len(more)} more; --json lists all, `zhengce diff DOC` the rows of one")


def _table(title: str | None = None, *, lines: bool = False) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    terminal = sys.stdout.isatty()
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, show_lines=lines and terminal)


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _UNLIMITED, highlight=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    # Four digits stay together: they may be a year.
    grouped = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000
    return f"{value:,}" if grouped else str(value)
