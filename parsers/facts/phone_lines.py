"""Telephone numbers as printed, lines that are nothing but a body and its numbers, and where a body's name begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.facts.body_lists import ends_like_body
from parsers.late import LatePattern
from parsers.lexicon import mapping, words
from parsers.markers import read_marker
from parsers.quantities.patterns import any_of
from parsers.regions import opens_with_place

_LOCAL = r"[0-9]{7,8}(?:(?:[-—－–]|转)[0-9]{1,5})?"
NUMBER = (
    rf"(?:[（(]?0[0-9]{{2,3}}[)）]?[-—－–\s]?)?{_LOCAL}|1[3-9][0-9]{{9}}"
    r"|400[-—－–]?[0-9]{3,4}[-—－–]?[0-9]{3,4}|(?:0[0-9]{2,3}[-—－–]?)?(?:123[0-9]{2}|9[56][0-9]{3,4})"
)
_NUMBER = LatePattern(rf"(?<![0-9])(?:{NUMBER})(?![0-9])")
_JOIN = re.compile(r"\s*(?:[、,，/；;]|和|或)?\s*(?:[（(][^（）()0-9]{1,12}[)）]\s*[、,，]?\s*)?")
_LINE = re.compile(r"^[ \t\u3000]*(?P<words>[^\n]{8,100})$", re.MULTILINE)
_NAME = LatePattern(rf"(?P<name>[\u4e00-\u9fff（）()]{{4,30}})[ \t\u3000:：]*(?={NUMBER})")
_BEHIND_NUMBERS, _DIGITS = " \t\u3000。；;", frozenset("0123456789")
_LINE_END = re.compile(rf"[{_BEHIND_NUMBERS}]*(?:\n|$)")
_WITHOUT_AREA = re.compile(_LOCAL)
_FIRST_DIGITS = "2345678"  # of a number inside an area: 0 and 1 lead out of it
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_ABOVE = 60  # characters of the line above that are looked at


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A body and its numbers as half-open offsets; `sure` where the numbers can be nothing else."""

    start: int
    department: tuple[int, int]
    numbers: tuple[tuple[int, int], ...]
    end: int
    sure: bool


def numbers_at(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the numbers that stand one after the other."""
    match = _NUMBER.match(text, at)
    while match is not None:
        yield match.span()
        joint = _JOIN.match(text, match.end())
        match = _NUMBER.match(text, joint.end()) if joint else None


def named_lines(text: str) -> Iterator[PhoneLine]:
    """Yield the lines that are nothing but a body and its numbers: 市工信局科技处 0512-68616123.

    Seven or eight digits behind a body may be a sum or a date as well: they count under a heading that speaks of
    telephones, or beside another such line.
    """
    run: list[PhoneLine] = []
    for line in _candidates(text):
        if run and text[run[-1].end : line.start].strip():
            yield from _phones_of(text, run)
            run = []
        run.append(line)
    yield from _phones_of(text, run)


def _candidates(text: str) -> Iterator[PhoneLine]:
    for line in _LINE.finditer(text):
        if line["words"].rstrip(_BEHIND_NUMBERS)[-1:] not in _DIGITS:
            continue
        words_start = line.start("words")
        marker = read_marker(line["words"])
        name = _NAME.match(text, words_start + (marker.end if marker else 0))
        if name is None or not ends_like_body(name["name"]):
            continue
        spans = tuple(numbers_at(text, name.end()))
        if not spans or _LINE_END.match(text, spans[-1][1]) is None:
            continue
        printed = [text[start:end] for start, end in spans]
        if not any(map(_DATE.fullmatch, printed)):
            sure = not any(map(_WITHOUT_AREA.fullmatch, printed))
            yield PhoneLine(line.start(), name.span("name"), spans, line.end(), sure)


def _phones_of(text: str, run: Sequence[PhoneLine]) -> Iterator[PhoneLine]:
    """Yield the lines of a run, one under the other, that are taken for telephone lines."""
    if not run:
        return
    above = text[max(0, run[0].start - _ABOVE) : run[0].start].rstrip().rpartition("\n")[2]
    labelled = _speaks_of_phones().search(above) is not None
    beside = len(run) > 1 and _speaks_of_sums().search(above) is None
    for line in run:
        local = all(text[start] in _FIRST_DIGITS for start, _ in line.numbers)
        if line.sure or labelled or (beside and local):
            yield line


def body_start(text: str) -> int:
    """Return where the body at the end of a text begins: behind its marker, 反馈至, 请向 or 由.

    The words in front may be part of a name too: 自由贸易试验区管委会, 向阳区科技局, 周至县财政局.
    """
    marker = read_marker(text)
    first = marker.end if marker else 0
    for lead in reversed(list(_lead().finditer(text, first))):
        rest = text[lead.end() :]
        if not ends_like_body(rest):
            continue
        within = lead.start() > first and not _opens_like_body(text[first:])
        if lead["sure"] or _opens_like_body(rest) or within:
            return lead.end()
    return first


def _opens_like_body(name: str) -> bool:
    return name.startswith(words("duties", "words.body_openings")) or opens_with_place(name)


@cache
def _lead() -> re.Pattern[str]:
    sends, asks = any_of(words("duties", "words.sends")), any_of(words("duties", "words.asks"))
    addresses, by = any_of(words("duties", "words.addresses")), any_of(words("duties", "words.by"))
    parts = "|".join(words("duties", "words.prepositions"))
    return re.compile(rf"(?P<sure>(?:{sends})(?:至|到|给)|{addresses}|{asks}|{by})|(?:{parts})")


@cache
def _speaks_of_phones() -> re.Pattern[str]:
    return re.compile(any_of((*mapping("duties", "telephones"), *words("duties", "words.consulting_headings"))))


@cache
def _speaks_of_sums() -> re.Pattern[str]:
    return re.compile(any_of(words("duties", "words.sums")))
