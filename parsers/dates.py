"""Calendar days as papers print them: 2020年1月13日, 二〇二〇年一月十三日, 2020-01-13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parsers.blanks import BLANKS
from parsers.markers import numeral_to_int

_YEAR = r"(?:[12２１][0-9０-９]{3}|[一二][一二〇○零ＯO0０三四五六七八九]{3})"
_NUMBER = r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十〇○零廿卅]{1,3})"
_GAP = BLANKS
DAY = (
    rf"{_YEAR}{_GAP}年{_GAP}{_NUMBER}{_GAP}月{_GAP}{_NUMBER}{_GAP}日"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?P<sign>[-/.])[0-9]{1,2}(?P=sign)[0-9]{1,2}(?![0-9])"
)
MONTH = rf"{_YEAR}{_GAP}年{_GAP}{_NUMBER}{_GAP}月"  # on the cover of a plan
_DAY = re.compile(DAY)
_PARTS = re.compile(r"[年月日\-/.]")
_ZEROS = str.maketrans("○ＯO0０", "〇〇〇〇〇")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed: half-open offsets, and its day; None where the calendar has no such day."""

    start: int
    end: int
    day: date | None


def find_dates(text: str) -> Iterator[PrintedDate]:
    """Yield the dates of a text in order."""
    for match in _DAY.finditer(text):
        yield PrintedDate(match.start(), match.end(), _read(match.group()))


def read_date(text: str) -> PrintedDate | None:
    """Return the first date of a text, or None."""
    return next(find_dates(text), None)


def _read(printed: str) -> date | None:
    year, month, day = (_numeral(part.strip()) for part in _PARTS.split(printed)[:3])
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _numeral(part: str) -> int | None:
    """二00八 is typed with the digit for want of the sign."""
    return numeral_to_int(part if part.isdecimal() else part.translate(_ZEROS))


def add_years(start: date, years: int, months: int = 0) -> date:
    """Return the same day so many years and months later; the last of February where there is no 29th, and its like."""
    month = start.month - 1 + months
    year, month = start.year + years + month // 12, month % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, start.day)
