"""What a rate is of (`base`) and what a sum is paid per (`per`)."""

from __future__ import annotations

import re
from functools import cache

from parsers.lexicon import mapping, words
from parsers.quantities.found import Found
from parsers.quantities.governors import WINDOW, clause_before
from parsers.quantities.patterns import SPACE, alternation, last_match, refusals

_BASE_WINDOW = 96  # a base may hold a bracket with a list in it
_OPEN_BRACKET = re.compile(r"^[^（(]*[）)]|[（(][^）)]*$")


@cache
def _base_words() -> tuple[re.Pattern[str], ...]:
    strips = alternation(words("context", "base.strip_start"), refusals(mapping("context", "base.strip_not_before")))
    not_before = refusals(mapping("context", "base.marker_not_before"))
    return (
        re.compile(alternation(words("context", "base.strong"), not_before)),
        re.compile(alternation(words("context", "base.weak"), not_before)),
        re.compile(f"(?:{strips}|{SPACE})*"),
        re.compile(alternation(words("context", "base.never"))),
        re.compile(f"{alternation(words('context', 'base.nouns'))}$"),
        re.compile(alternation(words("context", "base.cuts"))),
    )


def rate_base(text: str, note: Found, floor: int) -> str | None:
    """Return the noun phrase a share is of: 项目研发投入 in «按项目研发投入的 20%»; None where none is plain."""
    strong, weak, strip, never, nouns, cuts = _base_words()
    left = clause_before(text, note.start, floor, _BASE_WINDOW)
    marker = last_match(strong, left)
    certain = marker is not None
    marker = marker or last_match(weak, left)
    if marker is None:
        return None
    phrase = left[marker.end() :].strip()
    attributive = phrase.endswith("的")
    phrase = _cut(cuts, strip.sub("", phrase.removesuffix("的"), count=1).strip())
    named = phrase.replace("标准", "") if attributive else phrase  # 按最低工资标准的 80%
    if len(phrase) < 2 or phrase == "部分" or never.search(named) or _OPEN_BRACKET.search(phrase):
        return None
    return phrase if certain or attributive or nouns.search(phrase) else None


def _cut(cuts: re.Pattern[str], phrase: str) -> str:
    """Return a phrase up to the first word that is no part of it."""
    found = cuts.search(phrase, 1)
    return phrase[: found.start()] if found else phrase


@cache
def _per_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    starts = alternation(words("context", "per.starts"))
    fillers = alternation(words("context", "per.fillers"))
    bracket = "(?:[（(][一-鿿、]{1,4}[）)])?"  # 每架次（列）
    phrase = f"(?P<per>{starts}[一-鿿]{{0,24}}?{bracket})"
    # No sign that ends a clause is in it.
    return re.compile(f"{phrase}{SPACE}(?:{fillers}{SPACE})*\\Z"), re.compile(alternation(words("context", "per.cuts")))


def paid_per(text: str, note: Found, floor: int) -> str | None:
    """Return what a sum is paid per: 每个基站 in «给予每个基站 2 万元», 人/期 in «150 元/人/期»."""
    if note.per is not None:
        return note.per
    phrase, cuts = _per_patterns()
    found = phrase.search(text, max(floor, note.start - WINDOW), note.start)
    per, end = "", 0
    while found is not None:  # 每年给予每人 5000 元: the nearest says what it is paid per
        per = _cut(cuts, found["per"])
        end = found.start("per") + len(per)
        found = phrase.search(text, end, note.start) if len(per) < len(found["per"]) else None
    if len(per) < 2:
        return None
    return per + _STANDARD if per in _BARE_PER and text.startswith(_STANDARD, end, note.start) else per


_BARE_PER, _STANDARD = ("每个", "每项", "每件"), "标准"  # 每个标准 | 一次性奖补 100 万元 is paid for a norm, not by one
