"""Whom a fund is for."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.grants import Grant
from parsers.facts.passages import Sentence
from parsers.facts.subject_words import subject_words


@cache
def _served() -> tuple[re.Pattern[str], re.Pattern[str]]:
    head = subject_words().head.pattern.removesuffix("$")
    end = "(?=数字化|智能化|转型|技术改造|并|及其|的?发展|提供|，|。|$|；)"
    return (
        re.compile(
            f"(?:用于|重点)?(?:支持|投向|扶持|服务|资助|开展)(?:和支持|培育|引导)?(?P<np>[^，。；]{{1,50}}?{head}){end}"
        ),
        re.compile(f"为(?P<np>[^，。；]{{1,30}}?{head})提供"),
    )


def fund_recipient(sentence: Sentence, grant: Grant) -> str | None:
    """Return who a fund is said to support, in the clauses after its size: 支持早期项目和重大项目."""
    supported, served = _served()
    for clause in sentence.clauses[grant.clause + 1 :]:
        if any(grant.quantity.start < item.start < clause.start for item in sentence.quantities[-1:]):
            break
        found = supported.match(clause.text) or served.match(clause.text)
        if found is not None:
            return found["np"]
    return None
