"""A corrections file beside a paper: applied at every parse, kept with the paper, and a reason to parse again."""

from __future__ import annotations

import json

CORRECTION = """[[correction]]
table = "money"
quote = "50万元"
set = { comparator = "eq" }
why = "checked by hand"
"""
QUERY = "SELECT comparator, corrected FROM money WHERE corrected IS NOT NULL"


def test_a_corrections_file_is_applied_and_taken_back(ingested, zhengce):
    beside = ingested / "厦门" / "通知.txt.corrections.toml"
    beside.write_text(CORRECTION, "utf-8")
    assert "1 parsed, 1 as they were" in zhengce("run").stdout
    expected = [{"comparator": "eq", "corrected": "changed comparator: checked by hand"}]
    assert json.loads(zhengce("sql", "--json", QUERY).stdout) == expected
    assert "0 parsed, 2 as they were" in zhengce("run").stdout
    zhengce("rerun", "papers/厦门/通知.txt")
    assert json.loads(zhengce("sql", "--json", QUERY).stdout) == expected
    beside.unlink()
    zhengce("run")
    assert json.loads(zhengce("sql", "--json", QUERY).stdout) == []


def test_corrections_are_kept_for_a_replay(papers, zhengce):
    beside = papers / "厦门" / "通知.txt.corrections.toml"
    beside.write_text(CORRECTION, "utf-8")
    zhengce("run")
    beside.unlink()
    (papers / "厦门" / "通知.txt").unlink()
    zhengce("run", "--replay", "--all")
    assert len(json.loads(zhengce("sql", "--json", QUERY).stdout)) == 1


def test_a_correction_whose_text_has_changed_is_reported(papers, zhengce):
    paper = papers / "厦门" / "通知.txt"
    paper.with_name("通知.txt.corrections.toml").write_text(CORRECTION, "utf-8")
    paper.write_text(paper.read_text("utf-8").replace("50 万元", "60 万元"), "utf-8")
    zhengce("run")
    (entry,) = [one for one in json.loads(zhengce("issues", "--json").stdout) if one["code"] == "correction_unfit"]
    assert entry["what"] == "error"
    assert "no row of money says '50万元'; the text has changed under it" in entry["detail"]
