"""What a rate is of (`base`) and what a sum is paid per (`per`)."""

from __future__ import annotations

import re
from functools import cache

from parsers.lexicon import words
from parsers.quantities.found import Found
from parsers.quantities.governors import clause_before
from parsers.quantities.patterns import SPACE, alternation, last_match

_BRACKETS = re.compile(r"[（(][^（）()]*$")


@cache
def _base_words() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str], re.Pattern[str]]:
    strips = alternation(words("context", "base.strip_start"))
    return (
        re.compile(alternation(words("context", "base.starts"))),
        frozenset(words("context", "base.strong")),
        re.compile(f"(?:{strips}|{SPACE})*"),
        re.compile(alternation(words("context", "base.never"))),
    )


def rate_base(text: str, note: Found, floor: int) -> str | None:
    """Return the noun phrase a share is of: 项目研发投入 in «按项目研发投入的 20%»; None where none is plain."""
    starts, strong, strip, never = _base_words()
    left = clause_before(text, note.start, floor)
    last = last_match(starts, left)
    if last is None:
        return None
    phrase = left[last.end() :].strip()
    attributive = phrase.endswith("的")
    phrase = phrase.removesuffix("的")
    phrase = phrase[_end_of(strip, phrase) :].strip()
    if len(phrase) < 2 or never.search(phrase) or not (attributive or last.group() in strong):
        return None
    return None if _BRACKETS.search(phrase) else phrase


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


@cache
def _per_pattern() -> re.Pattern[str]:
    starts = alternation(words("context", "per.starts"))
    fillers = alternation(words("context", "per.fillers"))
    return re.compile(rf"(?P<per>{starts}[一-鿿]{{0,12}}?(?:每[年月次]|年度)?){SPACE}(?:{fillers}{SPACE})*$")


def paid_per(text: str, note: Found, floor: int) -> str | None:
    """Return what a sum is paid per: 每个基站 in «给予每个基站 2 万元», 人/期 in «150 元/人/期»."""
    if note.per is not None:
        return note.per
    found = _per_pattern().search(clause_before(text, note.start, floor))
    return found["per"] if found and len(found["per"]) > 1 else None
