"""Lists of bodies: one case a line, and whole papers."""

from __future__ import annotations

from typing import Any

import pytest

from parsers.facts.agency_names import Namer
from parsers.facts.duty_lists import DutyList, find_duty_lists
from parsers.regions import place_of
from schemas.records import Metadata
from tests.growth import assert_linear
from tests.parsers.facts.facts_of import cases, fact_rows, issues_of

PAPER = """厦门市新一代人工智能产业发展行动计划

一、加强领导
完善工作机制。（责任单位：市工信局、科技局，各区人民政府）
二、加强宣传
做好推广。（市营商办）
三、政策咨询
市工信局信息化处，咨询电话：2896000
"""
TABLE = """厦门市行动方案任务分工表

| 序号 | 工作任务 | 责任单位 |
| --- | --- | --- |
| 1 | 建设平台 | 市工信局、市科技局 |
| 2 | 培育企业 | 详见附件。 |
| 3 | 引进人才 | 市人社局等 |
"""


def as_cell(found: DutyList) -> str:
    return f"{found.role.value} {found.label or '-'}: " + " | ".join(body.name for body in found.bodies)


@pytest.mark.parametrize(("line", "expected"), cases("duties", 2), ids=lambda text: text[:30])
def test_case(line: str, expected: str) -> None:
    text = line.replace("⏎", "\n")
    found = list(find_duty_lists(text))
    assert " ‖ ".join(map(as_cell, found)) == expected.replace("-", "", expected == "-")
    assert all(text[body.start : body.end] == body.name for one in found for body in one.bodies)


@pytest.mark.parametrize(("code", "printed", "expected"), cases("agency_names", 3), ids=lambda text: text[:30])
def test_full_name(code: str, printed: str, expected: str) -> None:
    place = place_of(None if code == "-" else code)
    metadata = Metadata(
        "某方案", province=place.province, city=place.city, county=place.county, admin_code=place.admin_code
    )
    namer = Namer.of(metadata)
    assert namer.full_names([printed]) == [None if expected == "-" else expected]


def test_a_body_without_a_level_is_on_that_of_the_one_before() -> None:
    namer = Namer.of(Metadata("某方案", province="上海市", county="闵行区", admin_code="310112"))
    assert namer.full_names(["市科委", "财政局"]) == ["上海市科学技术委员会", "上海市财政局"]
    assert namer.full_names(["财政局", "市科委"]) == ["上海市闵行区财政局", "上海市科学技术委员会"]


def test_rows_say_who_does_what_and_how_sure_that_is() -> None:
    rows = fact_rows(PAPER, "responsibilities")
    assert [(row["role"], row["agency"], row["agency_name"], row["position"], row["certainty"]) for row in rows] == [
        ("责任", "市工信局", "厦门市工业和信息化局", 1, "explicit"),
        ("责任", "科技局", "厦门市科学技术局", 2, "explicit"),
        ("责任", "各区人民政府", None, 3, "explicit"),
        ("责任", "市营商办", None, 1, "inferred"),
        ("咨询", "市工信局信息化处", "厦门市工业和信息化局信息化处", 1, "carried"),
    ]
    assert all(PAPER[row["source_start"] : row["source_end"]] == row["agency"] for row in rows)
    assert all(row["responsibility_id"] for row in rows)


def test_an_unknown_body_raises_an_issue_and_a_group_of_bodies_none() -> None:
    found = [(issue["code"], issue["detail"]) for issue in issues_of(PAPER) if issue["code"] == "agency_unknown"]
    assert [code for code, _ in found] == ["agency_unknown"]
    assert "市营商办" in found[0][1]


def test_columns_of_tables() -> None:
    rows: list[dict[str, Any]] = fact_rows(TABLE, "responsibilities")
    assert [(row["label"], row["agency"]) for row in rows] == [
        ("责任单位", "市工信局"),
        ("责任单位", "市科技局"),
        ("责任单位", "市人社局"),
    ]


@pytest.mark.parametrize(
    "unit", ["（责任单位：市工信局）", "责任单位：", "（市工信局、", "市工信局、", "（", "牵头单位：市科技局 "]
)
def test_eight_times_the_text_takes_about_eight_times_the_time(unit: str) -> None:
    assert_linear(lambda times: list(find_duty_lists("。" + unit * times)), 1_000)


def test_equal_duties_have_ids_of_their_own() -> None:
    rows = fact_rows(PAPER.replace("（市营商办）", "（市工信局）（责任单位：市工信局）"), "responsibilities")
    assert len({row["responsibility_id"] for row in rows}) == len(rows) == 6
