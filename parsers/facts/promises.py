"""The promises of a policy, put together from the numbers its sentences give."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.facts.announced import give_to_announced, note_leads, spread_from_above
from parsers.facts.bases import part_of_scale, set_stage
from parsers.facts.carrying import (
    Before,
    carry_subject,
    heading_gives,
    named_award,
    named_by_heading,
    spread_conditions,
)
from parsers.facts.fields import Fields
from parsers.facts.following import (
    add_caps,
    condition_behind,
    only_follows,
    pays_out,
    repeat_tiers,
    share_term,
    tiers_of_a_rate,
)
from parsers.facts.frames import Frame, frames_of
from parsers.facts.giving import grant_words
from parsers.facts.grant import SHARES, Grant, Part
from parsers.facts.grants import find_grants
from parsers.facts.instruments import instrument_in, stated_instrument
from parsers.facts.passages import Sentence, before, sentences
from parsers.facts.promise import Promise
from parsers.facts.reading import Reading
from parsers.facts.receivers import each_of, set_receiver
from parsers.facts.stacking import spread_stacking, stacking_in
from parsers.facts.steps import kinds_of, split_step, tells_years_apart
from parsers.facts.subject_words import Subject, subject_words
from parsers.facts.subjects import read_subject, split_doer
from parsers.facts.sums import share_what_follows, share_with_one_beside, spread, tell_levels_apart
from parsers.facts.view import PolicyView
from parsers.facts.wording import base_behind, lasting, rate_base
from schemas.records import Quantity
from schemas.vocabulary import QuantityKind

_REPORT = "报告"
_DONE = re.compile("进行(?=奖|补)")  # 对旅行社进行奖励。每满一万人奖励一万元


def read_promises(view: PolicyView) -> Reading:
    """Read every promise of a policy in reading order, its conditions' numbers, and lists whose lengths differ."""
    reading = Reading(view)
    if view.metadata.doc_type == _REPORT:  # it tells what was given
        return reading
    for index, section in enumerate(view.sections):
        quantities = view.quantities_in(section.start, section.end)
        if any(item.kind is QuantityKind.MONEY or item.kind in SHARES for item in quantities):
            _read_section(reading, index)
    spread_conditions(view, reading.promises)
    spread_from_above(view, reading.promises)
    spread_stacking(reading)
    return reading


def _read_section(reading: Reading, index: int) -> None:
    reading.section_first, reading.lead, reading.pending = len(reading.promises), None, None
    reading.announced = None
    standard = heading_gives(reading.view, index)
    awarded = named_award(reading.view, index)
    paragraph, fields = 0, Fields()
    promising: Sentence | None = None
    between: list[Sentence] = []
    for whole in sentences(reading.view, index):
        sentence = fields.read(whole)
        if sentence.paragraph != paragraph:
            paragraph, reading.pending = sentence.paragraph, None
        promised = bool(reading.of_section()) or reading.pending is not None or awarded is not None
        grants = find_grants(
            sentence, promised_before=promised, under_standard=(fields.instrument or standard) is not None
        )
        if not grants:
            _read_context(reading, sentence)
            between.append(sentence)
            continue
        note_leads(reading, sentence, promising, between)
        promising, between = sentence, []
        count = len(reading.promises)
        reading.pending_instrument = fields.instrument or reading.pending_instrument
        _read_sentence(reading, sentence, grants)
        fields.complete(reading.promises[count:])


def _read_context(reading: Reading, sentence: Sentence) -> None:
    """A sentence without a promised number may say the years or the gift of its neighbours."""
    section = reading.of_section()
    years = lasting(sentence, sentence.start, sentence.end) if section else None
    if years is not None and section[-1].years is None:
        section[-1].years = years
        section[-1].carry(sentence.section)
    rules = grant_words()
    for index, clause in enumerate(sentence.clauses):
        verb = rules.verb.search(clause.text) or _DONE.search(clause.text)
        if verb is not None and rules.award.search(clause.text, verb.end()):
            parts = [item.text for item in sentence.clauses[:index]] + [clause.text[: verb.start()]]
            reading.pending = read_subject(parts)
            reading.pending_instrument = instrument_in(clause.text[verb.end() :])
            return


def _read_sentence(reading: Reading, sentence: Sentence, grants: Sequence[Grant]) -> None:
    first, reading.sentence_start = len(reading.promises), sentence.start
    frames = frames_of(sentence, grants)
    kinds = kinds_of(frames)
    for place, frame in enumerate(frames):
        if only_follows(frame) and add_caps(reading, frame):
            continue
        if pays_out(reading, frame):
            continue
        reading.frame += 1
        reading.thresholds += _asked(frame)
        made, issue = spread(frame, _promise(reading, frame, kinds.get(place)))
        if frame.grants[0].beside and len(reading.promises) > first:
            share_with_one_beside(reading.promises[-1], made[0])
        if issue is not None and repeat_tiers(made, reading.promises[first:]):
            issue = None
        if issue is not None:
            reading.issues.append(issue)
        if not tiers_of_a_rate(reading, frame, made):
            reading.promises += made
    made_here = reading.promises[first:]
    share_term(sentence, grants[-1], made_here)
    tell_levels_apart(made_here)
    share_what_follows(made_here)
    reading.pending = None


def _asked(frame: Frame) -> list[Quantity]:
    """Return the numbers of a condition: those that stand before the giving."""
    given = {id(grant.quantity) for grant in frame.grants}
    until = frame.grants[0].given_at
    inside = (item for item in frame.sentence.quantities if frame.start <= item.start < until)
    return [item for item in inside if id(item) not in given]


def _promise(reading: Reading, frame: Frame, kind: str | None) -> Promise:
    """Return a promise with its subject, instrument and years, its numbers still to be filled in.

    `kind` is the frame's own among several kinds of one thing in the sentence: who receives, or else a tier.
    """
    sentence, (parts, step) = frame.sentence, _parts_and_step(reading, frame, kind)
    rates = [grant.quantity for grant in frame.grants if grant.part is Part.RATE]
    stated = rate_base(sentence, rates[0]) if rates else None
    parts, share = part_of_scale(parts) if rates and stated is None else (parts, None)
    subject = named_by_heading(reading.view, frame.sentence.section, parts) or read_subject(parts)
    promise = Promise(
        section=sentence.section,
        frame=reading.frame,
        quote=frame.grants[0].quantity,
        instrument=_instrument(reading, frame),
        recipient=subject.recipient,
        condition=subject.condition,
        tier=step,
        years=None if frame.of_fund else lasting(sentence, frame.start, _end_of_part(frame)),
        stacking=stacking_in(reading.view.text(frame.start, frame.end)),
    )
    set_receiver(promise, frame, parts)
    if frame.grants[0].beside:
        promise.recipient = frame.giving()
    _share_condition(reading, promise, subject)
    if rates:
        stated = stated or share or subject.base or base_behind(sentence, rates[0])
        promise.rate_base = _without(promise.recipient, stated, frame.giving())
    if tells_years_apart(reading.view.text(sentence.start, sentence.end)):
        set_stage(promise, frame)
    if promise.rate_base is not None and promise.rate_base == step:
        promise.rate_base = None
    if promise.recipient is None and promise.rate_base is not None and not _OWN.search(_left(sentence, rates[0])):
        promise.recipient, promise.rate_base = split_doer(promise.rate_base)
    give_to_announced(promise, parts, reading.announced)
    carry_subject(promise, subject, _before(reading, sentence, parts))
    if promise.recipient is None:
        promise.recipient = each_of(frame)
        promise.rate_base = _without(promise.recipient, promise.rate_base, frame.giving())
    _name_what_is_built(promise)
    promise.condition = "，".join(filter(None, (promise.condition, condition_behind(frame)))) or None
    if kind is not None and subject_words().body.search(kind):
        promise.recipient, promise.tier = kind, None
    return promise


def _name_what_is_built(promise: Promise) -> None:
    """支持建设公共服务平台，按投资额的 40% 资助: where nobody is named, what is built receives."""
    if promise.recipient is not None or promise.condition is None or promise.instrument == "fund":
        return
    found = subject_words().built.fullmatch(promise.condition)
    if found is not None:
        promise.recipient, promise.condition = found["np"], found["doing"]


def _share_condition(reading: Reading, promise: Promise, subject: Subject) -> None:
    """给予主体 20% 的奖励，给予提供商 30% 的奖励: another receiver of one sentence, on the same condition."""
    section = reading.of_section()
    if not section or section[-1].frame != reading.frame - 1 or subject != Subject() or promise.recipient is None:
        return
    if section[-1].quote.start >= reading.sentence_start and section[-1].condition is not None:
        promise.condition = section[-1].condition
        promise.carry(promise.section)


_OWN = re.compile("(?:按照?|依照|根据)其[^，]*$")


def _parts_and_step(reading: Reading, frame: Frame, kind: str | None) -> tuple[list[str], str | None]:
    """Return the subject's clauses and the step of a scale behind them, where somebody is named that it is for."""
    parts = frame.subject()
    if kind is not None:
        return [part for part in parts if part][:-1], kind
    text = reading.view.text(frame.sentence.start, frame.sentence.end)
    before = reading.of_section()
    goes_on = bool(before) and before[-1].tier is not None
    same = goes_on and before[-1].quote.start >= reading.sentence_start
    others, step = split_step(parts, staged=tells_years_apart(text), goes_on=same)
    scaled = any(others) or reading.pending is not None or goes_on
    return (others, step) if scaled else (parts, None)


def _left(sentence: Sentence, quantity: Quantity) -> str:
    return before(sentence.clauses[sentence.clause_at(quantity.start)], quantity.start)


def _without(recipient: str | None, base: str | None, given: str) -> str | None:
    """给予提供商实际研发投入 30%: the receiver is no part of the base."""
    if base is None or recipient is None:
        return base
    each = _EACH.match(base)
    if each is not None and base.startswith(recipient, each.end()):  # 每家参展企业 | 展位费
        base = base[each.end() :]
    if not base.startswith(recipient):
        return _without_short_form(recipient, base, given)
    if len(recipient) < 4 and not given.startswith(("给予" + recipient, "予以" + recipient)):
        return base
    return base.removeprefix(recipient).removeprefix("在") or None


_EACH = re.compile("每[家个名户位]|各")


def _without_short_form(recipient: str, base: str, given: str) -> str:
    """对规上工业企业…的，给予企业 | 超出额 0.5%: the receiver by its last word."""
    lengths = range(2, min(len(recipient), 5))
    short = next((recipient[-length:] for length in lengths if given.startswith(f"给予{recipient[-length:]}")), None)
    return base.removeprefix(short) or base if short is not None else base


def _end_of_part(frame: Frame) -> int:
    """Return where the part between semicolons ends that holds the last number."""
    clauses = frame.sentence.clauses
    part = clauses[frame.grants[-1].clause].part
    return min(frame.end, max(clause.end for clause in clauses if clause.part == part))


def _before(reading: Reading, sentence: Sentence, parts: Sequence[str]) -> Before:
    """Return what stands before a promise that it may take its subject from."""
    section = reading.of_section()
    last = section[-1] if section else None
    rules = subject_words()
    opened = any(rules.opener.match(part) for part in parts)
    same = last is not None and last.quote.start >= sentence.start
    return Before(
        last=last,
        pending=reading.pending,
        support=None if same else reading.support,
        lead=reading.lead,
        supports=any(rules.support.match(part) for part in parts) and not same,
        near=same or (not opened and any(part.endswith("的") or _MORE.match(part) for part in parts)),
        same=same,
    )


_MORE = re.compile("每再?(?:增加|新增|增长|超过?)")  # 在此基础上，每增加 1 万人次…: to whom the sum before goes


def _instrument(reading: Reading, frame: Frame) -> str:
    """Return the instrument by the word used, else as the promise before, else by the heading."""
    stated = stated_instrument(frame)
    if stated is not None:
        return stated
    section = reading.of_section()
    inherited = section[-1].instrument if section else reading.pending_instrument
    place = reading.view, frame.sentence.section
    return inherited or heading_gives(*place) or named_award(*place) or "other"
