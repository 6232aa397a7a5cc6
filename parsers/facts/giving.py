"""The words of giving: verbs, what a gift is called, limits and scopes, compiled from the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.facts.passages import Sentence, without_brackets
from parsers.facts.subject_words import JOINTS
from parsers.lexicon import mapping, words
from parsers.quantities.patterns import alternation, last_match, refusals

_PAID = ("enterprise", "institution", "organisation", "talent")  # whom «奖励 X 50 万元» may name


@dataclass(frozen=True, slots=True)
class GrantWords:
    """The patterns of giving, compiled from config/lexicon/incentives.toml."""

    verb: re.Pattern[str]
    award: re.Pattern[str]
    base: re.Pattern[str]
    adverbs: re.Pattern[str]
    touching: re.Pattern[str]
    base_like: re.Pattern[str]
    rated: re.Pattern[str]
    rewarded: re.Pattern[str]
    claimed: re.Pattern[str]
    subject_noun: re.Pattern[str]
    named: re.Pattern[str]
    rate_given: re.Pattern[str]
    relative: re.Pattern[str]
    refused: re.Pattern[str]
    never: re.Pattern[str]
    never_behind: re.Pattern[str]
    cap_left: re.Pattern[str]
    capped: re.Pattern[str]
    scope: re.Pattern[str]
    openers: re.Pattern[str]
    fund_verb: re.Pattern[str]
    fund_tie: re.Pattern[str]
    fund_past: re.Pattern[str]
    fund_behind: re.Pattern[str]
    founded: re.Pattern[str]
    fund_sized: re.Pattern[str]


@cache
def grant_words() -> GrantWords:
    """Return the patterns that the lexicon gives."""

    def listed(key: str) -> str:
        return alternation(words("incentives", key))

    award, tail, filler, link = (listed(f"give.{key}") for key in ("awards", "tails", "fillers", "links"))
    verb = alternation(words("incentives", "give.verbs"), refusals(mapping("incentives", "give.not_before")))
    scope = listed("scope.starts")
    per = f"(?:{scope}[^，。；]{{0,24}}?)"
    heads = alternation(word for kind in _PAID for word in words("incentives", f"recipients.{kind}"))
    each = "(?:(?:每|单[个家户项次台套件]|同一)[^，。；0-9]{0,24}?)"
    return GrantWords(
        verb=re.compile(verb),
        never_behind=re.compile(listed("give.never_behind")),
        award=re.compile(f"{award}(?:{tail})*"),
        base=re.compile(
            "(?<![依遵])按照?(?![时期月季])|参照(?!国家级)|比照|依照|根据|视(?=[^，]{2,14}给予)|以(?=每|最高)"
        ),
        adverbs=re.compile(
            f"(?:可|再|另外?|另行|还|额外|一次|将|最高|分别|依次|一次性|每年|择优|统一|原则上|分级|分类|分档|分期|分阶段|按规定|增加|追加|连续[^，]{{1,3}}年|{each}|、|并|均)+$"
        ),
        touching=re.compile(
            f'(?:一次性[^，。；0-9的]{{0,6}}?)?{award}(?:(?:{tail})*|给?[^，。；0-9的]{{0,12}}?{heads})(?:{filler}|{per}|[“”"])*$'
        ),
        base_like=re.compile(f"{award}(?:{tail})+的?$"),
        claimed=re.compile(f"(?:可|可以)(?:申[领请]|享受|领取)[^，。；的]{{0,12}}?{award}(?:{tail})*"),
        rewarded=re.compile(f"(?:一次性)?(?:奖励|补助|补贴|资助)给?[^，。；的0-9]{{0,20}}?{heads}"),
        rated=re.compile(f"{award}(?:资金|经费)?的?(?:比例|标准|金额|额度|数额)(?=为|按|以)"),
        subject_noun=re.compile(f"{award}(?:比例|标准|金额|额度|总额|资金|额)[^，。；]{{0,40}}$"),
        named=re.compile(f'[”"]?(?:{link})*[“"]?{award}(?:{tail})*(?![^，。；（(]{{0,3}}\\d)'),
        rate_given=re.compile(
            f"(?:的(?:比例|标准|额度|部分)|的(?={verb}|{award}|一次性|进行)|(?!的)(?:比例|标准|额度|部分)?)"
            f"(?:[（(][^（）()]*[）)])?[，,]?(?:连续[0-9一二三四五]年)?[^，。；\\d]{{0,12}}?(?:{verb}|{award}|进行|最高)"
        ),
        relative=re.compile(f"(?:{link})*{award}(?:{tail})*的(?!{award}|{link})"),
        refused=re.compile(listed("give.refused_after")),
        never=re.compile(listed("give.never")),
        cap_left=re.compile(f"(?:{filler}|{per}|{award}|{tail}|并|且|其|、|单个)*$"),
        capped=re.compile(f"(?:以内|以下|为限|封顶)?(?:的?(?:{link})*(?:{award}|{tail}))*[）)]?"),
        scope=re.compile(scope),
        openers=re.compile(
            JOINTS
            + listed("subject.openers")
            + "|其中|"
            + listed("subject.supports")
            + "|"
            + listed("subject.furthers")
        ),
        fund_verb=re.compile(listed("fund.verbs")),
        fund_tie=re.compile(listed("fund.ties")),
        fund_past=re.compile(listed("fund.past")),
        fund_behind=re.compile(f"(?:以上)?的?(?:规模的?)?[^，。；给]{{0,24}}?{listed('fund.names')}"),
        founded=re.compile(f"{listed('fund.verbs')}[^，。；]{{0,40}}{listed('fund.names')}"),
        fund_sized=re.compile(f"{listed('fund.ties')}[^，。；的]{{0,8}}$"),
    )


_RAISED = re.compile("[将把][^，。；]*(?:提高|上调|增加|提升|调整)[至到为]$")  # 将补贴标准由 5000 元提高至 1 万元
_LIMIT = re.compile("最[高多]|不(?:得)?[超高]")
_MORE = re.compile("(?<=.)(?:再?增加|追加|递增)$")  # 每增加 1 亿元 | 增加 10 万元


def given_at(left: str) -> int:
    """Return where, in the words before a number, the words that give it begin; the subject stands before."""
    rules = grant_words()
    plain = without_brackets(left)
    more = _MORE.search(plain)
    if more is not None:
        return more.start()
    if _RAISED.match(plain) or _LIMIT.match(plain):
        return 0
    verb = last_match(rules.verb, plain)
    base = last_match(rules.base, plain)
    starts = [found.start() for found in (verb, base, rules.rated.search(plain)) if found is not None]
    if not starts:
        touching = rules.touching.search(plain) or rules.subject_noun.search(plain) or rules.cap_left.search(plain)
        starts = [touching.start()] if touching is not None else [len(left)]
    start = min(starts)
    adverbs = rules.adverbs.search(plain[:start])
    return adverbs.start() if adverbs else start


def gives_itself(part: str) -> bool:
    """Whether a clause is a gift without a number of its own: 参照有关规定给予补助, 奖励经营团队."""
    rules = grant_words()
    if rules.rewarded.fullmatch(part) or rules.claimed.fullmatch(part):
        return True
    verb = rules.verb.search(part)
    return verb is not None and rules.award.search(part, verb.end()) is not None and not part.endswith("的")


def handed_on(left: str, right: str) -> str | None:
    """Return what a share is of that is handed on (将不低于 70% 的收益奖励给完成人); None where nothing is."""
    taken = re.search("(?:将|把|提取)(?P<base>[^，。；]{0,24}?)的?(?:不低于|不高于|不超过|不少于|最高|至少)?$", left)
    given = re.match("(?:的(?P<base>[^，。；\\d]{1,16}?))?(?:用于)?(?:奖励|让渡|返还|支付|分配|划拨|补贴)给", right)
    return (given["base"] or taken["base"]) if taken is not None and given is not None else None


# What stands between a rate and the one in a bracket behind it.


def is_fund(sentence: Sentence, index: int, left: str, right: str) -> bool:
    """Whether a sum is a fund's size: 设立规模 10 亿元的…基金; …子基金，规模 50 亿元; 每年列支 5 亿元.

    Args:
        sentence: the sentence the sum stands in.
        index: its clause.
        left: the words of the clause before the sum.
        right: the words behind it.
    """
    rules = grant_words()
    near = sentence.clauses[max(0, index - 2) : index + 1]
    text = "，".join(clause.text for clause in near)
    if rules.fund_past.search(text) or _EACH.match(left):
        return False
    if rules.fund_behind.match(right):
        return rules.fund_tie.search(left) is not None or rules.fund_verb.search(left) is not None
    return (
        rules.founded.search(text) is not None and rules.fund_sized.search(left) is not None and not right.strip("）) ")
    )


_EACH = re.compile("单|每[家个户项所名人]")


def fund_start(left: str) -> int:
    """Return where the words that found a fund begin."""
    found = grant_words().fund_verb.search(left)
    return found.start() if found else len(left)
