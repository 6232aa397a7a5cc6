"""What a number is for, where no reader of facts has said so: a penalty, a condition's threshold, or neither."""

from __future__ import annotations

import re
from functools import cache

from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities.patterns import alternation
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind, Role

_STATED = (Role.FUND, Role.CAP, Role.INCENTIVE, Role.PENALTY, Role.THRESHOLD, Role.TARGET, Role.ACTUAL)
_SENTENCE_END = re.compile("[。\n]")
_CLAUSE_END = re.compile("[，。；！？\n]|,(?!\\d)|;")


def stronger(first: Role | None, second: Role) -> Role:
    """Return which of two roles holds where two readers claim one number: a promise before an aim."""
    if first is None:
        return second
    return min(first, second, key=lambda role: _STATED.index(role) if role in _STATED else len(_STATED))


_BOUNDED = (Comparator.GE, Comparator.LE, Comparator.GT, Comparator.LT)
_SIZED = LatePattern(
    r"(?:[（(]不?含[^（）()]*[）)])?(?:及|或)?以[上下](?:[（(]不?含[^（）()]*[）)])?的?[一-龥]{2}|的[一-龥]{2,8}$"
)


def _is_size(quantity: Quantity, behind: str) -> bool:
    """Return whether a bound says of what size the noun behind it is: 200万元以下的采购项目, 高于平均工资3倍的人才."""
    counted = quantity.kind is QuantityKind.COUNT
    return not counted and quantity.comparator in _BOUNDED and _SIZED.match(behind) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(f"(?<![0-9０-９]){alternation(words('incentives', 'penalty.words'))}"),  # 处以罚款, but 20处以上
        re.compile(f"{alternation(words('incentives', 'standards.thresholds'))}$"),
    )


def role_of(text: str, quantity: Quantity, headings: tuple[str, ...]) -> Role:
    """Return the role that the words around a number give it.

    Args:
        text: the clean text of the source.
        quantity: a number that no reader of facts has claimed.
        headings: the headings of its section and of those above.
    """
    penalty, conditions = _patterns()
    before = _SENTENCE_END.split(text[max(0, quantity.start - 30) : quantity.start])[-1]
    after = _SENTENCE_END.split(text[quantity.end : quantity.end + 12], maxsplit=1)[0]
    if penalty.search(before + text[quantity.start : quantity.end] + after):
        return Role.PENALTY
    if any(conditions.search(heading) for heading in headings):
        return Role.THRESHOLD
    return Role.THRESHOLD if _is_condition(text, quantity) else Role.OTHER


def _is_condition(text: str, quantity: Quantity) -> bool:
    """对年收入 50 万元以上的人才, 达到 5000 万元的: the clause goes on with 的 and the noun or comma it serves."""
    behind = text[quantity.end : quantity.end + 60].partition("\n")[0]
    end = _CLAUSE_END.search(behind)
    tail = behind[: end.start()] if end else behind
    starts = (match.end() for match in _CLAUSE_END.finditer(text, max(0, quantity.start - 60), quantity.start))
    lead = text[max(starts, default=0) : quantity.start]
    if tail.endswith("的") or _is_size(quantity, tail):
        return True
    return (
        re.match("对|凡|向|针对|符合|具有|达到|在", lead) is not None
        and re.search("(?:以[上下内]|^)的", tail) is not None
    )
