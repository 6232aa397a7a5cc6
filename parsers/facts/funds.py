"""Whom a fund is for."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.grant import Grant
from parsers.facts.passages import Sentence, after
from parsers.facts.subject_words import subject_words
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


@cache
def _served() -> tuple[re.Pattern[str], re.Pattern[str]]:
    head = subject_words().head.pattern.removesuffix("$")
    end = "(?=数字化|智能化|转型|技术改造|并|及其|的?发展|提供|，|。|$|；)"
    return (
        re.compile(
            f"{_fund_words('purposes')}?(?:引导和)?{_fund_words('serves')}(?:和支持|培育|引导)?"
            f"(?P<np>[^，。；]{{1,50}}?{head}){end}"
        ),
        re.compile(f"为(?P<np>[^，。；]{{1,30}}?{head})提供"),
    )


@cache
def _in_name() -> re.Pattern[str]:
    """5000 万元 | 中小微企业 | 贷款风险补偿资金池; 5000 万元专项资金支持 | 企业 | 贷款贴息."""
    body = subject_words().body.pattern.removesuffix("$")
    own, kinds, loans = (_fund_words(key) for key in ("own", "kinds", "loans"))
    return re.compile(
        f"(?:规模)?的?(?:[^，。；的]{{0,6}}?{own}){{0,3}}?(?P<np>(?:(?!{own})[^，。；的]){{0,12}}?{body}){kinds}*{loans}"
    )


def fund_recipient(sentence: Sentence, grant: Grant) -> str | None:
    """Return who a fund is said to support, in the clauses from its size on: 支持早期项目和重大项目."""
    supported, served = _served()
    behind = after(sentence.clauses[grant.clause], grant.quantity.end)
    said = supported.match(_own_name().sub("", behind, count=1))
    named = said or _in_name().match(behind)
    if named is not None:
        return named["np"]
    for clause in sentence.clauses[grant.clause + 1 :]:
        if any(grant.quantity.start < item.start < clause.start for item in sentence.quantities[-1:]):
            break
        found = supported.match(clause.text) or served.match(clause.text)
        if found is not None:
            return found["np"]
    return None


@cache
def _own_name() -> re.Pattern[str]:
    """5000 万元 | 专项资金 | 支持…: the name of the fund before what it is for."""
    return re.compile(f"^的?[^，。；的]{{0,8}}?{_fund_words('names')}")


def _fund_words(key: str) -> str:
    return alternation(words("incentives", f"fund.{key}"))
