"""Steps of a scale: 10 亿元（含）以上的，奖励 3000 万元；5 亿元至 10 亿元的，…: a tier, not a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
