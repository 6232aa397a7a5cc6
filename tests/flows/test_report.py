from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from flows.console import BarProgress, PlainProgress, print_report
from flows.report import IssueCount, Quarantined, RunReport
from schemas.spec import checks_of
from schemas.tables import TABLES

START = datetime(2025, 1, 2, tzinfo=UTC)
REPORT = RunReport(
    run_id="0" * 20,
    trigger="run",
    started_at=START,
    finished_at=START + timedelta(seconds=1.25),
    versions="zhengce 1",
    found=4,
    skipped=1,
    parsed=2,
    quarantined=(Quarantined("papers/a|b.txt", "empty", "The file is\nempty."),),
    problems=("nowhere does not exist.",),
    rows={"documents": 3, "money": 12345},
    added={"money": 2},
    removed={"money": 1},
    issues=(IssueCount("info", "numbering_gap", 7),),
    published=Path("warehouse/published"),
    changed=True,
)


def test_the_row_of_a_run_is_what_the_table_declares():
    row = REPORT.as_row()
    assert set(row) == set(TABLES["runs"].names)
    assert (row["rows_added"], row["rows_removed"], row["sources_quarantined"]) == (2, 1, 1)
    assert checks_of(TABLES["runs"])


@pytest.mark.parametrize(
    ("change", "code"),
    [({}, 1), ({"quarantined": ()}, 1), ({"problems": ()}, 1), ({"quarantined": (), "problems": ()}, 0)],
)
def test_the_exit_code_says_whether_every_paper_is_in_the_tables(change, code):
    assert replace(REPORT, **change).exit_code == code


def test_markdown_keeps_names_with_bars_and_line_breaks_in_their_cells():
    text = REPORT.as_markdown()
    assert "| papers/a\\|b.txt | empty | The file is empty. |" in text
    assert "| money | 12,345 | 2 | 1 |" in text
    assert "| info | numbering_gap | 7 |" in text
    assert "- nowhere does not exist." in text
    quiet = replace(REPORT, quarantined=(), issues=(), problems=(), changed=False).as_markdown()
    assert "## Quarantined" not in quiet
    assert "Unchanged: `warehouse/published`" in quiet


def test_the_table_artifact_has_an_entry_for_everything():
    assert [(entry["what"], entry["name"], entry["count"]) for entry in REPORT.as_entries()] == [
        ("table", "documents", 3),
        ("table", "money", 12345),
        ("issue", "numbering_gap", 7),
        ("quarantined", "papers/a|b.txt", 1),
    ]


def test_the_printed_report_names_what_went_wrong_and_where_the_tables_are(capsys):
    print_report(REPORT)
    printed = capsys.readouterr().out
    for words in (
        "4 files: 2 parsed, 1 as they were, 1 quarantined; 1.2 s",
        "! nowhere does not exist.",
        "! papers/a|b.txt: The file is",
        "12,345",
        "noticed: numbering_gap 7",
        "published: warehouse/published",
    ):
        assert words in printed


def test_plain_progress_says_each_tenth_once(capsys):
    progress = PlainProgress()
    progress.stage("reading", 40)
    for _ in range(40):
        progress.advance(1)
    progress.stage("publishing")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "reading: 40 files"
    assert lines[1:-1] == [f"reading: {done} of 40 files" for done in range(4, 41, 4)]
    assert lines[-1] == "publishing"


def test_the_bar_shows_the_stage_and_how_far_it_is():
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn

    screen = StringIO()
    console = Console(file=screen, width=80)
    with Progress(TextColumn("{task.description}"), MofNCompleteColumn(), console=console) as bar:
        progress = BarProgress(bar)
        progress.stage("reading and parsing", 3)
        progress.advance(2)
    assert "reading and parsing 2/3" in screen.getvalue()
