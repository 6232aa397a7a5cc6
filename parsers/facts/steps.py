"""Steps of a scale (10 亿元（含）以上的，奖励 3000 万元；…), and kinds side by side (洲际航线…，亚洲航线…)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from parsers.facts.frames import Frame
from parsers.facts.subject_words import subject_words

_NUMBER = r"[\d,.]+(?:[亿万千百]*)(?:美元|元|平方米|公里|亩|吨|人|家|个|台|套|张|层|架次|%|％)?"
_BOUND = r"(?:[（(]不?含[^（）()]{0,4}[）)])?(?:及?以[上下内])?(?:[（(]不?含[^（）()]{0,4}[）)])?"
_STEP = re.compile(f"{_NUMBER}{_BOUND}(?:[至到~～、—–-]+{_NUMBER}{_BOUND})?(?P<tail>的?部分|的)?")


def split_step(parts: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the clauses of a subject without the step that the last one is, and the step's words without 的."""
    parts = [part for part in parts if part]
    found = _STEP.fullmatch(parts[-1]) if parts else None
    if found is None:
        return parts, None
    return parts[:-1], parts[-1].removesuffix("的")


def kinds_of(frames: Sequence[Frame]) -> Mapping[int, str]:
    """Return the kind that each frame of a sentence is for, by its place, where kinds of one thing stand side by side.

    对开通航线的公司，洲际航线每班补贴 30 万元，亚洲航线每班补贴 12 万元: a subject, then names that end alike.
    """
    found: dict[int, str] = {}
    parts = [[part.removeprefix("其中") for part in frame.subject() if part] for frame in frames]
    for place, (first, second) in enumerate(pairwise(parts)):
        opened = len(first) > 1 or place in found
        if opened and first and len(second) == 1 and _are_kinds(first[-1], second[0]):
            found |= {place: first[-1], place + 1: second[0]}
    return found


def _are_kinds(first: str, second: str) -> bool:
    """Whether two clauses are bare names that end in one noun, and not who pays (市财政, 区财政)."""
    rules, names = subject_words(), (first, second)
    alike = first[-2:] == second[-2:] or (first[-1:] == second[-1:] and all(rules.head.search(name) for name in names))
    no_kinds = (rules.giver, rules.doing, rules.opener, rules.support)
    return alike and all(
        _KIND.fullmatch(name) and not _PAYER.search(name) and not any(rule.match(name) for rule in no_kinds)
        for name in names
    )


_PAYER = re.compile("(?:财政|资金|基金|部门|级)$")
_KIND = re.compile("[^，。；的0-9、]{2,12}")
