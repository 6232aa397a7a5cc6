"""Caps and tiers that stand behind the promises they belong to, and promise nothing of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from parsers.facts.frames import Frame, is_besides, names_one
from parsers.facts.giving import grant_words
from parsers.facts.grant import Grant, Part
from parsers.facts.passages import Sentence, after, before
from parsers.facts.promise import Cap, Promise
from parsers.facts.reading import Reading
from parsers.facts.subject_words import subject_words
from parsers.facts.wording import cap_scope, lasting
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


def only_follows(frame: Frame) -> bool:
    """Whether nothing is promised here but caps, to nobody in particular."""
    if not all(grant.follows for grant in frame.grants):
        return False
    openers, first = grant_words().openers, frame.grants[0]
    if is_besides(frame.sentence, first) and _names_award(frame):
        return False
    if frame.sentence.clauses[0].text.startswith("其中") and any(frame.subject()):
        return False
    if any(names_one(part) for part in frame.subject()):
        return False
    if subject_words().body.search(frame.subject()[-1]) and not grant_words().scope.match(frame.subject()[-1]):
        return False
    return not any(openers.match(part) or part.endswith("的") for part in frame.subject())


def _names_award(frame: Frame) -> bool:
    """Whether the award's name stands behind the number: 200 万元的贷款贴息."""
    first = frame.grants[0]
    return grant_words().named.match(after(frame.sentence.clauses[first.clause], first.quantity.end)) is not None


def add_caps(reading: Reading, frame: Frame) -> bool:
    """Put caps that only follow on the promises before them; False where they belong to a gift without a number."""
    section, sentence = reading.of_section(), frame.sentence
    if not section or reading.pending is not None or _is_beside(frame, section[-1]):
        return False
    if sentence.clauses[frame.grants[0].clause].text.startswith("其中") and section[-1].caps == []:
        return False
    members = [promise for promise in section if promise.frame == section[-1].frame]
    if sentence.start > section[-1].quote.end and len({promise.tier for promise in section}) > 1:
        members = _of_last_sentence(section)
    elif _summed().search(sentence.text_of(frame.grants[0].clause)) and sentence.start > section[-1].quote.end:
        members = [promise for promise in section if promise.recipient == section[-1].recipient and not promise.caps]
        members = members or [section[-1]]
    for grant in frame.grants:
        clause = sentence.clauses[grant.clause]
        named = [promise for promise in members if promise.tier and _names_tier(clause.text, promise.tier)]
        for promise in named or members:
            promise.caps.append(Cap(grant.quantity, *cap_scope(clause, grant.quantity)))
    return True


def _is_beside(frame: Frame, last: Promise) -> bool:
    """新建冷库，每立方米不超过 100 元；改建冷库，每立方米不超过 90 元: caps of one sentence, each with a subject."""
    bare = last.rate is None and last.amount is None and last.quote.start >= frame.sentence.start
    return bare and frame.start > frame.sentence.start and any(frame.subject())


@cache
def _summed() -> re.Pattern[str]:
    """单个企业年度总额: what one body may get in all."""
    bodies, sums = (alternation(words("incentives", f"scope.{name}")) for name in ("bodies", "sums"))
    return re.compile(f"{bodies}[^，]*{sums}")


def _of_last_sentence(section: Sequence[Promise]) -> list[Promise]:
    """Return the promises at the section's end that are tiers of one kind: 国际标准, 国家标准, 行业标准."""
    members: list[Promise] = []
    for promise in reversed(section):
        if promise.tier is None or promise.instrument != section[-1].instrument:
            break
        members.append(promise)
    return members or [section[-1]]


def _names_tier(text: str, tier: str) -> bool:
    stem = re.sub("(?:级|标准)$", "", tier)
    return bool(stem) and stem in text


def tiers_of_a_rate(reading: Reading, frame: Frame, made: Sequence[Promise]) -> bool:
    """其中, 一般项目最高 300 万元; 重点项目最高 1000 万元: tiers of the rate promised before, which they replace."""
    section, sentence = reading.of_section(), frame.sentence
    if not (frame.only_caps and section):
        return False
    model = next((promise for promise in reversed(section) if promise.rate is not None), None)
    if model is not None and _divides(reading, model, frame):
        _replace(reading, model, made)
        return True
    tier = "，".join(part for part in frame.subject() if part and part != "其中").removeprefix("其中") or None
    if model is None or len(made) != 1 or (model.caps and model.tier is None):
        return False
    if not sentence.clauses[0].text.startswith("其中") and not _is_kind_of(tier, model):
        return False
    for name, caps in _caps_by_name(frame) or [(tier, list(made[0].caps))]:
        promise = replace(model, caps=caps, tier=name, frame=reading.frame)
        promise.carry(sentence.section)
        reading.promises.append(promise)
    if not model.caps:
        reading.promises.remove(model)
    return True


def _is_kind_of(tier: str | None, model: Promise) -> bool:
    """Whether a name is that of some of those a rate is for: 省重点上市企业最高 30 万元, behind one for 上市企业."""
    whole = model.recipient or ""
    return tier is not None and len(whole) > 2 and tier != whole and tier.endswith(whole) and "的" not in tier


def _caps_by_name(frame: Frame) -> list[tuple[str | None, list[Cap]]]:
    """Return caps that say each whom they hold for before their scope: 科技型 | 单户企业年上限 50 万元，专精特新…."""
    named: list[tuple[str | None, list[Cap]]] = []
    for grant in frame.grants:
        clause = frame.sentence.clauses[grant.clause]
        phrase, scope = cap_scope(clause, grant.quantity)
        name = before(clause, grant.quantity.start).partition(phrase or " ")[0].removeprefix("其中")
        named.append((name, [Cap(grant.quantity, phrase, scope)]))
    names = {name for name, _ in named}
    return named if len(names) == len(named) > 1 and "" not in names else []


def _divides(reading: Reading, model: Promise, frame: Frame) -> bool:
    """按费用的 40% 给予资助：取得批件的，最高 800 万元；…: what follows the colon is the rate's own caps."""
    sentence, rate = frame.sentence, model.rate
    if rate is None or not sentence.start <= rate.start < frame.start:
        return False
    clause = sentence.clauses[sentence.clause_at(rate.start)]
    return reading.view.text(clause.end, clause.end + 1) in ("：", ":") and any(frame.subject())


def _replace(reading: Reading, model: Promise, made: Sequence[Promise]) -> None:
    """Put promises with the rate of `model` in the place of the one that has no caps yet."""
    for promise in made:
        condition = "，".join(filter(None, (_whole(model), promise.condition))) or None
        own = replace(model, caps=list(promise.caps), tier=promise.tier, condition=condition, frame=promise.frame)
        own.carry(promise.section)
        reading.promises.append(own)
    if not model.caps:
        reading.promises.remove(model)


def _whole(model: Promise) -> str | None:
    """Return the condition of the rate itself; what has caps already is a part of it with its own condition."""
    return model.condition if not model.caps else None


def pays_out(reading: Reading, frame: Frame) -> bool:
    """奖励 10 万元（第一年 5 万元，第二年 3 万元，第三年 2 万元）: a bracket that divides the sum before it."""
    section = reading.of_section()
    if not section or section[-1].amount is None or len(frame.grants) < 2:
        return False
    total, clause = section[-1].amount, frame.sentence.clauses[frame.grants[0].clause]
    if not clause.start <= total.start < frame.grants[0].quantity.start:
        return False
    between = clause.text[total.end - clause.start : frame.grants[0].quantity.start - clause.start]
    parts = [grant.quantity.maximum for grant in frame.grants if grant.part is Part.AMOUNT]
    bracketed = max(between.rfind("（"), between.rfind("(")) > max(between.rfind("）"), between.rfind(")"))
    return bracketed and None not in parts and sum(part for part in parts if part is not None) == total.maximum


def repeat_tiers(made: Sequence[Promise], before: Sequence[Promise]) -> bool:
    """国家级、省级的，分别给予 20 万元、10 万元，每年分别发放 6 万元、4 万元: a list after a list."""
    model = [promise for promise in before if before and promise.frame == before[-1].frame]
    tiers = [promise.tier for promise in model]
    if len(model) != len(made) or None in tiers:
        return False
    for promise, tier in zip(made, tiers, strict=True):
        promise.tier = tier
        promise.carry(promise.section)
    return True


def condition_behind(frame: Frame) -> str | None:
    """Return the condition that a clause behind the giving states: …给予 50 万元奖励，条件是 | 企业须通过验收."""
    behind = frame.sentence.clauses[frame.grants[-1].clause + 1 :]
    for place, clause in enumerate(behind):
        found = _stated_condition().match(clause.text) if clause.end <= frame.end else None
        if found is not None:
            rest = (item.text for item in behind[place + 1 :] if item.part == clause.part and item.end <= frame.end)
            return "，".join((clause.text[found.end() :], *rest)) or None
    return None


@cache
def _stated_condition() -> re.Pattern[str]:
    """条件是…, 但前提为…."""
    return re.compile(alternation(words("incentives", "conditions.announced")))


def share_term(sentence: Sentence, last: Grant, made: Sequence[Promise]) -> None:
    """按 0.25 元给予补贴；…按 0.02 元给予补贴；连续补贴 15 年: a term in a part of its own holds for all before it."""
    part = sentence.clauses[last.clause].part
    behind = [clause for clause in sentence.clauses if clause.part > part]
    gives = any(grant_words().verb.search(clause.text) for clause in behind)
    years = lasting(sentence, behind[0].start, sentence.end) if behind and not gives else None
    for promise in made if years is not None else ():
        promise.years = promise.years or years
