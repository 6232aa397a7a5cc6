"""Subjects that stand elsewhere: in a clause before, the sentence before, or the item 申报条件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.facts.giving import gives_itself
from parsers.facts.instruments import instrument_in
from parsers.facts.noun_phrases import is_plain_name
from parsers.facts.passages import sentences
from parsers.facts.promise import Promise
from parsers.facts.subject_clauses import subject_clauses
from parsers.facts.subject_words import Subject, subject_words
from parsers.facts.subjects import read_applicant
from parsers.facts.view import PolicyView
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


@cache
def _headings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(f"{alternation(words('incentives', 'standards.awards'))}$"),
        re.compile(f"{alternation(words('incentives', 'standards.conditions'))}$"),
    )


def heading_gives(view: PolicyView, index: int) -> str | None:
    """Return the instrument that the heading of a section, or the one above it, promises (补贴标准); else None."""
    gives, _ = _headings()
    for place in (index, *view.above(index)):
        heading = view.sections[place].heading or ""
        if len(heading) <= 16 and gives.search(heading):
            return instrument_in(heading) or "subsidy"
    return None


def named_award(view: PolicyView, index: int) -> str | None:
    """Return the instrument that a section's own heading is the name of (场地租金补贴), so that it gives; else None."""
    heading = view.sections[index].heading or ""
    return instrument_in(heading, last=True) if len(heading) <= 12 and _AWARD_NAMED.search(heading) else None


_AWARD_NAMED = re.compile("(?<=..)(?:补贴|补助|奖励|津贴|资助)$")


def named_by_heading(view: PolicyView, index: int, parts: Sequence[str]) -> Subject | None:
    """Under 补贴标准, 温控大棚：连片新建 50 亩以上，每亩补贴 5 万元: a bare name that heads an item receives."""
    heading, rest = view.sections[index].heading, subject_clauses(parts[1:])
    if not parts or not rest or parts[0] != heading or heading_gives(view, index) is None:
        return None
    return Subject(heading, "，".join(rest).removesuffix("的")) if is_plain_name(heading) else None


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a promise in its section.

    `pending` is the subject of a gift without a number, `support` whom the sentence right before supports and in what,
    `lead` who was supported in a sentence before, `supports`
    says that the promise opens with a support of its own, `same` that the last promise shares its sentence, `near` that
    it does or that no new subject is opened.
    """

    last: Promise | None
    pending: Subject | None
    support: Subject | None
    lead: str | None
    supports: bool
    near: bool
    same: bool


def carry_subject(promise: Promise, subject: Subject, before: Before) -> None:
    """Give a promise without a recipient of its own the one of the words before it."""
    if promise.recipient is not None:
        return
    only_base = promise.rate_base is not None and subject.condition in (subject.base, promise.rate_base)
    if subject.pointing or subject.condition is None or (only_base and (before.near or before.pending is not None)):
        lead = Subject(before.lead) if before.lead is not None else None
        model = before.pending or before.support or before.last or lead
        if model is not None:
            own = promise.condition if not only_base else None
            promise.recipient, promise.condition = model.recipient, own or model.condition
            promise.carry(promise.section)
        return
    if before.supports:
        return
    named = before.same and before.last is not None and before.last.recipient is not None
    won = None if named else subject_words().won.match(promise.condition or "")
    if won is not None:  # 获得国家级示范基地称号
        promise.recipient = won["np"]
        return
    carried = before.last.recipient if before.near and before.last is not None else before.lead
    if carried is None and before.pending is not None:
        carried = before.pending.recipient
    if carried is not None:
        promise.recipient = carried
        promise.carry(promise.section)


def spread_conditions(view: PolicyView, promises: Sequence[Promise]) -> None:
    """Give promises under 支持标准 the subject of the item 申报条件 beside it or above."""
    for promise in promises:
        if (promise.recipient is not None and promise.condition is not None) or promise.instrument == "fund":
            continue
        if heading_gives(view, promise.section) is None:
            continue
        for place in _condition_sections(view, promise.section):
            if promise.recipient is not None and promise.condition is not None:
                break
            model = next((other for other in promises if other.section == place), None)
            subject = Subject(model.recipient, model.condition) if model else _subject_of(view, place)
            before = promise.recipient, promise.condition
            promise.recipient = promise.recipient or subject.recipient
            promise.condition = promise.condition or subject.condition
            if (promise.recipient, promise.condition) != before:
                promise.carry(place)


def _condition_sections(view: PolicyView, index: int) -> Iterator[int]:
    """Yield the items that say who may apply: siblings of the section, then those of the sections above it."""
    _, conditions = _headings()
    for place in (index, *view.above(index)):
        parent = view.sections[place].parent
        for other, section in enumerate(view.sections):
            if section.parent == parent and other != place and conditions.search(section.heading or ""):
                yield other
        if parent is not None and _states_subject(view, parent):
            yield parent


def _states_subject(view: PolicyView, index: int) -> bool:
    heading = view.sections[index].heading or ""
    return heading.startswith("对")


def _subject_of(view: PolicyView, index: int) -> Subject:
    """Return the subject that an item states in its first sentence behind the heading."""
    heading = view.sections[index].heading or ""
    for sentence in sentences(view, index):
        parts = [clause.text for clause in sentence.clauses]
        if "，".join(parts) == heading:
            continue
        parts = parts[1:] if len(parts) > 1 and parts[0] == heading else parts  # 补贴对象：各类用人单位
        found = read_applicant([part for part in parts if not gives_itself(part)] or parts)
        named = found.recipient is not None and heading.endswith(("对象", "主体"))
        return Subject(found.recipient, found.condition or (None if named else "，".join(parts)))
    return Subject()
