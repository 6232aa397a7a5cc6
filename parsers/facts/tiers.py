"""Lists of tiers: which words of a subject go with which of several sums (国家级、省级分别给予 100 万元、50 万元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.passages import without_brackets
from parsers.facts.subject_words import subject_words
from parsers.facts.word_patterns import any_word
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities.patterns import alternation

_SEPARATOR = re.compile("[、和及与或]|以及|或者")
_TITLES = re.compile("《[^》]*》(?:[（(][^（）()]*[）)])?")
_COMMA = re.compile("、")
_RANK = "(?:[一二三四五六ⅠⅡⅢⅣA-E]|I{1,3}|[1-5])"
_RANKS = LatePattern(  # 一、二等奖
    f"(?<![0-9])(?P<ranks>{_RANK}(?:[、和及与或]{_RANK})+)(?P<kind>等奖|等次|等|类|档|级|期|星级|星)"
)
_YEAR = re.compile("20[0-9]{2}年")
_LONGEST = 16
_BOUND = re.compile("及?以[上下]")
_LABEL = re.compile(r"[（(](?P<label>[^（）()\d]{1,12})[）)]")


@cache
def _lists() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    level = (
        f"{alternation(words('incentives', 'tiers.levels'))}{alternation(words('incentives', 'tiers.level_tails'))}?"
    )
    grade = alternation(words("incentives", "tiers.grades"))
    item = f"(?:{grade}|{level})"
    counted = f"{item}(?:\\d{{1,2}}[名个项家])?"
    return re.compile(f"{counted}(?:(?:{_SEPARATOR.pattern}){counted})+"), re.compile(item), re.compile(grade)


def tiers_in(subject: str, quotes: Sequence[str], count: int | None) -> tuple[str, ...]:
    """Return the tiers a subject lists, as printed; empty where none has the wanted length.

    Args:
        subject: the words before the giving.
        quotes: the numbers in these words, as printed, where they form a list.
        count: how many sums there are; None where one sum stands for each (分别给予最高 50 万元).
    """
    for found in (
        _named_levels(subject, count),
        tuple(quotes),
        _titles(subject),
        _quoted(subject),
        _segments(subject, count),
    ):
        if len(found) >= 2 and count in (None, len(found)):
            return found
    return ()


def listed_levels(subject: str) -> tuple[str, ...]:
    """Return the last list of levels or grades of a text, whatever its length."""
    found = _level_lists(subject)
    return found[-1] if found else ()


def _level_lists(subject: str) -> list[tuple[str, ...]]:
    whole, item, _ = _lists()
    found = [(match.start(), tuple(item.findall(match.group()))) for match in whole.finditer(subject)]
    for match in _RANKS.finditer(subject):
        ranks = re.split(_SEPARATOR.pattern, match["ranks"])
        found.append((match.start(), tuple(f"{rank}{match['kind']}" for rank in ranks)))
    return [levels for _, levels in sorted(found)]


def _named_levels(subject: str, count: int | None) -> tuple[str, ...]:
    fitting = [found for found in _level_lists(subject) if count in (None, len(found))]
    return fitting[-1] if fitting else ()


def _titles(subject: str) -> tuple[str, ...]:
    return tuple(_TITLES.findall(subject))


def _quoted(subject: str) -> tuple[str, ...]:
    """Return the items of a list in quotation marks: “中华老字号”“省级老字号”."""
    found = re.search("“[^”]+”(?:[、和或]?“[^”]+”)+", subject)
    return tuple(re.findall("“([^”]+)”", found.group())) if found else ()


def _segments(subject: str, count: int | None) -> tuple[str, ...]:
    """获得绿色食品、有机农产品认证的: items between separators, without the verb before and what follows."""
    if count is None:
        return ()
    for clause in reversed(subject.split("，")):
        for separator in (_SEPARATOR, _COMMA):
            parts = _split(separator, clause)
            if len(parts) == count and all(parts):
                return _trimmed(parts)
    return ()


def _split(separator: re.Pattern[str], clause: str) -> list[str]:
    """Return the items of a list; what parts them stands outside brackets, which stay with their items."""
    cuts = [found.span() for found in separator.finditer(without_brackets(clause))]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(clause)]
    return [clause[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def _trimmed(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the items of a list without the verb before the first and what follows the last; empty if too long."""
    first = _behind_verb(parts[0])
    model = parts[1] if len(parts) > 2 else first
    last = _before_rest(parts[-1], model[-1])
    if len(parts) == 2 and len(first) > len(last) and first == subject_words().opener.sub("", parts[0]):
        first = first[-len(last) :]  # 国家级制造业单项冠军企业、产品
    items = (first, *parts[1:-1], last)
    return items if all(1 < len(item) <= _LONGEST for item in items) else ()


def _behind_verb(part: str) -> str:
    """Return what stands behind 的 or the last verb of a list's first item: 进入 | Ⅰ期, 实现产业化的 | 推荐项目."""
    noun = re.search("的(?P<np>[^的]{2,})$", part)
    if noun is not None:
        return noun["np"]
    cut = max((found.end() for found in subject_words().verb.finditer(part) if found.end() < len(part)), default=0)
    return part[cut:]


def _before_rest(part: str, ending: str) -> str:
    """Return the start of a list's last item, up to 的, what was done with all, or the sign that all end with."""
    plain = part.split("的", maxsplit=1)[0]
    year = _YEAR.match(plain)
    if year is not None:  # 2015 年、2016 年 | 在新三板挂牌
        return year.group()
    rest = any_word("incentives", "tiers.said_of_all").search(plain)
    if rest is not None and rest.start() > 1:
        return plain[: rest.start()]
    at = plain.find(ending)
    bound = _BOUND.match(plain, at + 1)  # 1 亿元 | 以上
    return plain[: bound.end() if bound else at + 1] if at > 0 else plain


def bracket_label(text: str) -> str | None:
    """Return the tier in the bracket right after a number: 500 万元（国家级）."""
    found = _LABEL.match(text)
    return found["label"] if found else None


def is_level(text: str) -> bool:
    """Whether a clause is nothing but one level or grade: 省级, 一等奖."""
    return _lists()[1].fullmatch(text) is not None


def is_grade(text: str) -> bool:
    """Whether a clause is nothing but one grade: 一等奖, which nobody who pays is called by (省级)."""
    return _lists()[2].fullmatch(text) is not None


def level_of(text: str) -> str | None:
    """Return the grade or level that a condition names; None where it names none or several."""
    _, item, grade = _lists()
    grades = {found for found in grade.findall(text) if not found.endswith(("认定", "通过"))}
    if grades:
        return grades.pop() if len(grades) == 1 else None
    levels = {found for found in item.findall(text) if found.endswith(("级", "标准"))}
    return levels.pop() if len(levels) == 1 else None
