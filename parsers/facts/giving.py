"""The words of giving: verbs, what a gift is called, limits and scopes, compiled from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.facts import signs
from parsers.facts.passages import Sentence, without_brackets
from parsers.facts.runs import Run
from parsers.facts.subject_words import JOINTS, subject_openers, subject_words
from parsers.lexicon import mapping, words
from parsers.quantities.patterns import alternation, last_match, one_of, preceded_by, refusals

_PAID = ("enterprise", "institution", "organisation", "talent")  # whom «奖励 X 50 万元» may name


@dataclass(frozen=True, slots=True)
class GrantWords:
    """The patterns of giving, compiled from config/lexicon/incentives.toml."""

    verb: re.Pattern[str]
    award: re.Pattern[str]
    base: re.Pattern[str]
    adverbs: Run
    touched: re.Pattern[str]
    touching: Run
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
    never_near: re.Pattern[str]
    never_behind: re.Pattern[str]
    cap_left: Run
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

    tail, link = (listed(f"give.{key}") for key in ("tails", "links"))
    refused = refusals(mapping("incentives", "give.not_before"))
    award = _awards(refused)
    # A bound, for 活动经费 is one link or two: without it the ways to cut a long list of them double with each.
    tails, links = f"(?:{tail}){{0,4}}", f"(?:{link}){{0,8}}"
    filler = words("incentives", "give.fillers")
    verb = alternation(words("incentives", "give.verbs"), refused)
    scope = listed("scope.starts")
    joined = words("incentives", "give.cap_joints")
    one_body = alternation(word for word in words("incentives", "scope.starts") if word[0] == "单")
    heads = alternation(word for kind in _PAID for word in words("incentives", f"recipients.{kind}"))
    return GrantWords(
        verb=re.compile(verb),
        never_behind=re.compile(listed("give.never_behind")),
        award=re.compile(f"{award}{tails}"),
        base=re.compile(
            "(?<![依遵])按照?(?![时期月季])|参照(?!国家级)|比照|依照|根据|视(?=[^，]{2,14}给予)|以(?=每|最高)"
            "|以(?=[^，。；0-9]{1,16}(?:价格?|费用?|额|投入|成本|利息|收入|部分)的(?:不超过|最高)?(?:[0-9]|$))"
        ),
        adverbs=Run(
            frozenset(words("incentives", "give.adverbs")),
            re.compile(f"每|单(?:一|个)?品种|同一|{one_body}"),
            "，。；0123456789",
            re.compile("连续[^，]{1,3}年"),
        ),
        touched=re.compile(f"(?:一次性[^，。；0-9的]{{0,6}}?)?{award}(?:{tails}|给?[^，。；0-9的]{{0,12}}?{heads})$"),
        touching=Run(frozenset((*filler, *'“”"')), re.compile(scope), "，。；"),
        base_like=re.compile(f"{award}(?:{tail}){{1,4}}的?$"),
        claimed=re.compile(f"(?:即?可|可以)(?:申[领请报]|享受|领取)[^，。；的]{{0,12}}?{award}{tails}$"),
        rewarded=re.compile(f"(?:一次性)?(?:奖励|补助|补贴|资助)给?[^，。；的0-9]{{0,20}}?{heads}"),
        rated=re.compile(f"{award}(?:资金|经费)?的?(?:比例|标准|金额|额度|数额)(?=为|按|以)"),
        subject_noun=re.compile(f"{award}(?:比例|标准|金额|额度|总额|资金|额)[^，。；]{{0,40}}$"),
        named=re.compile(f'[”"]?{links}[“"]?{award}{tails}(?![^，。；（(]{{0,3}}\\d)'),
        rate_given=re.compile(
            f"(?:的(?:比例|标准|额度|部分)|的(?={verb}|{award}|一次性|进行)|(?!的)(?:比例|标准|额度|部分)?)"
            f"(?:[（(][^（）()]*[）)])?{_AND_AT_MOST}[，,]?(?:(?:连续|分)[0-9一二三四五]年)?"
            f"[^，。；\\d]{{0,12}}?(?:{verb}|{award}|进行|最高)"
        ),
        relative=re.compile(f"{links}{award}{tails}的(?!{award}|{link})"),
        refused=re.compile(listed("give.refused_after")),
        never=re.compile(listed("give.never")),
        never_near=re.compile(f"{listed('give.never_near')}[^，。；给奖补资扶按的]{{0,10}}$"),
        cap_left=Run(
            frozenset((*filler, *words("incentives", "give.awards"), *words("incentives", "give.tails"), *joined)),
            re.compile(scope),
            "，。；",
        ),
        capped=re.compile(f"(?:以内|以下|为限|封顶)?(?:的?{links}(?:{award}|{tail})){{0,4}}[）)]?"),
        scope=re.compile(scope),
        openers=re.compile(
            JOINTS + subject_openers() + "|其中|" + listed("subject.supports") + "|" + listed("subject.furthers")
        ),
        fund_verb=re.compile(listed("fund.verbs")),
        fund_tie=re.compile(listed("fund.ties")),
        fund_past=re.compile(listed("fund.past")),
        fund_behind=re.compile(f"(?:以上)?的?(?:规模的?)?[^，。；给]{{0,24}}?{listed('fund.names')}"),
        founded=re.compile(f"{listed('fund.verbs')}[^，。；]{{0,40}}{listed('fund.names')}"),
        fund_sized=re.compile(f"{listed('fund.ties')}[^，。；的]{{0,8}}$"),
    )


def _awards(refused: Mapping[str, str]) -> str:
    """What a gift is called; a word that other words hold is none there (股权激励, 激励机制)."""
    held = mapping("incentives", "give.not_after")
    plain = alternation(word for word in words("incentives", "give.awards") if word not in held)
    return one_of([plain, *(f"{preceded_by(before)}{word}{refused[word]}" for word, before in held.items())])


_AND_AT_MOST = (
    r"(?:且(?:最高)?不超过[\d.]+万?元(?:[/／][^，。；\d（(]{1,4}(?:[（(]套[）)])?)?)?"  # 30%且不超过 50 万元/台
)
_RAISED = re.compile("[将把][^，。；]*(?:提高|上调|增加|提升|调整)[至到为]$")  # 将补贴标准由 5000 元提高至 1 万元
_END_OF_BASE = re.compile("(?:总额|金额|额度|费用|经费|资金|[金额款费])+的?")
_GIVEN_FOR_YEARS = re.compile("连续(?:补助|补贴|奖励|资助)[0-9一二三四五两]{1,2}年$")


@cache
def _bare_gift() -> re.Pattern[str]:
    """What is given where nothing is said of it: 一次性 | 奖励, 资金 | 支持."""
    return re.compile(f"(?:一次性|适当|相应|一定|资金|财政|表彰)*的?{grant_words().award.pattern}")


_DONE_TO = re.compile("进行(?:奖励|奖补|补助|补贴|资助|扶持)$")
_CASE = re.compile("(?P<case>[^，]{2,}?)将?(?P<whom>对[^，]+)")
_YEARS_IN = re.compile("[前后第][0-9一二三四五六七八九两]$")
_LIMIT = re.compile("最[高多]|不(?:得)?[超高]")


def given_at(left: str) -> int:
    """Return where, in the words before a number, the words that give it begin; the subject stands before."""
    rules = grant_words()
    plain = without_brackets(left)
    more = signs.MORE.search(plain)
    if more is not None:
        return more.start()
    if _RAISED.match(plain) or _LIMIT.match(plain):
        return 0
    verb = last_match(rules.verb, plain)
    base = last_match(rules.base, plain)
    starts = [found.start() for found in (verb, base, rules.rated.search(plain)) if found is not None]
    shared = awarded_of(plain)
    if shared is not None:
        starts.append(shared)
    if not starts:
        touched, noun = award_touching(plain), rules.subject_noun.search(plain)
        if touched is None:
            touched = noun.start() if noun is not None else rules.cap_left.start(plain)
            if _END_OF_BASE.fullmatch(plain, touched):  # 场地租 | 金总额的 50%
                touched = len(plain)
        starts = [touched]
    start = rules.adverbs.start(plain[: min(starts)])
    if plain[:start] in ("对", "对于") and "的" in plain[start : min(starts)]:  # 对 | 每年获评示范的企业
        return min(starts)
    return start + 1 if plain.startswith("年", start) and _YEARS_IN.search(plain, 0, start) else start  # 前三 | 年每年


def award_touching(left: str) -> int | None:
    """Return where an award begins that touches the number behind these words: 补助|, 奖励每个项目最高|; or None."""
    rules = grant_words()
    if rules.award.search(left) is None:
        return None
    found = (rules.touched.search(left, 0, end) for end in rules.touching.starts(left))
    return min((award.start() for award in found if award is not None), default=None)


def awarded_of(left: str) -> int | None:
    """Return where an award begins whose share of a cost follows: 奖励 | 投资额度的; None where there is none."""
    found = _AWARDED_OF.search(left)
    return found.start() if found is not None and subject_words().cost.search(found["base"]) else None


_AWARDED_OF = re.compile(
    r"(?:奖励|补助|补贴|资助|返还)其?(?!费用|资金|金额|额度|经费|总额|标准)(?P<base>[^，。；\d]{2,20}?)的$"
)


@lru_cache(maxsize=256)  # each number of a sentence asks it of the clauses before
def gives_itself(part: str) -> bool:
    """Whether a clause is a gift without a number of its own: 参照有关规定给予补助, 奖励经营团队."""
    rules = grant_words()
    if rules.rewarded.fullmatch(part) or rules.claimed.search(part) or _GIVEN_FOR_YEARS.search(part):
        return True
    if _DONE_TO.search(part):
        return True
    verb = rules.verb.search(part)
    return verb is not None and rules.award.search(part, verb.end()) is not None and not part.endswith("的")


def given_to(part: str) -> tuple[str, ...]:
    """Return who a gift without a number is for, and in what case: 被评为园区的，对运营方 | 进行补助."""
    done = _DONE_TO.search(part)
    verb = done or last_match(grant_words().verb, part)
    base = grant_words().base.search(part)
    if verb is not None and base is not None and subject_words().body.search(part[: base.start()]):
        return (part[: base.start()],)  # 小微企业 | 按吸纳人数给予补贴
    if verb is None or (done is None and not _bare_gift().fullmatch(part, verb.end())):
        return ()  # 给予 5 年租金减免 is another gift
    whom = part[: verb.start()]
    if whom.startswith("对") or done is None:
        return (whom,) if whom.startswith("对") else ()
    split = _CASE.fullmatch(whom)
    return (f"{split['case']}的", split["whom"]) if split is not None else (whom,) if whom else ()


def handed_on(left: str, right: str) -> str | None:
    """Return what a share is of that is handed on (将不低于 70% 的收益奖励给完成人); None where nothing is."""
    found = _handed(left, right)
    return found[1] if found is not None else None


def handed_at(left: str, right: str) -> int | None:
    """Return where the words begin that hand a share on: at 将 or 可将; None where nothing is handed on."""
    found = _handed(left, right)
    return grant_words().adverbs.start(left[: found[0]]) if found is not None else None


def _handed(left: str, right: str) -> tuple[int, str] | None:
    """Return where a share is taken, and what of; a duty to pay (应当将工程款的 80% 支付给…) hands on nothing."""
    given = _HANDED.match(right)
    taken = (_TAKEN.search(left) or _OF_TAXES.match(without_brackets(left))) if given is not None else None
    if taken is None or given is None or _duty().search(left[: taken.start()]) is not None:
        return None
    base = given["base"] or left[taken.start("base") : taken.end("base")]
    if given["verb"] in words("incentives", "handing.pays") and _gain().search(base) is None:
        return None
    return taken.start(), base


_TAKEN = re.compile("(?:将|把|提取)(?P<base>[^，。；]{0,24}?)的?(?:不低于|不高于|不超过|不少于|最高|至少)?$")
_OF_TAXES = re.compile(
    "^(?!对|由)(?P<base>[^，。；按给]*(?:税收?|留[成存]|贡献|财政所得|收益)[^，。；按]*?)的?$"
)  # …部分的 50% 奖励给企业
_HANDED = re.compile("(?:的(?P<base>[^，。；\\d]{1,16}?))?(?:用于)?(?P<verb>奖励|让渡|返还|支付|分配|划拨|补贴)给")


@cache
def _duty() -> re.Pattern[str]:
    """Who must pay hands on nothing: 应当将工程款的 80% 支付给施工方."""
    before = mapping("incentives", "handing.duty_not_after")
    after = refusals(mapping("incentives", "handing.duty_not_before"))
    listed = words("incentives", "handing.duties")
    duties = one_of(f"{preceded_by(before.get(word, ''))}{word}{after.get(word, '')}" for word in listed)
    return re.compile(f"{duties}[^，。；]{{0,6}}$")


@cache
def _gain() -> re.Pattern[str]:
    """Of these a paper may promise a share."""
    return re.compile(alternation(words("incentives", "handing.gains")))


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
