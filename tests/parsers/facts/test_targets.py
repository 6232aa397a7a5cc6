"""Aims and stated figures: one case a line, and what must hold for every row on real papers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse_source

_HERE = Path(__file__).parent
_CORPUS = _HERE.parents[1] / "corpus"
_TITLES = {
    "plan": "厦门市新一代人工智能产业发展行动计划（2019-2021）",
    "report": "2026年浙江省政府工作报告",
    "spoken": "2018年中山市政府工作报告",
    "account": "数字中国发展报告（2021年）",
    "policy": "杭州市促进人工智能产业发展若干政策",
    "trade": "某市制造业发展行动计划（2023—2025年）",
    "peak": "2030年前碳达峰行动方案",
    "solution": "2024年某市碳达峰实施方案",
    "points": "2024年某市生态环境工作要点",
    "yearly": "咸阳市2023年国民经济和社会发展计划",
    "undated": "某县政府工作报告",
    "opinion": "关于推进民生工程的实施意见",
}
_CASES = [line.split("\t") for line in (_HERE / "cases" / "targets.tsv").read_text("utf-8").splitlines()]
_QUANTITIES = ("money", "percentages", "counts")


def _rows(data: bytes, table: str) -> list[dict[str, Any]]:
    parsed = parse_source(data, source_uri="tests/paper.txt", parser_revision="0" * 20)
    return parsed.tables[table].to_pylist() if table in parsed.tables else []


def _shown(row: dict[str, Any]) -> str:
    fields = (row[name] for name in ("quote", "metric", "comparator", "unit", "year", "status", "per"))
    return "|".join("-" if field is None else str(field) for field in fields)


@pytest.mark.parametrize(("kind", "text", "expected"), _CASES, ids=[text[:40] for _, text, _ in _CASES])
def test_case(kind: str, text: str, expected: str) -> None:
    paper = f"{_TITLES[kind]}\n\n{text.replace('⏎', chr(10))}\n"
    assert ("；".join(map(_shown, _rows(paper.encode(), "targets"))) or "-") == expected


@cache
def _seed(prefix: str) -> dict[str, list[dict[str, Any]]]:
    data = next(_CORPUS.glob(f"{prefix}_*.txt")).read_bytes()
    parsed = parse_source(data, source_uri=f"tests/{prefix}.txt", parser_revision="0" * 20)
    return {name: table.to_pylist() for name, table in parsed.tables.items()}


@pytest.mark.parametrize("prefix", ["000", "001", "002", "003", "004"])
def test_every_target_has_its_quantity_or_its_table(prefix: str) -> None:
    tables = _seed(prefix)
    known = {row["quantity_id"] for name in _QUANTITIES for row in tables.get(name, [])}
    cells = {row["table_id"] for row in tables.get("table_cells", [])}
    assert tables["targets"]
    for row in tables["targets"]:
        assert (row["quantity_id"] in known) != (row["table_id"] in cells), row


@pytest.mark.parametrize("prefix", ["000", "001", "002", "003", "004"])
def test_a_carried_row_names_its_section(prefix: str) -> None:
    tables = _seed(prefix)
    sections = {row["section_id"] for row in tables["sections"]}
    for row in tables["targets"]:
        assert (row["carried_from"] in sections) == (row["certainty"] == "carried"), row


def test_values_are_those_of_the_quantity() -> None:
    tables = _seed("004")
    amounts = {row["quantity_id"]: (row["amount_min"], row["amount_max"]) for row in tables["money"]}
    sums = [row for row in tables["targets"] if row["quantity_id"] in amounts]
    assert len(sums) > 30
    assert all((row["value_min"], row["value_max"]) == amounts[row["quantity_id"]] for row in sums)


def test_a_new_clause_of_a_plan_carries_no_year_over_a_heading() -> None:
    text = "一、发展目标\n到2021年，产业规模达到100亿元。\n二、主要任务\n培育3家企业。\n"
    rows = _rows(f"{_TITLES['plan']}\n\n{text}".encode(), "targets")
    assert [(row["quote"], row["year"]) for row in rows] == [("100亿元", 2021), ("3家", None)]


def test_what_is_too_large_for_the_column_is_left_to_its_quantity() -> None:
    text = "一、目标\n到2021年，产业规模达到99999万亿元，培育3家企业。\n"
    rows = _rows(f"{_TITLES['plan']}\n\n{text}".encode(), "targets")
    assert [row["quote"] for row in rows] == ["3家"]
