"""The clauses that say to whom and on what condition, told apart from those that say how, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from parsers.facts.subject_words import PURSE, subject_words
from parsers.lexicon import words
from parsers.quantities.patterns import alternation

_OF_RATE = re.compile(
    "的(?:奖励|补助|补贴|资助|支持|扶持|贴息)(?:比例|标准|额度)[^，]*$"
)  # 对重点项目 | 的补助比例可适当放大

_ON_TOP = re.compile("在[^，]{2,20}基础上$")  # 在省级补助的基础上: what an award comes on top of
_AMONG = re.compile("^其中[，,]?")


def subject_clauses(clauses: Sequence[str]) -> list[str]:
    """Return the clauses that say to whom and on what condition, without who pays and what comes on top."""
    return [part for part in map(_said, clauses) if part]


@lru_cache(maxsize=256)  # a subject is read as a whole, then for its condition
def _said(clause: str) -> str:
    """Return what a clause says of to whom and on what condition, "" where it says how."""
    part = without_giver(_without_frame(clause)).strip()
    return part if part and not _is_aside(part) else ""


def _without_frame(clause: str) -> str:
    """Leave out what a clause comes on top of, 其中, and what rate it speaks of."""
    if clause.endswith("基础上"):
        clause = _ON_TOP.sub("", clause)
    if clause.startswith("其中"):
        clause = _AMONG.sub("", clause)
    return _OF_RATE.sub("", clause) if "的" in clause else clause


def without_giver(clause: str) -> str:
    """Leave out who pays: a treasury may stand anywhere in a clause, a body only at its start."""
    rules = subject_words()
    if PURSE not in clause:
        found = rules.giving_body.match(clause)
        return clause[found.end() :] if found is not None else clause
    return rules.giver.sub("", clause, count=1)


def _is_aside(clause: str) -> bool:
    """Whether a clause says how, not to whom: 采取后补助的形式, 以“一事一议”方式, 其中."""
    if _aside().fullmatch(clause):
        return True
    return _handed().fullmatch(clause) is not None and not _ends_in_receiver(clause)


def _ends_in_receiver(clause: str) -> bool:
    """Whether who receives stands behind what is handed over: 享受医保的企业员工, 授予市级龙头企业."""
    rules = subject_words()
    _, relative, noun = clause.rpartition("的")
    if relative:
        return rules.head.search(noun) is not None
    return rules.body.search(clause) is not None or rules.talent.search(clause) is not None


@cache
def _handed() -> re.Pattern[str]:
    """What is handed over or conferred: 免费提供场地, 授予“先进单位”称号."""
    return re.compile(f"{_words('handed')}[^，]*[^的，]|{_words('conferred')}[^，]{{2,24}}")


@cache
def _aside() -> re.Pattern[str]:
    """The other clauses that say how, with what money, by what measure and for how long."""
    return re.compile(
        "|".join(
            (
                _words("whole"),
                f"{_words('openings')}[^，]*",
                f"[^，的]{{0,8}}{_words('purses')}",
                f"[^，的]{{0,6}}{_words('social')}[^，的]{{0,4}}[资基]金",
                f"由[^，]{{2,12}}{_words('payers')}",
                f"[^，]{{0,4}}{_words('offices')}",
                f"{_words('considered')}[^，]{{2,40}}等(?:因素)?",
                f"按照?[^，]{{0,8}}{_words('grades')}",
                f"{_words('by')}[^，]{{0,30}}{_words('manners')}",
                _MEASURES,
                "“[一-鿿]{1,8}券”|以[^，的]{2,24}[^，]{0,30}为(?:依据|基数)|可?(?:适当)?加大[^，]{0,4}力度",
            )
        )
    )


def _words(key: str) -> str:
    return alternation(words("incentives", f"asides.{key}"))


# What is built of numbers, ordinals and levels rather than of words: 前三年内, 第一年、第二年, 省、市两级.
_MEASURES = (
    "前?[0-9一二三四五两]+年内?|[^，]{0,10}第[一二三]年(?:、第[一二三四五]年)*|自[^，]{2,12}起(?:[^，]{1,4}年内)?"
    "|在(?:此|上述[^，]{0,8})基础上|设立?[^，]{0,4}[特一二三]等奖[^，]*|按[^，]{0,8}分档"
    "|分[0-9一二两三四五]{1,2}[年期次批]|按照?[0-9.]+[%％](?:[、和及][0-9.]+[%％])+的?比例"
    "|[省市区县]级|[省市区县、和]{2,8}(?:两级|三级)(?:财政)?各?|属于[^，]{2,8}"
    "|[^，的]{0,6}[期年]限(?:为|最长|不超过|最多)*[0-9一二三四五]+(?:年|个月)|除[^，]{2,30}外|可?通过[^，]{2,20}结合|[^，]*根据[^，]*确定"
)


def until_procedure(parts: Sequence[str]) -> Iterator[str]:
    """Leave out the steps of an application that follow a condition (从成立后次年开始, …)."""
    for position, part in enumerate(parts):
        if position and re.match("从[^，]{2,16}(?:开始|起)", part):
            return
        yield part
