"""Whom a fund is for."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.grants import Grant
from parsers.facts.passages import Sentence, after
from parsers.facts.subject_words import subject_words


@cache
def _served() -> tuple[re.Pattern[str], re.Pattern[str]]:
    head = subject_words().head.pattern.removesuffix("$")
    end = "(?=数字化|智能化|转型|技术改造|并|及其|的?发展|提供|，|。|$|；)"
    return (
        re.compile(
            f"(?:用于|重点)?(?:引导和)?(?:支持|投向|扶持|服务|资助|开展)(?:和支持|培育|引导)?(?P<np>[^，。；]{{1,50}}?{head}){end}"
        ),
        re.compile(f"为(?P<np>[^，。；]{{1,30}}?{head})提供"),
    )


@cache
def _in_name() -> re.Pattern[str]:
    """5000 万元 | 中小微企业 | 贷款风险补偿资金池."""
    body = subject_words().body.pattern.removesuffix("$")
    return re.compile(
        f"(?:规模)?的?(?P<np>[^，。；的]{{0,12}}?{body})(?:信用|首|转|应急|信贷|融资)*(?:贷|信贷|融资|担保)"
    )


def fund_recipient(sentence: Sentence, grant: Grant) -> str | None:
    """Return who a fund is said to support, in the clauses after its size: 支持早期项目和重大项目."""
    supported, served = _served()
    named = _in_name().match(after(sentence.clauses[grant.clause], grant.quantity.end))
    if named is not None:
        return named["np"]
    for clause in sentence.clauses[grant.clause + 1 :]:
        if any(grant.quantity.start < item.start < clause.start for item in sentence.quantities[-1:]):
            break
        found = supported.match(clause.text) or served.match(clause.text)
        if found is not None:
            return found["np"]
    return None
