"""Pages as papers print them, set in memory: read in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.clean import clean
from parsers.sources import read
from schemas.records import CleanText, SourceText
from schemas.vocabulary import DiscardReason
from tests.parsers.nothing_lost import assert_facts_in_sections, assert_sections_in_documents, assert_tiled
from tests.parsers.whole import read_source
from tests.tools.set_pages import HEIGHT, LEFT, TIMES, TOP, WIDTH, column, grid, pdf, rule, watermark, words

PROSE = "深入实施创新驱动发展战略，加快建设现代化产业体系，推动人工智能与实体经济深度融合，培育壮大新动能。"


def source_of(*pages: object) -> SourceText:
    return read(pdf(*pages), name="a.pdf")  # type: ignore[arg-type]


def blocks(text: CleanText) -> list[str]:
    return text.text.split("\n")


def discarded(source: SourceText) -> dict[str, DiscardReason]:
    return {source.text[item.start : item.end]: item.reason for item in clean(source).discarded}


@pytest.mark.parametrize("is_set_across", [False, True])
@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(*, count: int, is_set_across: bool) -> None:
    measure = {2: 14, 3: 9}[count]
    texts = [f"第{name}栏{PROSE * 3}" for name in "甲乙丙"[:count]]

    def page(canvas: Canvas) -> None:
        words(canvas, 200, TOP, "关于促进发展的通知", 22)
        for start in range(0, len(texts[0]), measure) if is_set_across else ():
            for place, text in enumerate(texts):
                x, y = 80 + place * (measure + 2) * 14, TOP - 40 - 21 * start / measure
                words(canvas, x, y, text[start : start + measure])
        for place, text in enumerate(() if is_set_across else texts):
            column(canvas, 80 + place * (measure + 2) * 14, TOP - 40, text, measure=measure)
        words(canvas, LEFT, 120, "以上内容自发布之日起施行，由有关部门负责解释说明。")

    source = source_of(page)
    assert blocks(clean(source)) == ["关于促进发展的通知", *texts, "以上内容自发布之日起施行，由有关部门负责解释说明。"]
    assert {line.column for line in source.lines} == {(1, 1), *((count, place) for place in range(1, count + 1))}


def test_bands_of_columns_are_parted_by_what_runs_across() -> None:
    def page(canvas: Canvas) -> None:
        for top, heads in ((TOP, "甲乙"), (TOP - 250, "丙丁")):
            for place, name in enumerate(heads):
                column(canvas, 80 + place * 230, top, name + PROSE * 2, measure=14)
            words(canvas, LEFT, top - 190, f"{heads}两栏之下是通栏的一行文字，其后另起两栏再读下去。")

    found = [block[0] for block in blocks(clean(source_of(page)))]
    assert found == ["甲", "乙", "甲", "丙", "丁", "丙"]


def test_table_without_rules_is_no_columns() -> None:
    rows = [("数字经济规模", "7.8", "10"), ("软件收入", "8.16", "14"), ("网民数量", "9.9", "11"), ("企业", "3", "5")]

    def page(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                words(canvas, LEFT + 150 * place, TOP - 21 * number, cell)

    assert source_of(page).text.split("\n") == [" ".join(row) for row in rows]


def test_list_with_leaders_is_no_columns() -> None:
    entries = [f"{name}、加快发展数字经济" for name in "一二三四五六七八"]

    def page(canvas: Canvas) -> None:
        for number, entry in enumerate(entries):
            words(canvas, LEFT, TOP - 21 * number, entry + "·" * 30 + str(number + 1))

    assert source_of(page).text.split("\n") == [f"{entry}{'·' * 30}{n}" for n, entry in enumerate(entries, 1)]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_page_whose_text_is_turned_is_read_upright(angle: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[angle])
        canvas.rotate(angle)
        column(canvas, 80, 500, PROSE * 2, measure=30)

    assert blocks(clean(source_of(page))) == [PROSE * 2]


def test_turned_table_keeps_its_rows() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        grid(canvas, [100, 300, 500], [300, 340, 380])
        for number, row in enumerate((("指标名称", "目标数值"), ("企业数量", "五十家"))):
            for place, cell in enumerate(row):
                words(canvas, 110 + 200 * place, 350 - 40 * number, cell)

    assert source_of(page).text == "指标名称\t目标数值\n企业数量\t五十家"


def test_vertical_writing_is_read_from_the_right() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(3):
            for place, character in enumerate((PROSE * 2)[20 * number : 20 * number + 20]):
                words(canvas, 500 - 30 * number, 700 - 16 * place, character)

    assert blocks(clean(source_of(page))) == [(PROSE * 2)[:60]]


def noted_page(canvas: Canvas) -> None:
    end = words(canvas, LEFT, TOP, "发展取得长足进步。")
    end = words(canvas, end, TOP + 6, "1", 8, TIMES)
    end = words(canvas, end, TOP, "2021年，各地从资金总额中安排", 14)
    rule(canvas, LEFT, 130, LEFT + 144)
    words(canvas, LEFT, 115, "1", 5, TIMES)
    words(canvas, LEFT + 8, 112, "受数据可得性限制，不含500万元以下项目。", 9)
    words(canvas, 290, 40, "6", 9, TIMES)


def page_after(canvas: Canvas) -> None:
    words(canvas, LEFT, TOP, "300万元用于支持企业发展。")
    words(canvas, LEFT, TOP - 21, "（二）下一节。")
    words(canvas, 290, 40, "7", 9, TIMES)


def test_footnote_stays_out_of_the_sentence_that_the_page_cuts() -> None:
    source = source_of(noted_page, page_after)
    text = clean(source)
    assert blocks(text) == [
        "发展取得长足进步。2021年，各地从资金总额中安排300万元用于支持企业发展。",
        "¹受数据可得性限制，不含500万元以下项目。",
        "（二）下一节。",
    ]
    assert [block.note for block in text.blocks] == [False, True, False]
    assert discarded(source) == {
        "¹": DiscardReason.NOTE_MARK,
        "6": DiscardReason.PAGE_NUMBER,
        "7": DiscardReason.PAGE_NUMBER,
    }
    note = text.blocks[1]
    start, end = text.to_source(note.start, note.end)
    assert source.text[start:end].replace(" ", "") == text.block_text(note)


def test_footnote_without_a_rule_is_told_by_its_mark() -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, LEFT, TOP, PROSE, measure=30)
        end = words(canvas, LEFT, TOP - 42, "各地安排资金支持企业")
        end = words(canvas, end, TOP - 36, "①", 7)
        words(canvas, end, TOP - 42, "发展壮大，继续")
        words(canvas, LEFT, 112, "①企业指规模以上工业企业。", 9)

    text = clean(source_of(page))
    assert blocks(text)[-2:] == ["各地安排资金支持企业发展壮大，继续", "①企业指规模以上工业企业。"]
    assert text.blocks[-1].note


@pytest.mark.parametrize(
    ("before", "figure", "rise", "size", "read_as"),
    [("面积120m", "2", 6, 8, "面积120m²以上"), ("约10", "4", 6, 8, "约10⁴以上"), ("含CO", "2", -3, 8, "含CO₂以上")],
)
def test_raised_and_lowered_figures_are_no_plain_ones(
    before: str, figure: str, rise: float, size: float, read_as: str
) -> None:
    def page(canvas: Canvas) -> None:
        end = words(canvas, LEFT, TOP, before, 14)
        end = words(canvas, end, TOP + rise, figure, size, TIMES)
        words(canvas, end, TOP, "以上", 14)

    source = source_of(page)
    assert source.text == read_as
    assert clean(source).text == read_as


def test_watermark_hidden_text_and_line_numbers_are_no_words_of_the_paper() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(6):
            words(canvas, 40, TOP - 21 * number, str(number + 1), 9, TIMES)
            words(canvas, LEFT, TOP - 21 * number, (PROSE * 6)[28 * number : 28 * number + 28])
        watermark(canvas, "内部资料")
        canvas.setFillColorRGB(1, 1, 1)
        words(canvas, LEFT, 300, "白底白字安排资金900万元")
        unpainted = canvas.beginText(LEFT, 150)
        unpainted.setTextRenderMode(3)
        unpainted.textOut("无色文字")
        canvas.drawText(unpainted)

    source = source_of(page)
    assert clean(source).text == (PROSE * 6)[: 28 * 6]
    assert discarded(source) == {
        **dict.fromkeys("123456", DiscardReason.LINE_NUMBER),
        "内部资料": DiscardReason.WATERMARK,
        "白底白字安排资金900万元": DiscardReason.HIDDEN,
        "无色文字": DiscardReason.HIDDEN,
    }


def test_level_watermark_over_the_text_is_told_by_its_colour() -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, LEFT, 500, PROSE * 4, measure=30)
        watermark(canvas, "内部资料", 0)

    source = source_of(page)
    assert clean(source).text == PROSE * 4
    assert discarded(source) == {"内部资料": DiscardReason.WATERMARK}


def test_white_words_on_a_dark_ground_are_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 0.5)
        canvas.rect(LEFT, TOP - 5, 200, 20, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        words(canvas, LEFT, TOP, "蓝底白字的标题")

    assert source_of(page).text == "蓝底白字的标题"


def test_stroked_words_are_bold() -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        bold = canvas.beginText(LEFT, TOP)
        bold.setTextRenderMode(2)
        bold.textOut("总体要求。")
        canvas.drawText(bold)
        canvas.restoreState()
        words(canvas, LEFT + 70, TOP, "坚持创新引领。")

    source = source_of(page)
    assert source.text == "总体要求。坚持创新引领。"
    assert source.lines[0].bold_length == len("总体要求。")


def test_box_of_prose_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        words(canvas, LEFT, TOP, "通过专栏列出重点工程。")
        grid(canvas, [LEFT, LEFT + 430], [520, 700, 730])
        words(canvas, 220, 710, "专栏1 数据质量提升工程")
        column(canvas, LEFT + 10, 670, "　　1.提升基础数据质量。" + PROSE, measure=29)
        column(canvas, LEFT + 10, 600, "　　2.培育数据服务商。" + PROSE, measure=29)
        words(canvas, LEFT, 490, "（二）加快数据流通。")

    source = source_of(page)
    assert not any(line.in_table for line in source.lines)
    assert blocks(clean(source)) == [
        "通过专栏列出重点工程。",
        "专栏1 数据质量提升工程",
        "1.提升基础数据质量。" + PROSE,
        "2.培育数据服务商。" + PROSE,
        "（二）加快数据流通。",
    ]


def test_hyphen_that_a_line_break_put_in_goes() -> None:
    lines = ("The strategy of inno-", "vation applies state-of-the-", "art methods to all.")

    def page(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            words(canvas, LEFT, TOP - 21 * number, line, 14, TIMES)

    assert clean(source_of(page)).text == "The strategy of innovation applies state-of-the-art methods to all."


@pytest.mark.parametrize("place", [TOP + 20, 60])
def test_heads_whose_words_change_are_told_by_their_place(place: float) -> None:
    chapters = ("总则", "总则", "工作任务", "保障措施", "附则")

    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            words(canvas, 250, place, f"政策选编·{chapters[number]}", 9)
            column(canvas, LEFT, TOP - 20, f"{number}年以来，" + (PROSE * 4)[7 * number :], measure=30)

        return draw

    source = source_of(*map(page, range(5)))
    heads = {f"政策选编·{chapter}": DiscardReason.RUNNING_HEADER for chapter in chapters}
    assert discarded(source) == heads


def test_titles_of_slides_are_no_running_heads() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            words(canvas, 200, TOP, f"{'甲乙丙丁'[number]}类企业的扶持政策", 28)
            column(canvas, LEFT, TOP - 80, (PROSE * 2)[7 * number :], measure=30)

        return draw

    assert discarded(source_of(*map(page, range(4)))) == {}


@pytest.mark.parametrize(
    ("heading", "below"),
    [
        ("7.1 概述", "以下按功能分类对协议进行描述。"),
        ("（三）坚持应用牵引、多方参与", "数字中国建设注重发挥优势。"),
    ],
)
def test_heading_and_indented_words_below_it_stay_apart(heading: str, below: str) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, LEFT, TOP, PROSE * 2, measure=30)
        words(canvas, LEFT, TOP - 100, heading)
        words(canvas, LEFT + 28, TOP - 121, below)

    assert blocks(clean(source_of(page)))[1:] == [heading.replace(" ", ""), below]


def test_rows_of_a_paper_with_footnotes_lose_nothing_and_fit_their_sections() -> None:
    reading = read_source(source_of(noted_page, page_after))
    assert_tiled(reading)
    assert_sections_in_documents(reading)
    assert_facts_in_sections(reading)
    sums = {row["amount_max"]: reading.source.text[row["source_start"] : row["source_end"]] for row in reading["money"]}
    assert sums == {3_000_000: "300万元", 5_000_000: "500万元"}
