"""What the words around a number say of it: at most, at least, about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import mapping, read_lexicon, words
from parsers.quantities.found import COUNT, MONEY, Found
from parsers.quantities.grammar import grammar
from parsers.quantities.patterns import SPACE, SPACE_CHARACTERS, alternation, followed_by, last_match, preceded_by
from schemas.vocabulary import Comparator, QuantityKind

WINDOW = 48
_LAST_CLAUSE_END = re.compile(r"(?s:.*)[，。；：！？\n,;:](?![^（）()\n]{0,40}[）)])")
_REACH, _NEAR, _NONE = "reach", "near", "none"
_APPROX, _RANGE = Comparator.APPROX, Comparator.RANGE
_SHARES = (QuantityKind.PERCENT, QuantityKind.PERMILLE, QuantityKind.FRACTION, QuantityKind.MULTIPLE)


@dataclass(frozen=True, slots=True)
class Governors:
    """The comparator words, compiled: what each says, and what may stand between it and its number."""

    before: re.Pattern[str]
    meaning: Mapping[str, tuple[Comparator | None, str]]
    touch: re.Pattern[str]
    touch_ends: frozenset[str]  # the characters that `touch` can end in, and below, those that `after` can begin with
    touch_meaning: Mapping[str, Comparator]
    filler: re.Pattern[str]
    adverb_gap: re.Pattern[str]
    blocks: re.Pattern[str]
    ends: re.Pattern[str]
    over_base: frozenset[str]
    after: re.Pattern[str]
    after_starts: frozenset[str]
    after_meaning: Mapping[str, Comparator]


@cache
def governors() -> Governors:
    """Return the comparator words of config/lexicon/comparators.toml."""
    lexicon = read_lexicon("comparators")
    meaning: dict[str, tuple[Comparator | None, str]] = {}
    for reach in (_REACH, _NEAR):
        for name in lexicon["before"][reach]:
            meaning |= dict.fromkeys(words("comparators", f"before.{reach}.{name}"), (Comparator(name), reach))
    meaning |= dict.fromkeys(words("comparators", "before.none.words"), (None, _NONE))
    touch_meaning = _by_word("before.touch", lexicon["before"]["touch"])
    after_meaning = _by_word("after", ("le", "ge", "approx", "gt"))
    filler, verbs = (alternation(words("comparators", f"before.filler.{key}")) for key in ("words", "verbs"))
    return Governors(
        before=re.compile(alternation(meaning)),
        meaning=meaning,
        touch=re.compile(_touch(touch_meaning)),
        touch_ends=frozenset((*touch_meaning, *SPACE_CHARACTERS, "币")),
        touch_meaning=touch_meaning,
        filler=re.compile(f"(?:{SPACE}{filler})*{SPACE}"),
        adverb_gap=re.compile(f"{SPACE}(?:{filler}|{verbs})"),
        blocks=re.compile(alternation(words("comparators", "before.filler.blocks"))),
        ends=re.compile(
            alternation(words("comparators", "before.filler.ends"))
            + followed_by(lexicon["before"]["filler"]["ends_not_before"])
        ),
        over_base=frozenset(words("comparators", "before.over_base.words")),
        after=re.compile(_after(after_meaning)),
        after_starts=frozenset((*(word[0] for word in after_meaning), *SPACE_CHARACTERS, *"（(的内")),
        after_meaning=after_meaning,
    )


def _by_word(key: str, names: Iterable[str]) -> dict[str, Comparator]:
    return {word: Comparator(name) for name in names for word in words("comparators", f"{key}.{name}")}


def _touch(meaning: Mapping[str, Comparator]) -> str:
    """Words of one character; 约 in 签约 and 近 in 附近 are parts of other words."""
    not_after = mapping("comparators", "before.touch_not_after")
    parts = (preceded_by(not_after.get(word, "")) + re.escape(word) for word in meaning)
    return f"(?P<word>{'|'.join(parts)}){SPACE}(?:人民币)?{SPACE}$"


def _after(meaning: Mapping[str, Comparator]) -> str:
    inclusive = r"(?P<inclusive>[（(](?P<not>不)?含[^（）()\n]{0,10}[）)])?"
    trailing = r"(?P<excluded>[（(]不含[^（）()\n]{0,10}[）)])?"
    refused = read_lexicon("comparators")["after"]["not_before"]
    word = alternation(meaning, {"起": followed_by(refused)})
    limit = "的[一-鿿]{0,8}(?:上限|限额)(?!以)"
    inside = "内(?![容部外涵在生蒙地陆需设置])"
    return f"{SPACE}{inclusive}{SPACE}(?:(?P<word>{word}){trailing}|(?P<limit>{limit})|(?P<inside>{inside}))"


def resolve(text: str, found: Found, floor: int) -> None:
    """Set the comparator of one number from the words beside it.

    Args:
        text: the text the number stands in.
        found: the note to complete.
        floor: where the number before it ends; its words belong to it.
    """
    left = clause_before(text, found.start, floor)
    before, touching = _before(left, found)
    after = _after_word(text, found)
    if found.is_range or found.numeral.hint is _RANGE:
        found.comparator = _RANGE
    elif before is not None and touching and not (before is _APPROX and (after or found.numeral.hint)):
        _set(found, before, governed_before=True)
    elif after is not None:
        _set(found, after, governed_before=False)
    elif found.numeral.hint is not None and before not in (Comparator.LE, Comparator.GE):
        found.comparator = found.numeral.hint  # 约二十余所 is more than twenty
    elif before is not None:
        _set(found, before, governed_before=True)


def _set(found: Found, comparator: Comparator, *, governed_before: bool) -> None:
    found.comparator, found.governed_before = comparator, governed_before
    if found.numeral.hint is _APPROX:
        found.high = found.low  # 数百万元以上: the lower end is what is promised


def clause_before(text: str, start: int, floor: int, window: int = WINDOW) -> str:
    """Return the words before a number in its own clause, brackets with commas included."""
    first = max(floor, start - window)
    last = _LAST_CLAUSE_END.match(text, first, start)
    return text[last.end() if last else first : start]


def _before(left: str, found: Found) -> tuple[Comparator | None, bool]:
    """Return what the words before say, and whether they stand right before the number."""
    rules = governors()
    touch = rules.touch.search(left) if left.rstrip(SPACE_CHARACTERS)[-1:] in rules.touch_ends else None
    if touch is not None and _touch_governs(touch["word"], found):
        return rules.touch_meaning[touch["word"]], True
    if found.bare and left[-1:] in ("过", "上"):
        return (Comparator.GT if left[-1] == "过" else Comparator.GE), True
    last = last_match(rules.before, left)
    if last is None:
        return None, False
    comparator, reach = rules.meaning[last.group()]
    gap = left[last.end() :]
    if comparator is None:
        return None, False
    if rules.filler.fullmatch(gap):
        return comparator, True
    return (comparator if _reaches(rules, last.group(), reach, gap, found) else None), False


def may_be_governed(text: str, start: int, end: int) -> bool:
    """Whether any comparator stands so near a number that it may govern it; whether it does is told by `resolve`."""
    rules = governors()
    if text[start - 1 : start] in rules.touch_ends or text[end : end + 1] in rules.after_starts:
        return True
    return rules.before.search(text, max(0, start - WINDOW), start) is not None


def _touch_governs(word: str, found: Found) -> bool:
    """近三年 is recency; 过 governs sums and shares (过10万亿元), elsewhere it ends a verb."""
    if word == "近":
        return not _is_time(found)
    return word != "过" or found.kind is MONEY or found.kind in _SHARES


def _is_time(found: Found) -> bool:
    return found.kind is COUNT and found.unit in grammar().times


def _reaches(rules: Governors, word: str, reach: str, gap: str, found: Found) -> bool:
    """Whether a comparator governs a number that does not stand right behind it."""
    if rules.blocks.search(gap) or found.kind is QuantityKind.POINT:
        return False
    share = found.kind in _SHARES
    if reach == _NEAR:
        over_base = word in rules.over_base or found.kind is QuantityKind.MULTIPLE
        return share and over_base and not rules.ends.search(gap)
    if word[0] in "最至":  # adverbs stand before the verb: 最高给予, 最高可按
        return bool(rules.adverb_gap.match(gap)) or share or (len(gap) <= 4 and "的" not in gap)
    if rules.ends.search(gap):
        return False
    return share or (len(gap) <= 12 and "的" not in gap)


def _after_word(text: str, found: Found) -> Comparator | None:
    rules = governors()
    match = rules.after.match(text, found.tail) if text[found.tail : found.tail + 1] in rules.after_starts else None
    if match is None:
        return None
    if match["inside"]:
        return Comparator.LE if _is_time(found) else None
    if match["limit"]:
        return Comparator.LE
    comparator = rules.after_meaning[match["word"]]
    if match["word"] in ("起", "前后") and _is_time(found):
        return None
    if match["not"] or match["excluded"]:
        return {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}.get(comparator, comparator)
    return comparator
