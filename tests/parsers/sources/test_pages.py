from __future__ import annotations

from parsers.sources.layout import Line
from parsers.sources.pages import Page, assemble, without_meaningless
from schemas.issues import IssueCode


def page(*texts: str, fault: str | None = None) -> Page:
    lines = (Line(text, (10, 20.5 * row, 110, 20.5 * row + 16), 16, 0) for row, text in enumerate(texts, 1))
    return Page(595.3, 841.9, tuple(lines), fault)


def test_pages_are_joined_by_form_feeds() -> None:
    source = assemble([page("一、总体要求", "到2025年"), page(), page("附件")], media_type="application/pdf")
    assert source.text == "一、总体要求\n到2025年\f\f附件"
    assert source.page_starts == (0, 14, 15)
    assert [source.text[line.start : line.end] for line in source.lines] == ["一、总体要求", "到2025年", "附件"]
    assert [line.page for line in source.lines] == [1, 1, 3]
    assert source.page_sizes[0] == (59530, 84190)
    assert (source.lines[1].top, source.lines[1].size) == (4100, 1600)


def test_boxes_are_kept_on_the_page() -> None:
    outside = Page(100, 100, (Line("印", (-5, -3, 120, 105), 16, 0),))
    (line,) = assemble([outside], media_type="application/pdf").lines
    assert (line.x0, line.top, line.x1, line.bottom) == (0, 0, 10000, 10000)


def test_page_of_meaningless_characters_has_no_lines() -> None:
    garbled = without_meaningless(page("\ue6b2\ue6b1\ue6b0关"))
    assert garbled.lines == ()
    (issue,) = assemble([page("前言"), garbled], media_type="application/pdf").issues
    assert (issue.code, issue.start, issue.end) == (IssueCode.TEXT_LAYER_MISSING, 3, 3)


def test_page_of_random_characters_has_no_lines() -> None:
    assert without_meaningless(page("鈺嘗㵨䒍鵮⹠㷤└䇗⺵䤗儛僜蛈䷅僗僷鉵鱳妩䄪氳狝榗舘䲬篒鈺嘗䡟樋䣒嫏")).fault
    assert without_meaningless(page("关于印发饸饹、籼粳、鲟鳇、莜麦产业扶持办法的通知")).lines
    assert without_meaningless(page("鈺嘗㵨", "附件")).lines


def test_some_meaningless_characters_are_an_issue_of_their_page() -> None:
    kept = without_meaningless(page("关于印发\ue6b2办法", "\uf06c 第一项"))
    source = assemble([kept], media_type="application/pdf")
    (issue,) = source.issues
    assert (issue.code, issue.start, issue.end) == (IssueCode.ENCODING_UNCERTAIN, 0, len(source.text))
    assert issue.detail == "page 1 has 1 character(s) that mean nothing outside of their font"
