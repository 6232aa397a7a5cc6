"""Who the words of giving name: 给予举办方 50 万元, 为企业提供授信, 对培训机构给予补贴."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.frames import Frame
from parsers.facts.giving import grant_words
from parsers.facts.passages import after
from parsers.facts.promise import Promise
from parsers.facts.subject_words import subject_words
from parsers.facts.subjects import read_noun_phrase, whole_condition
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Who stands between 给予 and the number, behind the number, and before 提供."""
    head = subject_words().head.pattern.removesuffix("$")
    give, award = grant_words().verb.pattern, grant_words().award.pattern
    ends = alternation(words("incentives", "receivers.ends"))
    scope = alternation(words("incentives", "scope.starts"))
    return (
        re.compile(
            f"(?:{give}|{award}(?![金额资]))(?!其|该项目|[（(]|{scope})(?P<np>[^，。；]{{0,30}}?{head})(?={ends}|{scope}|\\d|$)"
        ),
        re.compile(
            f"[^，。；]{{0,12}}?(?:标准)?(?:对(?P<a>[^，。；]{{0,20}}?{head}){give}"
            f"|给予(?P<b>[^，。；]{{0,20}}?{head})(?={award}|资金|\\d))"
        ),
        re.compile(f"(?:并|同时)?[为向](?P<np>[^，。；]{{1,30}}?{head}$)"),
    )


def receiver_of(frame: Frame) -> str | None:
    """Return who the words of giving name, None where they name nobody."""
    inside, behind, _ = _patterns()
    found = inside.search(frame.giving())
    if found is not None:
        return re.sub("^(?:该|上述|相关)", "", found["np"])
    first = frame.grants[0]
    later = behind.match(after(frame.sentence.clauses[first.clause], first.quantity.end))
    return (later["a"] or later["b"]) if later is not None else None


def set_receiver(promise: Promise, frame: Frame, parts: Sequence[str]) -> None:
    """Let the words of giving name the recipient; a short form (协会或联盟) leaves the full one of the subject."""
    served = _patterns()[2].match(parts[-1])
    if served is not None:
        promise.recipient, promise.condition = served["np"], None
        return
    receiver = receiver_of(frame)
    if receiver is None or (promise.recipient and set(receiver) <= {*promise.recipient, *"、和及与或"}):
        return
    named = read_noun_phrase(receiver)
    if named.recipient is not None and named.condition is not None:
        promise.recipient, promise.condition = named.recipient, named.condition
        return
    if promise.recipient is not None:  # another than who the condition is about
        promise.condition = whole_condition(parts)
    promise.recipient = receiver
