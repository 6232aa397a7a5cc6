"""Lines that head a part of a report without being a section of it: 2017年工作回顾, 下一步工作安排."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from parsers.facts.view import PolicyView
from parsers.lexicon import words
from parsers.quantities.patterns import alternation
from schemas.records import Block
from schemas.vocabulary import SectionKind

_LONGEST = 30
_NEXT_IS_PLANNED = 11


@dataclass(frozen=True, slots=True)
class Banner:
    """A heading line at a clean offset and the year of what stands below it, None where it names none."""

    start: int
    year: int | None


@cache
def _pattern() -> re.Pattern[str]:
    last, this = (alternation(words("targets", f"time.{key}")) for key in ("last_year", "this_year"))
    return re.compile(
        rf"[^\w（(]*(?:[一二三四五六七八九十]、)?(?:关于)?(?:(?P<year>20[0-9]{{2}})\s*年|(?P<last>{last})|(?P<this>{this}))?"
        rf"[^0-9。；，：]{{0,16}}?{alternation(words('targets', 'time.banners'))}[^0-9。；，：]{{0,6}}"
    )


@cache
def _telling() -> re.Pattern[str]:
    """The opening of a paragraph that tells of a year: 刚刚过去的一年，, 2024年，, 2024年是."""
    last, this = (alternation(words("targets", f"time.{key}")) for key in ("last_year", "this_year"))
    told = rf"(?:(?P<year>20[0-9]{{2}})\s*年|(?P<last>{last})|(?P<this>{this}))"
    return re.compile(rf"(?:回首|回顾)?(?:刚刚|即将)?{told}(?:[^，。]{{0,8}}[，,]|是)")


@cache
def _reviewed() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<year>20[0-9]{{2}})\s*年[^0-9。；，：]{{0,16}}?{alternation(words('targets', 'time.reviews'))}"
    )


def reviewed(heading: str) -> int | None:
    """Return the year that a heading says it looks back on, None where it does not."""
    found = _reviewed().search(heading)
    return int(found["year"]) if found else None


def year_reviewed(view: PolicyView) -> int | None:
    """Return the last year that a heading line looks back on (一、2018年工作回顾); None where there is none."""
    blocks = view.clean.blocks[view.span.first_block : view.span.last_block]
    lines = (view.clean.block_text(block) for block in blocks if block.end - block.start <= _LONGEST)
    return max((int(found["year"]) for found in map(_reviewed().search, lines) if found), default=None)


_HELD = re.compile(r"(?P<year>20[0-9]{2})\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*[0-9]{1,2}\s*日\s*在[^。；，]{2,60}?会议")
_OPENING = 300


def year_planned_at(view: PolicyView) -> int | None:
    """Return the year that a congress plans, from the line that says when it was held (2021年2月2日在…会议上).

    One of November or December hears of its own year and plans the next.
    """
    start = view.clean.blocks[view.span.first_block].start
    found = _HELD.search(view.clean.text, start, start + _OPENING)
    return year_planned(int(found["year"]), int(found["month"])) if found else None


def year_planned(year: int, month: int) -> int:
    """Return the year that a report of a year and month plans."""
    return year + 1 if month >= _NEXT_IS_PLANNED else year


class Banners:
    """The banners of one policy, in order; a paragraph outside the numbered parts may open like one."""

    def __init__(self, view: PolicyView, current: int | None) -> None:
        blocks = view.clean.blocks[view.span.first_block : view.span.last_block]
        found = ((block.start, _heads(view, block)) for block in blocks if not block.table_row)
        self._all = [Banner(start, _year(match, current)) for start, match in found if match]
        self._starts = [banner.start for banner in self._all]

    def over(self, offset: int) -> Banner | None:
        """Return the last banner before a clean offset."""
        index = bisect_right(self._starts, offset) - 1
        return self._all[index] if index >= 0 else None


def _heads(view: PolicyView, block: Block) -> re.Match[str] | None:
    text = view.clean.block_text(block)
    found = _pattern().fullmatch(text) if len(text) <= _LONGEST else None
    if found is None and view.sections[view.section_at(block.start)].kind is SectionKind.BODY:
        return _telling().match(text)
    return found


def _year(match: re.Match[str], current: int | None) -> int | None:
    if match["year"]:
        return int(match["year"])
    if current is None or not (match["last"] or match["this"]):
        return None
    return current - 1 if match["last"] else current
