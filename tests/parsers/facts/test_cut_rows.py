"""Rows cut by a page's end: joined where it is sure, left alone where it is not; and on papers as issued."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse_source
from parsers.facts.cut_rows import Cell, Row, join_cut_rows

_PDFS = Path(__file__).parents[2] / "corpus" / "pdf"
_DUTIES = ["序号/任务/单位", "1/建设平台/科技局", "2/培育企业/经信局", "3/支持电商服/商务局"]
_WORDS = ["要素/方面/内容", "甲/子/应当具备能力。", "/丑/应当建立制度。", "/寅/应当提供标准化的服"]


def _rows(lines: list[str]) -> list[Row]:
    starts = [sum(map(len, lines[:index])) + index for index in range(len(lines))]
    rows: list[Row] = []
    for start, line in zip(starts, lines, strict=True):
        texts = line.split("/")
        places = [start + len("/".join(texts[:column])) + (column > 0) for column in range(len(texts))]
        rows.append(
            [
                Cell(column, text, at, at + len(text))
                for column, (text, at) in enumerate(zip(texts, places, strict=True))
            ]
        )
    return rows


@pytest.mark.parametrize(
    ("above", "below", "last"),
    [
        (_DUTIES, ["/务平台/"], "3/支持电商服务平台/商务局"),
        (_DUTIES, ["/务平台/等部门"], "3/支持电商服务平台/商务局等部门"),
        (_DUTIES, ["4/另一任务/商务局"], "4/另一任务/商务局"),
        (_DUTIES, ["4/另一任务/"], "4/另一任务/"),
        (_DUTIES, ["//"], "//"),
        (_WORDS, ["//务。"], "/寅/应当提供标准化的服务。"),
        ([*_WORDS[:3], "/寅/应当提供服务。"], ["/卯/应当评估。"], "/卯/应当评估。"),
        (_DUTIES[:2], ["/务平台/"], "/务平台/"),
    ],
)
def test_the_first_row_of_a_page(above: list[str], below: list[str], last: str) -> None:
    rows = join_cut_rows(_rows([*above, *below]), [1] * len(above) + [2] * len(below))
    assert "/".join(cell.text for cell in rows[-1]) == last


def test_a_joined_cell_reaches_from_its_first_words_to_its_last() -> None:
    rows = join_cut_rows(_rows([*_DUTIES, "/务平台/"]), [1, 1, 1, 1, 2])
    words = "\n".join([*_DUTIES, "/务平台/"])
    cell = rows[-1][1]
    assert words[cell.start : cell.end] == "支持电商服/商务局\n/务平台"
    assert rows[-1][2].text == "商务局"


@pytest.mark.parametrize("pages", [[1, 1, 1, 1, 1], [None, None, None, None, None]])
def test_without_a_page_break_nothing_is_joined(pages: list[int | None]) -> None:
    assert len(join_cut_rows(_rows([*_DUTIES, "/务平台/"]), pages)) == 5


@cache
def _cells(name: str) -> list[dict[str, Any]]:
    parsed = parse_source((_PDFS / f"{name}.pdf").read_bytes(), source_uri=f"{name}.pdf", parser_revision="0" * 20)
    rows: list[dict[str, Any]] = parsed.tables["table_cells"].to_pylist()
    return rows


@pytest.mark.parametrize(
    ("name", "row", "column", "text"),
    [
        ("state_council_2017_40", 6, 2, "推动建设一批第三方工业电商服务平台"),
        ("state_council_2017_40", 33, 2, "防范个人信息泄露和滥用，加大对窃取、贩卖个人信息等行为的处罚力度"),
        ("state_council_2017_40", 40, 2, "经认定为高新技术企业的互联网企业依法享受相应的所得税优惠政策"),
        ("nda_2024_data_space", 9, 2, "数据服务方接入能力"),
        ("nda_2024_data_space", 9, 3, "提供标准化的数据服务接入规范与指引。"),
    ],
)
def test_a_cell_cut_by_a_page_of_a_paper_as_issued(name: str, row: int, column: int, text: str) -> None:
    found = next(cell["text"] for cell in _cells(name) if (cell["row"] - 1, cell["column"]) == (row, column))
    assert found.endswith(text)


def test_a_table_of_numbered_duties_has_one_row_for_each_over_five_pages() -> None:
    numbers = [cell["text"] for cell in _cells("state_council_2017_40") if cell["column"] == 1 and cell["row"] > 1]
    assert numbers == [str(number) for number in range(1, 43)]
    assert max(cell["row"] for cell in _cells("state_council_2017_40")) == 43
