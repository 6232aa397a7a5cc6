"""The number or sign that a browser prints before an item of a list."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.markers import read_marker
from parsers.properties import opens_with_label
from parsers.sources.html_tree import Element

_HAN = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HAN_TYPES = (
    "cjk-ideographic",
    "simp-chinese-informal",
    "simp-chinese-formal",
    "trad-chinese-informal",
    "trad-chinese-formal",
    "japanese-informal",
    "cjk-decimal",
)
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
    if kind in _HAN_TYPES:
        return ("".join(_HAN[int(digit)] for digit in str(number)) if kind == "cjk-decimal" else _han(number)) + "、"
    if kind in _LATIN_TYPES:
        name = _letters(number)
    elif kind in ("lower-roman", "upper-roman"):
        name = "".join(_roman(number))
    else:
        name = str(number).zfill(2 if kind == "decimal-leading-zero" else 1)
    return (name.upper() if kind.startswith("upper") else name) + ". "


def _number(text: str | None, otherwise: int) -> int:
    try:
        return max(-_LARGEST, min(int(text or ""), _LARGEST))
    except ValueError:
        return otherwise


def _han(number: int) -> str:
    """Return 十二 for 12, 一百零五 for 105."""
    parts = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts += _HAN[digit] + name
        elif parts and number and not parts.endswith("零"):
            parts += "零"
    return parts.removeprefix("一") if parts.startswith("一十") else parts


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found


def _roman(number: int) -> Iterator[str]:
    for value, name in _ROMAN:
        times, number = divmod(number, value)
        yield name * times
