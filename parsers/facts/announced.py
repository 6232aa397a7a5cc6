"""Who is named before a promise that names nobody: in the sentence before, the article's opening, a heading above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.giving import given_at
from parsers.facts.noun_phrases import does, split_leading
from parsers.facts.passages import Sentence, sentences, without_brackets
from parsers.facts.promise import Promise
from parsers.facts.reading import Reading
from parsers.facts.subject_words import Subject, subject_words
from parsers.facts.subjects import read_subject, supported, whole_condition
from parsers.facts.view import PolicyView
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


def lead_of(sentence: Sentence) -> str | None:
    """Return who a sentence supports, or whom it speaks of from its first clause on (长江学者特聘教授，由单位提供…)."""
    found = next((found for clause in sentence.clauses if (found := supported(clause.text)) is not None), None)
    first = sentence.clauses[0].text
    return found or (first if len(sentence.clauses) > 1 and _names_persons(first) else None)


def supported_by(sentence: Sentence) -> Subject | None:
    """Return whom a sentence supports and in what: 鼓励合作社开展统防统治。| 给予农药款 50%的补助; else None."""
    parts = [clause.text for clause in sentence.clauses]
    return read_subject(parts) if supported(parts[0]) is not None else None


def _names_persons(phrase: str) -> bool:
    rules = subject_words()
    opened = rules.opener.match(phrase) or does(phrase)
    return rules.talent.search(phrase) is not None and opened is None and split_leading(phrase)[0] is None


def announced(sentence: Sentence) -> str | None:
    """Return whom a sentence without a promised number opens with: 对本区企业或机构举办活动的，需备案.

    None where it is a thing that is named, or where the sentence takes something from whom it names.
    """
    first = sentence.clauses[0].text
    rules = subject_words()
    if rules.opener.match(first) is None or any(_takes().search(clause.text) for clause in sentence.clauses):
        return None
    found = read_subject([first[: given_at(first)]]).recipient
    named = found is not None and (rules.body.search(found) or rules.talent.search(found)) is not None
    return found if named else None


def note_leads(reading: Reading, sentence: Sentence, promising: Sentence | None, between: Sequence[Sentence]) -> None:
    """Note whom the last sentence that promises, and those behind it, name; only a further promise asks for it."""
    if promising is not None:
        reading.lead = lead_of(promising)
    for other in between:
        whom = announced(other)
        reading.announced = whom or reading.announced
        reading.lead = lead_of(other) or whom or reading.lead
    beside = between and between[-1].paragraph == sentence.paragraph
    reading.support = supported_by(between[-1]) if beside else None


def give_to_announced(promise: Promise, parts: Sequence[str], whom: str | None) -> None:
    """经备案的活动，按 30% 给予补助: of what happens, not who gets it, where a sentence before says who that is."""
    if whom is None or promise.recipient is None or any(subject_words().opener.match(part) for part in parts):
        return
    if _event().search(promise.recipient):
        promise.recipient, promise.condition = whom, whole_condition(parts)
        promise.carry(promise.section)


@cache
def _event() -> re.Pattern[str]:
    return re.compile(f"{alternation(words('incentives', 'announced.events'))}(?:等)?$")


@cache
def _takes() -> re.Pattern[str]:
    return re.compile(alternation(words("incentives", "announced.takes")))


def spread_from_above(view: PolicyView, promises: Sequence[Promise]) -> None:
    """Give promises that name nobody whom the opening of an article above announces: 对本区企业，按下列标准奖励：."""
    for promise in promises:
        if promise.recipient is not None or promise.instrument == "fund":
            continue
        for place in (promise.section, *view.above(promise.section)):
            found = _opening(view, place) if place != promise.section else None
            if found is None and _lacks_doer(promise.condition):
                found = _headed(view, place)
            if found is not None:
                promise.recipient = found
                promise.carry(place)
                break


def _lacks_doer(condition: str | None) -> bool:
    """Whether a condition says what is done, and so is somebody's: 组织专列, but not 日光温室连片 50 亩以上."""
    return condition is None or does(condition) is not None


def _headed(view: PolicyView, index: int) -> str | None:
    """Return whom a heading is about: 对旅行社的奖励, 旅行社奖励, 支持工业企业做大做强."""
    heading = without_brackets(view.sections[index].heading or "").strip()
    found = _about().fullmatch(heading) if len(heading) <= _LONGEST_HEADING else None
    return (found["whom"] or found["who"]) if found is not None else None


_LONGEST_HEADING = 24  # characters; what is longer is a clause


@cache
def _about() -> re.Pattern[str]:
    rules = subject_words()
    award, known, grows = (alternation(words("incentives", key)) for key in _HEADINGS)
    who = f"[^，。；的、]{{0,16}}?{rules.body.pattern.removesuffix('$')}"
    return re.compile(
        f"对?(?P<whom>{who})的?{known}?{award}(?:政策|标准|办法|措施)?|{rules.support.pattern}(?P<who>{who}){grows}+"
    )


_HEADINGS = ("give.awards", "announced.known", "announced.grows")


def _opening(view: PolicyView, index: int) -> str | None:
    """Return whom a section's own words announce to the items below it; they end in a colon or point down."""
    own = sentences(view, index)
    if not own:
        return None
    last = own[-1]
    text = view.text(last.start, last.end + 1)
    if _DOWN.search(text) is None:
        return None
    return next((found for sentence in reversed(own) if (found := announced(sentence) or lead_of(sentence))), None)


_DOWN = re.compile(
    r"[：:]\s*$|下列|如下|以下[^，。；\d]{0,6}(?:支持|奖励|奖补|扶持|补贴|补助|资助|标准|政策|规定|方式|措施)"
)
