"""A look ahead that spares a slow pattern lets everything pass that the pattern matches."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.quantities import find_quantities
from parsers.quantities.grammar import grammar
from schemas.vocabulary import QuantityKind

PIECES = (
    "0 ０ 12 100 , ， . ． 一 两 三 十 百 千 万 亿 零 〇 壹 拾 几 数 余 多 点 个 分之 分 钱 整 元 块 角 毛 : ： ∶ 比"
)
numberlike = st.lists(
    st.sampled_from((*PIECES.split(" "), " ", "\u2009", "\u200b", "\u3000", "家")), min_size=1, max_size=14
).map("".join)
SPARED = {
    "fraction_word": "fraction_ahead",
    "ratio": "ratio_ahead",
    "ratio_of_parts": "parts_ahead",
    "change": "small_ahead",
    "cents": "small_ahead",
    "change_of_block": "small_ahead",
}


@pytest.mark.parametrize(("slow", "ahead"), SPARED.items(), ids=SPARED.keys())
@given(text=numberlike)
def test_a_look_ahead_misses_nothing(slow: str, ahead: str, text: str) -> None:
    for start in range(len(text)):
        found = getattr(grammar(), slow).match(text, start)
        if found is not None and found.end() > start:
            assert getattr(grammar(), ahead).match(text, start) is not None


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
