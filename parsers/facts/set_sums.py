"""Sums that a standard lists, a budget sets aside, or a share of a cost states, without a verb of giving."""

from __future__ import annotations

import re

from parsers.facts.giving import awarded_of, grant_words
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

_STANDARD = re.compile("(?:标准|金额|额度|数额)(?:分别|具体)?为[^，。；]*$")
_ARRANGED = re.compile("安排[^，。；]{0,12}$")
_MEANS = re.compile("[^，。；]{0,6}?(?:经费|资金)")


def is_set(quantity: Quantity, left: str, right: str) -> bool:
    """Whether a number is given by a standard, a budget or as a share, by the words before and after it."""
    if quantity.kind is not QuantityKind.MONEY:
        return awarded_of(left) is not None  # 奖励投资额度的 5%—20%
    return _is_by_standard(left) or is_set_aside(quantity, left, right)


def _is_by_standard(left: str) -> bool:
    """补贴标准为博士每人 5 万元、硕士每人 2 万元; 补助标准为大棚 1.2 万元/亩、防雨棚 0.6 万元/亩."""
    return _STANDARD.search(left) is not None and grant_words().rated.search(left) is not None


def is_set_aside(quantity: Quantity, left: str, right: str) -> bool:
    """Whether a number is an upper bound of money that is set aside: 每年安排最高 100 万元活动经费."""
    bound = quantity.kind is QuantityKind.MONEY and quantity.comparator is Comparator.LE
    return bound and _ARRANGED.search(left) is not None and _MEANS.match(right) is not None
