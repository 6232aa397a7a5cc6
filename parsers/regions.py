"""Places of GB/T 2260: found in running text, told apart by what is known already, and named level by level."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add

from parsers.lexicon import mapping, rows, words

_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
_DIRECT = "90"  # second pair of digits of a county that stands right under its province
_SHORT_SUFFIX = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市|地区|盟)$")
_LAST_RESORT = 3  # so often at least must the text name a place that neither title nor issuer names


@dataclass(frozen=True, slots=True)
class Place:
    """A place, level by level; None where it does not reach down or, for a municipality, has no such level."""

    province: str | None = None
    city: str | None = None
    county: str | None = None
    admin_code: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a place in a text: half-open offsets, and the codes it may mean (several for 鼓楼区)."""

    start: int
    end: int
    codes: tuple[str, ...]


def digits(code: str) -> str:
    """Return the digits of a code that say something: two for a province, four for a prefecture, six for a county."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def within(code: str, other: str) -> bool:
    """Return whether a place lies in another or is that place."""
    return code.startswith(digits(other))


def place_of(code: str | None) -> Place:
    """Return the names of a place and of those it lies in."""
    if code is None:
        return Place()
    names = _names_by_code()
    province = code[:2] + "0000"
    county = names.get(code) if len(digits(code)) == 6 else None
    direct = code[:2] in _MUNICIPALITIES or code[2:4] == _DIRECT
    city = names.get(code[:4] + "00") if len(digits(code)) > 2 and not direct else None
    return Place(names.get(province), city, county, code)


def level_of(code: str) -> int:
    """Return 1 for a province or municipality, 2 for a prefecture, 3 for a county."""
    return len(digits(code)) // 2


def find_places(text: str) -> Iterator[Mention]:
    """Yield the places a text names, left to right; of two names at one spot the longer."""
    index = _index()
    end = 0
    for position, pair in enumerate(map(add, text, text[1:])):
        if pair not in index or position < end:
            continue
        name = _name_at(text, position)
        if name is not None:
            end = position + len(name)
            yield Mention(position, end, _codes_by_name()[name])


def opens_with_place(text: str) -> bool:
    """Return whether a text begins with the name of a place."""
    return _name_at(text[:20], 0) is not None


def narrow(known: str | None, text: str) -> str | None:
    """Return the place that a text names, as far down as it fits what is known.

    Names that contradict what is known are passed over; where the text names several places side by side, the place
    that holds them all is meant.
    """
    chain = known
    beside: list[str] = []
    for mention in find_places(text):
        fitting = [code for code in mention.codes if chain is None or within(code, chain) or within(chain, code)]
        if len(fitting) == 1:
            chain = max(chain or fitting[0], fitting[0], key=level_of)
        elif not fitting:
            beside += [code for code in mention.codes if known is None or within(code, known)][:1]
    return _shared([chain, *beside]) if chain else None


def first_place(texts: Iterable[str]) -> str | None:
    """Return the place that texts name, the first text that names one deciding and later ones narrowing it."""
    known: str | None = None
    for text in texts:
        known = narrow(known, text)
    return known


def most_named(text: str) -> str | None:
    """Return the province or prefecture that a text names most, if often enough and more than all others together."""
    counts = Counter(
        code[:2] + "0000" if level_of(code) == 1 or code[:2] in _MUNICIPALITIES else code[:4] + "00"
        for mention in find_places(text)
        if len(mention.codes) == 1
        for code in mention.codes
    )
    if not counts:
        return None
    code, count = counts.most_common(1)[0]
    return code if count >= _LAST_RESORT and count * 2 > counts.total() else None


def _shared(codes: Sequence[str]) -> str | None:
    """Return the deepest place that holds all given ones."""
    prefix = digits(codes[0])
    while prefix and not all(digits(code).startswith(prefix) for code in codes):
        prefix = prefix[:-2]
    return prefix.ljust(6, "0") if prefix else None


def _name_at(text: str, position: int) -> str | None:
    """Return the longest name of a place that stands at a position."""
    names = _index().get(text[position : position + 2], ())
    return next((name for name in names if _stands(name, text, position)), None)


def _stands(name: str, text: str, position: int) -> bool:
    if not text.startswith(name, position):
        return False
    rest = text[position + len(name) : position + len(name) + 4]
    if name in _short_names():
        return not rest.startswith(words("regions", "not_before"))
    return not rest or rest[0] not in mapping("regions", "not_after").get(name[-1], "")


@cache
def _names_by_code() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for code, name, state in sorted(rows("regions"), key=lambda row: row[2] != "former"):
        names[code] = name if state == "current" or code not in names else names[code]
    return names


@cache
def _short_names() -> Mapping[str, str]:
    """Return short names of provinces and prefectures (厦门, 内蒙古, 恩施) with their codes; provinces come first."""
    peoples = re.compile("(?:" + "|".join(words("regions", "peoples")) + ")+自治州$")
    left_alone = frozenset(words("regions", "not_short"))
    short: dict[str, str] = {}
    for code, name, state in sorted(rows("regions"), key=lambda row: len(digits(row[0]))):
        if len(digits(code)) == 6 or state != "current":
            continue
        form = peoples.sub("", _SHORT_SUFFIX.sub("", name))
        if form != name and len(form) > 1 and form not in left_alone:
            short.setdefault(form, code)
    return short


@cache
def _codes_by_name() -> Mapping[str, tuple[str, ...]]:
    """Return the codes a name can mean: current places before former ones, zones before short names."""
    current: defaultdict[str, list[str]] = defaultdict(list)
    former: defaultdict[str, list[str]] = defaultdict(list)
    left_alone = frozenset(words("regions", "not_names"))
    for code, name, state in rows("regions"):
        if name not in left_alone:
            (current if state == "current" else former)[name].append(code)
    for name, code in (*mapping("regions", "zones").items(), *_short_names().items()):
        current.setdefault(name, [code])
    return {name: tuple(codes) for name, codes in (former | current).items()}


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Return names by their first two characters, longest first."""
    index: defaultdict[str, list[str]] = defaultdict(list)
    for name in _codes_by_name():
        index[name[:2]].append(name)
    return {key: tuple(sorted(names, key=len, reverse=True)) for key, names in index.items()}
