"""The page of an audit: what does not hold first, every word escaped, nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from flows.audits import check_page
from warehouse import Warehouse


def test_the_page_of_a_sound_and_of_a_broken_audit(ingested, zhengce, tmp_path):
    warehouse = Warehouse.open(tmp_path / "warehouse")
    results = warehouse.audit(thorough=False)
    page = check_page(warehouse, results)
    assert f"All {len(results)} checks hold" in page
    assert "Checks that do not hold" not in page
    bad = replace(results[0], success=False, unexpected_count=2, sample="<script>alert(1)</script>")
    page = check_page(warehouse, [bad, *results[1:]])
    assert f"1 of {len(results)} checks do not hold" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"https?://|src=|@import|url\(", page)


def test_the_command_writes_it(ingested, zhengce, monkeypatch):
    audit = Warehouse.audit
    monkeypatch.setattr(Warehouse, "audit", lambda self, *, thorough=True: audit(self, thorough=False))
    result = zhengce("check", "--html", "audit.html")
    assert (result.exit_code, "every check holds" in result.stdout) == (0, True)
    assert "money" in Path("audit.html").read_text("utf-8")
    assert "cannot be written" in zhengce("check", "--html", "no/such/folder/a.html").stderr
