"""What a page or file says of its paper beside the paper's words, put beside what the words say.

The paper's own words come first: they are what was issued, while a page's table is typed in later by an editor, who
may mean the day of publication or the office that runs the site. So the table fills what the words leave open, and
where both speak and differ, the words stand and an issue says so. A page's title serves only where no line reads so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from parsers.agencies import read_agencies
from parsers.dates import find_dates
from parsers.doc_numbers import search_number, tidy_number
from parsers.lexicon import mapping
from parsers.properties import Properties, first_of
from parsers.titles import kind_of_title, squash, tidy
from schemas.issues import Issue, IssueCode
from schemas.records import Metadata

_SHORTEST_TITLE = 6  # a page called 正文 or 关于 says nothing
_SHORTEST_NAMED = 4  # one called 通知 neither, 市区政策 does
_SIGNS = "（）() \u3000【】[]"


def said_title(properties: Properties) -> str | None:
    """Return the title that the properties give."""
    title = tidy(first_of(properties, "title") or "")
    shortest = _SHORTEST_NAMED if kind_of_title(title) else _SHORTEST_TITLE
    return title if len(squash(title)) >= shortest else None


def said_issuers(properties: Properties) -> tuple[str, ...]:
    """Return the bodies that the properties name as issuers, else those that they name as publishers."""
    return read_agencies(first_of(properties, "issuers") or "") or read_agencies(
        first_of(properties, "publishers") or ""
    )


def said_day(properties: Properties, *meanings: str) -> date | None:
    """Return the day that the properties give for the first of some meanings."""
    days = (found.day for meaning in meanings for found in find_dates(first_of(properties, meaning) or ""))
    return next(filter(None, days), None)


def said_number(properties: Properties) -> str | None:
    """Return the document number that the properties give."""
    match = search_number(first_of(properties, "doc_number") or "")
    return tidy_number(match.group()) if match else None


def said_force(properties: Properties) -> str | None:
    """Return whether the paper is in force, in one word."""
    return mapping("properties", "force").get((first_of(properties, "validity") or "").strip(_SIGNS))


def with_properties(metadata: Metadata, properties: Properties, span: tuple[int, int]) -> Metadata:
    """Return metadata with what only the properties say, and an issue at `span` for each field in which they differ."""
    if not properties:
        return metadata
    first, last = said_day(properties, "effective_date"), said_day(properties, "expiry_date")
    filled = replace(
        metadata,
        doc_number=metadata.doc_number or said_number(properties),
        disclosure=metadata.disclosure or (first_of(properties, "disclosure") or "").strip(_SIGNS) or None,
        force=said_force(properties),
        effective_date=metadata.effective_date or first,
        expiry_date=metadata.expiry_date or last,
        effective_from=metadata.effective_from or first,
        effective_to=metadata.effective_to or last,
    )
    if filled.effective_from and filled.effective_to and filled.effective_from > filled.effective_to:
        filled = replace(filled, effective_from=metadata.effective_from, effective_to=metadata.effective_to)
    issues = (Issue(IssueCode.PROPERTY_DIFFERS, detail, *span) for detail in _differences(metadata, properties))
    return replace(filled, issues=(*filled.issues, *issues))


def _differences(own: Metadata, properties: Properties) -> Iterator[str]:
    number = said_number(properties)
    if own.doc_number and number and squash(own.doc_number) != squash(number):
        yield f"doc_number: the paper prints {own.doc_number}, its page says {number}"
    days = {
        "issued_date": (own.issued_date, said_day(properties, "issued_date")),
        "effective_from": (own.effective_from, said_day(properties, "effective_date")),
        "effective_to": (own.effective_to, said_day(properties, "expiry_date")),
    }
    for field, (printed, said) in days.items():
        # A period's last day is the day before or after, by who counts.
        if printed and said and abs((printed - said).days) > (field == "effective_to"):
            yield f"{field}: the paper says {printed}, its page {said}"
    issuers = read_agencies(first_of(properties, "issuers") or "")
    if own.issuers and issuers and not any(a in b or b in a for a in issuers for b in own.issuers):
        yield f"issuers: the paper names {'、'.join(own.issuers)}, its page {'、'.join(issuers)}"
