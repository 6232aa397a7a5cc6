"""Steps of a scale (10 亿元（含）以上的，奖励 3000 万元；…), and kinds side by side (洲际航线…，亚洲航线…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.facts.frames import Frame
from parsers.facts.subject_words import subject_words
from parsers.facts.tiers import is_grade, is_level
from parsers.late import LatePattern

_UNIT = "美元|元|平方米|公里|亩|吨|人次?|家|个|台|套|张|层|座|间|床|户|辆|桌|场|天|夜|晚|岁|名|架次|%|％"
_NUMBER = rf"[\d,.]+(?:[亿万千百]*)(?:{_UNIT})?"
_INCLUDED = "(?:[（(]不?含[^（）()]{0,12}[）)])?"
_BOUND = f"{_INCLUDED}(?:及?以[上下内])?{_INCLUDED}"
_STEP = LatePattern(f"{_NUMBER}{_BOUND}(?:[至到~～、—–-]+{_NUMBER}{_BOUND})?(?P<tail>的?部分|的)?")


def split_step(parts: Sequence[str], *, staged: bool = False, goes_on: bool = False) -> tuple[list[str], str | None]:
    """Return the clauses of a subject without the step that the last one is, and the step's words without 的.

    `staged` says that the sentence tells years apart (前 2 年…，后 3 年…), so that such years are a step too; `goes_on`
    that the promise before it in the sentence has a tier.
    """
    parts = [part for part in parts if part]
    if not parts:
        return parts, None
    stepped = _STEP.fullmatch(parts[-1]) or (staged and _STAGE.fullmatch(parts[-1]))
    if not stepped and not _is_tier(parts[-1], parts[:-1], goes_on=goes_on):
        return parts, None
    return parts[:-1], parts[-1].removesuffix("的")


def _is_tier(part: str, above: Sequence[str], *, goes_on: bool) -> bool:
    """Whether a clause is a grade, or a level that goes on with tiers or that the clauses above name: 市级奖励 2 万元.

    A level by itself says who pays: 对升规的企业，市级给予 10 万元.
    """
    return is_grade(part) or (is_level(part) and (goes_on or any(part in clause for clause in above)))


@dataclass(slots=True)
class _Item:
    """A number, or a range of two, in a list of steps: offsets in its clause, `bound` with the words of its bound."""

    text: str
    start: int
    end: int
    bound: int
    ranged: bool = False

    def words(self, *, bounded: bool) -> str:
        return self.text[self.start : self.bound if bounded or self._said_of_this_alone() else self.end]

    def _said_of_this_alone(self) -> bool:
        """5000 万元以上 | 、, but not 达到 1 亿元、5 亿元 | 以上的企业, which is said of both."""
        return re.match("的[一-鿿]|(?!的)[一-鿿]", self.text[self.bound :]) is None


def listed_steps(frame: Frame) -> list[str]:
    """Return the numbers of the condition, where they are a list: 5000 万元、1 亿元的; 1 亿元至 5 亿元、5 亿元以上."""
    lists: list[list[_Item]] = []
    for item, joint in _conditions(frame):
        if joint is not None and _RANGE.fullmatch(joint):
            last = lists[-1][-1]
            last.end, last.bound, last.ranged = item.end, item.bound, True
        elif joint is not None and _JOINT.fullmatch(joint):
            lists[-1].append(item)
        else:
            lists.append([item])
    longest = max(lists, key=len, default=[])
    own = any(item.ranged or item.bound > item.end for item in longest[:-1])
    return [item.words(bounded=own) for item in longest]


def _conditions(frame: Frame) -> Iterator[tuple[_Item, str | None]]:
    """Yield the numbers before the giving with what stands between each and the one before it in its clause."""
    until = frame.grants[0].given_at
    for clause in frame.sentence.clauses[frame.first : frame.grants[0].clause + 1]:
        last: _Item | None = None
        for quantity in frame.sentence.quantities:
            if not clause.start <= quantity.start < min(clause.end, until):
                continue
            start, end = quantity.start - clause.start, quantity.end - clause.start
            bound = _LIST_BOUND.match(clause.text, end)
            item = _Item(clause.text, start, end, bound.end() if bound else end)
            yield item, clause.text[last.bound : start] if last is not None else None
            last = item


_LIST_BOUND = re.compile("(?:[（(]不?含[）)])?(?:及?以[上下])?(?:[（(]不?含[）)])?")
_RANGE = re.compile("[至到—–~～-]+")
_JOINT = re.compile("[、和及与或]|以及")


def tells_years_apart(text: str) -> bool:
    """Whether a sentence gives one thing in some years and another in others: 前 2 年按 80%，后 3 年按 50%."""
    return len({*_STAGE.findall(text)}) > 1


def is_stage(tier: str | None) -> bool:
    """Whether a tier is some of the years that a promise lasts."""
    return tier is not None and _STAGE.fullmatch(tier) is not None


def stage_in(text: str) -> str | None:
    """Return the years that a text names, where it names one such span: 给予企业 | 前三年."""
    found = _STAGE.findall(text)
    return found[0] if len(found) == 1 else None


_YEAR = "[一二三四五六七八九十两1-9]"
_STAGE = re.compile(f"(?:[前后]|第){_YEAR}(?:至第?{_YEAR})?个?年")


def kinds_of(frames: Sequence[Frame]) -> Mapping[int, str]:
    """Return the kind that each frame of a sentence is for, by its place, where kinds of one thing stand side by side.

    对开通航线的公司，洲际航线每班补贴 30 万元，亚洲航线每班补贴 12 万元: a subject, then names that end alike.
    """
    found: dict[int, str] = {}
    parts = [[part.removeprefix("其中") for part in frame.subject() if part] for frame in frames]
    for place, (first, second) in enumerate(pairwise(parts)):
        opened = len(first) > 1 or place in found
        paid_alike = _paid_alike(frames[place], frames[place + 1])
        if opened and first and len(second) == 1 and _are_kinds(first[-1], second[0], paid_alike=paid_alike):
            found |= {place: first[-1], place + 1: second[0]}
    return found or _levels(parts)


def _levels(parts: Sequence[Sequence[str]]) -> Mapping[int, str]:
    """州级补助 10 万元，省级补助 20 万元，国家级…: levels side by side, the state among them, are no payers."""
    last = {place: clauses[-1] for place, clauses in enumerate(parts) if clauses and is_level(clauses[-1])}
    return last if len(last) > 1 and any(level.startswith(_NO_PAYERS) for level in last.values()) else {}


_NO_PAYERS = ("国家", "全国", "国际", "世界")


def _paid_alike(first: Frame, second: Frame) -> bool:
    """Whether two sums stand bare behind what they are for, per the same unit: 国内游 20 元/人，入境游 50 元/人."""
    one, other = first.grants[0], second.grants[0]
    bare = not first.giving() and not second.giving() and one.clause + 1 == other.clause
    return bare and one.part is other.part and one.quantity.per is not None and one.quantity.per == other.quantity.per


def _are_kinds(first: str, second: str, *, paid_alike: bool) -> bool:
    """Whether two clauses are bare names that end in one noun or are paid alike, and not who pays (市财政, 区财政)."""
    rules, names = subject_words(), (first, second)
    alike = first[-2:] == second[-2:] or (first[-1:] == second[-1:] and all(rules.head.search(name) for name in names))
    no_kinds = (rules.giver, rules.doing, rules.opener, rules.support)
    return (alike or paid_alike) and all(
        _KIND.fullmatch(name) and not _PAYER.search(name) and not any(rule.match(name) for rule in no_kinds)
        for name in names
    )


_PAYER = re.compile("(?:财政|资金|基金|部门|级)$")
_KIND = re.compile("[^，。；的0-9、]{2,12}")
