"""Shares and ratios in words or with two numbers: 百分之三十, 三分之二, 过半, 翻一番, 六成, 1:1, 1/3."""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext
from math import gcd
from typing import NamedTuple

from parsers.quantities.found import Found
from parsers.quantities.grammar import grammar
from parsers.quantities.numerals import EXACT, Numeral, NumeralError, read_numeral
from schemas.vocabulary import Comparator, QuantityKind

Reading = tuple[Found | None, int]
_THIRDS = Context(prec=100)
_LARGEST_INTEGER = 2**63  # of the columns numerator and denominator
_TWELVE_PLACES = Decimal(1).scaleb(-12)


def numeral_or_none(text: str) -> Numeral | None:
    """Return a numeral's worth, or None where the characters are no number that can be held."""
    try:
        return read_numeral(text)
    except (NumeralError, OverflowError):
        return None


def _share(kind: QuantityKind | None, span: tuple[int, int], low: Decimal, high: Decimal, unit: str) -> Found:
    return Found(kind, *span, low, high, unit, Numeral(low, high), span[1], digits=False)


def read_percent_word(text: str, start: int) -> Reading | None:
    """Read 百分之三十, 百分百, 负百分之三 and ranges of them."""
    if not text.startswith("百分", start):
        return None
    start = _start_of_minus(text, start)
    found = grammar().percent_word.match(text, start)
    if found is None:
        return None
    low = numeral_or_none(found["number"])
    high = numeral_or_none(found["high"]) if found["high"] else low
    if low is None or high is None:
        return None, found.end()
    ends = [value.scaleb(-2, EXACT) for value in (low.low, high.high)]
    if found["minus"] or found["inner"]:
        ends = [value.copy_negate() for value in ends]
    share = _share(QuantityKind.PERCENT, (start, found.end()), ends[0], ends[1], "%")
    share.is_range = bool(found["high"])
    return share, found.end()


def _start_of_minus(text: str, start: int) -> int:
    if text.endswith("负的", 0, start):
        return start - 2
    return start - 1 if text.endswith("负", 0, start) else start


def read_fraction_word(text: str, start: int) -> Reading | None:
    """Read 三分之二, 千分之五 (permille) and ranges of them."""
    if not grammar().fraction_ahead.match(text, start):
        return None
    found = grammar().fraction_word.match(text, _start_of_minus(text, start))
    if found is None:
        return None
    first = _fraction_of(found)
    sign = grammar().range_sign.match(text, found.end())
    second_match = grammar().fraction_word.match(text, sign.end()) if sign else None
    second = _fraction_of(second_match) if second_match else None
    if first is None or second is None or first.kind is not second.kind:
        return first, found.end()
    joined = _share(first.kind, (first.start, second.end), first.low, second.high, first.unit)
    joined.is_range = True
    return joined, second.end


def _fraction_of(found: re.Match[str]) -> Found | None:
    whole, part = numeral_or_none(found["whole"]), numeral_or_none(found["part"])
    if whole is None or part is None or not whole.low:
        return None
    value = part.low.copy_negate() if found["minus"] else part.low
    if whole.low == 1000:
        value = value.scaleb(-3, EXACT)
        return _share(QuantityKind.PERMILLE, found.span(), value, value, "‰")
    return _fraction(*found.span(), value, whole.low, "分之")


def _fraction(start: int, end: int, part: Decimal, whole: Decimal, unit: str) -> Found:
    value = _divide(part, whole)
    share = _share(QuantityKind.FRACTION, (start, end), value, value, unit)
    if part == int(part) and whole == int(whole) and max(abs(part), whole) < _LARGEST_INTEGER:
        share.numerator, share.denominator = int(part), int(whole)
    return share


def _divide(part: Decimal, whole: Decimal) -> Decimal:
    """Divide exactly where the quotient ends, else to twelve places; numerator and denominator stay exact."""
    with localcontext(_THIRDS):
        return (part / whole).quantize(_TWELVE_PLACES).normalize()


def read_half(text: str, start: int) -> Reading | None:
    """Read 一半, 半数, and 过半, which is more than a half."""
    if text[start] not in "过半一":
        return None
    start -= text.startswith("半数", start) and text.endswith("超", 0, start)
    found = grammar().half.match(text, start)
    if found is None:
        return None
    share = _fraction(start, found.end(), Decimal(1), Decimal(2), "半")
    if found["over"]:
        share.numeral = Numeral(share.low, share.high, Comparator.GT)
    return share, found.end()


def read_doubling(text: str, start: int) -> Reading | None:
    """Read 翻一番 (twofold), 翻两番 (fourfold), 翻番."""
    found = grammar().doubling.match(text, start) if text[start] == "翻" else None
    if found is None:
        return None
    times = read_numeral(found["times"]).low if found["times"] else Decimal(1)
    factor = Decimal(2 ** int(times))
    return _share(QuantityKind.MULTIPLE, found.span(), factor, factor, "番"), found.end()


_TENTHS_BEFORE = re.compile(r"(?:[占超近达逾约过到足]|超过|不足)\s?$")
_TENTHS_AFTER = re.compile(r"以[上下内]|左右|多(?=[，。；、的])")


def read_tenths(text: str, start: int) -> Reading | None:
    """Read 六成 and 七成五, but not 三成立: a governing word must stand beside it."""
    found = grammar().tenths.match(text, start)
    if found is None:
        return None
    if not (_TENTHS_AFTER.match(text, found.end()) or _TENTHS_BEFORE.search(text[max(0, start - 3) : start])):
        return None
    tenths = read_numeral(found["part"]).low
    if found["more"]:  # 七成五
        return _fraction(
            start, found.end(), tenths * 10 + read_numeral(found["more"]).low, Decimal(100), "成"
        ), found.end()
    return _fraction(start, found.end(), tenths, Decimal(10), "成"), found.end()


_RATIO_WORD = re.compile(r"比例|配套|配比|之比|配备|出资|承担|分担|比(?![0-9])|匹配|按|为")
_LABEL_BEFORE = re.compile(r"(?:[表图件栏章节条款项年月日时号例注]|\d\s?[:：.]?)\s?$")
_RATIO_UNIT_AFTER = re.compile(r"\s?(?:[%％]|[\d:：]|[年月日时分点][^配]|万|亿|元)")


def read_ratio(text: str, start: int) -> Reading | None:
    """Read 1:1 and 1比1, but no clock time (9:30), no label (附件1：2份)."""
    found = ratio_at(text, start) if grammar().ratio_ahead.match(text, start) else None
    if found is not None and found.more:
        return None, found.end  # 4:3:3 has no single value
    if found is None or _LABEL_BEFORE.search(text[max(0, start - 5) : start]):
        return None
    around = text[max(0, start - 12) : start] + text[found.end : found.end + 8]
    named = _RATIO_WORD.search(around) is not None
    if _RATIO_UNIT_AFTER.match(text, found.end) or not (named or _is_plain_ratio(found)):
        return None
    left, right = numeral_or_none(found.left), numeral_or_none(found.right)
    if left is None or right is None or not right.low:
        return None, found.end
    share = _fraction(start, found.end, left.low, right.low, ":")
    share.kind = QuantityKind.RATIO
    return share, found.end


class Ratio(NamedTuple):
    """A ratio as printed; `more` says that it has further parts, behind which it ends."""

    left: str
    sign: str
    right: str
    more: bool
    end: int


def ratio_at(text: str, start: int) -> Ratio | None:
    """Return the ratio that begins at an offset; part by part, as a pattern of numerals takes long to compile."""
    part, between = grammar().ratio_part, grammar().ratio_sign
    left = part.match(text, start)
    sign = between.match(text, left.end()) if left else None
    right = part.match(text, sign.end()) if sign else None
    if left is None or sign is None or right is None:
        return None
    end = right.end()
    while (joint := between.match(text, end)) and (further := part.match(text, joint.end())) and further["arabic"]:
        end = further.end()
    return Ratio(left.group(), sign["sign"], right.group(), end > right.end(), end)


def _is_plain_ratio(found: Ratio) -> bool:
    """1:1, 1:0.5 and 3:7 speak for themselves; two digits after the colon are a clock time, 比 alone compares."""
    return found.sign != "比" and len(found.left) <= 2 and (len(found.right) != 2 or found.left == "1")


_SLASH_BEFORE = re.compile(r"[0-9０-９A-Za-z/／.×*\-－—]\s?$")
_SLASH_AFTER = re.compile(r"\s?(?:[年月日号时]|小时)")


def read_slash(text: str, start: int) -> Reading | None:
    """Read 1/3, but no date (2021/3), no 24/7, no page mark (a line with nothing else on it)."""
    found = grammar().slash.match(text, start)
    if found is None or _SLASH_BEFORE.search(text[max(0, start - 2) : start]) or _SLASH_AFTER.match(text, found.end()):
        return None
    left, right = read_numeral(found["left"]).low, read_numeral(found["right"]).low
    if not 0 < right <= 20 or not left or left == right or (left > right and left > 9):
        return None
    if gcd(int(left), int(right)) != 1 or _is_page_mark(text, start, found.end()):
        return None
    return _fraction(start, found.end(), left, right, "/"), found.end()


def _is_page_mark(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 9) : start].rstrip(" \t"), text[end : end + 9].lstrip(" \t")
    alone = (not before or before[-1] == "\n") and (not after or after[0] == "\n")
    return alone and bool(before or after)
