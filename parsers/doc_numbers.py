"""Document numbers: 榕政办〔2020〕15号, 财库﹝2020﹞46号, 国令第658号, 2019年第3号公告."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parsers.blanks import BLANKS

_OPEN, _CLOSE = r"[〔﹝\[［【〖（(「„]", r"[〕﹞\]］】〗）)」“”]"
_GAP = BLANKS
_CODE = r"(?![年月日号])[\u4e00-\u9fff]{1,3}(?:[\u4e00-\u9fffA-Za-z·]|[（(][\u4e00-\u9fff]{1,6}[)）]){0,14}?"
_NUMBER = (
    rf"{_CODE}{_GAP}{_OPEN}{_GAP}(?:19|20)[0-9]{{2}}{_GAP}年?{_CLOSE}{_GAP}第?{_GAP}[0-9]{{1,5}}{_GAP}号"
    rf"|(?![年月日号])[\u4e00-\u9fff]{{1,16}}令{_GAP}第?{_GAP}[0-9]{{1,4}}{_GAP}号"
    rf"|(?:公告|通告){_GAP}(?:19|20)[0-9]{{2}}{_GAP}年{_GAP}第{_GAP}[0-9]{{1,4}}{_GAP}号"
    rf"|(?:19|20)[0-9]{{2}}{_GAP}年{_GAP}第{_GAP}[0-9]{{1,4}}{_GAP}号(?:公告|通告|令)?"
)
_SIGN = "号"  # in every number
_SHORT = 200  # characters: a line, which is looked through at once
_SPACES = re.compile(r"\s+")


def _may_hold(text: str) -> bool:
    """Say whether a text may hold a number; few titles and lines do, and their pattern takes long to compile."""
    return len(text) > _SHORT or _SIGN in text


@cache
def _number() -> re.Pattern[str]:
    return re.compile(_NUMBER)


def match_number(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the document number that stands at `start`, or None."""
    return _number().match(text, start) if _may_hold(text) else None


def search_number(text: str) -> re.Match[str] | None:
    """Return the first document number of a text, or None."""
    return _number().search(text) if _may_hold(text) else None


def find_numbers(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the document numbers between two offsets of a text."""
    return _number().finditer(text, start, end)


def tidy_number(printed: str) -> str:
    """Return a document number without the spaces that were printed inside it."""
    return _SPACES.sub("", printed)
