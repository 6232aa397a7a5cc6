"""Citations lead to the documents of the warehouse, and follow them when they come, change and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.ids import digest
from schemas.records import ParsedSource
from tests.warehouse.factory import RUN, parsed, row, table_of
from warehouse.cited import Library
from warehouse.generations import read_table
from warehouse.staging import PublishSettings
from warehouse.warehouse import Warehouse

SMALL_FILES = PublishSettings(file_bytes=1, buckets=4)
PLAN, NUMBER = "新一代人工智能发展规划", "国发〔2017〕35号"


def citing(uri: str, **named: str | None) -> ParsedSource:
    """Return a source whose policy names one other paper."""
    source = parsed(uri, f"{uri}的办法", number=None)
    document = source.tables["documents"].to_pylist()[0]
    ids = {name: document[name] for name in ("doc_id", "source_id")} | {"section_id": digest(document["doc_id"], "一")}
    citation = row("citations", **ids, citation_id=digest(uri, "citation"), source_start=1, source_end=2) | named
    return parsed(uri, f"{uri}的办法", citations=table_of("citations", [citation]))


def cited(warehouse: Warehouse) -> list[Any]:
    """Return where the citations of the published generation lead, in the order of their sources' titles."""
    documents = {one["doc_id"]: one["title"] for one in read_table(warehouse.published, "documents").to_pylist()}
    rows = read_table(warehouse.published, "citations").to_pylist()
    return [documents.get(one["cited_doc_id"]) for one in sorted(rows, key=lambda one: documents[one["doc_id"]])]


@pytest.mark.parametrize("settings", [PublishSettings(), SMALL_FILES], ids=["files", "buckets"])
def test_a_citation_follows_its_document(tmp_path: Path, settings: PublishSettings) -> None:
    warehouse = Warehouse.create(tmp_path / "w", settings=settings)
    warehouse.commit([citing("a.txt", title="规划", doc_number=NUMBER), citing("b.txt", title=PLAN)], RUN)
    warehouse.publish(RUN)
    assert cited(warehouse) == [None, None]
    warehouse.commit([parsed("c.txt", PLAN, number="国发[2017]35号")], RUN)
    warehouse.publish(RUN)
    assert cited(warehouse) == [PLAN, PLAN]
    warehouse.commit([parsed("c.txt", "另一份规划", number=NUMBER, revision="2")], RUN)
    warehouse.publish(RUN)
    assert cited(warehouse) == ["另一份规划", None]
    assert all(result.success for result in warehouse.audit(thorough=False))


def test_a_new_citation_leads_to_what_is_there(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "w")
    warehouse.commit([parsed("c.txt", PLAN, number=NUMBER)], RUN)
    warehouse.publish(RUN)
    warehouse.commit([citing("a.txt", title="国务院关于印发新一代人工智能发展规划的通知")], RUN)
    warehouse.publish(RUN)
    assert cited(warehouse) == [PLAN]


DOCUMENTS = [
    {"doc_id": "plan", "title": PLAN, "doc_number": NUMBER},
    {"doc_id": "copy", "title": PLAN, "doc_number": NUMBER},
    {"doc_id": "report1", "title": "政府工作报告", "doc_number": None},
    {"doc_id": "report2", "title": "政府工作报告", "doc_number": None},
    {"doc_id": "rules", "title": "实施细则", "doc_number": "榕政办〔2020〕15号"},
]
LIBRARY = Library(DOCUMENTS, {"copy": "plan"})


@pytest.mark.parametrize(
    ("own", "title", "full_title", "number", "found"),
    [
        ("x", "某规划", None, "国发[2017]35号", "plan"),
        ("x", PLAN, None, None, "plan"),
        ("x", "国务院关于印发〈新一代人工智能发展规划〉的通知", None, None, "plan"),
        ("x", "规划", PLAN, None, "plan"),
        ("x", PLAN, None, "国发〔2016〕1号", None),
        ("x", "政府工作报告", None, None, None),
        ("rules", "实施细则", None, "榕政办〔2018〕2号", None),
        ("rules", "实施细则", None, None, None),
        ("copy", PLAN, None, None, None),
        ("x", None, None, NUMBER, "plan"),
    ],
)
def test_number_first_then_title(
    own: str, title: str | None, full_title: str | None, number: str | None, found: str | None
) -> None:
    named = {"doc_id": own, "title": title, "full_title": full_title, "doc_number": number}
    assert LIBRARY.find(named) == found
