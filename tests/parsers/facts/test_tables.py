"""Tables: columns, headers, merged cells, page breaks, and the figures of indicator tables."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse_source

_SEED = next((Path(__file__).parents[2] / "corpus").glob("004_*.txt"))
_TITLE = "厦门市新一代人工智能产业发展规划（2021-2025年）\n\n一、发展目标\n\n表1 主要指标\n\n"

Row = dict[str, Any]


def _parsed(data: bytes) -> dict[str, list[Row]]:
    parsed = parse_source(data, source_uri="tests/paper.md", parser_revision="0" * 20)
    return {name: table.to_pylist() for name, table in parsed.tables.items()}


def _table(body: str) -> tuple[list[Row], list[Row]]:
    """Return the cells and the targets of a paper that is one table."""
    tables = _parsed(f"{_TITLE}{body}\n".encode())
    return tables.get("table_cells", []), tables.get("targets", [])


def _figures(rows: list[Row]) -> list[tuple[str, str, Decimal, str | None, str, int, str]]:
    return [
        (r["metric"], r["quote"], r["value_min"].normalize(), r["unit"], r["comparator"], r["year"], r["status"])
        for r in rows
    ]


def _place(cells: list[Row], text: str) -> tuple[int, int, str | None, str | None]:
    found = next(cell for cell in cells if cell["text"] == text)
    return found["row"], found["column"], found["row_header"], found["column_header"]


@cache
def _deqing() -> tuple[list[Row], list[Row]]:
    tables = _parsed(_SEED.read_bytes())
    cells = [row for row in tables["table_cells"] if (row["caption"] or "").startswith("表1 新一代人工智能应用县")]
    return cells, [row for row in tables["targets"] if row["table_id"] == cells[0]["table_id"]]


def test_a_table_goes_on_over_a_page_break_without_its_repeated_heading() -> None:
    cells, _ = _deqing()
    assert max(cell["row"] for cell in cells) == 16
    assert [cell["text"] for cell in cells].count("类别") == 1


def test_a_merged_first_cell_names_the_rows_below_it_over_the_page_break() -> None:
    cells, _ = _deqing()
    assert _place(cells, "智能文创增加值") == (13, 2, "人工智能+新业态/智能文创增加值", "指标")
    assert _place(cells, "883") == (8, 4, "创新能力/发明专利授权量累计", "2015年实际值")


def test_a_dash_keeps_a_row_without_unit_in_its_columns() -> None:
    cells, _ = _deqing()
    assert _place(cells, "92.11") == (5, 5, "综合竞争力/信息化发展指数", "2016年实际值")
    assert _place(cells, "建成一批国内先进的人工智能+行业应用大数据中心")[:2] == (16, 6)


def test_every_figure_of_an_indicator_table_is_a_target() -> None:
    _, targets = _deqing()
    figures = _figures(targets)
    assert len(figures) == 39
    assert ("人工智能核心产业产值", "30", Decimal(3_000_000_000).normalize(), "CNY", "eq", 2020, "target") in figures
    assert ("新产品产值率", "30.9", Decimal("0.309"), "%", "eq", 2015, "actual") in figures
    assert ("宽带普遍接入能力", "1000", Decimal(1000).normalize(), "Mbps", "ge", 2022, "target") in figures
    assert ("信息化发展指数", "92.11", Decimal("92.11"), None, "eq", 2016, "actual") in figures
    assert all(row["quantity_id"] is None for row in targets)


def test_a_cell_has_its_place_in_the_source() -> None:
    source = _SEED.read_text("utf-8-sig")
    cells, _ = _deqing()
    for cell in cells:
        printed = "".join(source[cell["source_start"] : cell["source_end"]].split())
        assert printed == "".join(cell["text"].split())


def test_a_markdown_table_gives_the_same_as_one_with_tabs() -> None:
    rows = ["指标|单位|2020年|2025年", "核心产业规模|亿元|50|≥100", "企业数|家|20|100以上"]
    markdown = "\n".join(["|" + rows[0] + "|", "|---|---|---|---|", *("|" + row + "|" for row in rows[1:])])
    tabs = "\n".join(row.replace("|", "\t") for row in rows)
    assert _figures(_table(markdown)[1]) == _figures(_table(tabs)[1])
    assert [row[1:6] for row in _figures(_table(tabs)[1])] == [
        ("50", Decimal(5_000_000_000).normalize(), "CNY", "eq", 2020),
        ("100", Decimal(10_000_000_000).normalize(), "CNY", "ge", 2025),
        ("20", Decimal(20).normalize(), "家", "eq", 2020),
        ("100", Decimal(100).normalize(), "家", "ge", 2025),
    ]


@pytest.mark.parametrize(
    ("name", "cell", "value", "unit", "comparator"),
    [
        ("研发投入强度（%）", "3.5", "0.035", "%", "eq"),
        ("产业规模（亿元）", "[500]", "50000000000", "CNY", "eq"),
        ("人均预期寿命（岁）", "80.5左右", "80.5", "岁", "approx"),
        ("上云企业（万家）", "8-10", "80000", "家", "range"),
        ("公众满意度", "85以上", "85", None, "ge"),
        ("覆盖率", "90%以上", "0.9", "%", "ge"),
    ],
)
def test_a_cell_is_read_with_the_unit_of_its_row(
    name: str, cell: str, value: str, unit: str | None, comparator: str
) -> None:
    _, targets = _table(f"序号\t指标\t2025年\n1\t{name}\t{cell}\n2\t平台数（个）\t5")
    first = targets[0]
    assert (first["value_min"], first["unit"], first["comparator"]) == (Decimal(value), unit, comparator)
    assert first["metric"] == name.split("（", maxsplit=1)[0]


def test_two_heading_rows_are_joined() -> None:
    cells, targets = _table("指标\t单位\t2020年\t2025年\n\t\t实际值\t目标值\n企业数\t家\t20\t100")
    assert _place(cells, "20")[3] == "2020年/实际值"
    assert [(row["year"], row["status"]) for row in targets] == [(2020, "actual"), (2025, "target")]


def test_a_table_of_words_has_no_targets() -> None:
    cells, targets = _table("序号\t工作任务\t负责单位\n1\t建设平台\t科技局\n2\t培育企业\t经信局")
    assert _place(cells, "科技局") == (2, 3, "建设平台", "负责单位")
    assert not targets


def test_text_between_two_tables_keeps_them_apart() -> None:
    cells, _ = _table("甲\t乙\n1\t2\n\n以上为第一张表的内容，两表互不相干，应分别统计。\n\n丙\t丁\n3\t4")
    assert len({cell["table_id"] for cell in cells}) == 2
