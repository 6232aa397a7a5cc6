"""Which numbers of a sentence are promised, and as what: a rate, a sum, a cap or a floor."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from parsers.facts import neighbours, signs
from parsers.facts.giving import (
    award_touching,
    fund_start,
    given_at,
    gives_itself,
    grant_words,
    handed_at,
    is_fund,
)
from parsers.facts.grant import SHARES, Grant, Part
from parsers.facts.passages import Sentence, after, before
from parsers.facts.set_sums import is_set, is_set_aside
from parsers.quantities.patterns import last_match
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_NO_GRANT = frozenset({Comparator.GT, Comparator.LT})


def find_grants(sentence: Sentence, *, promised_before: bool, under_standard: bool) -> list[Grant]:
    """Return the promised numbers of a sentence, in order.

    Args:
        sentence: the sentence with its quantities.
        promised_before: the section promised something already, so a cap alone may belong to it.
        under_standard: a heading above (支持标准) says that what stands here is what is given.
    """
    found: list[Grant] = []
    for quantity in sentence.quantities:
        if quantity.kind is QuantityKind.MONEY or quantity.kind in SHARES:
            grant = _Number(sentence, quantity).grant(found[-1] if found else None, under_standard=under_standard)
            if grant is not None:
                found.append(grant)
    return list(_without_lone_caps(sentence, found, promised_before=promised_before))


def _without_lone_caps(sentence: Sentence, grants: Sequence[Grant], *, promised_before: bool) -> Iterator[Grant]:
    """A cap that nothing but its own words ground needs a promise before it, be it one without a number."""
    seen = promised_before
    for grant in grants:
        if seen or grant.given or any(gives_itself(clause.text) for clause in sentence.clauses[: grant.clause]):
            seen = True
            yield grant


class _Number:
    """A number in its clause, with the words before and after it."""

    def __init__(self, sentence: Sentence, quantity: Quantity) -> None:
        self.sentence, self.quantity = sentence, quantity
        self.index = sentence.clause_at(quantity.start)
        self.clause = sentence.clauses[self.index]
        self.left = before(self.clause, quantity.start)
        self.right = self._without_per(after(self.clause, self._end_of_list()))
        self.is_money = quantity.kind is QuantityKind.MONEY

    def _without_per(self, right: str) -> str:
        """Return the words behind a number without what it is paid per: 40 元 | /平方米/月 | 的标准."""
        per = self.quantity.per
        if per is not None and right[1:].startswith(per) and right[0] in "/／·":
            return right[1 + len(per) :]
        suffix = signs.PER_SUFFIX.match(right)
        return right[suffix.end() :] if suffix is not None else right

    def _end_of_list(self) -> int:
        """Return where the list ends that the number opens: the words behind 3000 元、1500 元 serve them all."""
        last, quantities = self.quantity, self.sentence.quantities
        for item in quantities[bisect_left(quantities, last.end, key=attrgetter("start")) :]:
            if item.start >= self.clause.end:
                break
            if last.end <= item.start and item.kind is last.kind:
                between = self.clause.text[last.end - self.clause.start : item.start - self.clause.start]
                if between not in ("、", "和", "及"):
                    break
                last = item
        return last.end

    def grant(self, previous: Grant | None, *, under_standard: bool) -> Grant | None:
        """Return what is promised by the number, None where it is not."""
        if self._is_ruled_out():
            return None
        if self.is_money and is_fund(self.sentence, self.index, self.left, self.right):
            return self._made(Part.FUND, fund_start(self.left))
        if self._is_of_condition() or self._is_no_share(previous):
            return None
        return (
            self._listed(previous)
            or self._beside(previous)
            or self._in_bracket(previous)
            or self._bracketed()
            or self._measured_on(previous)
            or self._stated(under_standard=under_standard)
        )

    def _is_ruled_out(self) -> bool:
        """Whether it is more than or less than something, a penalty, a share of costs, or past."""
        rules = grant_words()
        if self.quantity.comparator in _NO_GRANT or rules.never.search(self.left):
            return True
        if rules.never_near.search(self.left) or (not self.is_money and signs.EACH_PAYS.search(self.left)):
            return True
        if self.quantity.kind is QuantityKind.RATIO and (
            signs.SPLIT_BY.search(self.left) or signs.BORNE.match(self.right)
        ):
            return True
        if not self.is_money and signs.PAYS_OUT.search(self.left):
            return True  # 立项当年拨付 50%
        if not self.is_money and signs.PAID_OUT.search(self.right) and rules.base.search(self.left) is None:
            return True  # 70%的扶持资金先给予拨付
        return rules.never_behind.search(self.right[:16]) is not None

    def _listed(self, previous: Grant | None) -> Grant | None:
        """Return what a number promises that goes on with the list of the one before."""
        if previous is None or not self._goes_on_with(previous.quantity):
            return None
        part = previous.part if self._part() is Part.AMOUNT else self._part()  # 最高 1000 万元租金、200 万元物业费
        return Grant(self.quantity, part, self.index, previous.given_at, previous.follows)

    def _is_no_share(self, previous: Grant | None) -> bool:
        """Whether it is a multiple of nothing that is paid, or bounds the share before it."""
        if self.quantity.kind is QuantityKind.MULTIPLE:
            return not neighbours.is_times(self.left, self.right)
        if self.is_money or neighbours.is_instalment(self.sentence, self.quantity):
            return not self.is_money
        return previous is not None and neighbours.bounds(self.sentence, self.quantity, previous)

    def _beside(self, previous: Grant | None) -> Grant | None:
        """Return what a share promises to a further receiver, by the words that give the one before."""
        if previous is None or self.is_money:
            return None
        named = neighbours.receiver_beside(self.sentence, self.quantity, previous)
        return Grant(self.quantity, Part.RATE, self.index, named, beside=True) if named is not None else None

    def _in_bracket(self, previous: Grant | None) -> Grant | None:
        """Return what a bracket behind a rate or a sum per unit gives to some: 10%（其中小微企业 15%）."""
        if previous is None or previous.clause != self.index or not self.right.startswith(("）", ")")):
            return None
        if neighbours.bracketed(self.clause, previous.quantity, self.quantity) is None:
            return None
        return Grant(self.quantity, self._part(), self.index, previous.given_at, previous.follows)

    def _bracketed(self) -> Grant | None:
        """Return what a number promises in a bracket behind the award's name: 补贴（本科生每人每月 1000 元）."""
        if not self._stands_in_award():
            return None
        outer = self.clause.text[: self.clause.text.index(self.left)].rstrip("（(")
        return Grant(self.quantity, self._part(), self.index, self.clause.start + given_at(outer))

    def _stated(self, *, under_standard: bool) -> Grant | None:
        """Return what a number promises by the words of its clause, or by a heading such as 支持标准."""
        capping = self._is_cap()
        bare = under_standard and self.is_money and signs.BARE_SUMS.fullmatch(self.right) is not None
        if bare or self._is_measured() or self._is_given() or self._runs_on():
            handed = None if self.is_money else handed_at(self.left, self.right)
            return self._made(self._part(), given_at(self.left) if handed is None else handed, follows=capping)
        return self._made(self._part(), given_at(self.left), follows=True, given_here=False) if capping else None

    def _is_measured(self) -> bool:
        """给予航运企业补贴，近洋航线每航次 5 万元、远洋航线…: what a gift without a number comes to, per unit."""
        if not self.is_money or self.quantity.per is None or not re.match("、|，|$", self.right):
            return False
        return self.index > 0 and gives_itself(self.sentence.clauses[self.index - 1].text)

    def _measured_on(self, previous: Grant | None) -> Grant | None:
        """Return what a sum per unit promises that goes on with one per the same unit in the clause before."""
        if previous is None or not self.is_money or not neighbours.measured_alike(self.quantity, previous, self.right):
            return None
        same = previous.clause == self.index - 1 and previous.part is self._part()
        return self._made(self._part(), given_at(self.left)) if same else None

    def _made(self, part: Part, given: int, *, follows: bool = False, given_here: bool = True) -> Grant:
        offset = self.quantity.start - len(self.left) + given
        return Grant(self.quantity, part, self.index, offset, follows, given_here)

    def _part(self) -> Part:
        if not self.is_money:
            return Part.RATE
        return {Comparator.LE: Part.CAP, Comparator.GE: Part.FLOOR}.get(self.quantity.comparator, Part.AMOUNT)

    def _stands_in_award(self) -> bool:
        """进行补贴（本科生每人每月 1000 元，…）: sums in a bracket behind the award's name."""
        if not self.is_money or self.quantity.per is None or self.clause.text.startswith(self.left):
            return False
        outer = self.clause.text[: self.clause.text.index(self.left)]
        return outer.endswith(("（", "(")) and award_touching(outer.rstrip("（(")) is not None

    def _is_of_condition(self) -> bool:
        """500 万元以上的企业, 100 万元奖励的项目: the number says which, not how much."""
        rules = grant_words()
        if (
            rules.relative.match(self.right)
            or signs.CLAUSE_ENDS.fullmatch(self.right)
            or signs.STEP_OF.search(self.left)
            or (self.is_money and signs.PAID_FOR.match(self.right))
        ):
            return True
        return rules.refused.match(self.right) is not None and rules.named.match(self.right) is None

    def _is_given(self) -> bool:
        """Whether the clause itself gives the number: 给予…X, X的奖励, 补助 X, 按…X 给予, 资助比例不超过…X."""
        rules = grant_words()
        if self.quantity.comparator is Comparator.GE and signs.LEAST.search(self.left[-12:]) is None:
            return False
        if rules.named.match(self.right) or self._touches_award() or self._is_raised() or self._is_handed():
            return True
        verb = last_match(rules.verb, self.left)
        if verb is not None:
            return signs.WHICH.search(self.left[verb.end() :] + self.right[:3]) is None
        if rules.subject_noun.search(self.left) is not None and not self.is_money:
            return True
        if self._is_limit_of_rate() or is_set(self.quantity, self.left, self.right):
            return True
        limited = self.quantity.comparator is Comparator.LE and not self.is_money
        return (limited or rules.base.search(self.left) is not None) and rules.rate_given.match(self.right) is not None

    def _is_limit_of_rate(self) -> bool:
        """补助比例可适当放大，最高不超过 20%; 奖励团队，最高不超过收益的 20%: a limit behind a clause that gives."""
        if self.is_money or self.index == 0 or self.quantity.comparator is not Comparator.LE:
            return False
        earlier = self.sentence.clauses[self.index - 1].text
        rules = grant_words()
        if rules.award.match(earlier) and not rules.award.fullmatch(earlier) and self.quantity.base is not None:
            return True
        rated = re.search("比例|标准", earlier) is not None
        return rated and rules.cap_left.start(self.left) == 0

    def _is_raised(self) -> bool:
        """将一次性创业补贴标准由 5000 元提高至 1 万元; 每增加 1 亿元增加 10 万元."""
        if neighbours.is_more(self.sentence, self.index, self.left):
            return True
        return signs.RAISED.search(self.left) is not None and grant_words().award.search(self.left) is not None

    def _is_handed(self) -> bool:
        """将收益的 50% 让渡给出资人: a share of something that is handed on."""
        return not self.is_money and handed_at(self.left, self.right) is not None

    def _touches_award(self) -> bool:
        """补助 100 万元, 最高奖励 50 万元; 资助费用总额 30% is a share of the award, not the award."""
        rules = grant_words()
        return award_touching(self.left) is not None and (self.is_money or rules.base_like.search(self.left) is None)

    def _runs_on(self) -> bool:
        """按…25%的比例，…，给予最高…: the giving comes in a later clause of the same part."""
        rules = grant_words()
        if self.is_money and neighbours.listed_with_given(self.quantity, self.right):
            return True
        if self.quantity.kind is QuantityKind.RATIO or rules.base.search(self.left) is None:
            return False
        if self.is_money:
            listed = signs.LATER_SUM.match(self.right)  # 直流桩按 200 元/千瓦、交流桩按 60 元/千瓦给予补贴
            if listed is not None and rules.rate_given.match(self.right, listed.end()) is not None:
                return True
            rest = self.right[listed.end() :] if listed is not None else self.right
            return self.quantity.per is not None and self._is_given_later(rest)  # 按 40 元/平方米的标准，给予…
        listed = signs.LATER_SHARE.match(self.right)
        if listed is not None and rules.rate_given.match(self.right, listed.end()):
            return True  # 全国性大赛按 50%、省级大赛按 30% 给予
        return self._is_given_later(self.right)

    def _is_given_later(self, rest: str) -> bool:
        """Whether nothing but 的标准 ends the clause, and a later one of its part gives."""
        if signs.SHARE_NOUN.sub("", rest):
            return False
        rules = grant_words()
        later = (clause for clause in self.sentence.clauses[self.index + 1 :] if clause.part == self.clause.part)
        return any(rules.verb.search(clause.text) or rules.award.search(clause.text) for clause in later)

    def _is_cap(self) -> bool:
        """单个项目最高 50 万元: nothing but words of scope, award and limit around an upper (or lower) bound."""
        rules = grant_words()
        if not self.is_money or self._part() is Part.AMOUNT:
            return False
        if is_set_aside(self.quantity, self.left, self.right):
            return False
        if self._part() is Part.FLOOR and (signs.LEAST.search(self.left[-4:]) is None or self.index == 0):
            return False
        if rules.capped.fullmatch(self.right) is None and signs.CAP_ENDS.match(self.right) is None:
            return False
        if rules.verb.search(self.left) is not None and rules.scope.search(self.left) is None:
            return False
        for_one = signs.FOR_ONE.match(self.left) is not None and rules.verb.search(self.left) is None
        return (for_one or rules.openers.match(self.left) is None) and not self.left.endswith("的")

    def _goes_on_with(self, first: Quantity) -> bool:
        """Whether the number goes on with the list that the one before began: 100 万元、50 万元和 20 万元."""
        if first.kind is not self.quantity.kind or first.start < self.clause.start:
            return False
        between = self.clause.text[first.end - self.clause.start : self.quantity.start - self.clause.start]
        return signs.JOINT.fullmatch(signs.BRACKETS.sub("", between)) is not None
