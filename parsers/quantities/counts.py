"""Which numbers with a classifier are counts, and what they count."""

from __future__ import annotations

import re
from functools import cache

from parsers.lexicon import words
from parsers.quantities.found import Found
from parsers.quantities.governors import clause_before
from parsers.quantities.grammar import grammar
from parsers.quantities.patterns import alternation
from schemas.vocabulary import Comparator, QuantityKind

_SECTION_NUMBER = re.compile(r"(?:^|\n)[ \t\u3000]*$")
_DAY_AFTER = re.compile(r"\s?(?:内|之内|以内|以上|以下|后|之后|前|之前)")


def is_count(text: str, note: Found) -> bool:
    """Whether a number with a classifier counts something; precision before recall."""
    if note.unit == "":
        return True
    if note.bare:
        return note.comparator is not Comparator.EQ
    if note.unit == "日" and not _is_days(text, note):
        return False
    if _is_quoted(text, note):
        return False
    if not note.digits:
        return _is_han_count(text, note)
    return not (
        note.low != note.low.to_integral_value() and _SECTION_NUMBER.search(text[max(0, note.start - 4) : note.start])
    )


def _is_days(text: str, note: Found) -> bool:
    """30日内 is a span of days, 每月5日 a date."""
    return _DAY_AFTER.match(text, note.end) is not None and not text.endswith("月", 0, note.start)


def _is_quoted(text: str, note: Found) -> bool:
    """A count inside quotation marks is part of a name: “15分钟品质文化生活圈”."""
    opened = text.rfind("“", max(0, note.start - 30), note.start)
    return opened > text.rfind("”", max(0, note.start - 30), note.start)


def _is_han_count(text: str, note: Found) -> bool:
    """两家, 三年, 二十余所 are counts; 一个, 三大, 四项 are articles and names unless a comparator stands by."""
    if note.comparator is not Comparator.EQ or note.is_range:
        return True
    if note.unit in grammar().times:
        return not _names_a_plan().match(text, note.end) and text[note.end : note.end + 1] != "来"
    if note.unit == "分":  # 十分 is an adverb
        return False
    if note.low >= 10:
        return True
    return note.low > 1 and note.unit in words("classifiers", "strict.han")


@cache
def _names_a_plan() -> re.Pattern[str]:
    return re.compile(alternation(words("classifiers", "strict.name_after_time")))


@cache
def _noun_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    stops = "|".join(map(re.escape, words("context", "noun.stops")))
    verbs = alternation(words("context", "noun.verbs"))
    after = r"\s?(?:[（(]不?含[）)])?(?:[及或]?以[上下内]|左右|多|余)?的?"
    right = rf"{after}(?P<noun>(?:(?!{stops})[一-鿿A-Za-z0-9“”《》·+-]){{2,30}})"
    return re.compile(right), re.compile(rf"(?:{verbs}|\s)+$")


def counted_noun(text: str, note: Found, floor: int) -> str | None:
    """Return what is counted: the words after the classifier, else those before the number."""
    right, verbs = _noun_patterns()
    if note.unit in grammar().times:
        return None
    found = right.match(text, note.end)
    if found is not None:
        return found["noun"]
    left = verbs.sub("", clause_before(text, note.start, floor))
    return left.strip() or None if len(left.strip()) >= 2 else None


def keep(text: str, note: Found) -> bool:
    """Whether a note with a known kind is a quantity at all."""
    if _is_in_title(text, note.start):
        return False
    if note.kind is QuantityKind.COUNT:
        return is_count(text, note)
    return True


def _is_in_title(text: str, start: int) -> bool:
    """Numbers inside 《》 belong to a name."""
    opened = text.rfind("《", max(0, start - 80), start)
    return opened >= 0 and text.find("》", opened, start) < 0 and "\n" not in text[opened:start]
