"""Paragraphs that open with what they state: 补贴对象：…, 补贴条件：…, 补贴标准：…."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from parsers.facts.instruments import instrument_in
from parsers.facts.passages import Sentence
from parsers.facts.promise import Promise
from parsers.facts.subject_words import Subject
from parsers.facts.subjects import read_applicant
from parsers.lexicon import words
from parsers.quantities.patterns import alternation


class Field(Enum):
    """What a paragraph states: who may apply, on what condition, or how much is given."""

    WHO = "who"
    WHEN = "when"
    HOW_MUCH = "how much"


@dataclass(slots=True)
class Fields:
    """What the paragraphs of a section have stated so far; `instrument` is the award of the standard being read."""

    recipient: str | None = None
    condition: str | None = None
    instrument: str | None = None

    def read(self, sentence: Sentence) -> Sentence:
        """Note what a sentence opens with, and return it without these words."""
        field = _opened_with(sentence.clauses[0].text)
        if field is None:
            return sentence
        self.instrument = None
        parts = [clause.text for clause in sentence.clauses[1:]]
        if field is Field.HOW_MUCH:
            self.instrument = instrument_in(sentence.clauses[0].text) or "subsidy"
        elif field is Field.WHO and parts:
            self._set_applicant(parts)
        elif parts:
            self.condition = "，".join(parts).removesuffix("的")
        return sentence._replace(start=sentence.clauses[1].start, clauses=sentence.clauses[1:]) if parts else sentence

    def _set_applicant(self, parts: Sequence[str]) -> None:
        found = read_applicant(parts)
        self.recipient = found.recipient or (parts[0] if len(parts) == 1 else None)
        self.condition = found.condition if found.recipient is not None else None

    def complete(self, promises: Sequence[Promise]) -> None:
        """Give promises of a standard who receives and on what condition; what they say themselves is their tier."""
        if self.instrument is None:
            return
        for promise in promises:
            stated = Subject(promise.recipient, promise.condition)
            if self.recipient is not None and promise.recipient not in (None, self.recipient):
                self._tell_apart(promise, self.recipient)
            promise.recipient = promise.recipient or self.recipient
            if self.condition is not None and promise.condition != self.condition:
                promise.tier = promise.tier or promise.condition
                promise.condition = self.condition
            if Subject(promise.recipient, promise.condition) != stated:
                promise.carry(promise.section)

    @staticmethod
    def _tell_apart(promise: Promise, applicant: str) -> None:
        """其他人员 500 元/人: a group that the standard names is a tier, unless it is one of those who apply."""
        group = promise.recipient or ""
        if promise.tier is None and promise.condition is None and group not in applicant:
            promise.recipient, promise.tier = None, group


def _opened_with(text: str) -> Field | None:
    """Return what a clause announces, where it is nothing but such words: 补贴对象."""
    if len(text) > _longest():
        return None
    if _standards().fullmatch(text):
        return Field.HOW_MUCH
    found = _conditions().fullmatch(text)
    if found is None:
        return None
    return Field.WHEN if found["label"].endswith(_WHEN) else Field.WHO


_WHEN = ("条件", "要求")
_LONGEST_MARKER = 4
_MARKER = r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．])?"


@cache
def _longest() -> int:
    """Return how many characters a marker and the longest of the words have together."""
    named = (*words("incentives", "standards.awards"), *words("incentives", "standards.conditions"))
    return _LONGEST_MARKER + max(map(len, named))


@cache
def _standards() -> re.Pattern[str]:
    return re.compile(f"{_MARKER}{alternation(words('incentives', 'standards.awards'))}")


@cache
def _conditions() -> re.Pattern[str]:
    return re.compile(f"{_MARKER}(?P<label>{alternation(words('incentives', 'standards.conditions'))})")
