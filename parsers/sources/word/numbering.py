"""Automatic numbering: the numbers that a word processor prints before paragraphs and does not keep in their text.

Source: ECMA-376 part 1, 17.9. A paragraph names a list (num) and a level of it; a list takes its levels from an
abstract definition, which may be linked to a numbering style, and may override some. Lists of one abstract definition
count on together, but where one says where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.sources.word.numerals import NO_NUMBER, numeral
from parsers.sources.word.package import W
from parsers.sources.word.styles import Styles, number, numbering_of, toggled, value, whole

_LEVELS = 9
_LONGEST = 100  # characters of a level's text; it is printed anew for every paragraph
_PLACEHOLDER = re.compile(r"%([1-9])")
_PLAIN_BULLET = "●"
_SEPARATORS = {"tab": " ", "space": " ", "nothing": ""}
# Signs that word processors take for bullets from a symbol font, and letters that such fonts draw as signs.
_FONT_SIGN = re.compile(r"[\ue000-\uf8ff]|[A-Za-z§¨·\-–]")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: `text` has %1 to %9 for levels' numbers; `restart` is the level from 1 that resets it."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    separator: str = " "
    legal: bool = False
    restart: int | None = None
    style: str | None = None


_NO_LEVEL = Level()


@dataclass(slots=True)
class _List:
    """A list: its abstract definition, its own levels, and the levels it starts anew the first time they are used."""

    abstract: int
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, and how far each was counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._abstracts: dict[int, dict[int, Level]] = {}
        self._lists: dict[int, _List] = {}
        self._counts: dict[int, dict[int, int]] = {}
        if root is not None:
            self._read(root, styles)

    def level_of_style(self, number_id: int, style: str) -> int | None:
        """Return the level of a list that is linked to a paragraph style."""
        levels = self._levels(number_id)
        return next((index for index, level in sorted(levels.items()) if level.style == style), None)

    def advance(self, number_id: int, index: int) -> str:
        """Count a paragraph of a list's level, and return what is printed before it, with the space behind."""
        found = self._lists.get(number_id)
        levels = self._levels(number_id)
        level = levels.get(index)
        if found is None or level is None:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if index in found.starts:
            counts[index] = found.starts.pop(index)
        else:
            counts[index] = counts[index] + 1 if index in counts else level.start
        for deeper in [other for other in counts if other > index]:
            restart = levels.get(deeper, _NO_LEVEL).restart
            if restart is None or index < restart:
                del counts[deeper]
        printed = _print(levels, index, counts)
        return printed + level.separator if printed else ""

    def _levels(self, number_id: int) -> Mapping[int, Level]:
        found = self._lists.get(number_id)
        return found.levels if found else {}

    def _read(self, root: etree._Element, styles: Styles) -> None:
        links: dict[int, str] = {}
        for element in root.iterfind(f"{W}abstractNum"):
            abstract = whole(element.get(f"{W}abstractNumId"))
            if abstract is None:
                continue
            self._abstracts[abstract] = _read_levels(element)
            if link := value(element, "numStyleLink"):
                links[abstract] = link
        for element in root.iterfind(f"{W}num"):
            number_id, abstract = whole(element.get(f"{W}numId")), number(element, "abstractNumId")
            if number_id is not None and abstract is not None:
                self._lists[number_id] = _List(abstract)
                self._lists[number_id].starts = _read_starts(element)
        for found in self._lists.values():
            found.abstract = self._linked(found.abstract, links, styles)
        for element in root.iterfind(f"{W}num"):
            mine = self._lists.get(whole(element.get(f"{W}numId")) or 0)
            if mine is not None:
                mine.levels = self._abstracts.get(mine.abstract, {}) | _read_overrides(element)

    def _linked(self, abstract: int, links: Mapping[int, str], styles: Styles) -> int:
        """Return the abstract definition that a numbering style stands for."""
        for _ in range(_LEVELS):
            numbered = styles.numbered(links[abstract]) if abstract in links else None
            if numbered is None or numbered.number_id not in self._lists:
                return abstract
            abstract = self._lists[numbered.number_id].abstract
        return abstract


def _read_levels(parent: etree._Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in parent.iterfind(f"{W}lvl"):
        index = whole(element.get(f"{W}ilvl"))
        if index is not None and 0 <= index < _LEVELS:
            levels[index] = _level(element)
    return levels


def _level(element: etree._Element) -> Level:
    number_format = _number_format(element)
    text = (value(element, "lvlText") or "")[:_LONGEST]
    start = number(element, "start")
    level = Level(
        start=0 if start is None else start,
        number_format=number_format,
        text=text,
        separator=_SEPARATORS.get(value(element, "suff") or "tab", " "),
        legal=toggled(element, "isLgl") or False,
        restart=number(element, "lvlRestart"),
        style=value(element, "pStyle"),
    )
    if number_format != "bullet":
        return level
    drawn = element.find(f"{W}lvlPicBulletId") is not None or _FONT_SIGN.fullmatch(text)
    return replace(level, text=_PLAIN_BULLET if drawn else text)


def _number_format(element: etree._Element) -> str:
    """Return a level's number format, a custom one as its sample; those stand in an alternative to a known one."""
    for found in element.iter(f"{W}numFmt"):
        if name := found.get(f"{W}val"):
            return found.get(f"{W}format") or "decimal" if name == "custom" else name
    return "decimal"


def _read_starts(element: etree._Element) -> dict[int, int]:
    starts: dict[int, int] = {}
    for item in element.iterfind(f"{W}lvlOverride"):
        index, start = whole(item.get(f"{W}ilvl")), number(item, "startOverride")
        if index is not None and start is not None:
            starts[index] = start
    return starts


def _read_overrides(element: etree._Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for item in element.iterfind(f"{W}lvlOverride"):
        index = whole(item.get(f"{W}ilvl"))
        for level in _read_levels(item).values():
            if index is not None and 0 <= index < _LEVELS:
                levels[index] = level
    return levels


def _print(levels: Mapping[int, Level], index: int, counts: Mapping[int, int]) -> str:
    level = levels[index]
    if level.number_format == "bullet":
        return level.text

    def number_at(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        if place > index:
            return ""
        shown = levels.get(place, _NO_LEVEL)
        count = counts.get(place, shown.start)
        if level.legal and shown.number_format not in NO_NUMBER:
            return str(count)
        return numeral(count, shown.number_format)

    return _PLACEHOLDER.sub(number_at, level.text)


def place_in_list(
    properties: etree._Element | None, style: str | None, styles: Styles, lists: Numbering
) -> tuple[int, int]:
    """Return the list and the level that a paragraph has by itself or by its style; list 0 is none.

    A list's id and its level are properties of their own: a paragraph may change one and leave the other to its style.
    """
    number_id, level = numbering_of(properties)
    by_style = styles.numbered(style)
    if number_id is None:
        if by_style is None:
            return 0, 0
        number_id = by_style.number_id
        linked = lists.level_of_style(number_id, by_style.style)
        level = linked if level is None and linked is not None else level
    if level is None:
        level = by_style.level if by_style and by_style.level is not None else 0
    return number_id, min(max(level, 0), _LEVELS - 1)
