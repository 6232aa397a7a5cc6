"""Lists: a unit or comparator that is printed once for several numbers, and sums printed without 元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise

from parsers.lexicon import words
from parsers.quantities.found import COUNT, EQ, MONEY, Found
from parsers.quantities.numerals import EXACT
from parsers.quantities.patterns import alternation
from schemas.vocabulary import Certainty, QuantityKind

_JOIN = re.compile(r"[ \t\u3000]*(?:、|和|及|与|或者?|以及)\s*")
_LIST = re.compile(rf"(?:[ \t\u3000]*[（(][^（）()\n]{{1,12}}[）)])?{_JOIN.pattern}")
_COMMA = re.compile(r"\s*[、和及与或，,]\s*")
_ELIDED = (MONEY, QuantityKind.PERCENT, QuantityKind.PERMILLE, QuantityKind.POINT, QuantityKind.MULTIPLE)


def share_units(text: str, notes: Sequence[Found]) -> None:
    """Give the numbers of «100、50和30万元» their common unit and magnitude, from right to left."""
    for note, following in zip(reversed(notes[:-1]), reversed(notes[1:]), strict=True):
        if note.kind is not None or following.kind not in _ELIDED or following.bare:
            continue
        if not _JOIN.fullmatch(text, note.end, following.start) or not _may_elide(text, note):
            continue
        note.kind, note.unit, note.certainty = following.kind, following.unit, Certainty.CARRIED
        power = following.numeral.power if not note.numeral.power else 0
        factor = Decimal(10) ** power * _printed_unit(following)
        note.low, note.high = EXACT.multiply(note.low, factor), EXACT.multiply(note.high, factor)
        note.numeral = following.numeral


def _printed_unit(found: Found) -> Decimal:
    return {QuantityKind.PERCENT: Decimal("0.01"), QuantityKind.PERMILLE: Decimal("0.001")}.get(
        found.kind or COUNT, Decimal(1)
    )


def _may_elide(text: str, note: Found) -> bool:
    """A number that opens a line is a heading's marker, and Han digits in lists count sections."""
    before = text[note.start - 1] if note.start else "\n"
    return note.digits and before not in "\n第表图（(" and note.numeral.hint is None


@cache
def _money_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    nouns = alternation(words("currencies", "context.money_nouns"))
    followers = alternation(words("currencies", "context.money_followers"))
    others = alternation(words("currencies", "context.other_nouns"))
    after = rf"\s*(?:{followers}|[，。；、）),;（(]|$|\n|[-－—–~～至到])"
    return re.compile(nouns), re.compile(after), re.compile(others)


def read_dropped_units(text: str, notes: Sequence[Found]) -> None:
    """Read «不低于500万的项目» as money where the clause speaks of money, «242万农村居民» as a count."""
    previous: Found | None = None
    for note in notes:
        if note.kind is None and note.numeral.power >= 4 and not note.bare:
            if _is_dropped_money(text, note, previous):
                note.kind, note.unit, note.certainty = MONEY, "CNY", Certainty.INFERRED
            elif note.digits and _NOUN.match(text, note.end):
                note.kind, note.certainty = COUNT, Certainty.INFERRED
        previous = note
    _share_dropped_units(text, notes)


def _share_dropped_units(text: str, notes: Sequence[Found]) -> None:
    """100万、50万、30万的经费: what the last of a list is, those before it are."""
    for note, following in zip(reversed(notes[:-1]), reversed(notes[1:]), strict=True):
        if note.kind is not None or note.numeral.power < 4 or note.bare:
            continue
        dropped_behind = following.kind is MONEY and following.certainty is Certainty.INFERRED
        if dropped_behind and _JOIN.fullmatch(text, note.end, following.start):
            note.kind, note.unit, note.certainty = MONEY, "CNY", Certainty.INFERRED


_LIMITED, _AND = re.compile("(?:最高|最多|超过)$"), re.compile("[和及与]")  # 最高200万和受让方…最高400万
_OF = re.compile(r"(?:以[上下内]|左右)?的")
_NOUN = re.compile(r"(?:以上|左右)?[一-鿿]{2}")


def _is_dropped_money(text: str, note: Found, previous: Found | None) -> bool:
    nouns, followers, others = _money_words()
    if previous is not None and previous.kind is MONEY and _COMMA.fullmatch(text, previous.tail, note.start):
        return True
    if nouns.match(text, note.end):  # 100亿经费
        return True
    if _LIMITED.search(text, max(0, note.start - 4), note.start) and _AND.match(text, note.end):
        return True
    if not followers.match(text, note.end):
        return False
    sentence = re.split(r"[。；\n]", text[max(0, note.start - 40) : note.start])[-1]
    if nouns.search(sentence):
        return True
    return _OF.match(text, note.end) is not None and not others.search(sentence)


def carry_comparators(text: str, notes: Sequence[Found]) -> None:
    """Hand a comparator before a list on to its later items: 分别给予最高500万元、200万元."""
    for note, following in pairwise(notes):
        if not note.governed_before or following.comparator is not EQ:
            continue
        same = note.kind is following.kind and (note.kind is not COUNT or note.unit == following.unit)
        if same and joined(text, note, following):
            following.comparator, following.governed_before = note.comparator, True
            following.certainty = Certainty.CARRIED


def joined(text: str, note: Found, following: Found) -> bool:
    """Whether two numbers stand side by side in a list: 500万元（国家级）、100万元（省级）."""
    return _LIST.fullmatch(text, note.tail, following.start) is not None
