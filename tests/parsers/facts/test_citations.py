"""Papers that a text names: one case a line, what is the policy's own, and what a long text costs."""

from __future__ import annotations

import pytest

from parsers.facts.citations import relation_of
from parsers.facts.named_papers import Citation, find_citations
from schemas.vocabulary import CitationRelation
from tests.growth import assert_linear
from tests.parsers.facts.facts_of import cases, fact_rows

NOTICE = """厦门市经济和信息化局关于印发《厦门市人工智能行动计划（2019-2021）》的通知

厦经信服务〔2018〕552号

各有关单位：
根据《甲规划》（国发〔2017〕35号），我局制定了《厦门市人工智能行动计划（2019-2021）》（以下简称《行动计划》），现印发给你们。

厦门市经济和信息化局
2018年12月21日

厦门市人工智能行动计划（2019-2021）

一、目标
落实《行动计划》和《甲规划》，按照《乙实施意见》（以下简称“实施意见”）推进。
二、附则
《实施意见》另有规定的从其规定。厦经信服务〔2018〕552号自发布之日起施行，《厦门市人工智能行动计划》（厦经信〔2015〕1号）同时废止。
"""


def as_cells(text: str) -> str:
    before: tuple[Citation, CitationRelation] | None = None
    cells = []
    for found in find_citations(text):
        relation = relation_of(text, found, before)
        before = found, relation
        cells.append(f"{found.title or '-'} {found.number or '-'} {relation.value}")
    return " | ".join(cells) or "-"


@pytest.mark.parametrize(("line", "expected"), cases("citations", 2), ids=lambda text: text[:30])
def test_case(line: str, expected: str) -> None:
    assert as_cells(line) == expected


def test_what_is_the_policys_own_is_no_citation() -> None:
    rows = fact_rows(NOTICE, "citations")
    assert [(row["title"], row["doc_number"], row["full_title"], row["relation"]) for row in rows] == [
        ("甲规划", "国发〔2017〕35号", None, "basis"),
        ("甲规划", None, None, "basis"),
        ("乙实施意见", None, None, "basis"),
        ("实施意见", None, "乙实施意见", "mentions"),
        ("厦门市人工智能行动计划", "厦经信〔2015〕1号", None, "repeals"),
    ]
    assert all(NOTICE[row["source_start"] :].startswith(row["title"]) for row in rows)
    assert {row["cited_doc_id"] for row in rows} == {None}


def test_every_mention_is_a_row_with_an_id_of_its_own() -> None:
    text = "某管理办法\n\n一、要求\n出具《声明函》，不得要求《声明函》之外的证明。\n"
    rows = fact_rows(text, "citations")
    assert [row["title"] for row in rows] == ["声明函", "声明函"]
    assert len({row["citation_id"] for row in rows}) == 2


@pytest.mark.parametrize("unit", ["《甲办法》（国发〔2017〕35号）、", "《", "（国发〔2017〕", "令第1号", "GB/T 1"])
def test_eight_times_the_text_takes_about_eight_times_the_time(unit: str) -> None:
    assert_linear(lambda times: list(find_citations(unit * times)), 1_000)
