from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.sources.grid import Table, lay_out
from parsers.sources.layout import Box, Glyphs, Style, without_doubles
from parsers.sources.rulings import tables
from schemas.vocabulary import DiscardReason

PLAIN = Style(size=10, bold=False, angle=0)
BOLD = Style(size=10, bold=True, angle=0)


@dataclass(frozen=True)
class Words:
    """Words set from (x, y), the left top corner of the first character; each character is 10 points wide and high."""

    text: str
    x: float
    y: float
    style: Style = PLAIN


def page(*words: Words) -> tuple[Glyphs, list[Style]]:
    """Return the glyphs of some words, a line break after each, and their styles by index."""
    characters: list[str] = []
    boxes: list[Box] = []
    styles: list[Style] = []
    for piece in words:
        for index, character in enumerate(piece.text + "\n"):
            x = piece.x + 10 * index
            characters.append(character)
            boxes.append((x, piece.y, x, piece.y) if character == "\n" else (x, piece.y, x + 10, piece.y + 10))
            styles.append(piece.style)
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return Glyphs("".join(characters), x0, top, x1, bottom, range(len(characters))), styles


def lines(*words: Words, ruled: tuple[Table, ...] = ()) -> list[str]:
    glyphs, styles = page(*words)
    return [line.text for line in lay_out(glyphs, styles.__getitem__, ruled)]


def reasons(*words: Words) -> dict[str, DiscardReason]:
    glyphs, styles = page(*words)
    return {line.text: line.furniture for line in lay_out(glyphs, styles.__getitem__) if line.furniture}


def test_lines_are_ordered_by_place_not_by_content() -> None:
    assert lines(Words("第二行", 0, 20), Words("第一行", 0, 0), Words("第三行", 0, 40)) == [
        "第一行",
        "第二行",
        "第三行",
    ]


def test_pieces_of_one_line_are_joined_with_a_space_where_there_is_a_gap() -> None:
    assert lines(Words("万元", 30, 1), Words("不超过", 0, 0)) == ["不超过万元"]
    assert lines(Words("印发", 60, 0), Words("办公室", 0, 0)) == ["办公室 印发"]


def test_spaces_around_a_piece_are_left_out_and_those_inside_kept() -> None:
    glyphs, styles = page(Words("  到 2025 年  ", 0, 0))
    (line,) = lay_out(glyphs, styles.__getitem__)
    assert line.text == "到 2025 年"
    assert line.box == (20, 0, 100, 10)


def test_words_printed_twice_are_bold() -> None:
    glyphs, styles = page(Words("总体要求。", 0, 0), Words("总体要求。", 0.4, 0.2), Words("坚持创新。", 50, 0))
    (line,) = lay_out(glyphs, styles.__getitem__)
    assert (line.text, line.bold) == ("总体要求。坚持创新。", 5)


def test_words_printed_twice_for_boldness_are_read_once() -> None:
    assert lines(Words("总体要求", 0, 0), Words("总体要求", 0.4, 0.2)) == ["总体要求"]
    assert lines(Words("总体要求", 0, 0), Words("总体要求", 0, 30)) == ["总体要求", "总体要求"]


@pytest.mark.parametrize(("shift", "kept"), [(0.5, "关于"), (5, "关关于于")])
def test_characters_printed_twice_are_read_once(shift: float, kept: str) -> None:
    x0 = (0.0, shift, 10.0, 10 + shift)
    glyphs = Glyphs("关关于于", x0, (0.0,) * 4, tuple(x + 10 for x in x0), (10.0,) * 4, range(4))
    assert without_doubles(glyphs).text == kept
    assert without_doubles(glyphs).doubled == (set(range(4)) if kept == "关于" else set())


def test_equal_digits_beside_each_other_stay() -> None:
    x0 = (0.0, 3.0, 6.0)
    glyphs = Glyphs("111", x0, (0.0,) * 3, tuple(x + 3 for x in x0), (10.0,) * 3, range(3))
    assert without_doubles(glyphs).text == "111"


def test_watermark_comes_last_with_its_reason_and_turned_text_stays_by_itself() -> None:
    askew, turned = Style(40, bold=False, angle=45), Style(10, bold=False, angle=90)
    words = (Words("正文", 0, 0), Words("内部资料", 0, 0, askew), Words("装订线", 100, 0, turned))
    assert lines(*words) == ["正文", "装订线", "内部资料"]
    assert reasons(*words) == {"内部资料": DiscardReason.WATERMARK}


def test_leading_bold_characters_are_counted() -> None:
    glyphs, styles = page(Words("责任单位：", 0, 0, BOLD), Words("市科技局", 50, 0))
    (line,) = lay_out(glyphs, styles.__getitem__)
    assert (line.text, line.bold) == ("责任单位：市科技局", 5)


def grid(columns: list[float], rows: list[float]) -> list[Box]:
    across = [(columns[0], y, columns[-1], y) for y in rows]
    return across + [(x, rows[0], x, rows[-1]) for x in columns]


def test_ruled_cells_become_a_row_with_tabs() -> None:
    ruled = tables(grid([0, 60, 160], [0, 40, 80]))
    words = (
        *(Words("指标", 5, 5), Words("到2025年", 65, 5), Words("的目标", 65, 20)),
        *(Words("企业", 5, 45), Words("50家", 65, 45), Words("注：不含试点", 5, 90)),
    )
    assert lines(*words, ruled=tuple(ruled)) == ["指标\t到2025年的目标", "企业\t50家", "注：不含试点"]


def test_one_line_over_two_cells_is_cut_at_their_border() -> None:
    ruled = tables(grid([0, 60, 160], [0, 40, 80]))
    assert lines(
        Words("指标目标企业数量", 20, 5), Words("企业", 5, 45), Words("五十家", 70, 45), ruled=tuple(ruled)
    ) == [
        "指标目标\t企业数量",
        "企业\t五十家",
    ]


def test_cell_over_two_rows_leaves_the_lower_one_empty() -> None:
    borders = [(0, 0, 160, 0), (60, 40, 160, 40), (0, 80, 160, 80), (0, 0, 0, 80), (60, 0, 60, 80), (160, 0, 160, 80)]
    words = (Words("产业", 5, 35), Words("规模", 65, 5), Words("企业", 65, 45))
    assert lines(*words, ruled=tuple(tables(borders))) == ["产业\t规模", "\t企业"]


def test_frame_around_running_text_is_no_table() -> None:
    ruled = tables(grid([0, 160], [0, 40, 80]))
    assert lines(Words("专栏一", 5, 5), Words("重点工程", 5, 45), ruled=tuple(ruled)) == ["专栏一", "重点工程"]


@pytest.mark.parametrize("open_side", ["left and right", "bottom"])
def test_open_border_is_closed(open_side: str) -> None:
    columns, rows = [0.0, 60.0, 160.0], [0.0, 40.0, 80.0]
    closed = grid(columns, rows)
    borders = [closed[4]] if open_side == "left and right" else closed[3:]
    across = closed[:3] if open_side == "left and right" else closed[:2]
    words = (Words("指标", 5, 5), Words("目标", 65, 5), Words("企业", 5, 45), Words("50家", 65, 45))
    assert lines(*words, ruled=tuple(tables([*across, *borders]))) == ["指标\t目标", "企业\t50家"]


def test_words_between_two_tables_are_in_none() -> None:
    ruled = tables(grid([0, 60, 160], [0, 40, 80]) + grid([0, 60, 160], [140, 180, 220]))
    table = (Words("指标", 5, 5), Words("目标", 65, 5), Words("企业", 5, 45), Words("50家", 65, 45))
    below = tuple(Words(words.text, words.x, words.y + 140) for words in table)
    rows = ["指标\t目标", "企业\t50家"]
    assert lines(*table, Words("二、保障措施", 5, 100), *below, ruled=tuple(ruled)) == [*rows, "二、保障措施", *rows]


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[Words], list[Box]]:
    text = st.text(st.sampled_from("关于印发一二三123 ，。"), min_size=1, max_size=12).filter(str.strip)
    words = [
        Words(draw(text), draw(st.integers(0, 300)), 14 * row, draw(st.sampled_from([PLAIN, BOLD])))
        for row in draw(st.lists(st.integers(0, 50), unique=True, min_size=1, max_size=20))
    ]
    edges = st.lists(st.integers(0, 700), unique=True, min_size=2, max_size=5).map(sorted)
    return draw(st.permutations(words)), grid(draw(edges), draw(edges)) if draw(st.booleans()) else []


@given(pages())
def test_every_character_is_in_one_line(content: tuple[list[Words], list[Box]]) -> None:
    words, rulings = content
    found = lines(*words, ruled=tuple(tables(rulings)))
    printed = Counter(character for piece in words for character in piece.text if not character.isspace())
    assert Counter(character for line in found for character in line if not character.isspace()) == printed
