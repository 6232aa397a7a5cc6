"""Which instrument a promise is, by the word used for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from parsers.facts.frames import Frame
from parsers.facts.giving import award_touching, gives_itself, grant_words
from parsers.facts.grant import Part
from parsers.facts.passages import after, before
from parsers.lexicon import read_lexicon, words
from parsers.quantities.patterns import alternation, last_match


@cache
def _instruments() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """A run of award words that name one thing (配套奖励), and the words of each instrument by precedence."""
    order = read_lexicon("incentives")["instruments"]["order"]
    by_name = {name: words("incentives", f"instruments.{name}") for name in order if name != "fund"}
    tails = alternation(words("incentives", "give.tails"))
    listed = alternation(word for items in by_name.values() for word in items)
    return re.compile(f"(?:{listed}(?:{tails})*)+"), by_name


def instrument_in(text: str, *, last: bool = False) -> str | None:
    """Return the instrument that the first (or last) award word of a text names; None where there is none."""
    pattern, _ = _instruments()
    text = _OTHER_WORDS.sub(lambda word: " " * len(word.group()), text)
    found = last_match(pattern, text) if last else pattern.search(text)
    if found is None:
        return None
    if found.group() in ("经费", "支持") and not last:  # 支持 opens a sentence as often as it names a gift
        return "subsidy"
    return _instrument_of(found.group())


@lru_cache(maxsize=1024)
def _instrument_of(award: str) -> str:
    return next(name for name, items in _instruments()[1].items() if any(word in award for word in items))


_HANDS_ON = re.compile("(?:连续[^，]{1,4}年|[0-9一二三四五]+年内|一次性|全额)?(?:奖励|补助|返还|补贴|扶持)给")
_OTHER_WORDS = re.compile("配套(?=企业|设施|设备|产业|服务|工程)")


def stated_instrument(frame: Frame) -> str | None:
    """Return the instrument that the words of a sentence name: after the number, else before it; None for none."""
    if frame.of_fund:
        return "fund"
    if any(instrument_in(text, last=True) == "voucher" for text in _given_before(frame)):
        return "voucher"  # 发放“算力券”，按 30% 予以支持
    if _VOUCHER.match(frame.sentence.clauses[0].text):
        return "voucher"  # “算力券”按不超过费用的 30% 给予补贴
    behind = (name for text in _behind(frame) if (name := instrument_in(text)) is not None)
    return _touched(frame) or next(behind, None) or _before(frame) or next(_later(frame), None)


_VOUCHER = re.compile("“?[一-鿿]{1,8}券”?(?=按|可|给予|额度)")


def _given_before(frame: Frame) -> Iterator[str]:
    for clause in frame.sentence.clauses[frame.first : frame.grants[0].clause]:
        if gives_itself(clause.text):
            yield clause.text


def _touched(frame: Frame) -> str | None:
    """给予一次性奖励 5000 元: the award's name right before a sum that nothing follows."""
    first = frame.grants[0]
    clause = frame.sentence.clauses[first.clause]
    behind = after(clause, first.quantity.end)
    if first.part is not Part.AMOUNT or re.fullmatch("(?:[/／][一-鿿]{1,3})*", behind) is None:
        return None
    left = before(clause, first.quantity.start)
    start = award_touching(left)
    return instrument_in(left[start:], last=True) if start is not None else None


def _behind(frame: Frame) -> Iterator[str]:
    """Yield the words behind each number, then those behind a verb of giving in the clauses that follow."""
    sentence = frame.sentence
    for grant in frame.grants:
        yield after(sentence.clauses[grant.clause], grant.quantity.end)
    for clause in sentence.clauses[frame.grants[0].clause + 1 :]:
        if clause.start >= frame.end:
            return
        verb = grant_words().verb.search(clause.text) or _HANDS_ON.match(clause.text)
        if verb is not None:
            yield clause.text[verb.start() if verb.re is _HANDS_ON else verb.end() :]


def _later(frame: Frame) -> Iterator[str]:
    """前三年 100%，后两年 50%的租金补助: what the last of several numbers names, where nothing else is named."""
    clauses, last = frame.sentence.clauses, frame.grants[-1].clause
    for clause in clauses[last + 1 :]:
        if clause.part == clauses[last].part and (named := instrument_in(clause.text)) is not None:
            yield named


def _before(frame: Frame) -> str | None:
    """Return what the words before the first number name, the nearest clause first."""
    for index in range(frame.grants[0].clause, frame.first - 1, -1):
        clause = frame.sentence.clauses[index]
        found = instrument_in(clause.text[: max(0, frame.grants[0].quantity.start - clause.start)], last=True)
        if found is not None:
            return found
    return None
