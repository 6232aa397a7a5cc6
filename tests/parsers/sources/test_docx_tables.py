"""Tables of Word documents as rows of cells."""

from __future__ import annotations

import pytest

from parsers.sources import read
from tests.parsers.whole import read_bytes
from tests.tools.make_docx import abstract, cell, document, level, num, numbered, paragraph, table

SPAN = '<w:gridSpan w:val="2"/>'
DOWN = '<w:vMerge w:val="restart"/>'
ON = "<w:vMerge/>"
TWO = cell(blocks=paragraph("甲") + paragraph("乙"))
INDENTED = f"<w:tc><w:tcPr/>{paragraph('c')}</w:tc>"
CASES = [
    ("plain", table([["指标", "2025年"], ["产值", "500亿元"]]), ["指标│2025年", "产值│500亿元"]),
    ("over columns", table([["指标", cell("目标", SPAN)], ["产值", "5", "6"]]), ["指标│目标│", "产值│5│6"]),
    ("over rows", table([[cell("工业", DOWN), "产值"], [cell("", ON), "增速"]]), ["工业│产值", "│增速"]),
    ("heading over all", table([[cell("一、经济", SPAN)], ["产值", "5"]]), ["一、经济", "产值│5"]),
    ("an empty row", table([["a", "b"], ["", ""], ["c", "d"]]), ["a│b", "c│d"]),
    ("short row", table([["a", "b", "c"], ["d"]]), ["a│b│c", "d││"]),
    ("one column", table([["甲"], ["乙"]]), ["甲", "乙"]),
    ("one cell of paragraphs", table([[TWO]]), ["甲", "乙"]),
    ("paragraphs in a cell", table([[TWO, "1"], ["丙", "2"]]), ["甲 乙│1", "丙│2"]),
    ("table in a layout table", table([[cell(blocks=table([["a", "b"]])), "丁"]]), ["a│b", "丁"]),
    ("tabs in a cell", table([["a\tb", "c"]]), ["a b│c"]),
    ("deleted row", table([["a", "b"], ["x", "y"]]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1), ["x│y"]),
    ("indented row", table([["a", "b"], [INDENTED]]), ["a│b", "│c"]),
    ("absurd span", table([[cell("a", '<w:gridSpan w:val="999999"/>'), "b"]]), ["a" + "│" * 62 + "b"]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_rows(blocks: str, wanted: list[str]) -> None:
    blocks = blocks.replace(f"<w:tr>{INDENTED}", f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{INDENTED}')
    source = read(document(blocks), name="a.docx")
    assert [line.replace("\t", "│") for line in source.text.split("\n")] == wanted
    assert [mark.table_row for mark in source.marked] == ["│" in line for line in wanted]


def test_column_of_automatic_numbers() -> None:
    lists = (abstract(0, level(0, "decimal", "%1")), num(1, 0))
    number = cell(blocks=paragraph("", numbered(1)))
    source = read(document(table([["序号", "任务"], [number, "甲"], [number, "乙"]]), numbering=lists), name="a.docx")
    assert source.text == "序号\t任务\n1\t甲\n2\t乙"


def test_merged_cells_name_the_rows_below() -> None:
    rows = [
        ["类别", "指标", "2025年目标"],
        [cell("产业规模", DOWN), "核心产业规模", "300亿元"],
        [cell("", ON), "相关产业规模", "2000亿元"],
    ]
    blocks = (paragraph("重庆市人工智能发展规划"), paragraph("一、发展目标"), paragraph("表1 主要指标"), table(rows))
    reading = read_bytes(document(*blocks), "a.docx")
    cells = {(row["row"], row["column"]): row for row in reading["table_cells"]}
    assert cells[3, 3]["row_header"] == "产业规模/相关产业规模"
    assert cells[3, 3]["column_header"] == "2025年目标"
    assert [row["metric"] for row in reading["targets"]] == ["核心产业规模", "相关产业规模"]
