"""The words around a promised number: instrument, base of a rate, scope, duration."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.giving import grant_words, handed_on
from parsers.facts.passages import Clause, Sentence, after, before
from parsers.lexicon import words
from parsers.quantities.patterns import alternation, last_match
from schemas.records import Quantity
from schemas.vocabulary import QuantityKind

_BASE_TAIL = re.compile("(?:的|部分)$")
_NO_BASE = re.compile(
    "(?:情况|(?<![资贴助费障价])标准|方式|原则|程度|规定|贡献度|幅度|影响力|效果|类别|进度|级别)$|^连续"
)


def rate_base(sentence: Sentence, rate: Quantity) -> str | None:
    """Return what a rate is of by the words beside it, as printed: from 按…, from before 给予, from its object."""
    clause = sentence.clauses[sentence.clause_at(rate.start)]
    left = before(clause, rate.start)
    right = after(clause, rate.end)
    own = handed_on(left, right) or _own_part(rate.base)
    if own is not None and own.startswith("规定"):  # 按规定减免 50%
        own = None
    for found in (
        own,
        _between_base_and_limit(left),
        _object_of_giving(left),
        _behind_number(left),
        _cost_behind(right),
    ):
        if found in _BARE_BASES:
            continue
        if found is not None and (not _NO_BASE.search(found) or (found == own and found.endswith("标准"))):
            return found
        if found is not None and found.endswith("贡献度") and left.endswith(found):  # 给予当年区级贡献度 | 100%
            return found
    return None


def base_behind(sentence: Sentence, rate: Quantity) -> str | None:
    """Return what a rate is of where neither the words beside it nor its subject say: 以利息为标准, 按照规定 1:1."""
    left = before(sentence.clauses[sentence.clause_at(rate.start)], rate.start)
    return _taken_as_base(sentence, rate) or _all_behind_base(left, any_words=rate.kind in _OF_ANYTHING)


def _taken_as_base(sentence: Sentence, rate: Quantity) -> str | None:
    """以其所发生的银行贷款利息为标准，给予 50%贴息: a clause before the rate says what it is of."""
    index = sentence.clause_at(rate.start)
    found = _TAKEN_AS.fullmatch(sentence.clauses[index - 1].text) if index else None
    return _clean_base(found["base"]) if found is not None else None


_TAKEN_AS = re.compile("以其?(?P<base>[^，]{2,40}?)(?:总额)?为(?:计算)?(?:标准|基数|依据|基准)")
_OF_ANYTHING = (QuantityKind.RATIO, QuantityKind.MULTIPLE)
_BARE_BASES = ("金额", "资金", "额度", "总额", "部分", "经费")  # 所获补助 | 金额: the words before say of what


def _cost_behind(right: str) -> str | None:
    """给予 100%、70%的场地租金减免: the cost between the rate and the award's name."""
    found = re.match(
        r"(?:[、和](?:[前后][^，。；]{1,3}年)?[0-9.]+[%％])*的?(?P<base>[^，。；0-9的]{0,10}(?:租金|房租|费用?|利息|价款?|成本|保费))(?:的)?",
        right,
    )
    if found is not None and grant_words().verb.match(found["base"]):  # 50% | 予以租金补贴
        return None
    awarded = found is not None and grant_words().award.match(right, found.end())
    return _clean_base(found["base"]) if found and awarded else None


def _all_behind_base(left: str, *, any_words: bool) -> str | None:
    """按照国家补贴标准 1:1 给予: what follows 按照 up to a ratio, or up to a rate where it may be a base."""
    base = last_match(grant_words().base, left)
    found = _clean_base(left[base.end() :]) if base is not None else None
    allowed = any_words or (re.search("[0-9不最]|^规定", found or "0") is None and _NO_BASE.search(found or "") is None)
    return found if allowed else None


def _behind_number(left: str) -> str | None:
    """按 3%的保费率上限及实际投保年度保费的 80%: the words behind the number that a joint opens."""
    found = re.search("[0-9][%％‰][^0-9]*[及和与](?P<base>[^0-9及和与，。]{3,20})$", left)
    return _clean_base(found["base"]) if found and grant_words().base.search(left) else None


def _own_part(base: str | None) -> str | None:
    """按 3%的保费率上限及实际投保年度保费的 80%: what begins with 的 belongs to the number before."""
    if base is None or not base.startswith("的"):
        return base
    return re.split("[及和与]", base, maxsplit=1)[-1] if re.search("[及和与]", base) else None


@cache
def _limits() -> re.Pattern[str]:
    return re.compile("给予|予以|一次性(?![^，]*[额费用入资])|不超过|不得超过|不高于|最高|最多|，")


def _between_base_and_limit(left: str) -> str | None:
    """按吸收的创业风险投资金额给予最高不超过 10%; 按照实际支出不超过 50%; 根据项目投入情况给予最高 20%."""
    base = last_match(grant_words().base, left)
    if base is None:
        return None
    phrase = left[base.end() :]
    limit = _limits().search(phrase)
    if limit is None:
        return None
    if limit.start() == 0:  # 按照不高于实际投入 30%
        phrase = re.sub(f"^(?:{_limits().pattern}|其)+", "", phrase)
        limit = _limits().search(phrase)
        return _clean_base(phrase[: limit.start()] if limit else phrase)
    return _clean_base(phrase[: limit.start()].removesuffix("情况"))


def _object_of_giving(left: str) -> str | None:
    """给予培训经费的 30% 补贴; 给予项目投入最高 20%; 给予国家或市级扶持资金 30%."""
    verb = last_match(grant_words().verb, left)
    if verb is None:
        return None
    phrase = re.sub("(?:最高|不超过|不高于|最多)+$", "", left[verb.end() :])
    phrase = re.sub("^.*(?:最高|不超过|不高于)", "", phrase)
    return _clean_base(phrase)


def _clean_base(phrase: str) -> str | None:
    phrase = re.sub("^(?:其(?![中他])|该)", "", _BASE_TAIL.sub("", phrase.strip()))
    return (
        phrase
        if len(phrase) > 1
        and not re.fullmatch("(?:总计|一次性|企业|分别|最高|每年|年度|[一二三四五两0-9]+年)+", phrase)
        else None
    )


_OTHER_NUMBER = re.compile(r".*[0-9][%％‰万亿元]*")  # what stands before belongs to another number


@cache
def _scopes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(alternation(words("incentives", "scope.starts"))),
        re.compile(alternation(words("incentives", "scope.year"))),
        re.compile(alternation(words("incentives", "scope.total"))),
    )


def cap_scope(clause: Clause, cap: Quantity) -> tuple[str | None, str]:
    """Return what a cap holds for as printed, and whether it bounds an award, a year or the total."""
    starts, year, total = _scopes()
    left = before(clause, cap.start)
    other = _OTHER_NUMBER.match(left)
    phrase = _scope_phrase(starts, left[other.end() :] if other else left) or cap.per
    near = left[left.rfind("，") + 1 :]
    stated = f"{phrase or ''}{near if phrase else near[-8:]}"
    scope = "year" if year.search(stated) else "total" if total.search(stated) else "award"
    return phrase, scope


def _scope_phrase(starts: re.Pattern[str], left: str) -> str | None:
    found = starts.search(left)
    if found is None:
        return None
    phrase = re.split(
        "最高|上限|安排|可?获|享受|补偿|发放|不超过|不得超过|给予|予以|奖[励补金]|补助|补贴|资助|支持|扶持|贴息|申请|按|“|额度|金额|、|[0-9]",
        left[found.start() :],
    )[0]
    return phrase.strip().removesuffix("的") or None


@cache
def _per_doing() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A doing that a sum is paid per, the thing it is done to, and the measures of what is paid for."""
    measure, counted = (alternation(words("incentives", f"per.{key}")) for key in ("measures", "things"))
    steps = alternation(words("incentives", "per.steps"))
    return (
        re.compile(
            f"{_PER_ONE}|{_PER_KIND}|每再?{steps}[0-9.]+[万亿千百]*(?:{measure}|美元|元|家|个百分点|[个台班场户名])"
            "|每[0-9.]+[万亿千百]*(?:美元|元)"
        ),
        re.compile(f"[^，。；]{{0,20}}?{counted}(?:[、或和][^，。；\\d]{{0,12}}?{counted})*|[一-鿿]{{2,10}}$"),
        re.compile(f"每{measure}(?:每?[年月天日]|每{measure})?"),
    )


_PER_ONE = "每(?:成功)?(?:新)?[一-鿿]{2,8}?[1-9一１](?:家|个(?!百分点)|名|项|件|户|场|人|次|台|套)"


_PER_KIND = "单(?:一|个)?品种(?=[最给予奖补资支])"  # 单品种奖励 200 万元


def is_measure(scope: str) -> bool:
    """Whether a cap's scope measures what is paid for (人/期, 每平方米每月), and so is also what it is paid per."""
    return "/" in scope or _per_doing()[2].fullmatch(scope) is not None


def paid_per(sentence: Sentence, amount: Quantity, clauses: range) -> str | None:
    """Return what a fixed sum is paid per: 每个基站, 每成功培育一家企业."""
    if amount.per is not None:
        return (
            re.split("[0-9.]+[万亿]?元|根据|按照|视|由|在|对|择优|一次性|最高|分别|给予|奖励|补助|补贴", amount.per)[0]
            or None
        )
    for index in clauses:
        text = sentence.clauses[index].text
        doing, thing, _ = _per_doing()
        found = doing.search(text)
        if found is not None:
            noun = thing.match(text, found.end()) if found.group().startswith("每") else None
            return found.group() + (noun.group() if noun else "")
    return None


@cache
def _years() -> tuple[re.Pattern[str], re.Pattern[str]]:
    verbs = "(?:给予|予以|支持|奖励|奖补|补助|补贴|资助|扶持|贴息|享受|返还)"
    listed = alternation(words("incentives", "years.before"))
    return (
        re.compile(f"(?:{listed}|起|连续{verbs}|(?:给予|予以)贴息|贴息期)(?:为|最长|不超过|最多|{verbs})*$"),
        re.compile(
            f"内(?=$|[，、（(每按给予免对享连最可分全由])|进行|的?(?:补贴|补助|奖励|资助|支持|扶持|贴息|租金|[^，。；]{{0,4}}津贴)|$|[（(）)，、]|按|给予|每|10{{2}}%|{verbs}"
        ),
    )


def lasting(sentence: Sentence, start: int, end: int) -> Quantity | None:
    """Return the years a promise lasts, from the words of a clean span: 连续支持 3 年, 期限 3 年."""
    lead, follow = _years()
    for quantity in sentence.quantities:
        if (
            quantity.kind is not QuantityKind.COUNT
            or quantity.unit not in ("年", "个月")
            or not start <= quantity.start < end
        ):
            continue
        clause = sentence.clauses[sentence.clause_at(quantity.start)]
        left, right = clause.text[: quantity.start - clause.start], after(clause, quantity.end)
        if _opens_giving(clause.text, left, right):
            return quantity
        if lead.search(left) and follow.match(right) and _OTHER_TERM.search(left) is None:
            return quantity
    return None


_OTHER_TERM = re.compile("(?:贷|合同|经营|营业|服务|工作)[^，]{0,6}$")
_LATER_YEARS = re.compile("后[一二三四五两0-9]年")


def _opens_giving(text: str, left: str, right: str) -> bool:
    """前 3 年按 80% 给予, 5 年内每年给予: the years open a clause of giving, and no others follow in it (后两年)."""
    if left not in ("", "在", "前", "后") or (left != "后" and _LATER_YEARS.search(text)):
        return False
    return re.match("内?(?:每[年月]|给予|予以|按)", right) is not None
