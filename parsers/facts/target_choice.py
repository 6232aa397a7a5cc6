"""Which quantities are aims or stated figures, and which are sizes, terms, promises, limits or steps of a procedure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.facts.view import PolicyView
from parsers.lexicon import mapping, words
from parsers.quantities.patterns import SPACE, alternation, refusals
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_SHARES = (QuantityKind.PERCENT, QuantityKind.PERMILLE, QuantityKind.FRACTION)
_UPPER = (Comparator.LE, Comparator.LT)
_DIGIT = re.compile("[0-9０-９]")
_OF = re.compile(r"\s*的(?=[一-龥“])")
_RATE_VERB = re.compile(r"(?:增长|下降|提高|提升|增加|减少|降低|压减)(?:了|到|至|约|超|超过|近)?$")
_LEVEL = re.compile(r"\s*(?:以上)?(?:级|型)(?![、，。])|\s*规模的")
_AS_MEANS = re.compile("以.+为(?:载体|依托|核心|基础|支撑|主体|重点)$")
_LEVEL_OF = re.compile(r"\s*的(?:较低|较高|合理|正常)?(?:水平|区间|高位|低位)")
_NOUN = re.compile(r"\s*的?[一-龥“]{2}")
_BOUND = re.compile(r"^\s*(?:[（(]含[）)])?(?:及|或)?(?:以[上下内]|左右|上下)")
_MEASURE = re.compile("[米里亩吨瓦斤升顷]$|^[kMGT]?Wh?$")
_ORDINAL = re.compile("(?:首|第[一二三四五六七八九十0-9]+)[个家座条]$")  # 首个300亿元园区
MARK = re.compile(r"\s*(?:人次)?(?:大关|台阶|关口)")  # 旅客吞吐量突破200万大关
_AMONG = re.compile("(?:在|居|列)(?:全[国省市区州县]|[^，。]{0,4})$")
_LISTED = re.compile("投资[^，；]*元的[^，；]*、$")
_OF_SIZE = re.compile("[一-龥]{1,6}(?:及)?以[上下]的(?=[一-龥])")  # 1所200张床位以上的养老机构
_NEXT_COUNT = re.compile("、[0-9]+[家个户](?:以上)?[^，、]{2,12}(?:过|超|达)")
_COUNTED_BY_SIZE = re.compile("[家个户](?:以上)?[^，、]{2,12}(?:过|超|超过|达|达到)$")
_SMALL = 20


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quantity's clause and sentence, as text and half-open clean offsets."""

    sentence: str
    sentence_start: int
    clause: str
    clause_start: int
    closes_condition: bool  # the clause is one of 「…的，」
    says_aims: bool = False  # its section is about goals, or its sentence begins with a deadline

    def left(self, quantity: Quantity) -> str:
        """Return the clause before a quantity."""
        return self.clause[: quantity.start - self.clause_start].rstrip()

    def quote(self, quantity: Quantity) -> str:
        """Return a quantity as printed."""
        return self.clause[quantity.start - self.clause_start : quantity.end - self.clause_start]

    def right(self, quantity: Quantity) -> str:
        """Return the clause behind a quantity."""
        return self.clause[quantity.end - self.clause_start :]


@cache
def _any(key: str) -> re.Pattern[str]:
    return re.compile(alternation(words("targets", key)))


@cache
def _holder() -> re.Pattern[str]:
    """An attribute of size and what has it: 亿元以上重大产业项目, 10亿元级企业."""
    nouns = alternation(words("targets", "refused.holders"))
    return re.compile(rf"{SPACE}(?:（含）)?(?:及|或)?以[上下内]{SPACE}的?[一-龥“”]{{0,14}}?{nouns}")


@cache
def _each() -> re.Pattern[str]:
    refused = refusals(mapping("targets", "refused.each_not_before"))
    return re.compile(alternation(words("targets", "refused.each"), refused))


@cache
def _payment() -> re.Pattern[str]:
    refused = refusals(mapping("targets", "refused.payment_not_before"))
    return re.compile(alternation(words("targets", "refused.payment"), refused))


@cache
def _condition() -> re.Pattern[str]:
    refused = refusals(mapping("targets", "refused.condition_not_before"))
    return re.compile(f"(?:其中)?{alternation(words('targets', 'refused.conditions'), refused)}")


class Chooser:
    """Chooses among the quantities of one policy; what counts depends on the type of the paper."""

    def __init__(self, view: PolicyView) -> None:
        kind = view.metadata.doc_type
        self._report = kind == "报告"
        self._strict = kind in words("targets", "aim.strict_types")

    def is_aim(self, quantity: Quantity, around: Surroundings) -> bool:
        """Return whether a quantity is an aim or a stated figure."""
        if (
            around.left(quantity).endswith("/")
            or _is_bracketed(quantity, around)
            or _is_name(quantity, around.quote(quantity))
        ):
            return False
        if _is_attribute(quantity, around) and not (self._report and _is_of_its_own(quantity, around)):
            return False
        if _is_time(quantity) and not _measures_time(quantity, around):
            return False
        if self._report:
            return True
        return not (
            self._is_payment(quantity, around)
            or _is_fund(quantity, around)
            or _is_limit(quantity, around)
            or _is_condition(quantity, around)
            or _is_described(around)
            or around.left(quantity).endswith("》等")
            or around.clause.startswith(words("targets", "refused.means"))
            or self._is_each(around)
            or around.left(quantity).endswith(words("targets", "refused.absent"))
            or _AS_MEANS.search(around.clause) is not None
            or (self._strict and not around.says_aims and not _has_aim(around))
        )

    def _is_each(self, around: Surroundings) -> bool:
        """单户贷款最高100万元: what one may get or must put in; in a plan 单个园区产值达到100亿元 is an aim."""
        if _each().match(around.clause) is None:
            return False
        return self._strict or _any("refused.each_bounds").search(around.clause) is not None

    def _is_payment(self, quantity: Quantity, around: Surroundings) -> bool:
        """A sum or rate in a sentence that pays or charges somebody; among aims, in a clause that does."""
        words_around = around.clause if around.says_aims else around.sentence
        return _payment().search(words_around) is not None


def can_do(clause: str, start: int, quantity: Quantity) -> bool:
    """Return whether a clause (from a clean offset on) says what a thing can do: 可实现10-100倍应用吞吐量."""
    return _able().search(clause[: quantity.start - start]) is not None


@cache
def _able() -> re.Pattern[str]:
    return re.compile(f"(?:可以?|能够?){alternation(words('targets', 'refused.abilities'))}")


def _is_bracketed(quantity: Quantity, around: Surroundings) -> bool:
    left = around.sentence[: quantity.start - around.sentence_start]
    return max(left.rfind("（"), left.rfind("(")) > max(left.rfind("）"), left.rfind(")"))


def _is_time(quantity: Quantity) -> bool:
    return quantity.kind is QuantityKind.COUNT and quantity.unit in words("units", "time.words")


def _measures_time(quantity: Quantity, around: Surroundings) -> bool:
    """A span of time is a figure where time itself is measured: 审批时限压缩至3个工作日, 人均预期寿命80.5岁."""
    left = around.left(quantity)
    found = _any("aim.times").search(left)
    return found is not None and not around.right(quantity).lstrip().startswith(("内完成", "来", "的"))


def _is_attribute(quantity: Quantity, around: Surroundings) -> bool:
    """Return whether a quantity only says of what size a thing is."""
    left, right = around.left(quantity), around.right(quantity)
    if left.endswith(("每", "第")) or _LEVEL.match(right):
        return True
    if quantity.kind is QuantityKind.COUNT:
        sized = _is_counted_base(quantity, around) or _OF_SIZE.match(right) is not None
        return sized or _is_age(quantity, right) or _is_extent(quantity, left, right)
    if quantity.kind is QuantityKind.MONEY:
        listed = _NEXT_COUNT.match(right) and _COUNTED_BY_SIZE.search(left)  # 5家收入过百亿元、2家收入达500亿元的企业
        held = any(pattern.match(right) for pattern in (_holder(), _OF))
        return held or listed is not None or _is_size(left, around.quote(quantity), right)
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
    return bool(left) and _OF.match(right) is not None and _LEVEL_OF.match(right) is None


def _is_extent(quantity: Quantity, left: str, right: str) -> bool:
    """在10.8平方公里的园区中, 大唐700万吨露天矿; but 提供100万平方米空间 says how much is provided."""
    if left.endswith(words("targets", "refused.capacities")):
        return True
    if not _MEASURE.search(quantity.unit):
        return False
    if re.match("(?:及|或)?以下[一-龥]", right):
        return True
    following = _BOUND.sub("", right, count=1)
    verb = not following.startswith("的") and following.startswith(words("targets", "metric.closing"))
    if not left or verb or _NOUN.match(following) is None:
        return False
    return left.endswith(words("targets", "aim.prepositions")) or _led().search(left) is None


@cache
def _led() -> re.Pattern[str]:
    verbs, aims = alternation(words("targets", "metric.opening")), alternation(words("targets", "aim.verbs"))
    return re.compile(f"(?:{verbs}|[了、和及与]|{aims}[^，]{{0,4}})$")


def _is_age(quantity: Quantity, right: str) -> bool:
    return quantity.unit in ("岁", "周岁") and re.match(r"(?:及|或)?以[上下](?=[一-龥])|的", right) is not None


def _is_counted_base(quantity: Quantity, around: Surroundings) -> bool:
    """17个重点传统制造业增加值增长5.3%: the things whose figure it is."""
    right = around.right(quantity)
    if _AMONG.search(around.left(quantity)) and re.match("[^，]{1,8}中", right):  # 在全省91个县（市）中排名第一
        return True
    if re.match(r"[百千万]+亿元?(?:大关|台阶)", right):
        return True
    found = re.match(r"[^0-9０-９、，；]{4,}?(?=[0-9０-９])", right)
    return found is not None and _RATE_VERB.search(found.group().rstrip()) is not None


def _is_name(quantity: Quantity, quote: str) -> bool:
    """四件大事, 一批, 百亿级: numbers that are parts of names."""
    if quantity.kind is QuantityKind.MONEY:
        return quote.endswith("级") or (quantity.comparator is Comparator.EQ and not _DIGIT.search(quote))
    if quantity.kind is not QuantityKind.COUNT:
        return quantity.kind is QuantityKind.RATIO
    if quantity.unit in words("targets", "refused.units"):
        return True
    if quantity.unit == "次" and not _DIGIT.search(quote):  # 每月更新一次
        return True
    if quote.startswith("二"):  # 民航二所; two of a thing are 两
        return True
    spelt = quantity.comparator is Comparator.EQ and not _DIGIT.search(quote)
    return spelt and quantity.maximum <= _SMALL and quantity.unit not in words("targets", "aim.han_units")


def _is_of_its_own(quantity: Quantity, around: Surroundings) -> bool:
    """首期规模500亿元的基金, 37.8亿元的年度投资计划: in a report a sum with 的 behind it may be a figure of its own."""
    right = around.right(quantity)
    if quantity.kind is not QuantityKind.MONEY or _OF.match(right) is None:
        return False
    left = around.left(quantity)
    sized = left.endswith(words("targets", "refused.sizes")) or _LISTED.search(left)  # 投资3500万元的甲、3800万元的乙
    return bool(sized) or _planned().match(right) is not None


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"{SPACE}的[一-龥]{{0,8}}{alternation(words('targets', 'aim.planned'))}")


def _is_fund(quantity: Quantity, around: Surroundings) -> bool:
    """A fund to be founded is a promise."""
    return (
        quantity.kind is QuantityKind.MONEY
        and _any("refused.funds").search(around.sentence) is not None
        and _any("refused.founding").search(around.clause) is not None
    )


def _is_limit(quantity: Quantity, around: Surroundings) -> bool:
    """At most so much of something is a rule, unless it is to be brought down to it."""
    return quantity.comparator in _UPPER and _any("aim.limits").search(around.left(quantity)) is None


def _is_condition(quantity: Quantity, around: Surroundings) -> bool:
    if around.closes_condition:
        return True
    opening = _condition().match(around.clause)
    return opening is not None and _any("aim.verbs").search(around.left(quantity)) is None


def _is_described(around: Surroundings) -> bool:
    return _any("refused.metrics").search(around.clause) is not None


def _has_aim(around: Surroundings) -> bool:
    return (
        _any("aim.strict_verbs").search(around.sentence) is not None
        and _any("refused.procedure").search(around.sentence) is None
    )
