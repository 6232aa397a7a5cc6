"""Which reader answers for what stands at a place: the first that recognises it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from parsers.quantities import shares
from parsers.quantities.amounts import read_amount
from parsers.quantities.governors import may_be_governed
from parsers.quantities.grammar import grammar
from parsers.quantities.numerals import numeral_tables
from parsers.quantities.patterns import SPACE
from parsers.quantities.shares import Reading

Reader = Callable[[str, int], Reading | None]


def read_at(text: str, start: int) -> Reading:
    """Return what stands at a numeral's first character, and where to go on."""
    digits = _DIGITS.match(text, start)
    if digits is not None:
        readers = _after_digits().get(digits["next"], _ONLY_AMOUNTS)
    else:
        readers = _by_first_character().get(text[start], _ONLY_AMOUNTS)
    for reader in readers:
        reading = reader(text, start)
        if reading is not None:
            return reading
    return None, start + 1


def _read_article(text: str, start: int) -> Reading | None:
    """Step over 一批, 一个, which count nothing unless a comparator stands by; most numbers of a paper are such."""
    rules = grammar()
    if text[start + 1 : start + 2] in _AFTER_ONE:
        return None
    unit = rules.unit_behind(text, start + 1)
    if unit is None or unit.lastgroup != "unit" or unit["unit"] in rules.times or unit["unit"] in _MANY_SENSES:
        return None
    behind = text[unit.end() : unit.end() + 1]
    if behind in _BEHIND_ONE or behind in rules.range_starts or may_be_governed(text, start, unit.end()):
        return None
    return None, unit.end()


def _read_calendar(text: str, start: int) -> Reading | None:
    """Dates and clock times are no quantities; step over them."""
    found = grammar().calendar.match(text, start)
    return (None, found.end()) if found else None


# A numeral may go on, a share or ratio begin, or an hour be told.
_AFTER_ONE = frozenset("零〇○一二三四五六七八九十百千万亿兆萬億几余多点點半成比分时:：∶")
_BEHIND_ONE = frozenset("万亿萬億/／")  # 一个亿, 一平方米/人
_MANY_SENSES = frozenset("日分")
_ONLY_AMOUNTS: tuple[Reader, ...] = (read_amount,)
_DIGITS = re.compile(f"(?s:[0-9０-９.．]+{SPACE}(?P<next>.?))")


@cache
def _after_digits() -> dict[str, tuple[Reader, ...]]:
    """Readers by the character behind the digits, so that most numbers meet one pattern only."""
    table: dict[str, tuple[Reader, ...]] = dict.fromkeys(
        "年月时点、，和及与-－—–~～〜∼﹣‐至到", (_read_calendar, read_amount)
    )
    table |= dict.fromkeys(":：∶比", (shares.read_ratio, read_amount))
    table |= dict.fromkeys("/／", (shares.read_slash, read_amount))
    table["分"] = (shares.read_fraction_word, read_amount)
    return table


@cache
def _by_first_character() -> dict[str, tuple[Reader, ...]]:
    """Readers of numerals in words, by their first character."""
    table: dict[str, tuple[Reader, ...]] = {}
    for char in numeral_tables().digits + "十":
        table[char] = (shares.read_fraction_word, shares.read_tenths, shares.read_ratio, read_amount)
    table["一"] = (_read_article, _read_calendar, shares.read_half, *table["一"])
    table["二"] = (_read_calendar, *table["二"])
    table |= {"过": (shares.read_half,), "半": (shares.read_half,), "翻": (shares.read_doubling,)}
    table["百"] = (shares.read_percent_word, shares.read_fraction_word, read_amount)
    table |= dict.fromkeys("千万", (shares.read_fraction_word, read_amount))
    return table
