"""Which quantities are aims or stated figures, and which are sizes, terms, promises, limits or steps of a procedure."""

from __future__ import annotations

import re
from functools import cache

from parsers.facts.target_sizes import Surroundings, is_attribute
from parsers.facts.view import PolicyView
from parsers.facts.word_patterns import any_word
from parsers.late import LatePattern
from parsers.lexicon import mapping, words
from parsers.quantities.patterns import SPACE, alternation, refusals
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_UPPER = (Comparator.LE, Comparator.LT)
_DIGIT = re.compile("[0-9０-９]")
_OF = LatePattern(r"\s*的(?=[一-龥“])")
_AS_MEANS = re.compile("以.+为(?:载体|依托|核心|基础|支撑|主体|重点)$")
_LISTED = re.compile("投资[^，；]*元的[^，；]*、$")
_DATED = re.compile("(?:19|20)[0-9]{2}年[^，；]{0,4}$")
_PART_OF = re.compile("[（(]其中")  # 企业3000家以上（其中骨干企业3家以上）
_SMALL = 20


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
        if around.left.endswith("/") or _is_bracketed(around.said) or _is_name(quantity, around.quote):
            return False
        if is_attribute(quantity, around) and not (self._report and _is_of_its_own(quantity, around)):
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
            or around.left.endswith("》等")
            or _is_means(quantity, around)
            or _is_sum_of_kinds(quantity, around)
            or self._is_each(around)
            or around.left.endswith(words("targets", "refused.absent"))
            or _AS_MEANS.search(around.clause) is not None
            or (self._strict and not around.says_aims and not _has_aim(around))
        )

    def _is_each(self, around: Surroundings) -> bool:
        """单户贷款最高100万元: what one may get or must put in; in a plan 单个园区产值达到100亿元 is an aim."""
        if any_word("targets", "refused.each", "refused.each_not_before").match(around.clause) is None:
            return False
        return self._strict or any_word("targets", "refused.each_bounds").search(around.clause) is not None

    def _is_payment(self, quantity: Quantity, around: Surroundings) -> bool:
        """A sum or rate in a sentence that pays or charges somebody; among aims, in a clause that does."""
        if around.told:
            return False  # under 发展基础 what was paid is a figure like others
        words_around = around.clause if around.says_aims else around.sentence
        return any_word("targets", "refused.payment", "refused.payment_not_before").search(words_around) is not None


def can_do(clause: str, start: int, quantity: Quantity) -> bool:
    """Return whether a clause (from a clean offset on) says what a thing can do: 可实现10-100倍应用吞吐量."""
    return _able().search(clause[: quantity.start - start]) is not None


@cache
def _able() -> re.Pattern[str]:
    return re.compile(f"(?:可以?|能够?){alternation(words('targets', 'refused.abilities'))}")


def _is_bracketed(left: str) -> bool:
    """Return whether a bracket is open behind the words of a sentence, but one of which it is said what is in it."""
    opened = max(left.rfind("（"), left.rfind("("))
    return opened > max(left.rfind("）"), left.rfind(")")) and not _PART_OF.match(left, opened)


def _is_time(quantity: Quantity) -> bool:
    return quantity.kind is QuantityKind.COUNT and quantity.unit in words("units", "time.words")


def _measures_time(quantity: Quantity, around: Surroundings) -> bool:
    """A span of time is a figure where time itself is measured: 审批时限压缩至3个工作日, 人均预期寿命80.5岁."""
    left = around.left
    listed = "分别" in left  # 2020年分别达到98%和15年: named in the clause before
    named = around.said if listed else left
    found = any_word("targets", "aim.times").search(named)
    return found is not None and not around.right.lstrip().startswith(("内完成", "来", "的"))


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
    right = around.right
    if quantity.kind is not QuantityKind.MONEY or _OF.match(right) is None:
        return False
    left = around.left
    sized = left.endswith(words("targets", "refused.sizes")) or _LISTED.search(left)  # 投资3500万元的甲、3800万元的乙
    return bool(sized) or _planned().match(right) is not None


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"{SPACE}的[一-龥]{{0,8}}{alternation(words('targets', 'aim.planned'))}")


def _is_fund(quantity: Quantity, around: Surroundings) -> bool:
    """A fund to be founded is a promise."""
    return (
        quantity.kind is QuantityKind.MONEY
        and any_word("targets", "refused.funds").search(around.sentence) is not None
        and any_word("targets", "refused.founding").search(around.clause) is not None
    )


def _is_limit(quantity: Quantity, around: Surroundings) -> bool:
    """At most so much of something is a rule, unless it is to be brought down to it, or stands among aims."""
    if around.says_aims and quantity.kind is not QuantityKind.MONEY:
        return False
    left = around.left
    dated = quantity.kind is not QuantityKind.MONEY and _DATED.search(left)  # 总人口2015年在315万人以内
    return quantity.comparator in _UPPER and not dated and any_word("targets", "aim.limits").search(left) is None


def _is_condition(quantity: Quantity, around: Surroundings) -> bool:
    if around.closes_condition:
        return True
    opening = _condition().match(around.clause)
    return opening is not None and any_word("targets", "aim.verbs").search(around.left) is None


def _is_means(quantity: Quantity, around: Surroundings) -> bool:
    """依托人才新政22条 names what there is; 依托现有资源建设30个中心 is an aim."""
    means = around.clause.startswith(words("targets", "refused.means"))
    return means and any_word("targets", "aim.verbs").search(around.left) is None


def _is_sum_of_kinds(quantity: Quantity, around: Surroundings) -> bool:
    """改造内容包括基础类、完善类、提升类3类: how many a list has that stands before."""
    found = any_word("targets", "refused.comprising").search(left := around.left)
    return found is not None and "、" in left[found.end() :] and not around.right


def _is_described(around: Surroundings) -> bool:
    return any_word("targets", "refused.metrics").search(around.clause) is not None


def _has_aim(around: Surroundings) -> bool:
    return (
        any_word("targets", "aim.strict_verbs").search(around.sentence) is not None
        and any_word("targets", "refused.procedure").search(around.sentence) is None
    )
