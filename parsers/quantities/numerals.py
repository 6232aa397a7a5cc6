"""What a printed numeral is worth: Arabic, full-width, Chinese, financial and mixed, always exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.lexicon import mapping
from parsers.quantities.patterns import SPACE, followed_by, one_of
from schemas.vocabulary import Comparator

# Wide enough for every sum a paper can name; what does not fit is refused, never rounded.
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])
_LONGEST = 40  # digits; leaves room to multiply by any unit without losing one


class NumeralError(ValueError):
    """A run of numeral characters that is no number."""


class Numeral(NamedTuple):
    """A numeral's value, as the ends of the span it leaves open.

    `hint` is what the numeral itself says: gt for 二十余, approx for 几十, range for 八九亿, else None.
    `power` is the power of ten of its closing group of four (4 for 万, 8 for 亿, 0 for none).
    `printed_power` counts every magnitude character at its end (5 for 十万).
    """

    low: Decimal
    high: Decimal
    hint: Comparator | None = None
    power: int = 0
    printed_power: int = 0


@dataclass(frozen=True, slots=True)
class NumeralTables:
    """The lexicon of numerals, as translation tables and powers of ten."""

    canonical: dict[int, str | None]
    digits: str
    small: str
    big: str
    power: dict[str, int]
    pattern: str
    arabic: str
    han_digit: str


@cache
def numeral_tables() -> NumeralTables:
    """Return the tables and patterns that config/lexicon/numerals.toml gives."""
    digits, small, big = (mapping("numerals", key) for key in ("digits", "small", "big"))
    power = {char: int(value) for char, value in (*small.items(), *big.items())}
    canonical: dict[int, str | None] = {ord(char): value for char, value in digits.items()}
    canonical |= {0xFF10 + value: str(value) for value in range(10)}
    canonical |= {ord("．"): ".", ord("點"): "点"}
    canonical |= dict.fromkeys((*map(ord, ",， \t\u00a0\u202f\u3000个"), *range(0x2000, 0x200C)), None)
    return NumeralTables(
        canonical, "".join(digits), "".join(small), "".join(big), power, *_patterns("".join(digits), power)
    )


def _patterns(digits: str, power: dict[str, int]) -> tuple[str, str, str]:
    """Return the regular expressions of any numeral, of an Arabic number, and of one Han digit.

    Most numerals are a few digits: what may follow stands as (?:x|), which is refused sooner than (?:x)?.
    """
    not_before = mapping("numerals", "not_before")
    magnitude = one_of(char + followed_by(not_before.get(char, "")) for char in power)
    magnitudes = f"(?:{SPACE}{magnitude}{magnitude}*)"
    # No numeral starts with a zero, so 10 0万元 is a number that the page layout has torn.
    broken = "(?:[ \u00a0]0[0-9]*(?![0-9.．%％])|)"
    # Groups of three stand apart by a comma or a thin space; by a full space only in running text, not in table cells.
    running = "[一-鿿，。；：、（]"
    spaces = "|".join(f"(?<={running}[0-9]{{{count}}} )" for count in (1, 2, 3))
    apart = f"[,，\u00a0\u2009\u200a\u202f]| (?:{spaces})"
    grouped = f"[0-9０-９]{{1,3}}+(?:(?:{apart})[0-9０-９]{{3}}(?![0-9０-９]))+"
    ahead = "(?=[0-9０-９]{1,3}+[,， \u00a0\u2009\u200a\u202f])"
    arabic = rf"(?:{ahead}{grouped}|[0-9０-９]+{broken})(?:[.．][0-9０-９]+|)"
    han = f"[{digits}]"
    # 1亿2千万, 2万5千: further groups must close with a magnitude, so 5万10家 is not read as one.
    groups = f"(?:零?(?:{arabic}|{han}){magnitudes})*"
    rest = f"(?:零?[0-9０-９]{{1,4}}(?:[.．][0-9０-９]+)?(?={SPACE}[元圆圓]))?"
    ahead = f"(?={SPACE}[余多几{''.join(power)}])"
    mixed = f"{arabic}(?:{ahead}(?:{SPACE}[余多几]{magnitudes}?|{magnitudes}{groups}(?:[余多]|{rest}))|)"
    word = f"(?:[几数](?={magnitude})|{han}|{magnitude}|(?<=十)几)"
    plain = f"{word}+(?:[点點]{han}+{magnitudes}?|)(?:[余多]{magnitudes}?|个(?=[万亿萬億]){magnitudes}|)"
    return f"(?:{mixed}|{plain})", arabic, han


@lru_cache(maxsize=4096)
def read_numeral(text: str) -> Numeral:
    """Return what a printed numeral is worth.

    Raises:
        NumeralError: the characters are numerals but no number, as 十十.
        OverflowError: it is too long to be held exactly.
    """
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        value = Decimal(text)
        return Numeral(value, value)
    tables = numeral_tables()
    han_only = not any(char.isdecimal() for char in text)
    canonical = text.translate(tables.canonical)
    hint: Comparator | None = None
    if "余" in canonical or "多" in canonical:
        canonical, hint = canonical.replace("余", "").replace("多", ""), Comparator.GT
    if len(canonical) > _LONGEST:
        raise OverflowError(text)
    if "几" in canonical or "数" in canonical:
        return _indefinite(canonical)
    pair = _adjacent_pair(canonical) if han_only else None
    if pair is not None:
        return _numeral(_value(pair[0], han_only), _value(pair[1], han_only), Comparator.RANGE, canonical)
    value = _value(canonical, han_only)
    return _numeral(value, value, hint, canonical)


def _numeral(low: Decimal, high: Decimal, hint: Comparator | None, canonical: str) -> Numeral:
    if high.adjusted() > _LONGEST:
        raise OverflowError(canonical)
    tables = numeral_tables()
    tail = canonical[len(canonical.rstrip(tables.small + tables.big)) :]
    power = sum(tables.power[char] for char in tail if char in tables.big)
    return Numeral(low, high, hint, power, sum(tables.power[char] for char in tail))


def _indefinite(canonical: str) -> Numeral:
    """几十万 is ten to a hundred 万, 十几亿 ten to twenty 亿."""
    if canonical[0] in "几数":
        low = _value(canonical[1:], han_only=True)
        return _numeral(low, EXACT.multiply(low, Decimal(10)), Comparator.APPROX, canonical[1:])
    low = _value(canonical.replace("几", ""), han_only=True)
    step = EXACT.subtract(_value(canonical.replace("几", "9"), True), _value(canonical.replace("几", "8"), True))
    high = EXACT.add(_value(canonical.replace("几", "9"), True), step)
    return _numeral(low, high, Comparator.APPROX, canonical.replace("几", ""))


_PAIR = re.compile(r"(?<![0-9])([1-8])([2-9])(?![0-9])")


def _adjacent_pair(canonical: str) -> tuple[str, str] | None:
    """Return both readings of 八九亿, 十五六, 三五百; None where no two digits stand side by side."""
    found = _PAIR.search(canonical)
    if found is None or (int(found[2]) != int(found[1]) + 1 and found.group() != "35"):
        return None
    start, end = found.span()
    return canonical[: end - 1] + canonical[end:], canonical[:start] + canonical[start + 1 :]


_SIMPLE = re.compile(r"([0-9]+)(?:[.点]([0-9]+))?([^0-9.点]*)")


def _value(canonical: str, han_only: bool) -> Decimal:
    tables = numeral_tables()
    simple = _SIMPLE.fullmatch(canonical)
    if simple is None:
        return _grouped(canonical, han_only)
    whole, fraction, magnitudes = simple.groups()
    if not tables.power.keys() >= set(magnitudes):  # 二数千
        raise NumeralError(canonical)
    fraction = (fraction or "").rstrip("0")
    power = sum(tables.power[char] for char in magnitudes) - len(fraction)
    mantissa = int(whole + fraction)
    return Decimal(mantissa * 10**power) if power >= 0 else Decimal(mantissa).scaleb(power, EXACT)


_TOKEN = re.compile(r"[0-9]+(?:[.点][0-9]+)?|.")


def _grouped(canonical: str, han_only: bool) -> Decimal:
    """Return the value of a numeral in groups: 一千零五十, 1亿2千万, 2万5千, 3千万亿."""
    power = numeral_tables().power
    canonical = _colloquial_tail(canonical) if han_only else canonical
    total, section, digit = Decimal(0), Decimal(0), None
    smallest = 10**6  # power of the last closed group; a larger one multiplies all that stands before it
    for token in _TOKEN.findall(canonical):
        if token[0].isdecimal():
            if digit is not None:
                raise NumeralError(canonical)
            digit = Decimal(token.replace("点", "."))
            continue
        if token not in power:
            raise NumeralError(canonical)
        weight = Decimal(10) ** power[token]
        if power[token] < 4:
            section = EXACT.add(section, EXACT.multiply(Decimal(1) if digit is None else digit, weight))
        else:
            total, section = _close_group(
                total, EXACT.add(section, digit or Decimal(0)), weight, power[token] > smallest
            )
            smallest = power[token]
        digit = None
    return plain(EXACT.add(EXACT.add(total, section), digit or Decimal(0)))


def _close_group(total: Decimal, section: Decimal, weight: Decimal, over_all: bool) -> tuple[Decimal, Decimal]:
    if over_all:
        return EXACT.multiply(EXACT.add(total, section), weight), Decimal(0)
    if not section and not total:
        section = Decimal(1)  # a bare magnitude: 亿元以上
    elif not section:
        return EXACT.multiply(total, weight), Decimal(0)  # 万亿 written as 万, then 亿
    return EXACT.add(total, EXACT.multiply(section, weight)), Decimal(0)


def _colloquial_tail(canonical: str) -> str:
    """两万五 is 25000 and 三百八 380: a last digit alone counts the next lower power of ten."""
    if len(canonical) < 3 or not canonical[-1].isdecimal() or canonical[-2] not in numeral_tables().power:
        return canonical
    power = numeral_tables().power[canonical[-2]] - 1
    lower = {1: "十", 2: "百", 3: "千", 7: "千万"}.get(power)
    return canonical + lower if lower else canonical


def plain(value: Decimal) -> Decimal:
    """Return a value written out without an exponent above zero and without trailing zeros."""
    whole = int(value)
    return Decimal(whole) if whole == value else value.normalize(EXACT)
