"""How promises add up: 就高不就低, 不重复享受, of one promise, of those beside it, or of a whole paper."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from parsers.facts.reading import Reading
from parsers.facts.view import PolicyView
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


class Reach(Enum):
    """Which promises a clause about them speaks of: those beside it (本条), those before it (上述), or all."""

    BESIDE = "beside"
    BEFORE = "before"
    ALL = "all"


@cache
def _stacking() -> re.Pattern[str]:
    return re.compile(f"{_counted_once()}|{alternation(words('incentives', 'stacking.words'))}{_OTHER_REPEATS}")


_OTHER_REPEATS = "(?!建设|计算|统计|检查|提交|报送|立项)"  # 不重复建设 is about other things


def _counted_once() -> str:
    """同一项目奖励不重复计算: of an award that is how it adds up, of persons it is how they are counted."""
    awards = alternation({word[-2:] for word in words("incentives", "give.awards") if len(word) > 1})
    # The award is looked back for from the end: a pattern that opens with a character is looked for far faster.
    return "|".join(f"{said}(?<={awards}{said})" for said in ("不重复计算", "不得重复计算", "不予重复计算"))


@cache
def _general() -> re.Pattern[str]:
    return re.compile(f"{_counted_once()}|{alternation(words('incentives', 'stacking.general'))}{_OTHER_REPEATS}")


_BESIDE = re.compile("本(?:条|款|节|章|项(?!目))")
_BEFORE = re.compile("(?:^|[，,])(?:对|与|按照?)?(?:上述|以上)")  # not 两项以上扶持政策, a threshold


def general_stacking(text: str) -> tuple[str, Reach] | None:
    """Return the words by which a paper says how its promises add up, and of which promises it says so."""
    found = _general().search(text)
    if found is None:
        return None
    start = max(text.rfind(sign, 0, found.start()) for sign in "。；\n") + 1
    said = text[start : found.start()].strip()
    if _BESIDE.search(said) is not None:
        return found.group(), Reach.BESIDE
    return found.group(), Reach.BEFORE if _BEFORE.search(said) is not None else Reach.ALL


def stacking_in(text: str) -> str | None:
    """Return the words that say how promises add up: 就高不就低, 不重复享受."""
    found = _stacking().search(text)
    return found.group() if found else None


def spread_stacking(reading: Reading) -> None:
    """A clause of a section without promises says how they add up: of all (附则), or of those beside it (本条)."""
    view, promises = reading.view, [promise for promise in reading.promises if promise.instrument != "fund"]
    promising = {promise.section for promise in reading.promises}
    for index, section in enumerate(view.sections if promises else ()):
        text = view.text(section.start, section.end).removeprefix(section.marker or "")
        found = general_stacking(text) if index not in promising else None
        if found is None:
            continue
        words, reach = found
        everywhere = reach is Reach.ALL or (reach is Reach.BEFORE and _closes(view, index))
        for promise in promises:
            if everywhere or section.parent in (promise.section, *view.above(promise.section)):
                promise.stacking = promise.stacking or words


def _closes(view: PolicyView, index: int) -> bool:
    """Whether a section stands below no item, or in the closing one: what is above it (以上政策) is the whole paper."""
    headings = (view.sections[place].heading or "" for place in (index, *view.above(index)))
    return view.sections[index].parent is None or any(_CLOSING.search(heading) for heading in headings)


_CLOSING = re.compile("附\\s*则|^其[他它]")
