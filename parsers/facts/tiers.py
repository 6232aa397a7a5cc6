"""Lists of tiers: which words of a subject go with which of several sums (国家级、省级分别给予 100 万元、50 万元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.passages import without_brackets
from parsers.lexicon import words
from parsers.quantities.patterns import alternation

_SEPARATOR = re.compile("[、和及与或]|以及|或者")
_TITLES = re.compile("《[^》]*》(?:[（(][^（）()]*[）)])?")
_LABEL = re.compile(r"[（(](?P<label>[^（）()\d]{1,12})[）)]")


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    level = (
        f"{alternation(words('incentives', 'tiers.levels'))}{alternation(words('incentives', 'tiers.level_tails'))}?"
    )
    grade = alternation(words("incentives", "tiers.grades"))
    item = f"(?:{grade}|{level})"
    return re.compile(f"{item}(?:(?:{_SEPARATOR.pattern}){item})+"), re.compile(item), re.compile(grade)


def tiers_in(subject: str, quotes: Sequence[str], count: int | None) -> tuple[str, ...]:
    """Return the tiers a subject lists, as printed; empty where none has the wanted length.

    Args:
        subject: the words before the giving.
        quotes: the numbers in these words, as printed, where they form a list.
        count: how many sums there are; None where one sum stands for each (分别给予最高 50 万元).
    """
    for found in (_named_levels(subject, count), tuple(quotes), _titles(subject), _segments(subject, count)):
        if len(found) >= 2 and count in (None, len(found)):
            return found
    return ()


def listed_levels(subject: str) -> tuple[str, ...]:
    """Return the last list of levels or grades of a text, whatever its length."""
    found = _level_lists(subject)
    return found[-1] if found else ()


def _level_lists(subject: str) -> list[tuple[str, ...]]:
    whole, item, _ = _lists()
    return [tuple(item.findall(match.group())) for match in whole.finditer(subject)]


def _named_levels(subject: str, count: int | None) -> tuple[str, ...]:
    fitting = [found for found in _level_lists(subject) if count in (None, len(found))]
    return fitting[-1] if fitting else ()


def _titles(subject: str) -> tuple[str, ...]:
    return tuple(_TITLES.findall(subject))


def _segments(subject: str, count: int | None) -> tuple[str, ...]:
    """国家级制造业单项冠军企业、产品: the whole phrase is the list; items before the last end like it in length."""
    if count is None:
        return ()
    plain = without_brackets(subject).removesuffix("的")
    parts = [part.strip() for part in _SEPARATOR.split(plain.split("，")[-1])]
    if len(parts) != count or not all(parts):
        return ()
    length = len(parts[-1])
    return tuple(part[-length:] for part in parts) if length <= 8 else ()


def bracket_label(text: str) -> str | None:
    """Return the tier in the bracket right after a number: 500 万元（国家级）."""
    found = _LABEL.match(text)
    return found["label"] if found else None


def level_of(text: str) -> str | None:
    """Return the grade or level that a condition names; None where it names none or several."""
    _, item, grade = _lists()
    grades = set(grade.findall(text))
    if grades:
        return grades.pop() if len(grades) == 1 else None
    levels = {found for found in item.findall(text) if found.endswith(("级", "标准"))}
    return levels.pop() if len(levels) == 1 else None
