"""A warehouse that an earlier version wrote is read, added to, looked back into and maintained by this one.

The archive holds the warehouse of one small paper after two runs, written before flips had a time and a version,
before sources had marks, corrections and kept bytes, and before rows said what was corrected.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.flows.conftest import notice

ARCHIVE = Path(__file__).parents[1] / "warehouse" / "earlier" / "2026-11-before-history.tar.xz"


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    monkeypatch.setenv("ZHENGCE_WAREHOUSE", str(tmp_path / "earlier"))
    return tmp_path / "earlier"


def quotes(zhengce):
    return [row["quote"] for row in json.loads(zhengce("sql", "--json", "SELECT quote FROM money ORDER BY 1").stdout)]


def test_what_it_published_can_be_read(earlier, zhengce):
    assert quotes(zhengce) == ["200万元", "50万元", "5亿元"]
    assert len(json.loads(zhengce("history", "--json").stdout)) == 2


def test_its_revisions_are_known(earlier, zhengce):
    entries = json.loads(zhengce("history", "papers/通知.txt", "--json").stdout)
    assert [(entry["what"], entry["at"]) for entry in entries] == [("live", None), ("live (live)", None)]
    changes = json.loads(zhengce("diff", "papers/通知.txt", "--json").stdout)
    assert {("+", "200万元"), ("-", "100万元")} <= {(entry["change"], entry["words"]) for entry in changes}


def test_a_run_adds_to_it_and_a_rollback_goes_back_to_before(earlier, papers, zhengce):
    (papers / "通知.txt").write_text(notice(amount="300"), "utf-8")
    report = json.loads(zhengce("run", "--json").stdout)
    assert (report["parsed"], report["quarantined"]) == (3, [])
    assert "300万元" in quotes(zhengce)
    first = json.loads(zhengce("history", "--json").stdout)[0]["run"]
    result = zhengce("rollback", first)
    assert result.exit_code == 0, result.output
    assert quotes(zhengce) == ["100万元", "50万元", "5亿元"]


def test_maintenance_leaves_what_is_published(earlier, zhengce):
    before = quotes(zhengce)
    result = zhengce("maintain")
    assert result.exit_code == 0, result.output
    assert quotes(zhengce) == before
