"""Metrics whose head noun stands in another clause: left out after a like figure, or behind a comma."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from parsers.facts.target_metrics import metric_before
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities.patterns import alternation

_HEAD = re.compile("的(?P<noun>[^的0-9０-９，。；：]{2,30})$")
_UP_TO_A_NUMBER = re.compile("[^0-9０-９]*")
_PLACES = re.compile("[一-龥、]{0,40}[0-9]*[个]?[一-龥]{0,8}(?<![社小景园校牧林矿])(?:省|市|区|县|州|盟|旗)")
_OF_PLACES = LatePattern(
    "(?:.*(?<![社小景园校])[省市区县州盟旗]|全[国省市区县州]|我[国省市区县])(?=[^省市区县州盟旗]{3,}$)"
)
_KEEPS_GROWING = LatePattern(
    "(?P<name>[一-龥]{2,20}?)(?:继续|持续)?(?:保持|实现)[一-龥]{0,6}增长"
)  # 收入保持中高速增长
_ON_A_BASIS = re.compile(
    "(?P<name>[^，]{3,30}?)在[^，在]{2,14}(?:的?基础上)"
)  # 死亡人数在“十五”末的基础上，每年下降2.5%
_SHORTEST_HEAD = 2
_MOST_CLAUSES = 2  # attributes of one noun that commas separate


@cache
def _level() -> re.Pattern[str]:
    levels = alternation(words("targets", "metric.levels"))
    return re.compile(f"{levels}(?:[、和及与]{levels})*(?:及?以[上下])?(?:的)?")


def with_head(metric: str, previous: str) -> str | None:
    """Return the words of a metric that only names a level, completed from the figure before; None for any other.

    省级事项网上可办率不低于90%，市县级不低于70% → 市县级事项网上可办率.
    """
    if _level().fullmatch(metric) is None:
        return None
    own = _level().match(previous)
    head = previous[own.end() :] if own else previous
    return f"{metric}{head}" if head else None


def of_place(metric: str, previous: str) -> str | None:
    """Return the words of a metric that only names places, with what the figure before it measures; None for any other.

    全市PM2.5浓度达到60微克/立方米，南开、西青等8个区达到62微克/立方米 → 南开、西青等8个区PM2.5浓度.
    """
    if _PLACES.fullmatch(metric) is None or not previous.endswith(words("targets", "metric.heads")):
        return None
    own = _OF_PLACES.match(previous)
    head = previous[own.end() :] if own else previous
    return f"{metric}{head}" if len(head) >= _SHORTEST_HEAD else None


@cache
def _attributive() -> re.Pattern[str]:
    return re.compile(f"{alternation(words('targets', 'metric.attributive'))}|集.+[于为]一体$")


def head_behind_comma(phrase: str, later: Iterable[str]) -> str | None:
    """Return the noun that a verbal attribute behind a number describes, where it stands in one of the next clauses.

    3个左右汇聚科研、生产等要素，产业配套完善、辐射能力强的集聚区 → 集聚区.
    """
    if "的" in phrase or phrase.endswith(words("targets", "refused.holders")) or not _attributive().match(phrase):
        return None
    for _, clause in zip(range(_MOST_CLAUSES), later, strict=False):
        found = _HEAD.search(clause)
        if found:
            return found["noun"]
    return None


def subject_of(clause: str) -> str | None:
    """Return what a clause says to grow, fall or amount to something; None where its last words say no such thing."""
    growing = _KEEPS_GROWING.fullmatch(clause.strip()) or _ON_A_BASIS.fullmatch(clause.strip())
    clause = f"{growing['name']}增长" if growing else clause
    said = _UP_TO_A_NUMBER.match(clause)
    left = said.group().rstrip() if said else ""
    name, start = metric_before(left)
    if not name or any(word in name for word in words("targets", "refused.subjects")):
        return None
    return name if start + len(name) < len(left) else None
