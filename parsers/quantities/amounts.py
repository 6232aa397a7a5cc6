"""Numerals with a unit, and ranges of them: 50-100万元, 3%-5%, 二十余所, 九千块五角."""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.lexicon import words
from parsers.quantities.found import COUNT, MONEY, Found
from parsers.quantities.grammar import Grammar, grammar
from parsers.quantities.numerals import EXACT, numeral_tables
from parsers.quantities.patterns import SPACE_CHARACTERS
from parsers.quantities.shares import Reading, numeral_or_none
from schemas.vocabulary import QuantityKind

_DIGIT = re.compile("[0-9０-９]")
_NOTHING = Decimal(0)
_MINUS = frozenset("-－−")
_JOINTS = frozenset("、和及与或以")
_SIGN_BEFORE = re.compile(r"(?:^|[^0-9０-９%％元A-Za-z）)年月日家个项名])\s?[-－−]$")


def read_amount(text: str, start: int) -> Reading | None:
    """Read a numeral with its unit, or a whole range."""
    rules = grammar()
    printed = rules.numeral.match(text, start)
    if printed is None:
        return None
    first = _measured(rules, text, printed)
    if first is None:
        return None, _end_of_measure(rules, text, printed)
    sign = rules.range_sign.match(text, first.end) if text[first.end : first.end + 1] in rules.range_starts else None
    if sign is not None:
        minus = first.low < 0 and text[sign.end() : sign.end() + 1] in _MINUS  # -5%至-3%
        second_printed = rules.numeral.match(text, sign.end() + minus)
        second = _measured(rules, text, second_printed) if second_printed else None
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


def _measured(rules: Grammar, text: str, printed: re.Match[str]) -> Found | None:
    numeral = numeral_or_none(printed.group())
    if numeral is None:
        return None
    start, end = printed.span()
    digits = text[start].isdecimal() or _DIGIT.search(text, start, end) is not None
    bare = not digits and not _has_value_character(printed.group())
    note = Found(None, start, end, numeral.low, numeral.high, "", numeral, end, digits, bare)
    unit = rules.unit_behind(text, end)
    if unit is not None:
        note.end = note.tail = unit.end()
        _set_unit(rules, text, note, unit, printed)
    if (note.kind is None or note.kind is MONEY) and text[start - 1 : start] in rules.prefix_ends:
        _set_currency_before(rules, text, note, end)
    if note.kind is MONEY:
        _set_per(rules, text, note)
    else:
        note.tail = note.end
    return note


def _end_of_measure(rules: Grammar, text: str, printed: re.Match[str]) -> int:
    """Return where a numeral that has no value ends, with its unit."""
    unit = rules.unit_behind(text, printed.end())
    if unit is None:
        return printed.end()
    match unit.lastgroup:
        case "currency" | "block":
            return _change_behind(rules, text, unit.end())[1]
        case "small":
            return _cents_behind(rules, text, unit)[1]
        case "unit":
            return _end_of_units(rules, text, unit.end())
    return unit.end()


def _end_of_units(rules: Grammar, text: str, end: int) -> int:
    """平方米/人: further units behind slashes."""
    while text[end : end + 1] in ("/", "／"):
        following = rules.next_unit.match(text, end + 1)
        if following is None:
            break
        end = following.end()
    return end


def _change_behind(rules: Grammar, text: str, end: int) -> tuple[Decimal, int]:
    """Return what 七角八分 and 整 add behind a currency, and where they end."""
    total = _NOTHING
    if text[end : end + 1] not in rules.change_starts:
        return total, end
    if rules.small_ahead.match(text, end) and (change := rules.change.match(text, end)):
        for name, power in (("jiao", -1), ("fen", -2)):
            numeral = numeral_or_none(change[name]) if change[name] else None
            if numeral is not None:
                total = EXACT.add(total, numeral.low.scaleb(power, EXACT))
        end = change.end()
    whole = rules.whole.match(text, end)
    return total, whole.end() if whole else end


def _cents_behind(rules: Grammar, text: str, unit: re.Match[str]) -> tuple[str | None, int]:
    """Return the numeral of 五分 behind 角, and where the sum ends."""
    end, cents = unit.end(), None
    if unit["small"] != "分钱":
        if rules.small_ahead.match(text, end) and (found := rules.cents.match(text, end)):
            end, cents = found.end(), found["cents"]
        end += text[end : end + 1] in ("钱", "整")
    return cents, end


def _set_per(rules: Grammar, text: str, note: Found) -> None:
    """500元/人/期, 500元每人."""
    if text[note.end : note.end + 1] not in rules.per_starts:
        return
    end, sign = note.end, rules.per_sign.match(text, note.end)
    while sign is not None and (word := rules.per_word.match(text, sign.end())):
        end, sign = word.end(), rules.per_sign.match(text, word.end())
    if end == note.end and text.startswith("每", end) and (word := rules.per_word.match(text, end + 1)):
        end = word.end()
    if end > note.end:
        note.tail, note.per = end, re.sub(r"\s", "", text[note.end : end]).lstrip("/／·•")


def _has_value_character(number: str) -> bool:
    """A magnitude alone (亿, 百亿, 千万) is no number; 十, 十万 are."""
    tables = numeral_tables()
    return number[0] in "十拾几数" or any(char in tables.digits for char in number)


_SHARES = {"percent": (QuantityKind.PERCENT, "%"), "permille": (QuantityKind.PERMILLE, "‰")}


def _set_unit(rules: Grammar, text: str, note: Found, unit: re.Match[str], printed: re.Match[str]) -> None:
    """Give the note its kind and unit by the group that matched."""
    name = unit.lastgroup
    if name == "unit":
        note.end = note.tail = _end_of_units(rules, text, note.end)
        note.kind, note.unit = COUNT, "".join(text[unit.start("unit") : note.end].split())
        _recheck_fen(text, note)
    elif name in ("currency", "block"):
        note.kind, note.unit = MONEY, rules.currencies.get(unit["currency"] or "元", "CNY")
        change, note.end = _change_behind(rules, text, note.end)
        note.tail = note.end
        _add(note, change)
    elif name == "small":
        _set_small_money(rules, text, note, unit, printed)
    elif name in _SHARES:
        note.kind, note.unit = _SHARES[name]
        _scale(text, note)
    elif name == "point":
        note.kind, note.unit = QuantityKind.POINT, "基点" if "基" in unit["point"] else "百分点"
        _scale(text, note)
    elif name == "multiple":
        note.kind, note.unit = QuantityKind.MULTIPLE, "倍"
    elif name == "level":
        _set_level(note, printed)


def _set_level(note: Found, printed: re.Match[str]) -> None:
    """百亿级 is an order of magnitude of money; other 级 are grades."""
    if note.numeral.power >= 8:
        note.kind, note.unit = MONEY, "CNY"
    else:
        note.end = printed.end()


def _add(note: Found, amount: Decimal) -> None:
    if amount:
        note.low, note.high = EXACT.add(note.low, amount), EXACT.add(note.high, amount)


def _set_small_money(rules: Grammar, text: str, note: Found, unit: re.Match[str], printed: re.Match[str]) -> None:
    """5角, 两角五分, 5分钱; a Han digit before 角 alone is a corner (长三角, 五角大楼)."""
    printed_cents, end = _cents_behind(rules, text, unit)
    tenths = unit["small"] != "分钱"
    if tenths and not (note.digits or printed_cents or text[end - 1] in "钱整" or printed.group() in "两兩"):
        note.end = printed.end()
        return
    note.kind, note.unit, note.end, note.tail = MONEY, "CNY", end, end
    power = -1 if tenths else -2
    note.low, note.high = note.low.scaleb(power, EXACT), note.high.scaleb(power, EXACT)
    cents = numeral_or_none(printed_cents) if printed_cents else None
    if cents is not None:
        _add(note, cents.low.scaleb(-2, EXACT))


def _recheck_fen(text: str, note: Found) -> None:
    """分 is a score unless a price is spoken of: 电价下降5分/千瓦时."""
    if note.unit != "分" and not note.unit.startswith(("分/", "分／")):
        return
    before = text[max(0, note.start - 16) : note.start]
    clause = re.split(r"[，。；：\n]", before)[-1]
    if any(noun in clause for noun in words("currencies", "context.fen_nouns")) or "时" in note.unit:
        note.kind, note.unit = MONEY, "CNY"
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


def _set_currency_before(rules: Grammar, text: str, note: Found, end: int) -> None:
    """￥1.25, 港币3万元: a name before the number gives the currency, and belongs to the quote where it must."""
    before = text[max(0, note.start - 8) : note.start]
    named = rules.currency_before.search(before) if before.rstrip(SPACE_CHARACTERS)[-1:] in rules.prefix_ends else None
    if named is None:
        return
    code = rules.prefixes[named["name"]]
    if note.kind is MONEY and (note.unit != "CNY" or code == "CNY"):
        return
    if note.kind is None:
        note.kind, note.end = MONEY, end
    note.unit, note.start = code, note.start - len(named.group())
