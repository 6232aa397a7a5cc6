"""By which titles, numbers and short forms a policy speaks of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from parsers.doc_numbers import tidy_number
from parsers.facts.view import PolicyView
from parsers.formal_lines import Role
from parsers.lexicon import words
from parsers.titles import is_carrier, named_titles, squash

_CARRIED = re.compile(r"(?:印发|转发|发布|公布)(?P<carried>.+?)的?(?:通知|函|公告|通告)$")
_PUTS_IN_FORCE = re.compile(r".{0,40}?关于实施《[^《》]+》的(?:通知|公告|通告)")
_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_PERIOD = re.compile(r"[（(][^（()）]*(?:19|20)[0-9]{2}[^（()）]*[)）]$")


@dataclass(slots=True)
class OwnTitles:
    """The titles of one policy and of the paper it carries, and its number.

    `short_forms` are the names that the text gives to the policy itself (以下简称《行动计划》).
    """

    number: str | None
    titles: frozenset[str]
    short_forms: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, view: PolicyView) -> OwnTitles:
        """Return the titles that a policy has by its metadata and its headings."""
        numbers = [view.text(part.start, part.end) for part in view.anatomy.of(Role.DOC_NUMBER)]
        number = view.metadata.doc_number or (numbers[0] if numbers else None)
        return cls(number, frozenset(_form(title) for title in _titles(view)))

    def names(self, title: str | None, number: str | None, before: str, *, repealed: bool) -> bool:
        """Return whether a paper that is named is this policy itself.

        An older edition that the policy repeals bears the same title; so does one with another number.
        """
        if number is not None and self.number is not None:
            return _folded(number) == _folded(self.number)
        if repealed or title is None:
            return False
        return title in self.short_forms or self._is_title(title) or _brought_in_here(before)

    def add_short_form(self, short_form: str | None) -> None:
        """Note a short form that the text gives to the policy."""
        if short_form:
            self.short_forms.add(short_form)

    def _is_title(self, title: str) -> bool:
        forms = {_form(title)} | {_form(match["carried"]) for match in _CARRIED.finditer(title)}
        return not forms.isdisjoint(self.titles)


def _titles(view: PolicyView) -> Iterator[str]:
    """Yield the titles of a policy, those that a notice's title carries, and each without the years at its end."""
    headings = [heading.text for heading in view.anatomy.headings]
    for title in (view.metadata.title, *filter(None, [view.span.title]), *headings):
        carried = named_titles(title) if is_carrier(title) or _PUTS_IN_FORCE.fullmatch(title) else ()
        plain = [match["carried"] for match in _CARRIED.finditer(title)] if is_carrier(title) else []
        for own in (title, *carried, *plain):
            yield own
            yield _PERIOD.sub("", _without_edition(own))


@cache
def _editions() -> frozenset[str]:
    return frozenset((*words("document_types", "titles.drafts"), *words("document_types", "titles.editions")))


def _without_edition(title: str) -> str:
    """Return a title without （征求意见稿）, （试行） and their like."""
    return _BRACKET.sub(lambda match: "" if match[1].strip() in _editions() else match[0], title)


def _form(title: str) -> str:
    """Return a title for comparison: without edition, spaces and signs, and without 关于 in front."""
    return squash(_without_edition(title)).removeprefix("关于")


def _folded(number: str) -> str:
    return squash(tidy_number(number))


@cache
def _self_reference() -> re.Pattern[str]:
    short = "|".join(words("citations", "short_forms"))
    return re.compile(rf"本[\u4e00-\u9fff]{{2,6}}[（(](?:{short})为?[：:]?《$")


def _brought_in_here(before: str) -> bool:
    """Return whether the words in front give the policy itself a short form: 制定本方案（以下简称《方案》）."""
    return _self_reference().search(before[-24:]) is not None
