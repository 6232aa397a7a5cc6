"""The number or sign that a browser prints before an item of a list."""

from __future__ import annotations

from parsers.markers import read_marker
from parsers.properties import opens_with_label
from parsers.sources.web.tree import Element
from parsers.sources.word.numerals import numeral

_FORMATS = {  # a list's kind of numbers → the number format of word processors that prints the same
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "cjk-decimal": "ideographDigital",
    "cjk-earthly-branch": "ideographZodiac",
    "cjk-heavenly-stem": "ideographTraditional",
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), "chineseCountingThousand"),
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
}
_HAN_KINDS = ("cjk", "simp-chinese", "trad-chinese")
_LATIN_TYPES = ("lower-alpha", "lower-latin", "upper-alpha", "upper-latin")
_SIGNS = ("bullet", "disc", "circle", "square")
_BULLET = "● "
_LARGEST = 9999  # beyond it, numbers are printed as plain digits


class Numbering:
    """Counts the items of each list of a page."""

    def __init__(self) -> None:
        self._next: dict[Element, int] = {}

    def marker(self, item: Element, list_type: str, text: str) -> str:
        """Return what is printed before an item whose words start with `text`; nothing where they number themselves."""
        parent = item.parent
        if parent is None or parent.tag not in ("ol", "ul", "menu", "dir"):
            return ""
        number = self._count(item, parent)
        kind = next(iter(list_type.split()), "")
        if list_type.startswith("none") or " none" in list_type or _numbers_itself(text.strip()):
            return ""
        if kind in _SIGNS or parent.tag != "ol":
            return _BULLET if kind in _SIGNS else ""
        return printed(number, kind)

    def _count(self, item: Element, parent: Element) -> int:
        downward = "reversed" in parent.attributes
        if parent not in self._next:
            items = sum(child.tag == "li" for child in parent.elements) if downward else 1
            self._next[parent] = _number(parent.attributes.get("start"), items)
        number = _number(item.attributes.get("value"), self._next[parent])
        self._next[parent] = number - 1 if downward else number + 1
        return number


def _numbers_itself(text: str) -> bool:
    return read_marker(text) is not None or opens_with_label(text)


def printed(number: int, kind: str) -> str:
    """Return a number as a list of that kind prints it, with the sign behind it."""
    if not 0 < number <= _LARGEST:
        return f"{number}. "
    if kind in _LATIN_TYPES:
        name = _letters(number)
        return f"{name.upper() if kind.startswith('upper') else name}. "
    return numeral(number, _FORMATS.get(kind, "decimal")) + ("、" if kind.startswith(_HAN_KINDS) else ". ")


def _number(text: str | None, otherwise: int) -> int:
    try:
        return max(-_LARGEST, min(int(text or ""), _LARGEST))
    except ValueError:
        return otherwise


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found
