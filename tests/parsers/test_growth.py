"""The time that a paragraph takes grows with its length, whatever it is made of, as does the room of its rows."""

from __future__ import annotations

import pytest

from parsers.document import parse_text
from parsers.rows import Rows
from parsers.sources import read
from tests.growth import assert_linear

# Each took four times as long at twice the length once, or is of the same kind.
UNITS = (
    *(
        "500万元、",
        "达到50%以上，",
        "到2025年，规模达到500亿元，年均增长8%以上，",
        "一二三",
        "1. 加强管理。2. ",
        "**甲**",
    ),
    *("甲|乙", "甲\t", "abc def ", "（以下（简称《办法（", "“甲", "1,234,"),
)


def rows(unit: str, size: int) -> Rows:
    text = "某市关于某事的通知\n" + unit * max(1, size // len(unit))
    return parse_text(read(text.encode(), name="a.txt"), source_uri="a.txt").rows


@pytest.mark.parametrize("unit", UNITS)
def test_the_time_grows_with_the_paragraph(unit: str) -> None:
    assert_linear(lambda size: rows(unit, size), 2_000)


@pytest.mark.parametrize("word", ["每个", "可再", "活动经费"])
def test_the_time_does_not_double_with_each_word_before_a_number(word: str) -> None:
    """The ways to cut a run of words once doubled with each: 16 took half a second, 40 a day."""
    assert_linear(lambda count: rows(f"对企业奖励{word * count}{'某' * 30}100万元{word * count}某。", 100), 2)


def test_an_endless_sentence_is_not_repeated_whole_in_each_of_its_rows() -> None:
    made = rows("500万元、", 12_000)["money"]
    assert len(made) == 2_000
    assert max(len(value) for row in made for value in row if isinstance(value, str)) < 5_000
