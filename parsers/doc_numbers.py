"""Document numbers: 榕政办〔2020〕15号, 财库﹝2020﹞46号, 国令第658号, 2019年第3号公告."""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[〔﹝\[［【〖（(「„]", r"[〕﹞\]］】〗）)」“”]"
_GAP = r"[ \t\u3000]*"
_CODE = r"(?![年月日号])[\u4e00-\u9fff]{1,3}(?:[\u4e00-\u9fffA-Za-z·]|[（(][\u4e00-\u9fff]{1,6}[)）]){0,14}?"
NUMBER = (
    rf"{_CODE}{_GAP}{_OPEN}{_GAP}(?:19|20)[0-9]{{2}}{_GAP}年?{_CLOSE}{_GAP}第?{_GAP}[0-9]{{1,5}}{_GAP}号"
    rf"|(?![年月日号])[\u4e00-\u9fff]{{1,16}}令{_GAP}第?{_GAP}[0-9]{{1,4}}{_GAP}号"
    rf"|(?:公告|通告){_GAP}(?:19|20)[0-9]{{2}}{_GAP}年{_GAP}第{_GAP}[0-9]{{1,4}}{_GAP}号"
    rf"|(?:19|20)[0-9]{{2}}{_GAP}年{_GAP}第{_GAP}[0-9]{{1,4}}{_GAP}号(?:公告|通告|令)?"
)
_NUMBER = re.compile(NUMBER)
_SPACES = re.compile(r"\s+")


def match_number(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the document number that stands at `start`, or None."""
    return _NUMBER.match(text, start)


def search_number(text: str) -> re.Match[str] | None:
    """Return the first document number of a text, or None."""
    return _NUMBER.search(text)


def tidy_number(printed: str) -> str:
    """Return a document number without the spaces that were printed inside it."""
    return _SPACES.sub("", printed)
