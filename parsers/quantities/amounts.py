"""Numerals with a unit, and ranges of them: 50-100万元, 3%-5%, 二十余所, 九千块五角."""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.lexicon import words
from parsers.quantities.found import Found
from parsers.quantities.grammar import Grammar, grammar
from parsers.quantities.numerals import EXACT, numeral_tables
from parsers.quantities.shares import Reading, numeral_or_none
from schemas.vocabulary import QuantityKind

_DIGIT = re.compile("[0-9０-９]")
_MINUS = frozenset("-－−")
_JOINTS = frozenset("、和及与或以")
_SIGN_BEFORE = re.compile(r"(?:^|[^0-9０-９%％元A-Za-z）)年月日家个项名])\s?[-－−]$")


def read_amount(text: str, start: int) -> Reading | None:
    """Read a numeral with its unit, or a whole range."""
    rules = grammar()
    found = rules.measure.match(text, start)
    if found is None:
        return None
    first = _measured(rules, text, found)
    if first is None:
        return None, found.end()
    sign = rules.range_sign.match(text, first.end)
    if sign is not None:
        minus = first.low < 0 and text[sign.end() : sign.end() + 1] in _MINUS  # -5%至-3%
        second_match = rules.measure.match(text, sign.end() + minus)
        second = _measured(rules, text, second_match) if second_match else None
        if second is not None and _is_range(first, second):
            return _range(first, second), second.end
    if first.kind is None and first.numeral.power < 4 and text[first.end : first.end + 2].strip()[:1] not in _JOINTS:
        return None, first.end  # a number without a unit, and no list that could lend it one
    return first, first.end


def _is_range(first: Found, second: Found) -> bool:
    if second.kind is None or first.bare or second.bare:
        return second.kind is None and first.kind is None and second.numeral.power > 0
    if first.kind is None:
        return True
    return first.kind is second.kind and first.unit == second.unit


def _range(first: Found, second: Found) -> Found:
    low = first.low
    if first.kind is None and second.numeral.printed_power:
        low = _shared_magnitude(first, second)
    factor = _unit_factor(second)
    low = EXACT.multiply(low, factor) if first.kind is None else low
    joined = Found(
        second.kind, first.start, second.end, low, second.high, second.unit, second.numeral, second.tail, second.digits
    )
    joined.is_range, joined.per = True, second.per
    return joined


def _shared_magnitude(first: Found, second: Found) -> Decimal:
    """50-100万: the left end takes the right one's 万 where the range then still ascends (8500到3万 does not)."""
    power = second.numeral.power - first.numeral.power if second.numeral.power else second.numeral.printed_power
    if first.numeral.power and first.numeral.power >= second.numeral.power:
        return first.low
    if not second.numeral.power and (power < 2 or first.low > 9):
        return first.low
    shifted = first.low.scaleb(power, EXACT) if power > 0 else first.low
    value = second.numeral.high
    return Decimal(shifted) if shifted <= value or first.low > value else first.low


def _unit_factor(found: Found) -> Decimal:
    """What one printed unit is worth: 0.01 for %, 1 for 元."""
    if found.kind is QuantityKind.PERCENT:
        return Decimal("0.01")
    if found.kind is QuantityKind.PERMILLE:
        return Decimal("0.001")
    if found.kind is QuantityKind.POINT and found.unit == "基点":
        return Decimal("0.01")
    return Decimal(1)


def _measured(rules: Grammar, text: str, found: re.Match[str]) -> Found | None:
    numeral = numeral_or_none(found["number"])
    if numeral is None:
        return None
    start, end = found.span()
    digits = text[start].isdecimal() or _DIGIT.search(found["number"]) is not None
    note = Found(None, start, end, numeral.low, numeral.high, "", numeral, end, digits)
    note.bare = not digits and not _has_value_character(found["number"])
    _set_unit(rules, text, note, found)
    if note.kind is QuantityKind.MONEY:
        suffix = rules.per_suffix.match(text, note.end)
        if suffix is not None:
            note.tail, note.per = suffix.end(), re.sub(r"\s", "", suffix.group()).lstrip("/／·")
    else:
        note.tail = note.end
    return note


def _has_value_character(number: str) -> bool:
    """A magnitude alone (亿, 百亿, 千万) is no number; 十, 十万 are."""
    tables = numeral_tables()
    return number[0] in "十拾几数" or any(char in tables.digits for char in number)


def _set_unit(rules: Grammar, text: str, note: Found, found: re.Match[str]) -> None:
    """Give the note its kind and unit by the group that matched."""
    name = found.lastgroup
    if found["currency"] or found["block"]:
        note.kind, note.unit = QuantityKind.MONEY, rules.currencies.get(found["currency"] or "元", "CNY")
        _add(note, _small_change(found))
    elif found["small"]:
        _set_small_money(text, note, found)
    elif name in ("percent", "permille"):
        note.kind = QuantityKind(name)
        note.unit = "%" if name == "percent" else "‰"
        _scale(text, note)
    elif found["point"]:
        note.kind, note.unit = QuantityKind.POINT, "基点" if "基" in found["point"] else "百分点"
        _scale(text, note)
    elif found["multiple"]:
        note.kind, note.unit = QuantityKind.MULTIPLE, "倍"
    elif found["unit"]:
        note.kind, note.unit = QuantityKind.COUNT, re.sub(r"\s", "", found["unit"])
        _recheck_fen(text, note)
    elif found["level"]:
        _set_level(note, found)
    _set_currency_before(rules, text, note, found)


def _set_level(note: Found, found: re.Match[str]) -> None:
    """百亿级 is an order of magnitude of money; other 级 are grades."""
    if note.numeral.power >= 8:
        note.kind, note.unit = QuantityKind.MONEY, "CNY"
    else:
        note.end = found.end("number")


def _add(note: Found, amount: Decimal) -> None:
    if amount:
        note.low, note.high = EXACT.add(note.low, amount), EXACT.add(note.high, amount)


def _small_change(found: re.Match[str]) -> Decimal:
    """七角八分 after 元."""
    total = Decimal(0)
    for name, power in (("jiao", -1), ("fen", -2)):
        numeral = numeral_or_none(found[name]) if found[name] else None
        if numeral is not None:
            total = EXACT.add(total, numeral.low.scaleb(power, EXACT))
    return total


def _set_small_money(text: str, note: Found, found: re.Match[str]) -> None:
    """5角, 两角五分, 5分钱; a Han digit before 角 alone is a corner (长三角, 五角大楼)."""
    sign = found["small"][0]
    if sign in "角毛" and not (
        note.digits or found["cents"] or found["small"][-1] in "钱整" or found["number"] in "两兩"
    ):
        note.end = found.end("number")
        return
    note.kind, note.unit = QuantityKind.MONEY, "CNY"
    power = -1 if sign in "角毛" else -2
    note.low, note.high = note.low.scaleb(power, EXACT), note.high.scaleb(power, EXACT)
    cents = numeral_or_none(found["cents"]) if found["cents"] else None
    if cents is not None:
        _add(note, cents.low.scaleb(-2, EXACT))


def _recheck_fen(text: str, note: Found) -> None:
    """分 is a score unless a price is spoken of: 电价下降5分/千瓦时."""
    head = note.unit.split("/")[0].split("／")[0]
    if head != "分":
        return
    before = text[max(0, note.start - 16) : note.start]
    clause = re.split(r"[，。；：\n]", before)[-1]
    if any(noun in clause for noun in words("currencies", "context.fen_nouns")) or "时" in note.unit:
        note.kind, note.unit = QuantityKind.MONEY, "CNY"
        note.end = text.index("分", note.start) + 1
        note.low, note.high = note.low.scaleb(-2, EXACT), note.high.scaleb(-2, EXACT)


def _scale(text: str, note: Found) -> None:
    factor = _unit_factor(note)
    if factor != 1:
        note.low, note.high = EXACT.multiply(note.low, factor), EXACT.multiply(note.high, factor)
    before = text[max(0, note.start - 3) : note.start]
    if before and before[-1] in _MINUS and _SIGN_BEFORE.search(before):
        note.start -= 1
        note.low, note.high = note.high.copy_negate(), note.low.copy_negate()


def _set_currency_before(rules: Grammar, text: str, note: Found, found: re.Match[str]) -> None:
    """￥1.25, 港币3万元: a name before the number gives the currency, and belongs to the quote where it must."""
    if note.kind not in (None, QuantityKind.MONEY) or text[max(0, note.start - 1)] not in rules.prefix_ends:
        return
    named = rules.currency_before.search(text[max(0, note.start - 8) : note.start])
    if named is None:
        return
    code = rules.prefixes[named["name"]]
    if note.kind is QuantityKind.MONEY and (note.unit != "CNY" or code == "CNY"):
        return
    if note.kind is None:
        note.kind, note.end = QuantityKind.MONEY, found.end("number")
    note.unit, note.start = code, note.start - len(named.group())
