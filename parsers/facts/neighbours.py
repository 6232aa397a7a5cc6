"""Numbers that go with others: a further receiver's share, a bound of one, a multiple, sums per the same unit."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from parsers.facts import signs
from parsers.facts.giving import grant_words
from parsers.facts.grant import Grant, Part
from parsers.facts.passages import Clause, Sentence
from parsers.facts.subject_words import subject_words
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_BOUNDS = re.compile("(?:且|但|原则上|总额|累计)*(?:最[高多]|不得?[超高])")
_ALONE = re.compile("(?:[和及与、]|以及)?(?P<who>[^，。；、\\d的]{2,12})")
_GOES_ON = re.compile("、|，|$|的")


@cache
def _named() -> re.Pattern[str]:
    """给予 | 供给方 | 5%."""
    who = subject_words().body.pattern.removesuffix("$")
    return re.compile(f"{grant_words().verb.pattern}[^，。；0-9]{{0,16}}?{who}(?=最[高多]|不超过|\\d)")


def is_times(left: str, right: str) -> bool:
    """Whether a multiple is of what is paid, by the words beside it: 按贷款利率的 1.5 倍给予贴息, not 增长 2 倍."""
    rules = grant_words()
    based = left.endswith("的") and rules.base.search(left) is not None
    return based and rules.rate_given.match(right) is not None


def bounds(sentence: Sentence, share: Quantity, previous: Grant) -> bool:
    """Whether a share bounds the one in the clause before: 按利率的 50%，最高不超过贷款金额的 2%给予贴息."""
    index = sentence.clause_at(share.start)
    clause, before = sentence.clauses[index], sentence.clauses[previous.clause]
    follows = previous.clause == index - 1 and before.end == previous.quantity.end and before.part == clause.part
    limited = share.comparator is Comparator.LE and _BOUNDS.match(clause.text) is not None
    return follows and limited and previous.part is Part.RATE


def is_more(sentence: Sentence, index: int, left: str) -> bool:
    """Whether a sum is one more for each step: 每增加 1 亿元增加 10 万元; 每增加 1 亿元，奖励增加 10 万元."""
    if signs.EACH_MORE.search(left):
        return True
    stepped = index > 0 and signs.STEP_ENDS.search(sentence.clauses[index - 1].text) is not None
    return stepped and signs.MORE_GIVEN.fullmatch(left) is not None


def bracketed(clause: Clause, first: Quantity, second: Quantity) -> re.Match[str] | None:
    """Match the words that open a bracket between two shares, or two sums per one unit: 50 元/亩（林地 | 25 元/亩）."""
    alike = first.per is not None and first.per == second.per
    if first.kind is not second.kind or not (alike or first.kind is not QuantityKind.MONEY):
        return None
    between = clause.text[first.end - clause.start : second.start - clause.start]
    unit = signs.PER_SUFFIX.match(between) if alike else None
    return signs.IN_BRACKET.fullmatch(between, unit.end() if unit is not None else 0)


def is_instalment(sentence: Sentence, share: Quantity) -> bool:
    """Whether a share is a part of one sum that is paid over years: 分三年按 50%、30%、20%的比例给予 300 万元."""
    index = sentence.clause_at(share.start)
    clause = sentence.clauses[index]
    parts = [
        item for item in sentence.quantities if clause.start <= item.start < clause.end and item.kind is share.kind
    ]
    whole = sum((item.maximum for item in parts if item.maximum is not None), Decimal(0))
    near = "，".join(item.text for item in sentence.clauses[max(0, index - 1) : index + 2])
    return (
        len(parts) > 1 and whole == 1 and _BY_PARTS.search(clause.text) is not None and _OVER.search(near) is not None
    )


_BY_PARTS = re.compile(r"按照?[\d.]+[%％](?:、|和|及|[:：])")  # of nothing but the sum itself
_OVER = re.compile("分[0-9一二两三四五六]{1,2}(?:年|期|次|批|个年度)")


def receiver_beside(sentence: Sentence, share: Quantity, previous: Grant) -> int | None:
    """Return where the name of a further receiver begins: 给予供给方 5%，最高 200 万元和 | 受让方 10%; or None.

    The words before the first share give and name who gets it; between the numbers stands nothing but the name.
    """
    index = sentence.clause_at(share.start)
    clause, first = sentence.clauses[index], sentence.clauses[previous.clause]
    begin = max(clause.start, previous.quantity.end)
    alone = _ALONE.fullmatch(clause.text, begin - clause.start, share.start - clause.start)
    follows = index == previous.clause or (index == previous.clause + 1 and first.end == previous.quantity.end)
    if alone is None or not follows or first.part != clause.part:
        return None
    rest = clause.text[share.end - clause.start :]
    later = "，".join([rest, *(item.text for item in sentence.clauses[index + 1 :] if item.part == clause.part)])
    if not any(_named().search(item.text) for item in sentence.clauses[: index + 1] if item.part == clause.part):
        return None
    named = subject_words().body.search(alone["who"]) is not None
    given = _GOES_ON.match(rest) is not None and grant_words().award.search(later) is not None
    return clause.start + alone.start("who") if named and given else None


def measured_alike(amount: Quantity, previous: Grant, right: str) -> bool:
    """Whether a sum is per what the one before is per: 前三年每年 0.35 元/千瓦时，后两年每年 0.20 元/千瓦时."""
    alike = amount.per is not None and amount.per == previous.quantity.per
    return alike and _SUM_ENDS.match(right) is not None


def listed_with_given(amount: Quantity, right: str) -> bool:
    """Whether the giving stands behind the last of a list of sums per unit: 存量 150 元/标箱、增量 350 元/标箱给予."""
    listed = signs.LATER_SUM.match(right) if amount.per is not None else None
    return listed is not None and grant_words().named.match(right, listed.end()) is not None


_SUM_ENDS = re.compile("、|，|$")
