"""What must hold for every number and every text."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.quantities import find_quantities, scan
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

DIGITS = "零一二三四五六七八九"
FINANCIAL = str.maketrans("零一二三四五六七八九十百千万亿", "零壹贰叁肆伍陆柒捌玖拾佰仟萬億")
FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
whole = st.integers(min_value=1, max_value=10**15)
small = st.integers(min_value=1, max_value=9999)
cents = st.decimals(min_value="0.01", max_value="99999999.99", places=2)


def group_in_han(number: int) -> str:
    """Spell a number below ten thousand: 1050 is 一千零五十."""
    text, pending_zero = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if pending_zero and text else "") + DIGITS[digit] + name
            pending_zero = False
        else:
            pending_zero = True
    return text


def in_han(number: int) -> str:
    """Spell a number as a bank would: 120003000 is 一亿二千万三千 with 零 where a group is short."""
    text = ""
    for power, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        group = number // power % 10**4
        if group:
            text += ("零" if text and group < 1000 else "") + group_in_han(group) + name
    if number >= 10**12 and number // 10**8 % 10**4:  # 三万亿五千亿 is written 三万五千亿
        text = text.replace("万亿", "万", 1)
    return text


STYLES = {
    "plain": lambda number: f"{number}元",
    "grouped": lambda number: f"{number:,}元",
    "full width": lambda number: f"{number}元".translate(FULL_WIDTH),
    "spaced": lambda number: f"{number} 元",
    "han": lambda number: f"{in_han(number)}元",
    "financial": lambda number: f"{in_han(number).translate(FINANCIAL)}元整",
    "ten thousands": lambda number: f"{Decimal(number).scaleb(-4):f}万元",
    "hundred millions": lambda number: f"{Decimal(number).scaleb(-8):f} 亿元",
    "sign": lambda number: f"￥{number}",
}


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize("style", STYLES)
@given(number=whole)
def test_a_sum_reads_back_exactly_in_every_style(style: str, number: int) -> None:
    text = "资金" + STYLES[style](number)
    found = only(text)
    assert (found.kind, found.unit) == (QuantityKind.MONEY, "CNY")
    assert found.minimum == found.maximum == number
    assert (found.start, found.end) == (2, len(text))


@given(amount=cents)
def test_yuan_jiao_and_fen_read_back_exactly(amount: Decimal) -> None:
    yuan, jiao, fen = int(amount), int(amount * 10) % 10, int(amount * 100) % 10
    text = f"资金{yuan}元" + (f"{jiao}角" if jiao else "") + (f"{fen}分" if fen else "")
    assert only(text).minimum == amount


@given(percent=st.decimals(min_value="0.0001", max_value="999", places=4))
def test_a_percentage_reads_back_exactly(percent: Decimal) -> None:
    for text in (
        f"占比{percent}%",
        f"占比{percent}%".translate(FULL_WIDTH),
        f"占比 {percent} %",
        f"占比百分之{percent}",
    ):
        assert only(text).minimum == percent / 100, text


@given(number=small)
def test_a_percentage_in_words_reads_back_exactly(number: int) -> None:
    assert only(f"占比百分之{in_han(number)}").minimum == Decimal(number) / 100


@given(part=st.integers(1, 99), whole_=st.integers(2, 99))
def test_a_fraction_keeps_both_its_terms(part: int, whole_: int) -> None:
    found = only(f"成员的{in_han(whole_)}分之{in_han(part)}")
    assert (found.numerator, found.denominator) == (part, whole_)
    assert abs(found.minimum * whole_ - part) < Decimal("1e-9")


BEFORE = {
    "不超过": "le",
    "最高": "le",
    "不低于": "ge",
    "至少": "ge",
    "超过": "gt",
    "低于": "lt",
    "不足": "lt",
    "约": "approx",
}
AFTER = {"以内": "le", "以下": "le", "以上": "ge", "（含）以上": "ge", "以上（不含）": "gt", "左右": "approx"}
UNITS = ("万元", "%", "亿美元", "倍", "个百分点")


@given(
    number=small, unit=st.sampled_from(UNITS), word=st.sampled_from(sorted(BEFORE)), space=st.sampled_from(("", " "))
)
def test_a_word_before_governs_the_number(number: int, unit: str, word: str, space: str) -> None:
    assert only(f"其中{word}{space}{number}{space}{unit}的部分").comparator == BEFORE[word]


@given(number=small, unit=st.sampled_from(UNITS), word=st.sampled_from(sorted(AFTER)))
def test_a_word_after_governs_the_number(number: int, unit: str, word: str) -> None:
    assert only(f"增加{number}{unit}{word}").comparator == AFTER[word]


@given(
    numbers=st.lists(small, min_size=2, max_size=6),
    word=st.sampled_from(sorted(BEFORE)),
    joint=st.sampled_from(("、", "和", "、\n\n", " 、 ")),
)
def test_a_word_before_a_list_governs_every_item(numbers: list[int], word: str, joint: str) -> None:
    found = find_quantities(f"分别给予{word}{joint.join(f'{number}万元' for number in numbers)}补助")
    assert [item.minimum for item in found] == [number * 10**4 for number in numbers]
    assert {item.comparator for item in found} == {Comparator(BEFORE[word])}


@given(ends=st.tuples(small, small).map(sorted), sign=st.sampled_from("-－—～~至到"), shared=st.booleans())
def test_a_range_is_one_item(ends: list[int], sign: str, shared: bool) -> None:
    low, high = ends
    text = f"补助{low}{'' if shared else '万元'}{sign}{high}万元"
    found = only(text)
    assert (found.minimum, found.maximum) == (low * 10**4, high * 10**4)
    assert found.comparator is Comparator.RANGE
    assert text[found.start : found.end] == text[2:]


WORDS = """
最高 不超过 20 1.5 万 亿元 % 、 ， 。 至 - （含） 以上 家 年 2025 一 百 分之 翻 半 ： / 第 《 》 每 按 的 给予 几 余 ０
￥ 负 十 千 个 百分之 点 角 分 两 元 数 块 成 比 级 月 日 美元 港币 “ ” 百分点 过 超 近 约
"""
SNIPPETS = st.sampled_from((*WORDS.split(), "\n", " "))
paperlike = st.lists(SNIPPETS | st.text(max_size=3), max_size=40).map("".join)


def assert_sound(text: str) -> None:
    found, issues = scan(text)
    assert all(0 <= item.start < item.end <= len(text) for item in (*found, *issues))
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(item.minimum <= item.maximum for item in found)
    assert all("\n" not in text[item.start : item.end] for item in found)
    assert all(item.minimum.is_finite() and item.maximum.is_finite() for item in found)


@given(text=paperlike)
def test_any_text_is_read_without_failing(text: str) -> None:
    assert_sound(text)


@given(
    digits=st.text("0123456789", min_size=15, max_size=90).map("7".__add__),
    frame=st.sampled_from(
        [
            "{}元",
            "0.{}元",
            "{}亿亿亿亿亿元",
            "{}%",
            "-{}%",
            "{}-{}万元",
            "百分之{}",
            "{}分之{}",
            "1:{}",
            "{}比1配套",
            "1元{}角",
            "{}家",
            "{}、5亿元",
        ]
    ),
)
def test_a_number_of_any_length_is_exact_or_noticed(digits: str, frame: str) -> None:
    text = f"资金{frame.format(digits, digits)}"
    assert_sound(text)
    found, issues = scan(text)
    if frame == "{}元":
        fits = len(digits) <= 22
        assert [item.minimum for item in found] == ([Decimal(digits)] if fits else [])
        assert bool(issues) is not fits


@given(text=st.text())
def test_arbitrary_characters_are_read_without_failing(text: str) -> None:
    assert_sound(text)


@given(text=paperlike, before=st.sampled_from(["", "各区人民政府：\n", "为贯彻落实国家战略，结合实际。\n\n"]))
def test_a_paragraph_before_only_shifts_the_spans(text: str, before: str) -> None:
    alone = find_quantities("\n" + text)
    shifted = find_quantities(before + "\n" + text)
    offset = len(before)
    assert [(item.start + offset, item.end + offset, item.minimum, item.comparator) for item in alone] == [
        (item.start, item.end, item.minimum, item.comparator) for item in shifted
    ]


@given(number=cents, unit=st.sampled_from(("万元", "%", "家", "倍")))
def test_full_width_digits_say_the_same(number: Decimal, unit: str) -> None:
    half, full = f"不超过{number}{unit}", f"不超过{str(number).translate(FULL_WIDTH)}{unit.translate(FULL_WIDTH)}"
    facts = [
        [(item.start, item.end, item.kind, item.minimum, item.comparator, item.unit) for item in find_quantities(text)]
        for text in (half, full)
    ]
    assert facts[0] == facts[1]
