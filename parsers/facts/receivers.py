"""Who the words of giving name: 给予举办方 50 万元, 为企业提供授信, 对培训机构给予补贴."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.facts.frames import Frame
from parsers.facts.giving import gives_itself, grant_words
from parsers.facts.grant import Part
from parsers.facts.noun_phrases import read_phrase, split_leading
from parsers.facts.passages import after
from parsers.facts.promise import Promise
from parsers.facts.subject_words import Subject, subject_words
from parsers.facts.subjects import read_subject, supported, whole_condition
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Who stands between 给予 and the number, behind the number, and before 提供."""
    head = subject_words().head.pattern.removesuffix("$")
    body = subject_words().body.pattern.removesuffix("$")
    give, award = grant_words().verb.pattern, grant_words().award.pattern
    ends = alternation(words("incentives", "receivers.ends"))
    scope = alternation(words("incentives", "scope.starts"))
    kinds = alternation(words("incentives", "receivers.kinds"))
    return (
        re.compile(
            f"{give}(?!{kinds})(?P<before>[^，。；0-9的]{{0,20}}?{body})(?=[^，。；0-9最不]{{0,12}}?{award})|(?:{give}|{award}(?![金额资]))(?!其|为|该项目|标准|比例|最|不|[（(]|{scope}|{kinds})(?P<np>[^，。；0-9]{{0,30}}?{head})(?={ends}|{scope}|\\d|$)"
        ),
        re.compile(
            f"[^，。；、]{{0,12}}?(?:标准)?(?:对(?P<a>[^，。；]{{0,20}}?{head})(?:{give}|进行)"
            f"|[^，。；]{{0,6}}?(?:经费|资金)(?:予以)?(?:用于)?支持(?P<e>[^，。；]{{2,30}}?{head})(?=建设|发展|运营|开展|举办|$)"
            f"|给予(?!{kinds})(?P<b>[^，。；]{{0,20}}?{head})(?={award}|资金|最[高多]|不超过|\\d)"
            f"|给予(?!{kinds})(?P<d>[^，。；]{{0,20}}?{head})(?=[^，。；]{{1,6}}{award})"
            f"|(?:奖励|补助|补贴|资助|返还|让渡|支付)(?:给予?)?(?P<c>[^，。；0-9的]{{0,20}}?{head})$)"
        ),
        re.compile(f"(?:并|同时)?[为向](?P<np>[^，。；]{{1,30}}?{head}$)"),
    )


def receiver_of(frame: Frame) -> str | None:
    """Return who the words of giving name, None where they name nobody."""
    inside, behind, _ = _patterns()
    for grant in frame.grants:
        given = frame.giving(grant)
        found = inside.search(given) if _holds_name(given) else None
        if found is not None:
            return re.sub("^(?:该|上述|相关)", "", found["np"] or found["before"])
        rest = after(frame.sentence.clauses[grant.clause], grant.quantity.end)
        later = behind.match(rest) if _holds_name(rest) else None
        named = next((np for np in later.groups() if np), None) if later is not None else None
        if named is not None and named.count("（") == named.count("）"):  # 给予贴息（与工业强基项目设备补贴…）
            return named
    return _handed_later(frame) or _named_before(frame) or _claimed_later(frame)


def _holds_name(text: str) -> bool:
    """Whether a word stands in a text that ends the name of who receives; each pattern of receivers asks for one."""
    return _name_ends().search(text) is not None


@cache
def _name_ends() -> re.Pattern[str]:
    return re.compile(subject_words().head.pattern.removesuffix("$"))


def _handed_later(frame: Frame) -> str | None:
    """按贡献额的 90%，连续 5 年奖励给企业: the clause behind a rate says to whom it is handed."""
    place = frame.grants[0].clause + 1
    clauses = frame.sentence.clauses
    if frame.grants[0].part is not Part.RATE or place >= len(clauses) or clauses[place].start >= frame.end:
        return None
    said = _FOR_YEARS.sub("", clauses[place].text)
    found = _patterns()[1].fullmatch(said) if _HANDS.search(said) else None
    return found["c"] if found is not None else None


_HANDS = re.compile("对|支持|给予|奖励|补助|补贴|资助|返还|让渡|支付")  # one of them stands where a clause hands on


def _claimed_later(frame: Frame) -> str | None:
    """奖金 100 万元，由获奖组织获得; 奖励 20 万元给引荐人: who gets a sum stands behind it."""
    return next((found["by"] or found["to"] for text in _behind(frame) if (found := _claims().match(text))), None)


def _supported_later(frame: Frame) -> Subject:
    """每年安排最高 100 万元经费，支持行业协会开展研究: who a sum supports, and in what, behind it."""
    for text in _behind(frame):
        found = _spent_on().match(text)
        if found is not None and supported(text[found.end() :]) is not None:
            return read_subject([text[found.end() :]])
    return Subject()


def _behind(frame: Frame) -> list[str]:
    """Return the words behind the last number in its clause, then the clauses behind it."""
    last, clauses = frame.grants[-1], frame.sentence.clauses
    later = (clause.text for clause in clauses[last.clause + 1 :] if clause.start < frame.end)
    return [after(clauses[last.clause], last.quantity.end), *later]


@cache
def _claims() -> re.Pattern[str]:
    body, talent = subject_words().body.pattern.removesuffix("$"), subject_words().talent.pattern.removesuffix("$")
    actor, award = f"(?:{body}|{talent})", grant_words().award.pattern
    claims = alternation(words("incentives", "receivers.claims"))
    return re.compile(
        f"[由归](?P<by>[^，。；的]{{0,24}}?{actor}){claims}|(?:的?{award})?给予?(?P<to>[^，。；的0-9]{{0,20}}?{actor})$"
    )


@cache
def _spent_on() -> re.Pattern[str]:
    return re.compile(
        f"(?:的?(?:{grant_words().award.pattern}|经费|资金))?(?:专门?|主要|重点)?(?:用于|用以|以)?(?=支持|扶持|资助|鼓励)"
    )


_FOR_YEARS = re.compile("^(?:连续[^，]{1,4}年|[0-9一二三四五]+年内|一次性|全额)")


def _named_before(frame: Frame) -> str | None:
    """给予航运企业补贴，每航次 5 万元; 奖励经营团队，最高 20%: a gift before its number names who gets it."""
    inside, behind, _ = _patterns()
    for index in range(frame.first, frame.grants[0].clause):
        text = frame.sentence.text_of(index)
        found = inside.search(text) if gives_itself(text) else None
        if found is not None:
            return found["np"] or found["before"]
        given = behind.fullmatch(text) if _HANDS.search(text) else None
        if given is not None:
            return given["c"]
    return None


def _served_before(frame: Frame) -> str | None:
    """向中小企业发放“算力券”，按…: who the gift goes to stands in a clause of giving before."""
    clauses = frame.sentence.clauses[frame.first : frame.grants[0].clause]
    return next((found["np"] for clause in clauses if (found := _served().match(clause.text))), None)


@cache
def _served() -> re.Pattern[str]:
    head = subject_words().head.pattern.removesuffix("$")
    return re.compile(f"[向为](?P<np>[^，。；]{{1,30}}?{head}){grant_words().verb.pattern}")


def each_of(frame: Frame) -> str | None:
    """给予每家参展企业 80% 的展位费: who each share goes to, where nobody else is named."""
    found = next((each for grant in frame.grants if (each := _each().search(frame.giving(grant)))), None)
    return found["np"] if found is not None else None


@cache
def _each() -> re.Pattern[str]:
    body = subject_words().body.pattern.removesuffix("$")
    return re.compile(f"{grant_words().verb.pattern}每[家个名户位](?P<np>[^，。；0-9的]{{0,16}}?{body})(?!{body})")


def _becomes(promise: Promise) -> bool:
    """认定为国家高新技术企业的，给予 | 企业: what the receiver becomes is its condition, not its name."""
    named = subject_words().named.search(promise.condition or "")
    return named is not None and named["np"] == promise.recipient


def _take_doer(promise: Promise, receiver: str) -> None:
    """对生产型企业取得专利的产品，…，给予企业: the doer that the short form means, where a thing was taken for it."""
    doer, doing = split_leading(promise.recipient or "")
    if doer is not None and doer != promise.recipient and doer.endswith(receiver):
        promise.recipient = doer
        promise.condition = "，".join(filter(None, (doing, promise.condition))) or None


def set_receiver(promise: Promise, frame: Frame, parts: Sequence[str]) -> None:
    """Let the words of giving name the recipient; a short form (协会或联盟) leaves the full one of the subject."""
    served = _patterns()[2].match(parts[-1]) if parts else None
    if served is not None:
        promise.recipient, promise.condition = served["np"], None
        return
    receiver = receiver_of(frame) or (_served_before(frame) if promise.recipient is None else None)
    if receiver is None:
        if promise.recipient is None and promise.condition is None:
            found = _supported_later(frame)
            promise.recipient, promise.condition = found.recipient, found.condition
        return
    short = promise.recipient is not None and set(receiver) <= {*promise.recipient, *"、和及与或"}
    if short and not _becomes(promise):
        _take_doer(promise, receiver)
        return
    named = read_phrase(receiver)
    if named.recipient is not None and named.condition is not None:
        promise.recipient, promise.condition = named.recipient, named.condition
        return
    if promise.recipient is not None:  # another than who the condition is about
        promise.condition = whole_condition(parts)
    promise.recipient = receiver
    _give_full_name(promise, receiver)


def _give_full_name(promise: Promise, short: str) -> None:
    """对运营满一年的重点企业，给予企业 | 租金补助: the noun of the condition is who the short form means."""
    condition, relative, noun = (promise.condition or "").rpartition("的")
    named = len(short) <= _SHORT and noun.endswith(short) and "、" not in noun
    if relative and named and split_leading(noun)[0] is None:
        promise.condition, promise.recipient = condition or None, noun


_SHORT = 4  # characters
