"""The numbers of a subject in their places: one promise, or one for each tier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from posixpath import commonprefix

from parsers.facts.frames import Frame, clean_label, label_between, runs_of
from parsers.facts.funds import fund_recipient
from parsers.facts.grant import Grant, Part
from parsers.facts.instruments import instrument_in
from parsers.facts.noun_phrases import read_phrase
from parsers.facts.passages import after, before
from parsers.facts.promise import Cap, Promise
from parsers.facts.steps import is_stage, listed_steps, stage_in
from parsers.facts.subject_words import Subject, subject_words
from parsers.facts.tiers import bracket_label, level_of, listed_levels, tiers_in
from parsers.facts.wording import cap_scope, is_measure, paid_per
from parsers.lexicon import words
from parsers.quantities.patterns import alternation
from schemas.issues import Issue, IssueCode
from schemas.vocabulary import CapScope, Certainty

_OWN_RECIPIENT = re.compile("(?:方|企业|单位|机构|个人|团队)$")


def spread(frame: Frame, base: Promise) -> tuple[list[Promise], Issue | None]:
    """Return the promises of one subject, and an issue where its sums have not as many tiers."""
    if frame.of_fund:
        return _funds(frame, base), None
    runs = runs_of(frame)
    if runs:
        return _listed(frame, base, runs)
    capped = _caps_with_labels(frame)
    if capped:
        return _by_label(frame, base, capped), None
    fill(base, frame, frame.grants)
    return _each(frame, base), None


def fill(promise: Promise, frame: Frame, grants: Sequence[Grant]) -> None:
    """Put the numbers in their places, and place the promise by its sum, else its rate, else its cap."""
    rated = any(grant.part is Part.RATE for grant in grants)
    for grant in grants:
        if grant.part is Part.RATE:
            promise.rate = promise.rate or grant.quantity
        elif rated and grant.part is Part.AMOUNT and grant.quantity.minimum != grant.quantity.maximum:
            promise.floor = promise.floor or grant.quantity  # 按 30% 资助，单个项目 300 万元至 1000 万元
            promise.caps.append(Cap(grant.quantity, *cap_scope(frame.sentence.clauses[grant.clause], grant.quantity)))
        elif grant.part is Part.FLOOR:
            promise.floor = promise.floor or grant.quantity
        elif grant.part is Part.CAP:
            clause = frame.sentence.clauses[grant.clause]
            promise.caps.append(Cap(grant.quantity, *cap_scope(clause, grant.quantity)))
        else:
            promise.amount = promise.amount or grant.quantity
    if promise.amount is not None:
        promise.per = paid_per(frame.sentence, promise.amount, range(frame.first, frame.grants[0].clause + 1))
    else:
        measured = (cap.per for cap in promise.caps if cap.per and (is_measure(cap.per) or _behind_slash(cap)))
        promise.per = next(measured, None) if promise.rate is None else None
    numbers = (promise.amount, promise.rate, *(cap.quantity for cap in promise.caps), promise.floor)
    promise.quote = next(number for number in numbers if number is not None)


def _behind_slash(cap: Cap) -> bool:
    """不超过 100 万元/项: what the sum is per stands right behind it."""
    return cap.per is not None and cap.per == cap.quantity.per and not cap.per.startswith(_EACH)


_EACH = ("每", "单", "同", "年度")


def _funds(frame: Frame, base: Promise) -> list[Promise]:
    made = []
    for grant in frame.grants:
        promise = replace(base, quote=grant.quantity, amount=grant.quantity, caps=[], condition=None, tier=None)
        promise.recipient = fund_recipient(frame.sentence, grant)
        left = before(frame.sentence.clauses[grant.clause], grant.quantity.start)
        promise.per = "每年" if re.search("每年|年度", f"{grant.quantity.per or ''}{left}") else None
        promise.carried_from, promise.certainty = None, grant.quantity.certainty
        made.append(promise)
    return made


def _listed(frame: Frame, base: Promise, runs: Sequence[Sequence[Grant]]) -> tuple[list[Promise], Issue | None]:
    """分别给予 100 万元、50 万元: one promise a sum, each with its tier or its own recipient."""
    run = runs[0]
    labels = _labels(frame, run)
    tiers: Sequence[str | None] = (
        labels if any(labels) else tiers_in("，".join(filter(None, frame.subject())), listed_steps(frame), len(run))
    )
    tiers = tiers or _in_giving(frame, len(run))
    issue = None if tiers else _unmatched(frame, len(run))
    listed = {id(grant) for members in runs for grant in members}
    shared = [grant for grant in frame.grants if id(grant) not in listed]
    made = []
    for position, tier in enumerate(tiers or [None] * len(run)):
        promise = replace(base, caps=[], tier=tier, condition=_without_label(base.condition, labels[0]))
        if promise.recipient is not None and promise.recipient == labels[0]:
            promise.recipient = None
        fill(promise, frame, [*(members[position] for members in runs if len(members) == len(run)), *shared])
        if tier is not None and tier in labels and _OWN_RECIPIENT.search(tier):
            _name_by_label(promise, tier)
        made.append(promise)
    _part_bases(made)
    return made, issue


def _name_by_label(promise: Promise, label: str) -> None:
    """给予制定国际标准的企业 30 万元、制定国家标准的企业 20 万元: who each sum is for, and on what condition."""
    named = read_phrase(label) if "的" in label else Subject(label)
    promise.recipient, promise.tier = named.recipient or label, None
    if named.recipient is not None and named.condition is not None:
        promise.condition = "，".join(filter(None, (promise.condition, named.condition)))


def _part_bases(made: Sequence[Promise]) -> None:
    """按重点方向流片费用 50%、非重点方向流片费用 30%: the shared end is the base."""
    costs = [promise.tier for promise in made if subject_words().cost.search(promise.tier or "")]
    if made[0].rate is not None and len({*costs}) == len(made):
        for promise in made:  # 首轮流片费用最高 30%、制版费用最高 50%
            promise.rate_base, promise.tier = promise.tier, None
        return
    words = [made[0].rate_base if made[0].tier is None else None, *(promise.tier for promise in made[1:])]
    if made[0].rate is None or None in words:
        return
    shared = commonprefix([word[::-1] for word in words if word])[::-1]
    noun = _base_noun().search(shared)
    rests = [word[: -len(noun.group())].removesuffix("的") for word in words if word] if noun else []
    if noun is None or not all(rests):
        return
    for promise, rest in zip(made, rests, strict=True):
        promise.tier, promise.rate_base = rest, noun.group()


def _caps_with_labels(frame: Frame) -> list[tuple[str, Grant]]:
    """Return the caps of a rate that say each whom it holds for: 国内首台最高 500 万元，省内首台最高 200 万元."""
    caps = [grant for grant in frame.grants if grant.part is Part.CAP]
    if len(caps) < 2 or not any(grant.part is Part.RATE for grant in frame.grants):
        return []
    named = [(_cap_label(frame, grant), grant) for grant in caps]
    labels = {label for label, _ in named if label}
    return [(label, grant) for label, grant in named if label] if len(labels) == len(caps) else []


def _cap_label(frame: Frame, cap: Grant) -> str | None:
    clause = frame.sentence.clauses[cap.clause]
    left = before(clause, cap.quantity.start)
    phrase, _ = cap_scope(clause, cap.quantity)
    found = re.fullmatch("(?P<label>[^，。；\\d]{2,16}?)(?:最高|最多)?(?:不?得?超过|奖励|补助|补贴|资助|给予)*", left)
    plain = found is not None and phrase is None and instrument_in(found["label"]) is None
    return found["label"] if found and plain and "比例" not in left and "总" not in found["label"] else None


def _by_label(frame: Frame, base: Promise, capped: Sequence[tuple[str, Grant]]) -> list[Promise]:
    own = {id(grant) for _, grant in capped}
    shared = [grant for grant in frame.grants if id(grant) not in own]
    made = []
    for label, grant in capped:
        promise = replace(base, caps=[], tier=label)
        fill(promise, frame, [*shared, grant])
        made.append(promise)
    return made


def _in_giving(frame: Frame, count: int) -> tuple[str, ...]:
    """Return the tiers that the giving lists: 按照展示板和交易板分别给予 5 万元和 50 万元."""
    found = re.match(
        "按照?(?P<list>[^，]+?)(?:[两二三四]个)?(?:环节|阶段|类别|等次|档次|层次|情形)?(?:分别|依次)", frame.giving()
    )
    items = re.split("[、和及与]", found["list"]) if found is not None else []
    return tuple(items) if len(items) == count else ()


@cache
def _base_noun() -> re.Pattern[str]:
    """The cost that the items of a list share, behind what parts them: 重点方向 | 流片费用."""
    behind = "|".join(f"(?<={re.escape(word)})" for word in words("incentives", "shared_base.behind"))
    return re.compile(f"(?:{behind})[^，、的]*{alternation(words('incentives', 'shared_base.nouns'))}$")


def _without_label(condition: str | None, label: str | None) -> str | None:
    """Return a condition without the first item's own words, which it ends with."""
    if condition is None or label is None:
        return condition
    return condition.removesuffix(label).rstrip("，") or None


def _unmatched(frame: Frame, count: int) -> Issue:
    levels = listed_levels("，".join(filter(None, frame.subject())))
    detail = f"{count} sums for {len(levels)} tiers" if levels else f"{count} sums without as many tiers"
    return Issue(IssueCode.TIERS_UNMATCHED, detail, frame.grants[0].quantity.start, frame.grants[-1].quantity.end)


def _labels(frame: Frame, run: Sequence[Grant]) -> list[str | None]:
    """Return the words that stand with each number of a list: in a bracket behind it, or before it."""
    clause = frame.sentence.clauses[run[0].clause]
    brackets = [bracket_label(after(clause, grant.quantity.end)) for grant in run]
    if all(brackets):
        return brackets
    behind = [_noun_behind(after(clause, grant.quantity.end)) for grant in run]
    if all(behind) and len({*behind}) == len(behind):
        return behind
    before_each = [label_between(frame.sentence, first, second) for first, second in pairwise(run)]
    if not any(before_each):
        return [None] * len(run)
    given = before(clause, run[0].quantity.start)
    verb = re.search("(?:给予|予以)(?P<label>[^，]*)$", given)
    opening = verb["label"] if verb else given
    if run[0].part is not Part.RATE:
        opening = re.sub("^(?:按照?|[^，]*?(?:标准|金额|额度|数额)(?:分别|具体)?为)", "", opening)
    opening = subject_words().opener.sub("", clean_label(opening), count=1)  # 对 | 存量 150 元/标箱、增量 350 元
    opening = opening[opening.find(stage_in(opening) or opening) :]  # 给予企业 | 前三年 100%、后两年 50%
    return [opening or None, *(label or None for label in before_each)]


def _noun_behind(text: str) -> str | None:
    """Return what a listed sum is for: 1000 万元租金、200 万元物业费."""
    found = re.match("(?P<noun>租金|房租|物业费|装修费|开办费|安家费|工作经费)", text)
    return found["noun"] if found else None


def _each(frame: Frame, base: Promise) -> list[Promise]:
    """分别给予最高 50 万元: one sum for each of the tiers that the subject lists."""
    if "分别" not in frame.giving():
        return [base]
    tiers = tiers_in("，".join(filter(None, frame.subject())), (), None)
    return [replace(base, tier=tier, caps=list(base.caps)) for tier in tiers] or [base]


def tell_levels_apart(promises: Sequence[Promise]) -> None:
    """一等奖的给予…; 二等奖的给予…: sums of one sentence for different levels are tiers."""
    plain = [promise for promise in promises if promise.tier is None and promise.condition]
    levels = [level_of(promise.condition or "") for promise in plain]
    if len(plain) == len(promises) > 1 and len({*levels}) == len(levels) and None not in levels:
        for promise, level in zip(plain, levels, strict=True):
            promise.tier = level


def share_what_follows(promises: Sequence[Promise]) -> None:
    """Let stages have the condition of the whole (其中完成股改…), and steps of one scale the cap behind the last."""
    for first, second in pairwise(promises):
        staged = second.condition is None and second.tier is not None and second.recipient == first.recipient
        if staged and second.certainty is Certainty.CARRIED:
            second.condition = first.condition
    for first, second in reversed([*pairwise(promises)]):
        _share_annual_cap(first, second)
        _share_base(first, second)
        grows = _GROWS.search(second.condition or "") and second.recipient == first.recipient
        if grows and second.rate is None and first.rate is None and not first.caps:
            first.caps = [cap for cap in second.caps if cap.quantity.start > second.quote.start]


_GROWS = re.compile("^每|(?<=的)每再?(?:增加?|新增|超过?)")


def share_with_one_beside(first: Promise, second: Promise) -> None:
    """给予供给方 5%和受让方 10%的补助: what is said once, of the last share or of the first, holds for both."""
    if first.instrument == "other":
        first.instrument = second.instrument
    second.rate_base = second.rate_base or first.rate_base


def _share_base(first: Promise, second: Promise) -> None:
    """按激励金额的 50% 支持；第二年按 60%: a rate of some years without a base is of what the one before is of."""
    bare = is_stage(second.tier) and second.rate is not None and second.rate_base is None
    if is_stage(first.tier) and is_stage(second.tier) and first.rate is not None and second.rate is not None:
        first.rate_base = first.rate_base or second.rate_base  # 前三年 100%，后两年 50%的租金补助
    if bare and first.rate is not None and first.rate_base is not None and second.recipient == first.recipient:
        second.rate_base = first.rate_base
        second.carry(second.section)


def _share_annual_cap(first: Promise, second: Promise) -> None:
    """前 2 年按 80%，后 3 年按 50%，每年最高 5000 万元: what bounds a year holds for each part of one promise."""
    parts = (is_stage(first.tier) and is_stage(second.tier)) or (first.rate is not None and first.rate is second.rate)
    alike = first.instrument == second.instrument and first.recipient == second.recipient
    rates = first.rate is not None and second.rate is not None
    by_unit = first.amount is not None and second.amount is not None and None not in (first.per, second.per)
    if (rates or by_unit) and alike and not first.caps:
        first.caps = [cap for cap in second.caps if _of_one_body().match(cap.per or "")]
    if not parts or first.recipient != second.recipient or any(cap.scope == CapScope.YEAR for cap in first.caps):
        return
    behind = (cap for cap in second.caps if cap.scope == CapScope.YEAR and cap.quantity.start > second.quote.start)
    first.caps += [cap for cap in behind if cap.quantity.start > first.quote.start]


@cache
def _of_one_body() -> re.Pattern[str]:
    """单个企业, 每家企业: what a cap behind several rates holds for."""
    return re.compile(f"{alternation(words('incentives', 'scope.bodies'))}[^，]{{0,6}}?(?:企业|单位|机构)")
