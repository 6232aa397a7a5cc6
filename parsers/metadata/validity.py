"""From when and how long a paper is in force, as it says itself, and what that means in calendar days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from parsers.dates import DAY, add_years, read_date
from parsers.lexicon import mapping, words
from parsers.markers import numeral_to_int, read_marker
from parsers.quantities.patterns import any_of
from parsers.titles import PERIOD

_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")
_CLAUSE = re.compile(r"[，,：:（(]")
_NUMBER = r"[0-9０-９]{1,3}|[一二三四五六七八九十两]{1,3}"
_LENGTH = rf"(?P<number>{_NUMBER})个?(?P<unit>年|月)(?!\d|[一二三四五六七八九十]*月)"
_MEANWHILE = r"[为是：:]?(?:暂定|暂时?|定)?(?:为)?"


@dataclass(frozen=True, slots=True)
class Validity:
    """Stated and resolved days in force, first and last included; the sentences that say so; a plan's stated years."""

    effective_date: date | None = None
    expiry_date: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    words: str | None = None
    years: tuple[int, int] | None = None


@dataclass(slots=True)
class _Said:
    """What has been read so far."""

    start: date | None = None
    event: str | None = None
    delay: int = 0
    end: date | None = None
    months: int = 0
    years: tuple[int, int] | None = None
    in_force: bool = False
    sentences: tuple[str, ...] = ()


@cache
def _begins() -> re.Pattern[str]:
    """自2020年1月13日起施行, 自印发之日起30日后施行, 于2021年1月1日起实施."""
    starts = any_of(words("validity", "words.start"))
    events = any_of(sorted(mapping("validity", "events"), key=len, reverse=True))
    day = DAY.replace("sign", "sign_a")
    return re.compile(
        rf"(?:自|从|于)\s*(?:(?P<day>{day})|[\u4e00-\u9fff]{{0,6}}?(?P<event>{events})(?:之)?日)\s*(?:起|后)*"
        rf"(?:满?(?P<delay>{_NUMBER})个?(?:工作)?日(?:后|起|之后)*)?(?:开始|正式|予以)*(?:{starts})"
    )


@cache
def _lasts() -> re.Pattern[str]:
    """有效期至2023年12月31日, 有效期三年, 适用期为2013年1月1日至2015年12月31日, 实行年限为2016至2020年."""
    first, last, until = (DAY.replace("sign", f"sign_{letter}") for letter in "abc")
    return re.compile(
        rf"(?P<span>{any_of(words('validity', 'words.spans'))}){_MEANWHILE}"
        rf"(?:(?:自|从)?(?:(?P<from>{first})起?)?(?:截止?至|截止到?|至|到|—|－|-|~)(?P<to>{last})止?"
        rf"|{_LENGTH}(?:[（(，,]?至(?P<until>{until})止?)?|(?:自|从)?{PERIOD}|(?:与|同)[^，。]*(?:一致|相同))"
    )


@cache
def _itself() -> re.Pattern[str]:
    kinds = any_of(sorted(mapping("document_types", "endings"), key=len, reverse=True))
    return re.compile(rf"(?:{any_of(words('validity', 'words.self'))})[^，,：:（(]{{0,6}}?(?:{kinds})")


@cache
def _adopted() -> re.Pattern[str]:
    """Return what stands before the period in a bracket under the title: （2019年5月28日某局令第8号公布，."""
    return re.compile(rf"[（(](?:[^（）()]*(?:{any_of(words('validity', 'words.adopted'))})[，,]?)?")


@cache
def _mentions() -> re.Pattern[str]:
    """Return what a paragraph that says anything of a validity has in it."""
    return re.compile(any_of((*words("validity", "words.start"), *words("validity", "words.spans"))))


@cache
def _days_or_spans() -> re.Pattern[str]:
    """Return what a sentence has in it that any of the patterns of this module finds."""
    return re.compile(any_of(("日", *words("validity", "words.spans"))) + "|[0-9][-/.][0-9]")


@cache
def _ends() -> re.Pattern[str]:
    """执行至2025年12月31日, 自2025年11月1日起至2027年12月31日执行, 2028年9月30日废止; nothing may be said of more.

    执行至2024年6月30日的项目 is about projects.
    """
    first, last, until, end = (DAY.replace("sign", f"sign_{letter}") for letter in "abcd")
    lasting, ending = any_of(words("validity", "words.lasting")), any_of(words("validity", "words.ending"))
    return re.compile(
        rf"(?:(?:{lasting})(?:截止?)?(?:至|到)\s*(?P<to>{last})\s*止?"
        rf"|(?:(?:自|从)\s*(?P<from>{first})\s*起?\s*)?(?:至|到)\s*(?P<until>{until})\s*止?(?:{lasting}|{ending})"
        rf"|(?<!自)(?P<end>{end})\s*(?:起|后)?(?:自行|自动|予以|同时)?(?:{ending}))(?=\s*(?:[，,。；;）)]|$))"
    )


def read_validity(
    texts: Sequence[str], *, title: str, issued: date | None = None, printed: date | None = None
) -> Validity:
    """Return what the paragraphs of a paper say of its own validity; later sentences fill what earlier ones leave open.

    Args:
        texts: the paragraphs, headings included.
        title: the paper's title; it may name itself by it.
        issued: the day under the text, from which 自发布之日起 counts.
        printed: the day in the imprint, from which 自印发之日起 counts if there is one.
    """
    said = _Said()
    for text in texts:
        if _mentions().search(text):
            for sentence in filter(_days_or_spans().search, _SENTENCE.findall(text)):
                _read_sentence(sentence, said, title)
    return _resolve(said, issued, printed)


def _read_sentence(sentence: str, said: _Said, title: str) -> None:
    heard = started = False
    for match in _begins().finditer(sentence):
        if _is_own(sentence, match.start(), title):
            heard = started = True
            _hear_start(match, said)
    for match in _lasts().finditer(sentence):
        if _is_own(sentence, match.start(), title):
            heard = heard or match["span"] not in words("validity", "words.planning_spans")
            _hear_span(match, said)
    for match in _ends().finditer(sentence):
        if (started or match["from"] or _names_itself(sentence, title)) and _is_own(sentence, match.start(), title):
            heard = True
            _hear_end(match, said)
    if heard:
        marker = read_marker(sentence)
        said.sentences += (sentence[marker.end if marker else 0 :].strip(),)


def _is_own(sentence: str, position: int, title: str) -> bool:
    """Return whether the clause is about the paper itself: 本办法自…, or nothing else is its subject."""
    before = sentence[:position]
    marker = read_marker(before)
    before = before[marker.end if marker else 0 :].strip()
    if before.startswith(("（", "(")) and _adopted().fullmatch(before):
        return True
    clause = _CLAUSE.split(before)[-1].strip()
    clause = "" if clause in words("validity", "words.between") else clause
    if clause.endswith("》"):
        return f"《{title}》" in clause
    if clause:
        return clause.startswith(words("validity", "words.self"))
    return not before or before.startswith((*words("validity", "words.openings"), f"《{title}》"))


def _names_itself(sentence: str, title: str) -> bool:
    """Return whether a sentence begins with the paper: 本办法, 上述措施, 《title》; 该项目 and 本市企业 are none."""
    marker = read_marker(sentence)
    sentence = sentence[marker.end if marker else 0 :].lstrip(" \u3000（(")
    return sentence.startswith(f"《{title}》") or _itself().match(sentence) is not None


def _hear_start(match: re.Match[str], said: _Said) -> None:
    if said.start or said.event:
        return
    found = read_date(match["day"]) if match["day"] else None
    said.start = found.day if found else None
    said.event = mapping("validity", "events")[match["event"]] if match["event"] else None
    said.delay = numeral_to_int(match["delay"]) or 0 if match["delay"] else 0


def _hear_end(match: re.Match[str], said: _Said) -> None:
    if match["from"] and (found := read_date(match["from"])):
        said.start = said.start or found.day
    if found := read_date(match["to"] or match["until"] or match["end"]):
        said.end = said.end or found.day


def _hear_span(match: re.Match[str], said: _Said) -> None:
    if match["from"] and (found := read_date(match["from"])):
        said.start = said.start or found.day
    if (last := match["to"] or match["until"]) and (found := read_date(last)):
        said.end = said.end or found.day
    elif match["number"] and not said.months:
        said.months = (numeral_to_int(match["number"]) or 0) * (12 if match["unit"] == "年" else 1)
    elif match["first"] and not said.years:
        said.years = (int(match["first"]), int(match["last"]))
        said.in_force = match["span"] not in words("validity", "words.planning_spans")


def _resolve(said: _Said, issued: date | None, printed: date | None) -> Validity:
    event = {"printed": printed or issued, "issued": issued}.get(said.event or "")
    first = said.start or (event + timedelta(days=said.delay) if event else None)
    if said.start and said.end and said.end < said.start:
        said.end = None  # the end of something else
    last = said.end
    if last is None and first is not None and said.months:
        last = add_years(first, 0, said.months) - timedelta(days=1)
    if said.years and said.in_force and not (said.start or said.end):
        first, last = first or date(said.years[0], 1, 1), last or date(said.years[1], 12, 31)
    if first and last and last < first:
        last = None
    return Validity(
        effective_date=said.start,
        expiry_date=said.end,
        effective_from=first,
        effective_to=last,
        words="".join(dict.fromkeys(said.sentences)) or None,
        years=said.years,
    )
