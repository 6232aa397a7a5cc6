from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from flows.console import BarProgress, PlainProgress, print_report
from flows.report import Change, IssueCount, PaperChange, Quarantined, RunReport
from flows.run_page import MOST_PAPERS, as_entries, as_markdown
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
    waiting=("papers/new.pdf",),
    unasked={".csv": 1, ".xlsx": 1200},
    papers=(
        PaperChange("papers/b.txt", Change.CHANGED, None, 3, 1),
        PaperChange("papers/c.txt", Change.NEW, "某市|通知", 1200, 0),
    ),
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
    text = as_markdown(REPORT)
    assert "| papers/a\\|b.txt | empty | The file is empty. |" in text
    assert "| money | 金额 | 12,345 | 2 | 1 |" in text
    assert "| new · 新增 | 某市\\|通知 | papers/c.txt | 1,200 | 0 |" in text
    assert "| changed · 变更 | papers/b.txt | papers/b.txt | 3 | 1 |" in text
    assert "留待下次: papers/new.pdf" in text
    assert "文件名不符合设置，未读: .xlsx 1,200, .csv 1" in text
    assert "| info | numbering_gap | 7 |" in text
    assert "- nowhere does not exist." in text
    quiet = as_markdown(replace(REPORT, quarantined=(), issues=(), problems=(), papers=(), changed=False))
    assert "## Quarantined" not in quiet
    assert "## Papers" not in quiet
    assert "Unchanged · 无变化: `warehouse/published`" in quiet


def test_a_page_of_very_many_papers_says_how_many_more_there_are(capsys):
    many = replace(REPORT, papers=REPORT.papers[1:] * (MOST_PAPERS + 1000))
    assert "… and 1,000 more · 另有 1,000 份" in as_markdown(many)
    assert len(as_entries(many)) == 4 + MOST_PAPERS
    print_report(many)
    assert f"… and {MOST_PAPERS + 980} more;" in capsys.readouterr().out


def test_the_table_artifact_has_an_entry_for_everything():
    assert [(entry["what"], entry["name"], entry["count"]) for entry in as_entries(REPORT)] == [
        ("table · 表", "documents", 3),
        ("table · 表", "money", 12345),
        ("changed · 变更", "papers/b.txt", 1),
        ("new · 新增", "某市|通知", 1),
        ("issue · 提示", "numbering_gap", 7),
        ("quarantined · 隔离", "papers/a|b.txt", 1),
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
        "changed: papers/b.txt: +3, -1 rows",
        "new: 某市|通知 (papers/c.txt): +1,200 rows",
        "? 1 files are still being written",
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
