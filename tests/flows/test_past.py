"""What the command line says of the past: history, diff, as of a run, rollback, maintenance, replay, files gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import Result

from tests.flows.conftest import ingest, notice

Zhengce = Callable[..., Result]
CAPS = "SELECT max(amount_max)::bigint AS cap, count(DISTINCT doc_id) AS papers FROM money"


def caps(zhengce: Zhengce, *more: str) -> tuple[int, int]:
    ((row,),) = [json.loads(zhengce("sql", "--json", CAPS, *more).stdout)]
    return row["cap"], row["papers"]


def runs(zhengce: Zhengce) -> list[str]:
    return [entry["run"] for entry in json.loads(zhengce("history", "--json").stdout)]


@pytest.fixture(scope="module")
def second_run(first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse after two runs, to be copied."""
    folder = tmp_path_factory.mktemp("second_run")
    copytree(first_run, folder, dirs_exist_ok=True, symlinks=True)
    (folder / "papers" / "厦门" / "通知.txt").write_text(notice(amount="900"), "utf-8")
    ingest(folder)
    return folder


@pytest.fixture
def twice(second_run: Path, tmp_path: Path) -> Path:
    """Two runs; between them one paper changed."""
    copytree(second_run, tmp_path, dirs_exist_ok=True, symlinks=True)
    return tmp_path / "papers" / "厦门" / "通知.txt"


def test_history_lists_runs_and_revisions(twice, zhengce):
    listed = json.loads(zhengce("history", "--json").stdout)
    assert [(entry["by"], entry["parsed"]) for entry in listed] == [("run", 2), ("run", 1)]
    entries = json.loads(zhengce("history", twice, "--json").stdout)
    assert [(entry["revision"], entry["what"]) for entry in entries] == [(1, "live"), (2, "live (live)")]
    assert entries[0]["rows added"] > 20
    assert "live (live)" in zhengce("history", twice).stdout


def test_diff_shows_what_changed(twice, zhengce):
    entries = json.loads(zhengce("diff", twice, "--json").stdout)
    money = [(entry["change"], entry["words"]) for entry in entries if entry["table"] == "money"]
    assert {("+", "900万元"), ("-", "100万元")} <= set(money)
    assert not {words for _, words in money} & {"50万元"}  # of another paragraph
    result = zhengce("diff", twice)
    assert "900万元" in result.stdout
    assert f"{len(entries)} differences" in result.stdout


def test_diff_of_revisions_by_number(twice, zhengce):
    whole = json.loads(zhengce("diff", twice, "0", "1", "--json").stdout)
    assert {entry["change"] for entry in whole} == {"+"}
    result = zhengce("diff", twice, "1", "9")
    assert (result.exit_code, "There is no revision 9; this file has revisions 1 to 2." in result.stderr) == (2, True)


def test_the_tables_can_be_asked_as_of_a_run(twice, zhengce):
    first, second = runs(zhengce)
    assert caps(zhengce, "--as-of", first) == (5_0000_0000, 2)
    query = "SELECT count(*) AS n FROM money WHERE amount_max = 9000000"
    assert [json.loads(zhengce("sql", "--json", query, "--as-of", run).stdout)[0]["n"] for run in (first, second)] == [
        0,
        1,
    ]
    assert "No run is named 'x'" in zhengce("sql", query, "--as-of", "x").stderr


def test_rollback_publishes_what_a_run_had_published(twice, zhengce):
    before = zhengce("sql", "--csv", "SELECT * FROM money ORDER BY quantity_id").stdout
    first, second = runs(zhengce)
    result = zhengce("rollback", first)
    assert (result.exit_code, "1 parsed" in result.stdout) == (0, True)
    assert "900万元" not in zhengce("sql", "--csv", "SELECT quote FROM money").stdout
    assert "2 as they were" in zhengce("run").stdout
    zhengce("rollback", second)
    assert zhengce("sql", "--csv", "SELECT * FROM money ORDER BY quantity_id").stdout == before


def test_papers_that_came_later_stay_out_until_they_are_asked_for(papers, zhengce):
    zhengce("run")
    later = papers / "厦门" / "后来.txt"
    later.write_text(notice(topic="后来的事", number=77), "utf-8")
    zhengce("run")
    zhengce("rollback", runs(zhengce)[0])
    before = caps(zhengce)
    again = json.loads(zhengce("run", "--json").stdout)
    assert (caps(zhengce), again["parsed"], again["quarantined"]) == (before, 0, [])
    later.write_text(notice(topic="后来的事", number=77, amount="900"), "utf-8")
    zhengce("run")
    assert caps(zhengce)[1] == before[1] + 1


def test_rollback_beyond_the_retention_is_refused_with_a_sentence(twice, zhengce):
    assert "1 loads dropped" in zhengce("maintain", "--keep-days", "0").stdout
    result = zhengce("rollback", runs(zhengce)[0])
    assert result.exit_code == 2
    assert "were dropped by maintenance; go back to a later run" in result.stderr
    assert "rows dropped" in zhengce("history", twice).stdout


def test_maintain_says_what_it_did_as_json(twice, zhengce):
    done = json.loads(zhengce("maintain", "--json").stdout)
    assert done == {"loads": 0, "files": 0, "bytes_freed": 0, "generations": 0}


def test_a_file_that_is_gone_keeps_its_rows_until_pruned(ingested, zhengce):
    (ingested / "厦门" / "通知.txt").unlink()
    result = zhengce("run")
    assert (result.exit_code, "? 1 files are gone from their root: papers/厦门/通知.txt" in result.stdout) == (0, True)
    since = "SELECT count(missing_since) AS gone FROM sources"
    assert json.loads(zhengce("sql", "--json", since).stdout) == [{"gone": 1}]
    assert caps(zhengce)[1] == 2
    (ingested / "厦门" / "通知.txt").write_text(notice(), "utf-8")
    assert "are gone from" not in zhengce("run").stdout
    assert json.loads(zhengce("sql", "--json", since).stdout) == [{"gone": 0}]
    (ingested / "厦门" / "通知.txt").unlink()
    report = json.loads(zhengce("run", "--prune", "--json").stdout)
    assert (report["missing"], report["removed"]["documents"]) == ([], 1)
    assert caps(zhengce)[1] == 1


def test_a_folder_that_is_not_there_today_loses_nothing(ingested, zhengce, tmp_path):
    ingested.rename(tmp_path / "elsewhere")
    ingested.mkdir()
    result = zhengce("run", "--prune")
    assert result.exit_code == 2
    assert caps(zhengce)[1] == 2


def test_a_run_over_one_folder_says_nothing_of_others(ingested, zhengce):
    (ingested / "厦门" / "通知.txt").unlink()
    zhengce("run", ingested / "福州", "--prune")
    assert caps(zhengce)[1] == 2


def test_replay_reads_the_kept_bytes(ingested, zhengce):
    before = zhengce("sql", "--csv", "SELECT * FROM money").stdout
    for paper in [*ingested.rglob("*.txt"), *ingested.rglob("*.md")]:
        paper.unlink()
    report = json.loads(zhengce("run", "--replay", "--all", "--json").stdout)
    assert (report["found"], report["parsed"], report["missing"]) == (2, 2, [])
    assert zhengce("sql", "--csv", "SELECT * FROM money").stdout == before
    assert "1 files: 1 parsed" in zhengce("rerun", "papers/厦门/通知.txt").stdout


def test_kept_bytes_that_are_damaged_are_never_served(ingested, zhengce, tmp_path):
    (kept,) = [path for path in (tmp_path / "warehouse" / "raw").glob("*/*") if "厦门" in path.read_text("utf-8")]
    kept.write_bytes(kept.read_bytes().replace(b"100", b"109"))
    result = zhengce("run", "--replay", "--all")
    assert result.exit_code == 1
    assert "are damaged (their SHA-256 is not" in result.stdout
    assert "109" not in zhengce("sql", "--csv", "SELECT quote FROM money").stdout


def test_issues_lists_quarantined_files_first(ingested, zhengce):
    assert "nothing was noticed" in zhengce("issues").stdout
    (ingested / "厦门" / "通知.txt").write_bytes(b"")
    zhengce("run")
    (entry,) = json.loads(zhengce("issues", "--json").stdout)
    assert (entry["what"], entry["code"], entry["file"]) == ("quarantined", "empty", "papers/厦门/通知.txt")
    assert "The file is empty" in zhengce("issues", "papers/厦门/通知.txt").stdout
