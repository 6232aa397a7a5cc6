"""Which numbers with a classifier are counts, and what they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import words
from parsers.quantities.found import COUNT, EQ, Found
from parsers.quantities.governors import clause_before
from parsers.quantities.grammar import grammar
from parsers.quantities.patterns import alternation

_SECTION_NUMBER = re.compile(r"(?:^|\n)[ \t\u3000]*$")
_DIGIT = re.compile("[0-9]")
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零0-9]+条\s*$"
)  # its number, in front of the count: 第二十条 两个以上的…
_OPEN_BRACKET = re.compile(r"^.*[（(](?=[^（()）]*$)")  # 大型犬（肩高超过45厘米的犬只）
_CLAUSE_SIGN = re.compile(r"[，。；、）)\n]")
_DAY_AFTER = re.compile(r"\s?(?:内|之内|以内|以上|以下|后|之后|前|之前)")


def is_count(text: str, note: Found) -> bool:
    """Whether a number with a classifier counts something; precision before recall."""
    if note.unit == "":
        return True
    if note.bare:
        return note.comparator is not EQ
    if note.unit == "日" and not _is_days(text, note):
        return False
    if (
        _is_short_name(text, note)
        or _is_quoted(text, note)
        or (note.unit in grammar().times and _names_a_plan().match(text, note.end))
    ):
        return False
    if not note.digits:
        return _is_han_count(text, note)
    return not (
        note.low != note.low.to_integral_value() and _SECTION_NUMBER.search(text[max(0, note.start - 4) : note.start])
    )


def _is_days(text: str, note: Found) -> bool:
    """30日内 and 不得超过三十日 are spans of days, 每月5日 is a date."""
    governed = note.comparator is not EQ or _DAY_AFTER.match(text, note.end) is not None
    return governed and not text.endswith("月", 0, note.start)


def _is_short_name(text: str, note: Found) -> bool:
    """A short form may end in a count: （简称人才20条）."""
    named = text.rfind("简称", max(0, note.start - 30), note.start)
    return named >= 0 and _CLAUSE_SIGN.search(text, named, note.start) is None


def _is_quoted(text: str, note: Found) -> bool:
    """A count inside quotation marks is part of a name: “15分钟品质文化生活圈”."""
    opened = text.rfind("“", max(0, note.start - 30), note.start)
    return opened >= 0 and text.find("”", opened, note.start) < 0


def _is_han_count(text: str, note: Found) -> bool:
    """两家, 三年, 二十余所 are counts; 一个, 三大, 四项 are articles and names unless a comparator stands by."""
    if note.comparator is not EQ or note.is_range:
        return True
    if text.endswith("届", 0, note.start):  # 十届十次全会
        return False
    if note.unit in grammar().times:
        return not text.endswith(_named_years(), 0, note.start)
    if note.unit == "分":  # 十分 is an adverb
        return False
    if note.low >= 10:
        return True
    return note.low > 1 and note.unit in words("classifiers", "strict.han")


@cache
def _names_a_plan() -> re.Pattern[str]:
    return re.compile(rf"\s?{alternation(words('classifiers', 'strict.name_after_time'))}")


@cache
def _named_years() -> tuple[str, ...]:
    return words("classifiers", "strict.time_not_after")


@dataclass(frozen=True, slots=True)
class _NounPatterns:
    right: re.Pattern[str]
    stops: re.Pattern[str]
    last: re.Pattern[str]
    first: re.Pattern[str]
    joint: re.Pattern[str]


@cache
def _noun_patterns() -> _NounPatterns:
    stops, not_first, last, first = (
        alternation(words("context", f"noun.{key}")) for key in ("stops", "not_first", "last", "first")
    )
    whole = alternation(words("context", "noun.whole"))
    after = r"[ \t\u3000]?(?:[（(]不?含[^（）()]*[）)])?(?:[及或]?以[上下内]|左右|多|余)?"
    return _NounPatterns(
        right=re.compile(rf"{after}(?!{not_first}|[、和及与])(?P<noun>{whole}|[^，。；：！？\n\t,;:（(）)]{{2,60}})"),
        stops=re.compile(stops),
        last=re.compile(rf"(?:{last}|\s)+$"),
        first=re.compile(rf"(?:{first}|\s)+"),
        joint=re.compile(rf"(?:[、和及与或以\s]{first}*)+$"),
    )


def counted_noun(text: str, note: Found, floor: int, ceiling: int) -> str | None:
    """Return what is counted: the words after the classifier, else those before the number.

    Args:
        text: the text the count stands in.
        note: the count.
        floor: where the quantity before it ends.
        ceiling: where the next quantity starts.
    """
    patterns = _noun_patterns()
    found = patterns.right.match(text, note.end, max(note.end, ceiling))
    if found is not None:
        stop = patterns.stops.search(found["noun"], 1)
        noun = patterns.joint.sub("", found["noun"][: stop.start()] if stop else found["noun"])
        return noun if len(noun) >= 2 else None
    left = patterns.last.sub("", _ARTICLE.sub("", _OPEN_BRACKET.sub("", clause_before(text, note.start, floor))))
    left = patterns.first.sub("", left, count=1) if patterns.first.match(left) else left
    return left if len(left) >= 2 and not left.endswith("/") else None  # L/100 km is a unit


def keep(text: str, note: Found) -> bool:
    """Whether a note with a known kind is a quantity at all."""
    if _is_in_title(text, note.start):
        return False
    if note.kind is COUNT:
        return not _is_numbered(text, note.start) and is_count(text, note)
    return True


def _is_numbered(text: str, start: int) -> bool:
    """1.1.1 项目: a number behind the point of another is a heading's."""
    return text[start - 1 : start] in (".", "．") and _DIGIT.match(text, start - 2) is not None


def _is_in_title(text: str, start: int) -> bool:
    """Numbers inside 《》 belong to a name."""
    opened = text.rfind("《", max(0, start - 80), start)
    return opened >= 0 and text.find("》", opened, start) < 0 and "\n" not in text[opened:start]
