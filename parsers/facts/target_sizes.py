"""Which quantities only say of what size a thing is: 10亿元以上项目, 前15家企业, 在10.8平方公里的园区中."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parsers.facts.word_patterns import any_word
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities.patterns import SPACE, alternation
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_DIGIT = re.compile("[0-9０-９]")
_OF = re.compile(r"\s*的(?=[一-龥“])")
_RATE_VERB = re.compile(r"(?:增长|下降|提高|提升|增加|减少|降低|压减)(?:了|到|至|约|超|超过|近)?$")
_LEVEL = re.compile(r"\s*(?:以上)?(?:级|型)(?![、，。])|\s*规模的")
_LEVEL_OF = re.compile(r"\s*的(?:较低|较高|合理|正常)?(?:水平|区间|高位|低位)")
_NOUN = LatePattern(r"\s*的?[一-龥“]{2}")
_BOUND = re.compile(r"^\s*(?:[（(]含[）)])?(?:及|或)?(?:以[上下内]|左右|上下)")
_MEASURE = re.compile("[米里亩吨瓦斤升顷]$|^[kMGT]?Wh?$")
_ORDINAL = re.compile("(?:首|第[一二三四五六七八九十0-9]+)[个家座条]$")  # 首个300亿元园区
MARK = re.compile(r"\s*(?:人次)?(?:大关|台阶|关口)")  # 旅客吞吐量突破200万大关
_AMONG = re.compile("(?:在|居|列)(?:全[国省市区州县]|[^，。]{0,4})$")
_OF_SIZE = re.compile("(?:(?![级亿万千百十])[一-龥]){1,6}以[上下]的(?=[一-龥])")  # 1所200张床位以上的养老机构
_AT_LEAST_OF = re.compile("以[上下]的(?=[一-龥])")
_COUNTED = LatePattern("[0-9][家个所座处条名](?P<like>[一-龥]{1,12})$")
_NEXT_COUNT = re.compile("、[0-9]+[家个户](?:以上)?[^，、]{2,12}(?:过|超|达)")
_COUNTED_BY_SIZE = re.compile("[家个户](?:以上)?[^，、]{2,12}(?:过|超|超过|达|达到)$")
_PER_HEADS = re.compile("[一-龥]{0,4}(?:死亡率|发病率|患病率|事故率)")  # 10万人死亡率控制在3以内
_BELOW = LatePattern("(?:及)?以下(?:的|[一-龥]{2})")
_PLACES = re.compile(  # 8个区PM2.5浓度达到60微克/立方米
    "(?:区|县|市|省|地区|城市|乡镇|街道)[^，；、]*?(?:达到|控制在|降至|降到|下降|提高到|提高|低于|优于)[^，；、0-9]{0,4}[0-9]"
)


class Surroundings(NamedTuple):
    """A quantity as printed, with the words of its clause and of its sentence."""

    left: str  # the clause before it
    quote: str
    right: str  # the clause behind it
    clause: str
    said: str  # the sentence before it
    sentence: str
    closes_condition: bool  # the clause is one of 「…的，」
    told: bool = False  # its section tells of what is
    says_aims: bool = False  # its section is about goals, or its sentence begins with a deadline


@cache
def _holder() -> re.Pattern[str]:
    """An attribute of size and what has it: 亿元以上重大产业项目, 10亿元级企业."""
    nouns = alternation(words("targets", "refused.holders"))
    return re.compile(rf"{SPACE}(?:（含）)?(?:及|或)?以[上下内]{SPACE}的?[一-龥“”]{{0,14}}?{nouns}")


def is_attribute(quantity: Quantity, around: Surroundings) -> bool:
    """Return whether a quantity only says of what size a thing is."""
    left, right = around.left, around.right
    if left.endswith(("每", "第", "前")) or _LEVEL.match(right):
        return True
    if quantity.kind is QuantityKind.COUNT:
        sized = (
            _PER_HEADS.match(right) is not None
            or _is_counted_base(quantity, around)
            or _OF_SIZE.match(right) is not None
            or _is_size_of(left, right)
        )
        return sized or _is_age(quantity, right) or _is_extent(quantity, left, right)
    if quantity.kind is QuantityKind.MONEY:
        listed = _NEXT_COUNT.match(right) and _COUNTED_BY_SIZE.search(left)  # 5家收入过百亿元、2家收入达500亿元的企业
        held = any(pattern.match(right) for pattern in (_holder(), _OF))
        below = quantity.comparator is Comparator.LE and _BELOW.match(right) is not None  # 年收入4600元以下贫困现象
        return held or below or listed is not None or _is_size(left, around.quote, right)
    return _is_size_share(left, right)


def _is_size(left: str, quote: str, right: str) -> bool:
    """营收过百亿元农产品加工企业, 跨过3个万亿元大关: a magnitude, or a sum behind 过, right before what has it."""
    if _DIGIT.search(quote) and MARK.match(right) and left.endswith(("过", "破", "越", "上", "到")):
        return False  # 人均生产总值超过10万元大关
    if _DIGIT.search(quote) and not (left.endswith(("过", "超", "超过", "突破", "达")) or _ORDINAL.search(left)):
        return False
    return _held().match(right) is not None


@cache
def _held() -> re.Pattern[str]:
    return re.compile(f"{SPACE}[一-龥“”]{{0,8}}?{alternation(words('targets', 'refused.holders'))}")


def _is_size_share(left: str, right: str) -> bool:
    """持股比例20%的企业; but 61%的城市污水处理厂 is a figure of its own."""
    named = left and left not in words("targets", "metric.right.places")  # 我国97%的贫困人口实现脱贫
    return bool(named) and _OF.match(right) is not None and _LEVEL_OF.match(right) is None


def _is_extent(quantity: Quantity, left: str, right: str) -> bool:
    """在10.8平方公里的园区中, 大唐700万吨露天矿; but 提供100万平方米空间 says how much is provided."""
    if left.endswith(words("targets", "refused.capacities")):
        return True
    if not _MEASURE.search(quantity.unit):
        return False
    if re.match("(?:及|或)?以下[一-龥]", right):
        return True
    following = _BOUND.sub("", right, count=1)
    verb = not following.startswith("的") and following.startswith(
        words("targets", "metric.closing") + words("targets", "refused.doings")
    )
    if not left or verb or _NOUN.match(following) is None:
        return False
    return left.endswith(words("targets", "aim.prepositions")) or _led().search(left) is None


@cache
def _led() -> re.Pattern[str]:
    verbs, aims = alternation(words("targets", "metric.opening")), alternation(words("targets", "aim.verbs"))
    return re.compile(f"(?:{verbs}|[了、和及与]|{aims}[^，]{{0,4}})$")


def _is_size_of(left: str, right: str) -> bool:
    """1所能够容纳200人以上的供养机构: what a number of the things counted before it are like."""
    counted = _COUNTED.search(left) if _AT_LEAST_OF.match(right) else None
    return counted is not None and any_word("targets", "aim.verbs").search(counted["like"]) is None


def _is_age(quantity: Quantity, right: str) -> bool:
    return quantity.unit in ("岁", "周岁") and re.match(r"(?:及|或)?以[上下](?=[一-龥])|的", right) is not None


def _is_counted_base(quantity: Quantity, around: Surroundings) -> bool:
    """17个重点传统制造业增加值增长5.3%: the things whose figure it is."""
    right = around.right
    if _AMONG.search(around.left) and re.match("[^，]{1,8}中", right):  # 在全省91个县（市）中排名第一
        return True
    if re.match(r"[百千万]+亿元?(?:大关|台阶)", right) or (quantity.unit == "个" and _PLACES.match(right)):
        return True
    found = re.match(r"[^0-9０-９、，；]{4,}?(?=[0-9０-９])", right)
    return found is not None and _RATE_VERB.search(found.group().rstrip()) is not None
