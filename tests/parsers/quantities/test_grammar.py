"""A look ahead that spares a slow pattern lets everything pass that the pattern matches."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.quantities import find_quantities, readers, scan
from parsers.quantities.grammar import _unit, _units, anchor_pattern, grammar
from parsers.quantities.numerals import numeral_tables
from parsers.quantities.scanner import _money_digits
from parsers.quantities.shares import ratio_at
from schemas.vocabulary import QuantityKind

PIECES = (
    "0 ０ 12 100 , ， . ． 一 两 三 十 百 千 万 亿 零 〇 壹 拾 几 数 余 多 点 个 分之 分 钱 整 元 块 角 毛 : ： ∶ 比"
)
numberlike = st.lists(
    st.sampled_from((*PIECES.split(" "), " ", "\u2009", "\u200b", "\u3000", "家")), min_size=1, max_size=14
).map("".join)
SPARED = {
    "fraction_word": "fraction_ahead",
    "ratio_of_parts": "parts_ahead",
    "change": "small_ahead",
    "cents": "small_ahead",
}


@pytest.mark.parametrize(("slow", "ahead"), SPARED.items(), ids=SPARED.keys())
@given(text=numberlike)
def test_a_look_ahead_misses_nothing(slow: str, ahead: str, text: str) -> None:
    for start in range(len(text)):
        found = getattr(grammar(), slow).match(text, start)
        if found is not None and found.end() > start:
            assert getattr(grammar(), ahead).match(text, start) is not None


@given(text=numberlike)
def test_a_look_ahead_misses_no_ratio(text: str) -> None:
    for start in range(len(text)):
        if ratio_at(text, start) is not None:
            assert grammar().ratio_ahead.match(text, start) is not None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("15块五角", QuantityKind.MONEY, "15.5"),
        ("15块牌子", QuantityKind.COUNT, "15"),
        ("15块，分别挂在门口", QuantityKind.COUNT, "15"),
    ],
)
def test_block_is_money_only_where_small_change_follows(text: str, kind: QuantityKind, value: str) -> None:
    found = find_quantities(text)[0]
    assert (found.kind, found.minimum) == (kind, Decimal(value))


PLACES = ("第", "GB", "5G", "￥", "港币", "至", "-", "——", "（含）", "以上", "不超过", "约", "近", "批", "个", "年", "日", "%", "的", "。", "，", "\n", "）", "》", "《", "“", "智", "X", "/", "2020", "12345678901234567890")  # fmt: skip  # noqa: E501


@given(text=st.lists(st.sampled_from((*PIECES.split(" "), *PLACES, " ", "家", "元")), max_size=12).map("".join))
@example("A5X-3家").via("letters make a code of what follows")
@example("1" * 45 + "智")
@example("一个亿元")
def test_what_is_passed_over_is_no_quantity(text: str) -> None:
    assert scan(text) == _scan_without_short_cuts(text)


def _scan_without_short_cuts(text: str) -> object:
    """Scan with every digit looked at, and every 一个 read in full."""
    articles = readers._by_first_character()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(grammar()), "anchor", re.compile(anchor_pattern(numeral_tables())))
        patch.setitem(articles, "一", articles["一"][1:])
        return scan(text)


@given(text=st.lists(st.sampled_from((*PIECES.split(" "), *PLACES, *_units(), " ", "\u200b")), max_size=4).map("".join))
@example("块五角").via("money where small change follows")
@example("块牌子")
@example(" 个 百分点")
def test_a_unit_is_found_by_its_first_character(text: str) -> None:
    plain, found = _any_unit().match(text), grammar().unit_behind(text, 0)
    assert (found and (found.span(), found.lastgroup)) == (plain and (plain.span(), plain.lastgroup))


@cache
def _any_unit() -> re.Pattern[str]:
    return re.compile(_unit("", numeral_tables().pattern))


@given(text=st.lists(st.sampled_from((*PIECES.split(" "), *PLACES, " ", "家", "美元")), max_size=12).map("".join))
@example("《1元》").via("part of a title")
@example("A5元、第3元").via("passed over as a code, and as an ordinal")
def test_every_digit_beside_money_is_held_or_noticed(text: str) -> None:
    spans = [(item.start, item.end) for items in scan(text) for item in items]
    for digit in _money_digits()[0].finditer(text):
        assert any(start <= digit.start() < end for start, end in spans)
