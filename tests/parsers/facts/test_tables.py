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


@pytest.mark.parametrize(
    ("heading", "row", "expected"),
    [
        (
            "指标\t2020年\t2025年",
            "2.常住人口城镇化率（%）\t60.6*\t65",
            "城镇化率 60.6 % eq 2020 actual; 65 % eq 2025 target",
        ),
        ("指标\t2020年\t2025年", "粮食综合生产能力（亿吨）\t—\t＞6.5", "能力 6.5 吨 gt 2025 target"),
        (
            "指标\t2020年\t2025年",
            "城镇登记失业率（%）\t3.5\t控制在5以内",
            "失业率 3.5 % eq 2020 actual; 5 % le 2025 target",
        ),
        ("指标\t2020年\t2025年", "森林覆盖率（%）\t45.2\t完成国家下达目标", "覆盖率 45.2 % eq 2020 actual"),
        (
            "指标\t“十三五”末\t“十四五”目标",
            "企业数（家）\t500\t1000",
            "企业数 500 家 eq 2020 actual; 1000 家 eq 2025 target",
        ),
        (
            "指标\t现状值（2020年）\t目标值（2025年）",
            "PM2.5浓度（微克/立方米）\t18\t≤17",
            "PM2.5浓度 18 微克/立方米 eq 2020 actual; 17 微克/立方米 le 2025 target",
        ),
        (
            "指标\t2020年\t2025年\t年均/累计",
            "单位生产总值能耗降低（%）\t—\t—\t〔13.5〕",
            "降低 13.5 % eq 2025 target",
        ),
        (
            "指标\t2020年\t2025年",
            "重大慢性病过早死亡率（%）\t15.8（2019年）\t≤15.0",
            "死亡率 15.8 % eq 2019 actual; 15.0 % le 2025 target",
        ),
        (
            "指标\t2020年\t2025年",
            "能耗下降幅度\t—\t比2020年下降18%",
            "幅度 18 % eq 2025 target",
        ),
        (
            "指标\t2020年\t2025年",
            "孕产妇死亡率（/10万）\t16.9\t≤14.5",
            "死亡率 16.9 /10万 eq 2020 actual; 14.5 /10万 le 2025 target",
        ),
        (
            "指标\t2020年\t2025年\t年均增速",
            "服务业增加值（亿元）\t50\t100\t8%左右",
            "增加值 50 CNY eq 2020 actual; 100 CNY eq 2025 target",
        ),
    ],
)
def test_the_forms_of_indicator_tables(heading: str, row: str, expected: str) -> None:
    _, targets = _table(f"{heading}\n{row}\n平台数（个）" + "\t5" * heading.count("\t"))
    shown = (
        f"{r['quote']} {r['unit']} {r['comparator']} {r['year']} {r['status']}"
        for r in targets
        if r["metric"] != "平台数"
    )
    name, figures = expected.split(" ", 1)
    assert "; ".join(shown) == figures
    assert targets[0]["metric"].endswith(name)
    assert not targets[0]["metric"][0].isdigit()


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("指标\t2025年\t2030年", "target"),
        ("指标\t2025年\t2030年\t2035年", "target"),
        ("指标\t2020年末\t2025年", "actual"),
        ("指标\t2020年\t2025年\t年均增长", "actual"),
        ("指标\t2020年\t2025年\t属性", "actual"),
        ("指标\t2013年\t2015年\t2020年\t2025年", "actual"),
    ],
)
def test_the_first_year_of_a_paper_without_a_date(heading: str, first: str) -> None:
    body = f"{heading}\n新型储能装机（万千瓦）" + "".join(f"\t{300 * n}" for n in range(1, heading.count("\t") + 1))
    targets = _parsed(f"某省新型储能发展实施方案\n\n一、发展目标\n\n表1 主要指标\n\n{body}\n".encode())["targets"]
    assert [row["status"] for row in targets][:2] == [first, "target"]


def test_a_web_page_gives_the_same_as_lines_with_tabs() -> None:
    cells = (
        '<tr><td rowspan="2">类别</td><td rowspan="2">指标</td><td rowspan="2">单位</td>'
        "<td>2020年</td><td>2025年</td></tr>"
        "<tr><td>实际值</td><td>目标值</td></tr>"
        '<tr><td rowspan="2">产业</td><td>核心产业规模</td><td>亿元</td><td>50</td><td>≥100</td></tr>'
        "<tr><td>企业数</td><td>家</td><td>20</td><td>100左右</td></tr>"
    )
    head, body = (
        "厦门市新一代人工智能产业发展规划（2021-2025年）",
        "一、发展目标</p><p>到2025年，产业规模持续壮大，指标见下表。",
    )
    page = f'<html><meta charset="utf-8"><body><h1>{head}</h1><p>{body}</p><table>{cells}</table></body></html>'
    parsed = parse_source(page.encode(), source_uri="tests/paper.html", parser_revision="0" * 20)
    cell_rows, targets = (parsed.tables[name].to_pylist() for name in ("table_cells", "targets"))
    assert [(r["metric"], r["quote"], r["unit"], r["comparator"], r["year"], r["status"]) for r in targets] == [
        ("核心产业规模", "50", "CNY", "eq", 2020, "actual"),
        ("核心产业规模", "100", "CNY", "ge", 2025, "target"),
        ("企业数", "20", "家", "eq", 2020, "actual"),
        ("企业数", "100", "家", "approx", 2025, "target"),
    ]
    assert _place(cell_rows, "100左右") == (4, 5, "产业/企业数", "2025年/目标值")


def test_a_table_of_words_has_no_targets() -> None:
    cells, targets = _table("序号\t工作任务\t负责单位\n1\t建设平台\t科技局\n2\t培育企业\t经信局")
    assert _place(cells, "科技局") == (2, 3, "建设平台", "负责单位")
    assert not targets


def test_text_between_two_tables_keeps_them_apart() -> None:
    cells, _ = _table("甲\t乙\n1\t2\n\n以上为第一张表的内容，两表互不相干，应分别统计。\n\n丙\t丁\n3\t4")
    assert len({cell["table_id"] for cell in cells}) == 2


def test_a_heading_inside_a_table_does_not_end_it() -> None:
    body = "指标\t2020年\t2025年\n一、发展水平\n1.毛入园率（%）\t99%\t99%以上\n二、资源\n1.智慧校园比例（%）\t60%\t100%"
    cells, targets = _table(body)
    assert len({cell["table_id"] for cell in cells}) == 1
    assert [(row["metric"], row["quote"], row["year"]) for row in targets] == [
        ("毛入园率", "99", 2020),
        ("毛入园率", "99", 2025),
        ("智慧校园比例", "60", 2020),
        ("智慧校园比例", "100", 2025),
    ]


def test_a_part_of_an_indicator_is_measured_as_the_whole() -> None:
    _, targets = _table("指标\t2020年\t2025年\n铁路里程（万公里）\t14.6\t16.5\n其中：高速铁路里程\t3.8\t5")
    assert [(row["metric"], row["value_min"], row["unit"]) for row in targets[2:]] == [
        ("高速铁路里程", Decimal(38000), "公里"),
        ("高速铁路里程", Decimal(50000), "公里"),
    ]


def test_a_scale_alone_is_no_unit() -> None:
    _, targets = _table("指标\t2020年\t2025年\n实名用户规模（亿）\t4\t8\n平台数（个）\t5\t6")
    assert [(row["metric"], row["value_min"], row["unit"]) for row in targets[:2]] == [
        ("实名用户规模", Decimal(400000000), None),
        ("实名用户规模", Decimal(800000000), None),
    ]
