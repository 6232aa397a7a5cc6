"""Numbers as automatic numbering prints them, by their number format.

Source: ECMA-376 part 1, 17.18.59 ST_NumberFormat. A number beyond what a format can show, and a format of a script that
policy papers do not use, is printed in decimal, as word processors do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

NO_NUMBER = frozenset({"none", "bullet"})  # formats that print no number

_DIGITS = (
    "〇一二三四五六七八九"  # word processors print the geometric ○ in some formats; 〇 looks alike and is a numeral
)
_SMALL_UNITS = ("", "十", "百", "千")
_LEGAL_SIMPLIFIED = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_LEGAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"))
_LEGAL_JAPANESE = ("零壱弐参四伍六七八九", ("", "拾", "百", "阡"))
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED_HAN = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_LETTERS = 10  # the 261st item has eleven letters, which nobody numbers a paper with
_MOST_ROMAN = 3999
_MOST_COUNTED = 9999


def numeral(value: int, number_format: str) -> str:
    """Return a number as a number format prints it: 12 is 十二 in chineseCounting, ⑫ in decimalEnclosedCircle."""
    if number_format in NO_NUMBER:
        return ""
    if number_format.startswith("0"):  # a sample: 01, 02 or 001, 002
        return str(value).zfill(min(len(number_format.partition(",")[0].strip()), _MOST_LETTERS))
    printed = _FORMATS.get(number_format, str)(value) if value >= 0 else ""
    return printed or str(value)


def circled(value: int) -> str:
    """Return a number in a circle, ① to ㊿; none beyond."""
    if 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if 21 <= value <= 35:
        return chr(0x3251 + value - 21)
    return chr(0x32B1 + value - 36) if 36 <= value <= 50 else ""


def _from_row(first: int, most: int, value: int) -> str:
    """Return the sign of a number where a row of signs stands for 1 and on."""
    return chr(first + value - 1) if 1 <= value <= most else ""


def _one_of(signs: str, value: int) -> str:
    return signs[value - 1] if 1 <= value <= len(signs) else ""


def _sexagenary(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 1 <= value <= 60 else ""


def _digit_by_digit(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _tens(value: int) -> str:
    """Count by tens up to 99 (十, 十一, 二十), beyond that digit by digit (一〇一)."""
    if not 10 <= value <= 99:
        return _digit_by_digit(value)
    tens, ones = divmod(value, 10)
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _thousands(
    value: int, digits: str = "零一二三四五六七八九", units: tuple[str, ...] = _SMALL_UNITS, *, bare_ten: bool = True
) -> str:
    """Count in tens, hundreds and thousands with a zero for a gap: 一百零五; `bare_ten` prints 10 as 十, not 一十."""
    if not 0 < value <= _MOST_COUNTED:
        return digits[0] if value == 0 else ""
    printed, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            printed += (digits[0] if gap and printed else "") + digits[digit] + units[place]
        gap = digit == 0
    return printed[1:] if bare_ten and 10 <= value <= 19 else printed


def _japanese(value: int) -> str:
    """Count without zeros, and without a one before ten, hundred or thousand: 百五."""
    if not 0 < value <= _MOST_COUNTED:
        return _DIGITS[0] if value == 0 else ""
    digits = ((value // 10**place % 10, _SMALL_UNITS[place]) for place in (3, 2, 1, 0))
    return "".join((_DIGITS[digit] if digit > 1 or not unit else "") + unit for digit, unit in digits if digit)


def _roman(value: int, *, upper: bool) -> str:
    if not 1 <= value <= _MOST_ROMAN:
        return ""
    printed = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        printed += sign * count
    return printed.upper() if upper else printed


def _letter(first: str, value: int) -> str:
    """Return a to z, then aa, bb to zz, then aaa."""
    times, place = divmod(value - 1, 26)
    return chr(ord(first) + place) * (times + 1) if 0 <= times < _MOST_LETTERS else ""


def _ordinal(value: int) -> str:
    ending = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "numberInDash": lambda value: f"- {value} -",
    "hex": lambda value: f"{value:X}",
    "ordinal": _ordinal,
    "upperRoman": partial(_roman, upper=True),
    "lowerRoman": partial(_roman, upper=False),
    "upperLetter": partial(_letter, "A"),
    "lowerLetter": partial(_letter, "a"),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": partial(_from_row, 0x2474, 20),
    "decimalEnclosedFullstop": partial(_from_row, 0x2488, 20),
    "ideographEnclosedCircle": partial(_one_of, _CIRCLED_HAN),
    "ideographTraditional": partial(_one_of, _STEMS),
    "ideographZodiac": partial(_one_of, _BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "chineseCounting": _tens,
    "taiwaneseCounting": _tens,
    "chineseCountingThousand": _thousands,
    "taiwaneseCountingThousand": _thousands,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": partial(
        _thousands, digits=_LEGAL_SIMPLIFIED[0], units=_LEGAL_SIMPLIFIED[1], bare_ten=False
    ),
    "ideographLegalTraditional": partial(
        _thousands, digits=_LEGAL_TRADITIONAL[0], units=_LEGAL_TRADITIONAL[1], bare_ten=False
    ),
    "japaneseLegal": partial(_thousands, digits=_LEGAL_JAPANESE[0], units=_LEGAL_JAPANESE[1], bare_ten=False),
}
