"""The scanner: read every number, resolve its words, keep what is a quantity, and say what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from string import ascii_letters

from parsers.lexicon import words
from parsers.quantities.context import paid_per, rate_base
from parsers.quantities.counts import counted_noun, keep
from parsers.quantities.found import COUNT, EQ, MONEY, Found
from parsers.quantities.governors import resolve
from parsers.quantities.grammar import grammar
from parsers.quantities.lists import carry_comparators, joined, read_dropped_units, share_units
from parsers.quantities.numerals import plain
from parsers.quantities.patterns import SPACE, SPACES, alternation
from parsers.quantities.readers import read_at
from schemas.issues import Issue, IssueCode
from schemas.records import Quantity
from schemas.vocabulary import QuantityKind

_SHARES = (QuantityKind.PERCENT, QuantityKind.PERMILLE, QuantityKind.FRACTION)


def scan(text: str, offset: int = 0) -> tuple[tuple[Quantity, ...], tuple[Issue, ...]]:
    """Return every quantity of a text in order of appearance, and what was noticed about numbers.

    Args:
        text: clean text, paragraphs separated by newlines; raw text is read as well.
        offset: where the text starts in a longer one, which all offsets are to count in.

    Returns:
        Quantities with half-open offsets into the text, ordered and not overlapping; and issues with offsets into
        the text: a number beside a unit of money that could not be read, one too large or too fine for its
        column, a range whose left end is the larger.
    """
    notes, passed = _read_all(text)
    share_units(text, notes)
    read_dropped_units(text, notes)
    kept = _resolve_all(text, [note for note in notes if note.kind is not None])
    issues = list(_check(text, kept))
    unfit = {issue.start for issue in issues if issue.code is IssueCode.QUANTITY_OUT_OF_RANGE}
    fitting = [note for note in kept if note.start not in unfit] if unfit else kept
    _place_all(text, fitting)
    held = set(map(id, kept))
    issues += _unread(text, passed + [(note.start, note.end) for note in notes if id(note) not in held])
    issues += _several_parts(text)
    issues = [replace(issue, start=issue.start + offset, end=issue.end + offset) for issue in issues]
    issues.sort(key=lambda issue: (issue.start, issue.end))
    return tuple([note.quantity(offset) for note in fitting]), tuple(issues)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every quantity of a text in order of appearance; see `scan` for the issues."""
    return scan(text)[0]


def _read_all(text: str) -> tuple[list[Found], list[tuple[int, int]]]:
    """Return the numbers of a text, and the spans of what looks like one and is passed over: dates, ordinals, codes."""
    rules, notes, passed = grammar(), [], []
    position = 0
    while (anchor := rules.anchor.search(text, position)) is not None:
        start, note = anchor.start(), None
        before = text[start - 1 : start]
        if before in _ORDINAL_BEFORE and text.endswith(("第", "第 "), 0, start):
            position = _end_of_ordinals(text, start)
        elif before in _LETTERS and not rules.currency_before.search(text[max(0, start - 8) : start]):
            position = _end_of_code(text, start)
        else:
            note, position = read_at(text, start)
        if note is None:
            passed.append((start, position))
        else:
            notes.append(note)
    return notes, passed


_ORDINAL_BEFORE, _LETTERS = frozenset("第 "), frozenset(ascii_letters)


def _end_of_ordinals(text: str, start: int) -> int:
    """The numbers of 第三、四项 are no quantities."""
    rules = grammar()
    numeral, position = rules.numeral.match(text, start), start + 1
    while numeral is not None:
        position = numeral.end()
        sign = rules.next_ordinal.match(text, position)
        numeral = rules.numeral.match(text, sign.end()) if sign else None
    return position


_CODE = re.compile(r"[0-9A-Za-z.\-—/]*")


def _end_of_code(text: str, start: int) -> int:
    """A number inside a code (PM2.5, GB36073) is no quantity."""
    found = _CODE.match(text, start)
    return max(start + 1, found.end() if found else 0)


def _resolve_all(text: str, notes: Sequence[Found]) -> list[Found]:
    """Set the comparators, and keep the notes that are quantities; only these end the reach of words before them."""
    kept: list[Found] = []
    for note in notes:
        resolve(text, note, kept[-1].tail if kept else 0)
        if _is_quantity(text, note):
            kept.append(note)
    carry_comparators(text, kept)
    return kept


def _is_quantity(text: str, note: Found) -> bool:
    if note.kind is MONEY and note.bare:
        return _is_bare_sum(text, note)
    if note.kind is MONEY and _is_word_with_yuan(text, note):
        return False
    return keep(text, note)


_YUAN_ENDS = re.compile(r"\s|[，。；、）),;/／的以]|$")


def _is_word_with_yuan(text: str, note: Found) -> bool:
    """二元结构, 三元锂电池, 一元化: a single Han digit before 元 that belongs to a word."""
    if note.digits or note.end - note.start != 2 or text[note.end - 1] != "元":
        return False
    return note.comparator is EQ and _YUAN_ENDS.match(text, note.end) is None


@cache
def _bare_blocks() -> tuple[str, ...]:
    return words("currencies", "context.bare_not_after")


def _is_bare_sum(text: str, note: Found) -> bool:
    """亿元以上, 百亿级, 过亿元 are sums; a lone 亿元 is a table's unit, and 万元 a rate's (万元生产总值)."""
    if text[max(0, note.start - 8) : note.start].rstrip(" ").endswith(_bare_blocks()):
        return False
    power = note.numeral.printed_power
    return power > 8 or (power >= 6 and note.comparator is not EQ) or text[note.end - 1] == "级"


def _place_all(text: str, notes: Sequence[Found]) -> None:
    """Set base, per and noun; a count may be part of a base (两年内实际投资额的 3%), so only other notes bound it."""
    previous: Found | None = None
    times = grammar().times
    for index, note in enumerate(notes):
        if note.kind is COUNT:
            if note.unit not in times:
                note.noun = counted_noun(text, note, *_neighbours(text, notes, index))
            continue
        floor = previous.tail if previous else 0
        if note.kind in _SHARES:
            note.base = rate_base(text, note, floor)
        elif note.kind is MONEY:
            note.per = paid_per(text, note, floor) or _shared_per(text, previous, note)
        previous = note


_ATTRIBUTE = re.compile(r"\s?(?:[（(]不?含[）)])?(?:及?以[上下内]|左右)?的|\s?及?以[上下](?=[一-鿿])")


def _neighbours(text: str, notes: Sequence[Found], index: int) -> tuple[int, int]:
    """Return where a count's words begin and end: at the notes beside it, but for attributes (产值亿元以上企业)."""
    before, after = index - 1, index + 1
    while before >= 0 and _is_attribute(text, notes[before]):
        before -= 1
    while after < len(notes) and _is_attribute(text, notes[after]):
        after += 1
    return notes[before].tail if before >= 0 else 0, notes[after].start if after < len(notes) else len(text)


def _is_attribute(text: str, note: Found) -> bool:
    return note.kind is not COUNT and _ATTRIBUTE.match(text, note.tail) is not None


def _shared_per(text: str, previous: Found | None, note: Found) -> str | None:
    """每项标准分别给予100万元、50万元: the phrase stands before the list and holds for each of its sums."""
    return previous.per if previous is not None and joined(text, previous, note) else None


def _fits(note: Found) -> bool:
    places = 6 if note.kind is MONEY else 12
    return _fits_decimal(note.low, places) and (note.high == note.low or _fits_decimal(note.high, places))


def _fits_decimal(value: Decimal, places: int) -> bool:
    if value.adjusted() >= 28 - places:
        return False
    if int(value) == value:
        return True
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    return -exponent <= places or -int(plain(value).as_tuple().exponent) <= places


def _check(text: str, notes: Sequence[Found]) -> Iterator[Issue]:
    for note in notes:
        if not _fits(note):
            money = note.kind is MONEY
            limit = "22 digits and 6 decimal places" if money else "16 digits and 12 decimal places"
            detail = f"{text[note.start : note.end]} does not fit {limit}; the row is left out"
            yield Issue(IssueCode.QUANTITY_OUT_OF_RANGE, detail, note.start, note.end)
        if note.low > note.high:
            detail = f"{text[note.start : note.end]} falls from left to right; the ends were exchanged"
            yield Issue(IssueCode.RANGE_REVERSED, detail, note.start, note.end)
            note.low, note.high = note.high, note.low


@cache
def _money_digits() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A digit beside a unit of money, and what tells it from most others: the character behind it."""
    listed = [name for name in grammar().currencies if name not in ("元人民币", "元人民幣")]
    names, first = alternation(listed), re.escape("".join(sorted({name[0] for name in listed})))
    not_money = "|".join(map(re.escape, words("currencies", "context.not_before")))
    whole = rf"[0-9０-９]{SPACE}[余多]?[十百千万亿兆]*{SPACE}(?:{names})(?!{not_money})"
    return re.compile(whole), re.compile(f"[0-9０-９](?=[{SPACES}余多十百千万亿兆{first}])")


def _unread(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Issue]:
    """Notice every digit beside a unit of money in the spans that no quantity holds; outside them no number stands."""
    whole, near = _money_digits()
    for start, end in spans:
        for digit in near.finditer(text, start, end + 1):
            found = whole.match(text, digit.start())
            if found is not None:
                around = text[max(0, found.start() - 12) : found.end()].replace("\n", " ")
                detail = f"«{around}» has digits beside a unit of money that were not read as a sum"
                yield Issue(IssueCode.QUANTITY_UNREAD, detail, found.start(), found.end())


_LAST_DIGITS = re.compile(r"[0-9０-９.．]+\s?$")
_SECONDS = re.compile(r"[:：][0-5]\d[:：][0-5]\d")


def ratios_of_parts(text: str) -> Iterator[re.Match[str]]:
    """Yield what follows the first part of 4:3:3, from its sign on."""
    rules, end = grammar(), 0
    for place in sorted(sign.start() for signs in rules.ratio_signs for sign in signs.finditer(text)):
        if place < end or rules.parts_ahead.match(text, place) is None:
            continue
        found = rules.ratio_of_parts.match(text, place)
        if found is not None:
            end = found.end()
            yield found


def _several_parts(text: str) -> Iterator[Issue]:
    """Notice 4:3:3, which no single value stands for; 9:30:00 is a clock time."""
    for found in ratios_of_parts(text):
        before = _LAST_DIGITS.search(text[max(0, found.start() - 8) : found.start()])
        if before is None or _SECONDS.fullmatch(found.group()):
            continue
        start = found.start() - len(before.group())
        quote = text[start : found.end()]
        detail = f"{quote} is a ratio of more than two parts, which has no single value; no row holds it"
        yield Issue(IssueCode.QUANTITY_UNREAD, detail, start, found.end())
