"""Finds the papers that a text names: titles in 《》 with number and short form, and numbers without a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import merge

from parsers.doc_numbers import find_numbers, match_number, tidy_number
from parsers.lexicon import words
from parsers.titles import ends_title

_TITLE = re.compile(r"《(?P<title>(?:[^《》\n]|《[^《》\n]*》)+)》")
_BRACKET = re.compile(r"\s*[（(](?P<inside>(?:[^（）()\n]|[（(][^（）()\n]*[)）]){1,80})[)）]")
_PART = re.compile(r"[，,；;、]\s*|(?<=日)\s*")
# The part of a number by which it is found quickly; its letters stand in front: 〔2020〕15号, 令第658号.
_ANCHOR = re.compile(
    r"[〔﹝\[［【〖（(「„]\s*(?:19|20)[0-9]{2}\s*年?[〕﹞\]］】〗）)」“”]\s*第?\s*[0-9]{1,5}\s*号|令\s*第?\s*[0-9]{1,4}\s*号"
    r"|(?:19|20)[0-9]{2}\s*年\s*第\s*[0-9]{1,4}\s*号"
)
_LAST_DIGIT, _LONGEST_ANCHOR = re.compile(r"[0-9]\s*号"), 80
_LAST_OF_NUMBER = ("号", "告", "令")
_LONGEST = 40
_CLAUSE_END = re.compile(r"[，。；！？\n]")
_LONGEST_LINK = 6


@dataclass(frozen=True, slots=True)
class Citation:
    """A paper that is named: half-open offsets of its title and number.

    `stop` is where the brackets behind it end; `short_form` is the name that is given to it there.
    """

    start: int
    end: int
    stop: int
    title: str | None
    number: str | None
    short_form: str | None = None


def find_citations(text: str) -> Iterator[Citation]:
    """Yield the papers that a text names, left to right."""
    position = 0
    for found in merge(_titled(text), _numbered(text), key=lambda citation: citation.start):
        if found.start >= position:
            position = found.end  # a short form in the bracket behind it is named in its own right
            yield found


def _titled(text: str) -> Iterator[Citation]:
    work_before = 0  # where the title of a work ends, which the next may stand beside
    for match in _TITLE.finditer(text):
        if not ends_title(match["title"]) and _is_work(text, match, work_before):
            work_before = match.end()
            continue
        number, end, stop, short_form = _read_behind(text, match.end())
        start = match.start("title")
        if number is None and (span := _number_ending_at(text, match.start())):
            number, start = _tidied(text[slice(*span)]), span[0]
        yield Citation(start, end or match.end("title"), stop, match["title"].strip(), number, short_form)


def _is_work(text: str, match: re.Match[str], work_before: int) -> bool:
    """Return whether a title is that of a play, film or book: a word beside it says so, or it stands beside one."""
    beside_work = work_before and len(text[work_before : match.start()]) <= _LONGEST_LINK
    before, behind = _works()
    if before.search(text, max(0, match.start() - _LONGEST_LINK), match.start()) or behind.match(text, match.end()):
        return True
    return bool(beside_work and not _CLAUSE_END.search(text, work_before, match.start()))


@cache
def _works() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands in front of the title of a work, and behind it or the list it is in."""
    kinds = "|".join(words("citations", "works"))
    return re.compile(rf"(?:{kinds})$"), re.compile(
        rf"(?:[、和]?《[^》\n]*》)*(?:等|系列)[^，。；《\n]{{0,6}}?(?:{kinds})"
    )


def _read_behind(text: str, at: int) -> tuple[str | None, int | None, int, str | None]:
    """Return what stands behind a title: its number and where it ends, where all of it ends, its short form."""
    number: str | None = None
    end: int | None = None
    short_form: str | None = None
    stop = at
    while bracket := _BRACKET.match(text, stop):
        found = _number_inside(bracket["inside"]) if number is None else None
        named = _short_form().search(bracket["inside"])
        if found is None and named is None:
            break
        if found is not None:
            number, end = _tidied(found.group()), bracket.start("inside") + found.end()
        short_form = named["short"].strip() if named else short_form
        stop = bracket.end()
    if number is None and stop == at and (bare := _bare_number(text, at)):
        number, end, stop = _tidied(bare.group().strip()), bare.end(), bare.end()
    return number, end, stop, short_form


def _number_inside(inside: str) -> re.Match[str] | None:
    """Return the number in a bracket: at its start, or behind a sign or a date."""
    starts = (0, *(match.end() for match in _PART.finditer(inside)))
    return next((match for start in starts if (match := _any_number(inside, start))), None)


def _numbered(text: str) -> Iterator[Citation]:
    """Yield the numbers of a text, wherever they stand."""
    anchors = (_number_ending_at(text, end) for end in _ends_of_numbers(text))
    standards = (match.span() for match in _standard().finditer(text))
    for start, end in merge(filter(None, anchors), standards):
        yield Citation(start, end, end, None, _tidied(text[start:end]))


def _ends_of_numbers(text: str) -> Iterator[int]:
    """Yield where an anchor ends; each has its one 号 there, behind a digit, and there are fewer of these."""
    for last in _LAST_DIGIT.finditer(text):
        end = last.end()
        if any(anchor.end() == end for anchor in _ANCHOR.finditer(text, max(0, end - _LONGEST_ANCHOR), end)):
            yield end


def _number_ending_at(text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the number that ends at an offset, without the words that lead to it."""
    if text[end - 1 : end] not in _LAST_OF_NUMBER:
        standards = [match.span() for match in _standard().finditer(text, max(0, end - _LONGEST), end)]
        return next((span for span in standards if not text[span[1] : end].strip()), None)
    for match in find_numbers(text, max(0, end - _LONGEST), end):
        if match.end() == end:
            lead = _lead().match(match.group())
            return match.start() + (lead.end() if lead else 0), end
    return None


@cache
def _standard() -> re.Pattern[str]:
    # Each mark with what may not stand before it behind it: a pattern that opens with a mark is looked for far faster.
    marks = "|".join(f"{mark}(?<![A-Za-z]{mark})" for mark in words("citations", "standards"))
    year = r"\s?[-—－–]+\s?(?:19|20)?[0-9]{2}(?![0-9])"
    return re.compile(rf"(?:{marks})(?:/[A-Z]+\s?[0-9][0-9.]{{2,8}}(?:{year})?|\s?[0-9][0-9.]{{2,8}}{year})")


def _any_number(text: str, start: int) -> re.Match[str] | None:
    """Return the number of a paper or standard that stands at an offset, or None."""
    return match_number(text, start) or _standard().match(text, start)


def _bare_number(text: str, start: int) -> re.Match[str] | None:
    """Return the number that stands behind spaces, or none of them, at an offset."""
    while text[start : start + 1].isspace():
        start += 1
    return _any_number(text, start)


@cache
def _short_form() -> re.Pattern[str]:
    brought = "|".join(words("citations", "short_forms"))
    return re.compile(rf"(?:{brought})[:：]?\s*[《“\"「]?(?P<short>[^《》“”\"「」，,；;]{{2,30}})")


@cache
def _lead() -> re.Pattern[str]:
    """Return the words that the letters of a number would take in from the text in front of it."""
    return re.compile(rf".*(?:{'|'.join(words('citations', 'before_numbers'))})(?=[\u4e00-\u9fff]{{2}})")


def _tidied(number: str) -> str:
    """Return a paper's number without spaces; a standard's number keeps the one it is written with."""
    return number if re.match("[A-Z]", number) else tidy_number(number)
