"""What a rate is of where the words beside it do not say: the part of a scale that stands before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.facts.frames import Frame
from parsers.facts.promise import Promise
from parsers.facts.steps import stage_in
from parsers.facts.subject_words import subject_words

_PART = re.compile("(?:对其|对|其)?(?P<base>[^，]{2,}?部分)")


def part_of_scale(parts: Sequence[str]) -> tuple[list[str], str | None]:
    """Return a rate's subject without its last clause where that is what the rate is of: 超过 1 亿元部分 | 按 0.5%.

    A step of a scale stays in the subject (1 亿元以上部分); so does a part behind an aim, whose words are the only
    condition (支持企业加大投入，上年享受优惠的投入新增部分).
    """
    said = [part for part in parts if part]
    found = _PART.fullmatch(said[-1]) if len(said) > 1 else None
    if found is None or found["base"][0].isdecimal():
        return list(parts), None
    return said[:-1] if any(_says_who(part) for part in said[:-1]) else list(parts), found["base"]


def _says_who(part: str) -> bool:
    """Whether a clause says who receives or in what case: 对…的企业, 企业…的."""
    return part.endswith("的") or subject_words().opener.match(part) is not None


def set_stage(promise: Promise, frame: Frame) -> None:
    """给予企业前三年 | 当年贡献度 | 100%，后两年 50%: a stage in the words of giving is a tier, no part of the base."""
    stage = stage_in(frame.giving()) if promise.tier is None else None
    if stage is None:
        return
    promise.tier = stage
    if promise.rate_base is not None and stage in promise.rate_base:
        promise.rate_base = promise.rate_base.partition(stage)[2] or None
