"""The lines of a source text: where their words start and end, and what Markdown and white space say of them."""

from __future__ import annotations

import pytest
from hypothesis import given

from parsers.lines import Line, printed_width, read_lines
from schemas.records import MarkedLine, SourceLine, SourceText
from tests.parsers.strategies import wild_texts


def lines_of(text: str) -> list[Line]:
    return read_lines(SourceText(text, "text/plain", "utf-8"))


@given(wild_texts)
def test_lines_are_spans_in_order(text: str) -> None:
    end = 0
    for line in lines_of(text):
        assert end <= line.prefix <= line.start < line.end
        assert text[line.start : line.end] == line.text
        assert line.text == line.text.strip(" \t\u3000\xa0")
        end = line.end


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x85", "\v"])
def test_any_newline_ends_a_line(newline: str) -> None:
    assert [line.text for line in lines_of(newline.join("甲乙丙"))] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("between", "blank", "page"),
    [
        ("\n", False, False),
        ("\n\n", True, False),
        ("\r\n", False, False),
        ("\r\n\r\n", True, False),
        ("\r\r", True, False),
        ("\f", False, True),
        ("\n\f", False, True),
        ("\n\u3000\n", True, False),
    ],
)
def test_what_lies_between_lines(between: str, blank: bool, page: bool) -> None:
    _, second = lines_of(f"甲{between}乙")
    assert (second.blank_before, second.page_before) == (blank, page)


@pytest.mark.parametrize(
    ("raw", "words", "level"),
    [
        ("# 总则", "总则", 1),
        ("###总则", "总则", 3),
        ("- 加大投入", "加大投入", 0),
        ("* 加大投入", "加大投入", 0),
        ("> 引用", "引用", 0),
        ("> ## 总则", "总则", 2),
        ("-5 度", "-5 度", 0),
        ("——增强能力", "——增强能力", 0),
        ("#", "#", 0),
        ("**加强统筹。**推进", "**加强统筹。**推进", 0),
    ],
)
def test_markdown_prefix(raw: str, words: str, level: int) -> None:
    (line,) = lines_of(raw)
    assert (line.text, line.level, line.prefix) == (words, level, 0)


@pytest.mark.parametrize("raw", ["---", "***", "___", "* * *", "```", "|---|:--:|", "====", "-----|-----"])
def test_rules(raw: str) -> None:
    (line,) = lines_of(raw)
    assert line.rule


@pytest.mark.parametrize("raw", ["——", "—— 12 ——", "a---b", "- -甲"])
def test_no_rules(raw: str) -> None:
    (line,) = lines_of(raw)
    assert not line.rule


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("| 指标 | 目标 |", True),
        ("指标\t2020年\t2025年", True),
        ("| 指标", False),
        ("甲|乙", False),
        ("甲" * 130 + "\t乙", False),
    ],
)
def test_table_rows(raw: str, expected: bool) -> None:
    (line,) = lines_of(raw)
    assert line.table_row is expected


@pytest.mark.parametrize(("space", "columns"), [("\u3000\u3000", 4), ("    ", 4), ("\t", 4), ("\u3000 ", 3), ("", 0)])
def test_indent_in_columns(space: str, columns: int) -> None:
    (line,) = lines_of(f"{space}甲")
    assert (line.indent, line.start) == (columns, len(space))


@pytest.mark.parametrize(("text", "width"), [("甲乙", 2), ("5G", 1), ("甲5", 1.5), ("（一）", 3), ("", 0)])
def test_printed_width(text: str, width: float) -> None:
    assert printed_width(text) == width


def test_lines_of_a_layout_keep_their_page_and_box() -> None:
    text = "第一行\n  \n第二行\f第三行"
    boxes = [(0, 3, 1), (4, 6, 1), (7, 10, 1), (11, 14, 2)]
    lines = tuple(SourceLine(start, end, page, 0, 0, 100, 10) for start, end, page in boxes)
    found = read_lines(SourceText(text, "application/pdf", lines=lines, page_starts=(0, 11)))
    assert [(line.text, line.page, line.page_before) for line in found] == [
        ("第一行", 1, False),
        ("第二行", 1, False),
        ("第三行", 2, True),
    ]


def test_marked_lines_keep_their_marks() -> None:
    text = "  一、总则\n指标\t2025年\n\t500\n \n"
    marked = (MarkedLine(0, 6, level=2), MarkedLine(7, 15, table_row=True), MarkedLine(16, 20, table_row=True))
    found = read_lines(SourceText(text, "text/html", marked=(*marked, MarkedLine(21, 22))))
    assert [(line.text, line.level, line.table_row) for line in found] == [
        ("一、总则", 2, False),
        ("指标\t2025年", 0, True),
        ("\t500", 0, True),
    ]
    assert [line.mark for line in found] == list(marked)
