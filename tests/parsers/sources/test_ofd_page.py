from __future__ import annotations

import pytest

from parsers.sources import read
from schemas.errors import SourceError
from schemas.records import SourceText
from schemas.vocabulary import DiscardReason
from tests.tools.make_ofd import STANDARD, layer, ofd, path, text

POINTS = 7200 / 25.4  # hundredths of a point in a millimetre


def source_of(*objects: str, **options: object) -> SourceText:
    """Return what is read from a file of one page with some objects."""
    return read(ofd([layer(*objects)], **options), name="paper.ofd")  # type: ignore[arg-type]


def reasons(source: SourceText) -> dict[str, DiscardReason | None]:
    """Return why each line is none of the paper's words."""
    return {source.text[line.start : line.end]: line.furniture for line in source.lines}


def lines_of(*objects: str, **options: object) -> list[str]:
    return source_of(*objects, **options).text.split("\n")


# Positions


def test_line_has_its_box_in_hundredths_of_a_point() -> None:
    (line,) = source_of(text("关于印发办法的通知", 30, 50, 8)).lines
    box = (line.x0, line.top, line.x1, line.bottom)
    assert box == tuple(round(side * POINTS) for side in (30, 50, 30 + 9 * 8, 58))
    assert line.size == round(8 * POINTS)


def test_page_has_its_own_size_its_documents_or_that_of_a4() -> None:
    words = layer(text("总则", 30, 50))
    pages = ["<o:Area><o:PhysicalBox>0 0 297 210</o:PhysicalBox></o:Area>" + words, words]
    source = read(ofd(pages), name="a.ofd")
    assert source.page_sizes == tuple((round(w * POINTS), round(h * POINTS)) for w, h in ((297, 210), (210, 297)))
    bare = b"<Document><Pages><Page BaseLoc='Pages/Page_0/Content.xml'/></Pages></Document>"
    for size in ("", "0 0 1e9 297", "0 0 -1 3", "x"):
        page = f"<o:Area><o:PhysicalBox>{size}</o:PhysicalBox></o:Area>{words}"
        assert read(ofd([page], parts={"Doc_0/Document.xml": bare}), name="a.ofd").page_sizes == source.page_sizes[1:]


def test_physical_box_may_start_anywhere() -> None:
    page = "<o:Area><o:PhysicalBox>10 20 210 297</o:PhysicalBox></o:Area>" + layer(text("总则", 30, 50))
    (line,) = read(ofd([page]), name="a.ofd").lines
    assert (line.x0, line.top) == (round(20 * POINTS), round(30 * POINTS))


STEPS = {
    "each": "5 5 5 5",
    "in a group": "g 4 5",
    "mixed": "5 g 2 5 5",
    "with commas": "5,5,5,5",
    "too few": "5",
    "too many": "g 1000000000 5",
    "ended by a word": "5 5 x",
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_steps_place_the_glyphs(steps: str) -> None:
    (line,) = source_of(text("五个汉字。", 30, 50, steps=steps)).lines
    assert line.x1 - line.x0 == pytest.approx(25 * POINTS, abs=1)


def test_without_steps_glyphs_stand_side_by_side() -> None:
    (line,) = source_of(text("共50家", 30, 50, steps="")).lines
    assert line.x1 - line.x0 == pytest.approx(15 * POINTS, abs=1)


def test_matrix_and_boundary_place_the_object() -> None:
    scaled = '<o:TextObject Boundary="30 50 90 9" CTM="0.3528 0 0 0.3528 0 0" Size="26" Font="1">'
    code = '<o:TextCode X="0" Y="22.88" DeltaX="g 3 26">专项资金</o:TextCode></o:TextObject>'
    (line,) = source_of(scaled + code).lines
    assert line.size == pytest.approx(2600, abs=2)
    assert (line.x0, line.top) == (pytest.approx(30 * POINTS, abs=2), pytest.approx(50 * POINTS, abs=2))
    assert line.x1 - line.x0 == pytest.approx(4 * 2600, abs=5)


def test_text_codes_of_one_object_are_lines_of_their_own_places() -> None:
    first = (
        '<o:TextObject Boundary="30 50 90 30" Size="5" Font="1"><o:TextCode X="0" Y="4" DeltaX="5">第一</o:TextCode>'
    )
    second = '<o:TextCode Y="14" DeltaX="5">第二</o:TextCode></o:TextObject>'
    assert lines_of(first + second) == ["第一", "第二"]


def test_indented_xml_adds_no_space() -> None:
    object_ = text("共安排资金", 30, 50).replace("共安排资金", "\n      共安排\n   资金\n    ")
    assert lines_of(object_) == ["共安排资金"]


def test_words_far_apart_in_one_object_are_two() -> None:
    assert lines_of(text("甲方乙方", 30, 50, steps="5 30 5")) == ["甲方 乙方"]


def test_column_of_upright_characters_is_one_line() -> None:
    down = '<o:TextObject Boundary="30 50 5 90" Size="5" Font="1" ReadDirection="90">'
    code = '<o:TextCode X="0" Y="4.4" DeltaY="g 3 6">专项资金</o:TextCode></o:TextObject>'
    assert lines_of(down + code, text("金额", 60, 56)) == ["专项资金", "金额"]


def test_turned_text_is_one_line() -> None:
    turned = text("横排表格", 30, 50, more='CTM="0 1 -1 0 0 0"')
    words = "共安排资金五百万元，由市财政局拨付。"
    assert lines_of(turned, text(words, 60, 56)) == ["横排表格", words]


@pytest.mark.parametrize(
    ("transform", "words", "steps"),
    [
        ('CodePosition="0" CodeCount="1" GlyphCount="1"', "资金总额", "5 5 5"),
        ('CodePosition="1" CodeCount="2" GlyphCount="1"', "资fi金", "5 5"),
        ('CodePosition="1" CodeCount="1" GlyphCount="2"', "资金额", "5 1 4"),
        ('CodePosition="900000" CodeCount="900000" GlyphCount="900000"', "资金额", "5 5"),
    ],
)
def test_glyph_transforms_keep_the_words(transform: str, words: str, steps: str) -> None:
    glyphs = f"<o:CGTransform {transform}><o:Glyphs>7 8 9</o:Glyphs></o:CGTransform><o:TextCode"
    (line,) = (source := source_of(text(words, 30, 50, steps=steps).replace("<o:TextCode", glyphs))).lines
    assert source.text == words
    assert line.x1 - line.x0 == pytest.approx((sum(map(float, steps.split())) + 5) * POINTS, abs=1)


# What is drawn


@pytest.mark.parametrize("more", ['Weight="700"', 'Stroke="true"', 'Font="9"'])
def test_bold_text_is_told(more: str) -> None:
    public = '<o:Fonts><o:Font ID="9" FontName="Arial Bold"/></o:Fonts>'
    words = text("一、总体要求", 30, 50, more=more)
    assert [line.bold for line in source_of(words.replace('Font="1" ', ""), public=public).lines] == [True]
    assert [line.bold for line in source_of(text("一、总体要求", 30, 50), public=public).lines] == [False]


@pytest.mark.parametrize("more", ['Visible="false"', 'Alpha="0"', 'Fill="false"'])
def test_hidden_words_are_read_where_they_lie_on_the_picture_of_a_page(more: str) -> None:
    hidden, seen = text("识别的文字", 30, 50, more=more), text("看得见的文字", 30, 80)
    assert reasons(source_of(hidden, seen)) == {"看得见的文字": None, "识别的文字": DiscardReason.HIDDEN}
    picture = '<o:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="5"/>'
    medium = '<o:MultiMedia ID="5" Type="Image"><o:MediaFile>Document.xml</o:MediaFile></o:MultiMedia>'
    scanned = source_of(picture, hidden, public=f"<o:MultiMedias>{medium}</o:MultiMedias>")
    assert reasons(scanned) == {"识别的文字": None}


@pytest.mark.parametrize("value", ["255 255 255", "#ff #FF #ff", "255"])
def test_white_words_are_hidden_but_on_a_coloured_ground(value: str) -> None:
    colour = f'<o:FillColor Value="{value}"/><o:TextCode'
    white, black = text("白字", 30, 50).replace("<o:TextCode", colour), text("黑字", 30, 80)
    assert reasons(source_of(white, black)) == {"黑字": None, "白字": DiscardReason.HIDDEN}
    ground = path("M 20 40 L 90 40 L 90 60 L 20 60 C", more='Fill="true"')
    red = ground.replace("<o:Abbr", '<o:FillColor Value="200 0 0"/><o:Abbr')
    assert reasons(source_of(red, white, black)) == {"白字": None, "黑字": None}


def test_watermarks_say_that_they_are() -> None:
    askew = text("内部资料", 60, 120, more='CTM="0.7071 0.7071 -0.7071 0.7071 0 0"')
    faint = text("仅供内部使用", 30, 45, 20, more='Alpha="51"')
    assert reasons(source_of(text("正文的一行文字", 30, 50), askew, faint)) == {
        "正文的一行文字": None,
        "内部资料": DiscardReason.WATERMARK,
        "仅供内部使用": DiscardReason.WATERMARK,
    }


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Stamp", DiscardReason.WATERMARK),
        ("Watermark", DiscardReason.WATERMARK),
        ("Highlight", DiscardReason.EDITORIAL),
    ],
)
def test_words_of_annotations_say_that_they_are_none_of_the_paper(kind: str, reason: DiscardReason) -> None:
    appearance = f'<o:Appearance Boundary="10 20 99 99">{text("已作废", 60, 90)}</o:Appearance>'
    parts = {
        "Doc_0/Annots.xml": STANDARD.xml("Annotations", '<o:Page PageID="1"><o:FileLoc>A.xml</o:FileLoc></o:Page>'),
        "Doc_0/A.xml": STANDARD.xml("PageAnnot", f'<o:Annot Type="{kind}">{appearance}</o:Annot>'),
    }
    document = "<o:Annotations>Annots.xml</o:Annotations>"
    source = source_of(text("正文", 30, 200), parts=parts, document=document)
    assert reasons(source) == {"正文": None, "已作废": reason}
    assert (source.lines[1].x0, source.lines[1].top) == (round(70 * POINTS), round(110 * POINTS))
    with pytest.raises(SourceError, match="No characters were recognised"):
        source_of(parts=parts, document=document)


def test_page_of_turned_text_is_read_as_if_it_were_turned_back() -> None:
    quarter = 'CTM="0 1 -1 0 0 0"'
    source = source_of(text("乙行文字", 30, 50, more=quarter), text("甲行文字", 50, 50, more=quarter))
    assert source.text == "甲行文字\n乙行文字"
    assert source.page_sizes == ((round(297 * POINTS), round(210 * POINTS)),)


def test_vertical_page_is_read_from_right_to_left() -> None:
    down = '<o:TextObject Boundary="{} 50 6 200" Size="5" Font="1">'
    down += '<o:TextCode X="0" Y="5" DeltaY="g 5 6">{}</o:TextCode></o:TextObject>'
    assert lines_of(down.format(30, "其次读的一行"), down.format(45, "先读的一行字")) == [
        "先读的一行字",
        "其次读的一行",
    ]


def test_blocks_composites_and_several_layers_are_read() -> None:
    block = f"<o:PageBlock><o:PageBlock>{text('块中之块', 30, 60)}</o:PageBlock></o:PageBlock>"
    composite = '<o:CompositeObject Boundary="100 80 50 50" CTM="2 0 0 2 0 0" ResourceID="7"/>'
    parts = {
        "Doc_0/DocumentRes.xml": STANDARD.xml(
            "Res",
            '<o:CompositeGraphicUnits><o:CompositeGraphicUnit ID="7" Width="9" Height="9">'
            f"<o:Content>{text('复合对象', 1, 2, 3)}</o:Content></o:CompositeGraphicUnit></o:CompositeGraphicUnits>",
        )
    }
    page = layer(text("第一层", 30, 50)).replace("</o:Content>", f"<o:Layer>{block}{composite}</o:Layer></o:Content>")
    data = ofd([page], common="<o:DocumentRes>DocumentRes.xml</o:DocumentRes>", parts=parts)
    source = read(data, name="a.ofd")
    assert source.text.split("\n") == ["第一层", "块中之块", "复合对象"]
    last = source.lines[-1]
    assert (last.x0, last.top) == (round(102 * POINTS), pytest.approx(84 * POINTS, abs=1))
    assert last.size == pytest.approx(6 * POINTS, abs=1)


def test_composites_that_name_each_other_end() -> None:
    units = "".join(
        f'<o:CompositeGraphicUnit ID="{number}"><o:Content>'
        + '<o:CompositeObject Boundary="0 0 9 9" ResourceID="1"/><o:CompositeObject Boundary="0 0 9 9" ResourceID="2"/>'
        * 9
        + f"{text('字', 30, 50)}</o:Content></o:CompositeGraphicUnit>"
        for number in (1, 2)
    )
    public = f"<o:CompositeGraphicUnits>{units}</o:CompositeGraphicUnits>"
    assert "字" in source_of('<o:CompositeObject Boundary="0 0 9 9" ResourceID="1"/>', public=public).text


def test_page_of_nothing_but_figures_is_read() -> None:
    figures = ["1", "2", "3", "4", "5", "20251"]
    assert lines_of(*(text(figure, 30, 50 + 10 * place) for place, figure in enumerate(figures))) == figures


# Tables

CELLS = [text("事项", 31, 51), text("金额", 61, 51), text("贴息", 31, 61), text("50万元", 61, 61)]
DRAWN = {
    "lines": [path(f"M 0 0 L {w} {h}", x, y) for x, y, w, h in (
        *((30, y, 70, 0) for y in (50, 60, 70)), *((x, 50, 0, 20) for x in (30, 60, 100)),
    )],
    "boxes": [path(f"M 0 0 L {w} 0 L {w} 10 L 0 10 C", x, y) for x, w in ((30, 30), (60, 40)) for y in (50, 60)],
    "thin filled boxes": [
        path(f"M 0 0 L {w} 0 L {w} {h} L 0 {h} L 0 0 C", x, y, 'Stroke="false" Fill="true"') for x, y, w, h in (
            *((30, y, 70, 0.3) for y in (50, 60, 70)), *((x, 50, 0.3, 20) for x in (30, 60, 100)),
        )
    ],
    "one path": [path("M30 50L100 50 M30 60L100 60M30 70 L100,70 S30 50L30 70 M 60 50L60 70M100 50L100 70")],
    "upside down": [
        path("M 30 -50 L 100 -50 M 30 -60 L 100 -60 M 30 -70 L 100 -70 M 30 -50 L 30 -70 M 60 -50 L 60 -70"
             " M 100 -50 L 100 -70", more='CTM="1 0 0 -1 0 0"')
    ],
}  # fmt: skip


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_table_is_found_however_its_borders_are_drawn(drawn: list[str]) -> None:
    assert lines_of(*CELLS, *drawn) == ["事项\t金额", "贴息\t50万元"]


@pytest.mark.parametrize(
    "drawn",
    [
        [path("M 0 0 B 10 10 20 20 70 0", 30, y) for y in (50, 60, 70)],
        [path("M 0 0 L 70 0 L 70 20 L 0 20 C", 30, 50, 'Stroke="false" Fill="true"')],
        [path(f"M 0 0 L {w} {h}", x, y, 'Visible="false"') for x, y, w, h in ((30, 50, 70, 0), (30, 50, 0, 20))],
        [path("L L 5 x M 1 C C Z 4", 30, 50), path("M 0 0 L 1 1 " * 500, 30, 50)],
    ],
)
def test_drawing_is_no_table(drawn: list[str]) -> None:
    assert lines_of(*CELLS, *drawn) == ["事项 金额", "贴息 50万元"]
