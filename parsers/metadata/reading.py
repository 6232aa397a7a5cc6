"""Metadata of a policy, put together from its anatomy and its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from parsers.agencies import is_national
from parsers.anatomy import Anatomy
from parsers.dates import find_dates
from parsers.doc_numbers import search_number, tidy_number
from parsers.formal_lines import Role
from parsers.lexicon import mapping, words
from parsers.metadata.issuers import issuer_level, read_issuers
from parsers.metadata.properties import said_day, said_issuers, said_title, with_properties
from parsers.metadata.validity import read_validity
from parsers.properties import Properties
from parsers.regions import first_place, most_named, place_of
from parsers.titles import (
    asks_for_comment,
    is_carrier,
    is_draft,
    kind_of_title,
    named_titles,
    period_of,
    squash,
    tidy,
    without_number,
)
from schemas.issues import Issue, IssueCode
from schemas.records import CleanText, Metadata, PolicySpan
from schemas.vocabulary import DOC_STATUSES

_REPORT = "政府工作报告"
_COLON = re.compile(r"[:：\s]+$")
_SENDS = re.compile(r"现(?:予以?|将《.{4,80}》(?:[（(].{0,20}[）)])?)?(?:印发|下发|转发|发)给")
_COPIES_LABEL = re.compile(r"^[^:：]{2,6}[:：]\s*")
_OLD = re.compile(r"废止|原《")
_ISSUED = re.compile(r"\s*(?:发布|公布|颁布)")
_PROVINCIAL = ("省", "自治区")
_LONGEST_DATE = 20
_LONGEST_NUMBER = 40
_LONGEST_INFERRED = 60
_LETTER = 6  # blocks at the top of a letter without a title


def read_metadata(clean: CleanText, policy: PolicySpan, anatomy: Anatomy, properties: Properties = ()) -> Metadata:
    """Return what a policy says of itself; None or () where neither it nor `properties` say.

    `properties` are what its page or file says of it beside its words, label and value.
    """
    own = _Reader(clean, policy, anatomy, properties).read()
    return with_properties(own, properties, _head_span(clean, policy)) if properties else own


def _sent(text: str) -> str | None:
    """Return the title of the paper that a letter says it sends: 《…规划》已经县政府审议通过，现印发给你们."""
    names = named_titles(text)
    return names[0] if names and _SENDS.search(text) else None


def _head_span(clean: CleanText, policy: PolicySpan) -> tuple[int, int]:
    first = clean.blocks[policy.first_block]
    return first.start, max(first.end, first.start + 1)


class _Reader:
    """Reads the metadata of one policy."""

    def __init__(self, clean: CleanText, policy: PolicySpan, anatomy: Anatomy, properties: Properties) -> None:
        self._clean = clean
        self._properties = properties
        self._policy = policy
        self._anatomy = anatomy
        blocks = clean.blocks[policy.first_block : policy.last_block]
        self._texts = [clean.block_text(block) for block in blocks]
        self._start = blocks[0].start if blocks else 0
        self._issues: list[Issue] = []

    def read(self) -> Metadata:
        title = self._title()
        issuers = read_issuers(self._clean, self._anatomy) or said_issuers(self._properties)
        issued = self._issued_date() or said_day(self._properties, "issued_date", "made_date")
        printed = self._date_of(Role.PRINTED) or said_day(self._properties, "printed_date")
        validity = read_validity(self._texts, title=title, issued=issued, printed=printed)
        kind = kind_of_title(title)
        titles = [heading.text for heading in self._anatomy.headings]
        region = self._region(title, issuers, kind)
        place = place_of(region)
        years = period_of(title) or validity.years or (None, None)
        return Metadata(
            title=title,
            doc_number=self._doc_number(title),
            issuers=issuers,
            issuer_level=issuer_level(issuers, region),
            recipients=self._recipients(),
            copies_to=self._copies(),
            issued_date=issued,
            printed_date=printed,
            effective_date=validity.effective_date,
            expiry_date=validity.expiry_date,
            effective_from=validity.effective_from,
            effective_to=validity.effective_to,
            validity=validity.words,
            doc_type=kind or "其他",
            status=DOC_STATUSES[is_draft(title) or any(map(asks_for_comment, titles))],
            disclosure=self._disclosure(),
            province=place.province,
            city=place.city,
            county=place.county,
            admin_code=place.admin_code,
            plan_start_year=years[0],
            plan_end_year=years[1],
            issues=tuple(self._issues),
        )

    def _words(self, *roles: Role) -> list[str]:
        return [self._clean.text[part.start : part.end] for part in self._anatomy.of(*roles)]

    def _title(self) -> str:
        """Return the title as printed; a contents list's wording only where the paper prints no such title."""
        own = [heading for heading in self._anatomy.headings if heading.role is Role.TITLE]
        carried = [heading for heading in self._anatomy.headings if heading.role is Role.ATTACHED_TITLE]
        seen = self._policy.title
        alone = not own or (is_carrier(own[0].text) and len(carried) == 1)
        part = bool(seen and own) and _is_part(seen or "", own[0].text)  # the splitter saw a line of the notice's title
        if carried and alone and (seen is None or is_carrier(seen) or part):
            return carried[0].text
        printed = own[0].text if own else None
        # Of a title on several lines the splitter may have seen the first or the last alone.
        seen = without_number(seen) if seen else seen
        if seen and not _is_part(seen, printed or ""):
            return tidy(seen)
        return printed or said_title(self._properties) or self._inferred_title()

    def _inferred_title(self) -> str:
        first = self._texts[0] if self._texts else ""
        spoken = bool(self._words(Role.SPEECH)) and any(
            "工作报告" in text or "报告工作" in text for text in self._texts[:8]
        )
        sent = next(filter(None, map(_sent, self._texts[:_LETTER])), None)
        title = _REPORT if spoken else sent or re.split("[。；]", tidy(first))[0][:_LONGEST_INFERRED]
        span = (self._start, self._start + max(len(first), 1))
        self._issues.append(Issue(IssueCode.TITLE_INFERRED, f"no line reads like a title; took {title!r}", *span))
        return title

    def _doc_number(self, title: str) -> str | None:
        """Return the number in the head; else the one the text gives where it names the paper itself."""
        if own := self._words(Role.DOC_NUMBER):
            order = next((head for head in self._words(Role.LETTERHEAD) if head.endswith("令")), "")
            return tidy_number((order if own[0].startswith("第") else "") + own[0].strip("（）() \u3000"))
        if recorded := [match for text in self._words(Role.RECORD) if (match := search_number(text))]:
            return tidy_number(recorded[0].group())
        if ordered := next(filter(None, map(_order_number, self._words(Role.ADOPTION))), None):
            return tidy_number(ordered)
        cited = (_self_cited(text, f"《{title}》") for text in self._texts)
        return next(filter(None, cited), None)

    def _issued_date(self) -> date | None:
        parts = self._anatomy.of(Role.SIGNATURE, Role.BYLINE, Role.DATE)
        signed = next((part for before, part in pairwise(parts) if part.role is Role.DATE is not before.role), None)
        if signed is not None:
            return self._read_day(signed.start, signed.end)
        days = (self._date_of(role) for role in (Role.DATE, Role.SPEECH, Role.ADOPTION))
        return next((day for day in days if day is not None), None) or self._recorded_date()

    def _recorded_date(self) -> date | None:
        """Return the day that a web page's table gives as 成文日期."""
        for part in self._anatomy.of(Role.RECORD):
            for label in words("formal_lines", "record_dates"):
                at = self._clean.text.find(label, part.start, part.end)
                if at >= 0:
                    return self._read_day(at, min(at + _LONGEST_DATE, part.end))
        return None

    def _date_of(self, role: Role) -> date | None:
        days = (self._read_day(part.start, part.end) for part in self._anatomy.of(role))
        return next((day for day in days if day is not None), None)

    def _read_day(self, start: int, end: int) -> date | None:
        for found in find_dates(self._clean.text[start:end]):
            if found.day is not None:
                return found.day
            printed = self._clean.text[start + found.start : start + found.end]
            detail = f"{printed!r} is not a day of the calendar"
            self._issues.append(Issue(IssueCode.DATE_INVALID, detail, start + found.start, start + found.end))
        return None

    def _recipients(self) -> str | None:
        named = self._words(Role.RECIPIENTS)
        return _COLON.sub("", named[0]).strip() or None if named else None

    def _copies(self) -> str | None:
        named = "".join(_COPIES_LABEL.sub("", text.strip()) for text in self._words(Role.COPIES))
        return named.rstrip("。") or None

    def _disclosure(self) -> str | None:
        named = self._words(Role.DISCLOSURE)
        return named[0].strip("（）() \u3000") if named else None

    def _region(self, title: str, issuers: Sequence[str], kind: str | None) -> str | None:
        """Return the code of the place a paper is for: of its issuers, title or head, else of its text."""
        heads = self._words(Role.SPEECH, Role.BYLINE)
        titles = [heading.text for heading in self._anatomy.headings]
        found = first_place([*issuers, title, *titles, *heads, self._policy.group or ""])
        if found or kind == "法律" or any(map(is_national, issuers)):
            return found
        if issuers and issuers[0].startswith(_PROVINCIAL) and (number := self._doc_number(title)):
            return mapping("regions", "number_letters").get(number[0])
        text = "\n".join(self._texts)
        return most_named(text) if _speaks_of_here().search(text) else None


@cache
def _speaks_of_here() -> re.Pattern[str]:
    """我市, 全省, 市政府: only a paper of a place speaks so."""
    return re.compile("|".join(words("regions", "here")))


def _is_part(line: str, title: str) -> bool:
    """Return whether a line is the first or the last of a title, or all of it."""
    return squash(title).startswith(squash(line)) or squash(title).endswith(squash(line))


def _order_number(adoption: str) -> str | None:
    """Return the number of the order that issued a paper: （1991年3月26日济南市人民政府令19号发布）."""
    match = search_number(adoption)
    issued = match is not None and "令" in match.group() and _ISSUED.match(adoption, match.end()) is not None
    return match.group() if match is not None and issued else None


def _self_cited(text: str, named: str) -> str | None:
    """Return the number behind a paper's own name: 《某办法》（财库﹝2020﹞46号), unless an older one is repealed."""
    for sentence in re.split("[。；]", text) if named in text else ():
        if named in sentence and not _OLD.search(sentence):
            behind = sentence[sentence.index(named) + len(named) :]
            match = search_number(behind[:_LONGEST_NUMBER])
            if match and match.start() <= 1:
                return tidy_number(match.group())
    return None
