from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from flows import pool
from flows.discover import discover
from flows.settings import load_settings
from flows.steps import Run, Scope, execute
from schemas.errors import UsageError


def run(scope: Scope = Scope.STALE, **overrides):
    settings = load_settings(overrides=overrides)
    return execute(settings, discover(settings), Run("run", scope))


def digests(published: Path) -> dict[str, str]:
    folder = published.resolve()
    data = (path for path in folder.rglob("*.parquet") if path.stem not in ("runs", "quality_results"))
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in data}


def test_papers_become_tables(papers):
    report = run()
    assert (report.found, report.parsed, report.skipped, report.quarantined) == (2, 2, 0, ())
    assert (report.rows["sources"], report.rows["documents"]) == (2, 2)
    assert report.rows["money"] == report.added["money"] > 2
    assert report.changed
    assert report.exit_code == 0


def test_running_twice_changes_nothing_byte_for_byte(papers):
    first = run()
    before = digests(first.published)
    second = run()
    assert (second.parsed, second.skipped, second.changed) == (0, 2, False)
    assert not second.added
    assert digests(second.published) == before


def test_parsing_everything_again_changes_nothing_byte_for_byte(papers):
    before = digests(run().published)
    again = run(Scope.ALL)
    assert (again.parsed, again.skipped) == (2, 0)
    assert (dict(again.added), dict(again.removed)) == ({}, {})
    assert digests(again.published) == before


def test_one_changed_file_changes_only_its_rows(papers):
    from flows.catalogue import rows

    published = run().published
    before = {row["quantity_id"]: row for row in rows(published, "money")}
    paper = papers / "厦门" / "通知.txt"
    paper.write_text(paper.read_text("utf-8").replace("50 万元", "60 万元"), "utf-8")
    report = run()
    after = {row["quantity_id"]: row for row in rows(published, "money")}
    assert (report.parsed, report.skipped) == (1, 1)
    assert (report.added["money"], report.removed["money"]) == (1, 1)
    assert {before[key]["quote"] for key in before.keys() - after.keys()} == {"50万元"}
    assert {after[key]["quote"] for key in after.keys() - before.keys()} == {"60万元"}
    assert all(before[key] == after[key] for key in before.keys() & after.keys())


def test_batches_and_processes_change_nothing(papers, monkeypatch):
    before = digests(run().published)
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)
    other = run(Scope.ALL, batch_bytes=1, processes=2, warehouse="other")
    assert digests(other.published) == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("empty.txt", b"", "empty"), ("blank.md", b" \r\n\n", "empty"), ("junk.txt", bytes(range(256)) * 40, "not_text")],
)
def test_a_bad_file_is_quarantined_and_the_others_are_unharmed(papers, name, content, code):
    (papers / name).write_bytes(content)
    report = run()
    assert [(item.source_uri, item.code) for item in report.quarantined] == [(f"papers/{name}", code)]
    assert (report.parsed, report.rows["documents"], report.exit_code) == (2, 2, 1)
    assert report.quarantined[0].message.endswith(".")


def test_a_quarantined_file_is_not_tried_again_until_asked_but_still_reported(papers):
    (papers / "empty.txt").touch()
    first = run()
    second = run()
    assert (second.skipped, second.exit_code) == (3, 1)
    assert second.quarantined == first.quarantined
    assert digests(second.published) == digests(first.published)
    retried = run(Scope.RETRY)
    assert (retried.parsed, retried.skipped, len(retried.quarantined)) == (0, 3, 1)


def test_a_file_that_went_bad_keeps_its_last_good_rows(papers):
    good = run()
    (papers / "厦门" / "通知.txt").write_bytes(b"")
    report = run()
    assert (len(report.quarantined), report.rows["documents"]) == (1, 2)
    assert report.rows["money"] == good.rows["money"]
    (papers / "厦门" / "通知.txt").write_text("厦门市人民政府关于印发措施的通知\n一、奖励 5 万元。\n", "utf-8")
    assert run().exit_code == 0


def test_a_larger_limit_brings_a_large_file_in(papers):
    first = run(max_file_bytes=10)
    assert {item.code for item in first.quarantined} == {"too_large"}
    assert run(max_file_bytes=10).skipped == 2
    assert run().parsed == 2


def test_every_run_is_recorded(papers):
    from flows.catalogue import open_table

    report = run()
    run()
    recorded = open_table(report.published.parent / "runs" / "runs.parquet").to_table().to_pylist()
    assert [row["trigger"] for row in recorded] == ["run", "run"]
    assert sorted(row["sources_parsed"] for row in recorded) == [0, 2]


def test_a_warehouse_that_cannot_be_written_is_one_sentence(papers, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"The warehouse .*file/warehouse cannot be written \(.*\); choose another"):
        run(warehouse=str(tmp_path / "file" / "warehouse"))


def test_settings_reach_the_readers(papers):
    few = run(max_characters=10)
    assert {item.code for item in few.quarantined} == {"too_large"}
    assert all("the setting max_characters" in item.message for item in few.quarantined)
    assert run(scope=Scope.RETRY).parsed == 2
