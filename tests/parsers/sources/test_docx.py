"""The words of a Word document as a reader sees them on paper."""

from __future__ import annotations

import pytest

from parsers.sources import read
from schemas.errors import SourceError
from schemas.issues import IssueCode
from schemas.records import MarkedLine, SourceText
from schemas.vocabulary import DiscardReason
from tests.tools.make_docx import (
    MAIN,
    abstract,
    document,
    level,
    num,
    numbered,
    paragraph,
    run,
    style,
    table,
    unzipped,
    zipped,
)


def source_of(*blocks: str, **parts: object) -> SourceText:
    return read(document(*blocks, **parts), name="a.docx")  # type: ignore[arg-type]


def text_of(*blocks: str, **parts: object) -> str:
    return source_of(*blocks, **parts).text


def mark_of(*blocks: str, **parts: object) -> MarkedLine:
    return source_of(*blocks, **parts).marked[0]


def field(instruction: str, result: str | None) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    shown = "" if result is None else mark("separate") + run(result)
    return f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{shown}{mark('end')}"


def test_lines_are_paragraphs_and_marks_bound_them() -> None:
    source = source_of(paragraph("关于印发办法的通知"), paragraph(""), paragraph("一、总体要求"))
    assert source.text == "关于印发办法的通知\n一、总体要求"
    assert [source.text[mark.start : mark.end] for mark in source.marked] == source.text.split("\n")
    assert all(mark.whole for mark in source.marked)
    assert source.media_type.endswith("wordprocessingml.document")
    assert source.page_starts == ()


RUNS = [
    (
        "deleted",
        '<w:del w:id="1" w:author="a"><w:r><w:delText>300</w:delText></w:r></w:del>' + run("500万元"),
        "500万元",
    ),
    ("inserted", '<w:ins w:id="1" w:author="a">' + run("5") + "</w:ins>" + run("00"), "500"),
    ("moved", f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", "新"),
    ("hidden", run("密", "<w:vanish/>") + run("明", '<w:vanish w:val="0"/>'), "明"),
    ("former format", run("字", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"), "字"),
    ("link", f'<w:hyperlink r:id="rId9">{run("见附件")}</w:hyperlink>', "见附件"),
    ("tag", f"<w:smartTag><w:smartTagPr/>{run('北京')}</w:smartTag>", "北京"),
    ("control", f"<w:sdt><w:sdtPr/><w:sdtContent>{run('2025年')}</w:sdtContent></w:sdt>", "2025年"),
    ("comment", f'<w:commentRangeStart w:id="0"/>{run("a")}<w:r><w:commentReference w:id="0"/></w:r>', "a"),
    (
        "tab and hyphen",
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>c</w:t></w:r>",
        "a\tb-c",
    ),
    ("symbol", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "☑≥"),
    ("symbol of a font", run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>') + run("60"), "≥60"),
    ("unknown symbol", '<w:r><w:sym w:font="Webdings" w:char="F0EE"/><w:sym w:char="x"/></w:r>' + run("a"), "\uf0eea"),
    ("raised digit", run("10") + run("4", '<w:vertAlign w:val="superscript"/>') + run("吨"), "10⁴吨"),
    ("raised words", run("注1", '<w:vertAlign w:val="superscript"/>'), "注1"),
    ("ruby", f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>", "拼"),
    (
        "formula",
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>b</m:t></m:r></m:e><m:sup>"
        "<m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f></m:oMath>",
        "a/b²",
    ),
    ("field", run("第") + field(" PAGE ", "3") + run("页"), "第3页"),
    ("field of a field", field(f" IF {'x'} ", None) + field(" HYPERLINK ", "甲"), "甲"),
    ("simple field", f'<w:fldSimple w:instr=" SEQ 表 ">{run("2")}</w:fldSimple>', "2"),
    ("circled by a field", field(r" eq \o\ac(○,3) ", None) + run("申报"), "③申报"),
    ("picture", "<w:r><w:drawing><wp:inline/></w:drawing></w:r>" + run("图1"), "图1"),
]


@pytest.mark.parametrize(("runs", "wanted"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS])
def test_run(runs: str, wanted: str) -> None:
    assert text_of(paragraph(runs=runs)) == wanted


def test_broken_field_swallows_no_more_than_its_paragraph() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("lost")
    assert text_of(paragraph("一", runs=broken), paragraph("二"), paragraph("三")) == "一\n二\n三"


def test_line_break_leaves_it_open_whether_a_paragraph_ends() -> None:
    source = source_of(paragraph(runs=run("关于印发") + "<w:r><w:br/></w:r>" + run("办法的通知")), paragraph("各区"))
    assert source.text == "关于印发\n办法的通知\n各区"
    assert [mark.whole for mark in source.marked] == [False, False, True]


def test_deleted_end_joins_paragraphs_and_is_not_counted() -> None:
    lists = (abstract(0, level(0, "decimal", "%1.")), num(1, 0))
    first = paragraph("安排资金", f"{numbered(1)}<w:rPr><w:del w:id='1' w:author='a'/></w:rPr>")
    found = text_of(first, paragraph("500万元", numbered(1)), paragraph("乙", numbered(1)), numbering=lists)
    assert found == "1.安排资金500万元\n2.乙"


def test_hidden_end_joins_paragraphs() -> None:
    lists = (abstract(0, level(0, "decimal", "%1.")), num(1, 0))
    first = paragraph("总则。", f"{numbered(1)}<w:rPr><w:vanish/></w:rPr>")
    assert text_of(first, paragraph("为规范"), numbering=lists) == "1.总则。为规范"


HEADINGS = [
    ("outline of its own", '<w:outlineLvl w:val="1"/>', 2),
    ("body text", '<w:outlineLvl w:val="9"/>', 0),
    ("style", '<w:pStyle w:val="2"/>', 2),
    ("style of a style", '<w:pStyle w:val="Mine"/>', 3),
    ("unknown style", '<w:pStyle w:val="Gone"/>', 0),
]


@pytest.mark.parametrize(("properties", "wanted"), [case[1:] for case in HEADINGS], ids=[case[0] for case in HEADINGS])
def test_heading_level(properties: str, wanted: int) -> None:
    styles = (
        style("2", name="heading 2"),
        style("3", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        style("Mine", based_on="3"),
    )
    assert mark_of(paragraph("总则", properties), styles=styles).level == wanted


def test_centred_by_itself_or_by_its_style() -> None:
    styles = (style("T", '<w:pPr><w:jc w:val="center"/></w:pPr>'), style("U", based_on="T"))
    assert mark_of(paragraph("a", '<w:jc w:val="center"/>')).centred
    assert mark_of(paragraph("a", '<w:pStyle w:val="U"/>'), styles=styles).centred
    assert not mark_of(paragraph("a", '<w:pStyle w:val="U"/><w:jc w:val="left"/>'), styles=styles).centred


BOLD = [
    ("first words", run("总则。", "<w:b/>") + run("为规范"), "", 3),
    ("none", run("总则。"), "", 0),
    ("all", run("总则", "<w:b/>"), "", 2),
    ("spaces do not count", run("第一条　", "<w:b/>") + run("为规范"), "", 3),
    ("by style", run("总则"), '<w:pStyle w:val="B"/>', 2),
    ("turned off", run("总则", '<w:b w:val="0"/>'), '<w:pStyle w:val="B"/>', 0),
    ("by a run's style", run("总则", '<w:rStyle w:val="R"/>'), "", 2),
    ("bold twice is plain", run("总则", '<w:rStyle w:val="R"/>'), '<w:pStyle w:val="B"/>', 0),
    ("for other scripts", run("总则", "<w:bCs/>"), "", 0),
]


@pytest.mark.parametrize(("runs", "properties", "wanted"), [case[1:] for case in BOLD], ids=[case[0] for case in BOLD])
def test_bold(runs: str, properties: str, wanted: int) -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    styles = (style("B", bold), style("R", bold, kind="character"))
    assert mark_of(paragraph(runs=runs, properties=properties), styles=styles).bold_length == wanted


def test_number_is_bold_with_its_first_words() -> None:
    lists = (abstract(0, level(0, "chineseCounting", "%1、")), num(1, 0))
    assert mark_of(paragraph(runs=run("总则", "<w:b/>"), properties=numbered(1)), numbering=lists).bold_length == 4


BOX = f"<w:txbxContent>{paragraph('专栏1 重点工程')}{paragraph('投资5亿元')}</w:txbxContent>"
DRAWN_TWICE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
    f"<wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def test_text_box_is_read_once_behind_its_paragraph() -> None:
    assert (
        text_of(paragraph("一、工程", runs=DRAWN_TWICE), paragraph("二")) == "一、工程\n专栏1 重点工程\n投资5亿元\n二"
    )


def test_old_text_box() -> None:
    old = f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"
    assert text_of(paragraph(runs=old)) == "专栏1 重点工程\n投资5亿元"


def note(kind: str, note_id: int, words: str) -> str:
    return f'<w:{kind} w:id="{note_id}">{paragraph(runs=f"<w:r><w:{kind}Ref/></w:r>" + run(words))}</w:{kind}>'


def reference(kind: str, note_id: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{note_id}"/></w:r>'


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    parts = {
        "footnotes": '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>' + note("footnote", 1, "含税。"),
        "endnotes": note("endnote", 1, "见附件。"),
    }
    first = paragraph("补助500万元", runs=reference("footnote", 1) + run("，分期。") + reference("endnote", 1))
    found = source_of(first, paragraph("二"), paragraph("三", runs=reference("footnote", 1)), parts=parts)
    assert found.text == "补助500万元[1]，分期。[2]\n[1] 含税。\n[2] 见附件。\n二\n三[1]"


def test_note_of_a_table_follows_the_table() -> None:
    rows = [["甲", f"<w:tc><w:tcPr/>{paragraph('5', runs=reference('footnote', 1))}</w:tc>"], ["乙", "6"]]
    found = text_of(table(rows), paragraph("二"), parts={"footnotes": note("footnote", 1, "含税。")})
    assert found == "甲\t5[1]\n乙\t6\n[1] 含税。\n二"


def test_note_without_text_keeps_its_mark() -> None:
    assert text_of(paragraph("甲", runs=reference("footnote", 7))) == "甲[1]"


def test_heads_and_feet_are_furniture() -> None:
    parts = {
        "header1": paragraph("厦门市人民政府公报"),
        "footer1": paragraph("— ", runs=field(" PAGE ", "1") + run(" —")),
    }
    section = '<w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
    found = source_of(paragraph("一、总则"), parts=parts, section=section)
    assert found.text == "一、总则\n厦门市人民政府公报\n— 1 —"
    reasons = [mark.furniture for mark in found.marked]
    assert reasons == [None, DiscardReason.RUNNING_HEADER, DiscardReason.PAGE_NUMBER]


def test_table_of_contents_is_furniture() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    entry = paragraph(runs=run("二、目标") + "<w:r><w:tab/></w:r>" + field(" PAGEREF _Toc1 ", "3"))
    found = source_of(
        paragraph("目  录"),
        paragraph(runs=begin + run("一、总则") + "<w:r><w:tab/></w:r>" + field(" PAGEREF _Toc0 ", "1")),
        entry,
        paragraph(runs='<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        paragraph("一、总则"),
    )
    assert found.text == "目  录\n一、总则\t1\n二、目标\t3\n一、总则"
    assert [mark.furniture for mark in found.marked] == [*[DiscardReason.TABLE_OF_CONTENTS] * 3, None]


def test_contents_control_is_furniture() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    control = f"<w:sdt>{gallery}<w:sdtContent>{paragraph('目录')}{paragraph('一、总则 1')}</w:sdtContent></w:sdt>"
    found = source_of(control, paragraph("一、总则"))
    assert [mark.furniture for mark in found.marked] == [*[DiscardReason.TABLE_OF_CONTENTS] * 2, None]


def test_embedded_file_is_an_issue() -> None:
    found = source_of(paragraph("正文"), '<w:altChunk r:id="nowhere"/>')
    assert [issue.code for issue in found.issues] == [IssueCode.PART_UNREAD]


def test_broken_numbering_is_an_issue() -> None:
    parts = unzipped(document(paragraph("正文", numbered(1)), numbering=(num(1, 0),)))
    parts["word/numbering.xml"] = parts["word/numbering.xml"][:-9]
    found = read(zipped(parts), name="a.docx")
    assert found.text == "正文"
    assert [issue.detail.split()[0] for issue in found.issues] == ["word/numbering.xml"]


def test_strict_document() -> None:
    parts = unzipped(document(paragraph("一、总则", '<w:jc w:val="center"/>')))
    strict = {
        name: content.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, content in parts.items()
    }
    assert read(zipped(strict), name="a.docx").marked[0].centred


def test_parts_by_other_names() -> None:
    """Backslashes, another case, a main part of another name, and no relationships at all."""
    parts = unzipped(
        document(paragraph("一、总则", numbered(1)), numbering=(abstract(0, level(0, "decimal", "%1.")), num(1, 0)))
    )
    odd = {name.replace("/", "\\").replace("word", "Word"): content for name, content in parts.items()}
    assert read(zipped(odd), name="a.docx").text == "1.一、总则"
    moved = {name.replace("document.xml", "document2.xml"): content for name, content in parts.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert read(zipped(moved), name="a.docx").text == "1.一、总则"
    bare = {name: content for name, content in parts.items() if not name.endswith(".rels")}
    assert read(zipped(bare), name="a.docx").text == "1.一、总则"


REFUSED = [
    ("no text", {"word/document.xml": f'<w:document xmlns:w="{MAIN}"><w:body/></w:document>'}, "empty"),
    ("broken", {"word/document.xml": "<w:document"}, "damaged"),
    ("empty part", {"word/document.xml": ""}, "damaged"),
    ("entities", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "damaged"),
]


@pytest.mark.parametrize(("parts", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(parts: dict[str, str | bytes], code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(zipped(parts), name="a.docx")
    assert caught.value.code == code
