"""Clean text and its way back to the source."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from parsers.clean import clean
from schemas.records import CleanText, MarkedLine, SourceText
from schemas.vocabulary import DiscardReason
from tests.parsers.strategies import Paper, papers, rough_papers, wild_texts


def cleaned(text: str) -> CleanText:
    return clean(SourceText(text, "text/plain", "utf-8"))


def assert_maps_back(text: str, found: CleanText) -> None:
    """Every clean character is the source's own, in order, but for newlines between blocks and spaces for breaks."""
    last = -1
    for start, source_start, length in zip(found.clean_starts, found.source_starts, found.lengths, strict=True):
        assert source_start > last
        for offset in range(length):
            ours, theirs = found.text[start + offset], text[source_start + offset]
            assert ours == theirs or (ours in " \t" and (theirs.isspace() or theirs == "|"))
        last = source_start + length - 1
    mapped = sum(found.lengths)
    assert len(found.text) - mapped == max(0, len(found.blocks) - 1)


@given(wild_texts)
def test_any_text_maps_back(text: str) -> None:
    assert_maps_back(text, cleaned(text))


@given(rough_papers())
def test_a_paper_maps_back(text: str) -> None:
    assert_maps_back(text, cleaned(text))


@given(rough_papers() | wild_texts)
def test_blocks_are_the_text(text: str) -> None:
    found = cleaned(text)
    assert "\n".join(found.block_text(block) for block in found.blocks) == found.text
    for block in found.blocks:
        assert block.start < block.end
        assert set(block.page_breaks) <= set(block.breaks)
        assert all(block.start < place < block.end for place in block.breaks)
        assert 0 <= block.bold <= block.end - block.start


@given(rough_papers())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    """Cleaning what was cleaned takes nothing more away; what looks like furniture only by its place may go."""
    once = cleaned(text)
    again = cleaned(once.text)
    kept = sum(len("".join(again.block_text(block).split())) for block in again.blocks)
    gone = sum(len("".join(once.text[item.start : item.end].split())) for item in again.discarded)
    assert kept + gone == len("".join(once.text.split()))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("给予 500 万元奖励", "给予500万元奖励"),
        ("到 2020 年，增长 11% 以上", "到2020年，增长11%以上"),
        ("占比 30 %", "占比30%"),
        ("machine learning 技术", "machine learning技术"),
        ("市财政局 市科技局", "市财政局 市科技局"),
        ("人工智能政策 汇编", "人工智能政策汇编"),
        ("**加强统筹。**各部门落实", "加强统筹。各部门落实"),
        ("全角\u3000空格", "全角空格"),
        ("零\u200b宽", "零宽"),
        ("第一条 为规范管理", "第一条 为规范管理"),
        ("（一） 甲类", "（一）甲类"),
        ("# 总则", "总则"),
        ("| 指标 | 目标 |", "指标\t目标"),
        ("150 元/人/期", "150元/人/期"),
        ("2. 5G 基站", "2. 5G基站"),
    ],
)
def test_spaces_and_marks(source: str, wanted: str) -> None:
    assert cleaned(source).text == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("# 总则", [("# ", "markup")]),
        ("**甲**乙", [("**", "markup"), ("**", "markup")]),
        ("甲。\n— 3 —\n乙。", [("— 3 —", "page_number")]),
        ("甲。\n---\n乙。", [("---", "markup")]),
        ("- 甲", [("- ", "markup")]),
        ("| 甲 | 乙 |\n|---|---|", [("|", "markup"), ("|", "markup"), ("|---|---|", "markup")]),
    ],
)
def test_what_is_taken_out_is_named(source: str, wanted: list[tuple[str, str]]) -> None:
    found = cleaned(source).discarded
    assert [(source[item.start : item.end], item.reason.value) for item in found] == wanted


@pytest.mark.parametrize("marks", ["**", "****", "** **", "---", "\u200b", "**\u200b**"])
def test_a_line_of_marks_is_no_block(marks: str) -> None:
    found = cleaned(f"甲。\n{marks}\n乙。")
    assert found.text == "甲。\n乙。"
    assert {item.reason for item in found.discarded} == {DiscardReason.MARKUP}


@pytest.mark.parametrize(
    ("source", "bold"), [("**加强统筹。**各部门", 5), ("**全部加粗**", 4), ("后面**加粗**", 0), ("**（一）**甲", 3)]
)
def test_bold_beginnings(source: str, bold: int) -> None:
    (block,) = cleaned(source).blocks
    assert block.bold == bold


def test_a_quantity_cut_by_a_page_break_spans_it_in_the_source() -> None:
    text = "一、总则\n支持企业发展。对符合条件的企业分别给予不超过100万元、\n\n— 3 —\n\n30 万元资助。"
    found = cleaned(text)
    start = found.text.index("不超过")
    source_start, source_end = found.to_source(start, found.text.index("资助"))
    assert text[source_start:source_end] == "不超过100万元、\n\n— 3 —\n\n30 万元"
    assert [item.reason for item in found.discarded] == [DiscardReason.PAGE_NUMBER]


def test_marked_lines_are_paragraphs_with_their_marks() -> None:
    text = "首页>政策\n关于扶持\n为了加快发展，\n特制定本意见"
    marked = (
        MarkedLine(0, 5, furniture=DiscardReason.EDITORIAL),
        MarkedLine(6, 10, level=1, centred=True, bold_length=4),
        MarkedLine(11, 18),
        MarkedLine(19, 25),
    )
    found = clean(SourceText(text, "text/html", marked=marked))
    assert_maps_back(text, found)
    assert [found.block_text(block) for block in found.blocks] == ["关于扶持", "为了加快发展，", "特制定本意见"]
    assert next((block.level, block.centred, block.bold) for block in found.blocks) == (1, True, 4)
    assert [(item.start, item.end, item.reason) for item in found.discarded] == [(0, 5, DiscardReason.EDITORIAL)]


@given(papers())
def test_marked_lines_that_are_not_whole_are_joined_as_in_plain_text(paper: Paper) -> None:
    marked = [MarkedLine(*match.span(), whole=False) for match in re.finditer(r".+", paper.text)]
    assert clean(SourceText(paper.text, "text/html", marked=tuple(marked))).text == cleaned(paper.text).text
