"""A phrase that says who receives: a condition and a noun, a doer and a doing, a name, or a cost."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.facts.passages import without_brackets
from parsers.facts.subject_words import Subject, subject_words
from parsers.late import LatePattern

_LOCATED = LatePattern("在[一-鿿](?=[企高科院机])")  # 在杭企业, 在蓉高校


def read_phrase(phrase: str) -> Subject:
    """Read who receives and on what condition from one phrase: 入围的应用场景项目, 企业购置设备, 获得认定的."""
    rules = subject_words()
    said = phrase if phrase.endswith("的") else without_brackets(phrase).rstrip()  # 吸纳 10 人以上的（含 10 人）
    if said.endswith("的"):
        return _read_condition(phrase[: len(said) - 1])
    if rules.cost.search(phrase):
        recipient, remainder = split_leading(phrase)
        return Subject(recipient, remainder if recipient else phrase, base=remainder if recipient else phrase)
    plain = without_brackets(phrase)
    second = re.search("的[^的]{1,16}、(?P<next>[^的]{2,40})的[^的]+$", plain)
    if second is not None and rules.doing.match(second["next"]) and rules.head.search(phrase):
        return Subject(phrase, None)  # 列入目录的制造企业、开展产业化的企业: two recipients in a list
    cut = _attributive(plain)
    held = _held().match(phrase) or (rules.prefix.match(phrase) if cut is None else None)
    if held is not None and rules.head.search(phrase):
        name = phrase[held.end() :]
        named = name.startswith("为")  # 新评定为国家级、省级基地
        return Subject(name.removeprefix("为"), phrase if named else held.group())
    if cut is not None:
        return _read_newly(phrase[:cut], phrase[cut + 1 :]) or _read_attributive(
            phrase[:cut], phrase[cut + 1 :], phrase
        )
    return _read_doer(phrase)


def _read_doer(phrase: str) -> Subject:
    """Read a phrase without 的: a doer and a doing, a name, or a doing alone."""
    rules = subject_words()
    recipient, remainder = split_leading(phrase)
    if recipient is not None:
        return Subject(recipient, remainder)
    become = rules.named.fullmatch(phrase.removeprefix("首次").removeprefix("新").removeprefix("被"))
    if become is not None:
        return Subject(become["np"], phrase)  # 评选为示范企业
    silent = not does(phrase) or rules.named_alone.fullmatch(phrase) is not None
    named = rules.head.search(phrase) is not None and silent
    return Subject(phrase, None) if named or _LOCATED.match(phrase) else Subject(None, phrase)


@cache
def _held() -> re.Pattern[str]:
    """在本地区举办 before what is held there."""
    return re.compile("在(?![一-鿿][企高科院机])[^，的]{1,12}?(?:举办|承办|建设|设立|投资|创办|实施|建立)(?=[^的]*$)")


def _attributive(plain: str) -> int | None:
    """Return where the 的 stands that joins a condition to its noun, brackets already blanked."""
    cut = plain.rfind("的")
    return cut if cut > 0 else None


def _read_newly(before: str, noun: str) -> Subject | None:
    """新引进的 | 金融机构的省级分支机构: whose the noun is belongs to the name, what it newly is does not."""
    rules = subject_words()
    newly, _, whose = before.partition("的")
    if not whose or len(noun) < _WITH_A_KIND or rules.prefix.fullmatch(newly) is None:
        return None
    return Subject(f"{whose}的{noun}", newly) if rules.body.search(whose) and rules.head.search(noun) else None


def _read_attributive(before: str, noun: str, phrase: str) -> Subject:
    """Read «X的Y»: X is a condition where it says a doing or a state, else a part of the name."""
    rules = subject_words()
    recipient, remainder = split_leading(f"{before}的")
    if (
        recipient is not None
        and _NEWLY.match(before) is None
        and _MEASURED.search(recipient) is None
        and rules.doing.match(remainder)
        and not _is_served(recipient, remainder, noun)
    ):
        return Subject(recipient, f"{remainder}{noun}")
    doer, doing = split_leading(noun)
    if doer is not None and (_GOES_ON.match(doing) or (_is_body(doer) and rules.deed.match(doing))):
        return Subject(doer, f"{before}，{doing}")  # 入驻基地的服务机构 | 每推荐 1 家企业; 注册的企业 | 实施技改项目
    if _ACQUIRES.match(before) and rules.head.search(noun) is None:
        return Subject(None, phrase)  # 购买区内企业自主研发的工具
    if not _may_receive(noun):
        owner = rules.owner.match(noun)
        return Subject((owner["np"] or owner["thing"]) if owner else None, phrase)
    if doer is not None and rules.head.search(noun) is None:
        return Subject(doer, f"{before}，{doing}")  # 已创建的基地 | 每年进行复评
    told = (
        rules.mark.search(before)
        or rules.doing.match(before)
        or before.startswith("对")
        or not _is_attribute(before, noun)
    )
    return Subject(noun, before) if told else Subject(phrase, None)


def _is_body(name: str) -> bool:
    """Whether a name is one of who acts: a body or a person, and not a thing."""
    return (subject_words().body.search(name) or subject_words().talent.search(name)) is not None


def _is_served(doer: str, doing: str, noun: str) -> bool:
    """Whether it is for the noun, not for who does something: 产品出口…的企业, 企业聘用的博士, 人数达到…的会议."""
    rules, doer = subject_words(), doer.removesuffix("等")
    if doer.endswith(noun):  # 展览期间农产品 | 获得金奖的农产品
        return True
    if rules.state.match(doing):
        return rules.head.search(noun) is not None
    if rules.talent.search(noun) is not None:
        return rules.talent.search(doer) is None
    return rules.body.search(noun) is not None and rules.body.search(doer) is None


def _is_attribute(before: str, noun: str) -> bool:
    """Whether what stands before 的 belongs to the name: 大数据产业的重点项目; A、B及涉及C的D、E等项目."""
    return subject_words().attribute.search(before) is not None or ("、" in before and "、" in noun)


def is_plain_name(phrase: str) -> bool:
    """Whether a phrase says no doing at all, so that what «对» points at is who or what receives: 家政服务业."""
    rules, plain = subject_words(), without_brackets(phrase)
    silent = rules.doing.search(plain) is None and rules.award.search(plain) is None
    return "的" not in plain and silent and _may_receive(phrase)


def _may_receive(noun: str) -> bool:
    """Whether what «对…的» ends with may be given something: a known recipient, or no cost, service or happening."""
    rules = subject_words()
    if noun.startswith("每") or _RANKED.match(noun):  # 招用 3 人以上的每增加 1 人; 销售额 5 万元以上的前 10 名
        return False
    return rules.head.search(noun) is not None or not (rules.no_receiver.search(noun) or rules.cost.search(noun))


def _read_condition(body: str) -> Subject:
    """Read «…的» without a noun behind it: a doer and a doing, or a doing alone."""
    recipient, remainder = _split_at_doing(body)
    if recipient is not None:
        return Subject(recipient, remainder)
    named = subject_words().named.search(body)
    return Subject(named["np"] if named else _doer_behind_attribute(body), body)


def _doer_behind_attribute(body: str) -> str | None:
    """生育二孩、三孩的家庭购买住房: who does it stands behind an attribute."""
    cut = without_brackets(body).find("的")
    return split_leading(body[cut + 1 :])[0] if cut > 0 else None


def does(phrase: str) -> re.Match[str] | None:
    """Return the doing that a phrase opens with, None where there is none: 开展 | 赛事, 组织开展 | 赛事."""
    doing = subject_words().doing
    return doing.match(phrase) or doing.match(phrase.removeprefix("组织"))


def split_leading(phrase: str) -> tuple[str | None, str]:
    """Split a phrase into the recipient it opens with and what that does.

    None where it opens with a doing, or is one name through and through: 中小企业发展服务机构, 街道推荐企业.
    """
    recipient, remainder = _split_at_doing(phrase)
    if recipient is not None and subject_words().naming.fullmatch(remainder):
        return None, phrase
    return recipient, remainder


@lru_cache(maxsize=256)  # a phrase is read as a whole, then for who does it
def _split_at_doing(phrase: str) -> tuple[str | None, str]:
    """Split a phrase where its first recipient is followed by a doing."""
    rules = subject_words()
    if rules.doing.match(phrase) and not _LOCATED.match(phrase) and not phrase.startswith("新"):
        return None, phrase
    found = rules.leading.match(phrase) or rules.bearer.match(phrase) or _WIDE.match(phrase)
    if (
        found is None or found["np"] in _NO_NAMES or _BY_WHOM.search(found["np"])
    ):  # 组织 | 开展赛事; 补贴由旅游部门 | 制定
        return None, phrase
    if _is_listed_name(phrase, found):
        return None, phrase
    whom = _FOR_WHOM.match(found["np"]) or _UPON_WHOM.match(found["np"]) or _with_whom(phrase)
    return (whom["np"], phrase[whom.end() :]) if whom else (found["np"], phrase[found.end() :])


_RANKED = re.compile("前[0-9一二三四五六七八九十]{1,3}[名位家个强]")
_MEASURED = re.compile("[0-9][%万亿元]")  # 交易额超过 500 万元、产品 | 具有…: no name has an amount in it
_ACQUIRES = re.compile("购买|购置|采购|使用|租用|租赁")
_NEWLY = re.compile("新(?:通过|获|取得|入选|列入|纳入|评)")  # what is newly got is no doer: 新通过算法备案的算法


def _is_listed_name(phrase: str, found: re.Match[str]) -> bool:
    """课程 | 共建、人才实训等合作项目: a thing and a doing are the first of a list of names."""
    rules = subject_words()
    if rules.body.search(found["np"]) or rules.talent.search(found["np"]) or rules.head.search(phrase) is None:
        return False
    doing = rules.doing.match(phrase, found.end())
    return doing is not None and phrase.startswith("、", doing.end())


_WITH_A_KIND = 4  # characters of a noun that says what kind of body it is: 分支机构, not 企业
_NO_NAMES = ("组织", "总部")  # 总部 | 在外地的企业
_BY_WHOM = re.compile("(?<![自理事缘])由(?!来)|^[与和同跟](?![一级等步])")
_GOES_ON = re.compile("每(?!年|月)|按")
_FOR_WHOM = re.compile(
    "(?P<np>[^，的、对向为]{2,10})(?<![作行认成针应面定导])(?=(?:为|向|将)[^的]{2})"
)  # 晶圆厂 | 为设计企业提供服务
_UPON_WHOM = re.compile(
    "(?P<np>[^，的对]{2,20})(?<![针应面绝配核相])(?=对(?!外|内|口|接|方|象|标|比|应|策|照)[^，]{4})"
)  # 规模农场 | 对集中连片的基地开展示范
_WIDE = re.compile("(?P<np>[一-鿿]{2,10}?)(?=(?:集中)?连片)")  # 日光温室 | 集中连片 50 亩以上
_WITH_WHOM = re.compile("(?P<np>[^，。；的与]{2,20})(?=与[^，。；的]{2,40}(?:签订|签署|达成))")


def _with_whom(phrase: str) -> re.Match[str] | None:
    """企业 | 与中介机构签订协议: who does it, before those it is done with."""
    found = _WITH_WHOM.match(phrase) if "与" in phrase else None
    return found if found is not None and subject_words().body.search(found["np"]) else None
