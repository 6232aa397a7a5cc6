"""The words of subjects: who may receive, what they do, what opens a subject, compiled from the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import mapping, words
from parsers.quantities.patterns import alternation, refusals
from schemas.vocabulary import RECIPIENT_TYPES


@dataclass(frozen=True, slots=True)
class Subject:
    """The recipient and the condition as printed.

    `base` is a cost that a rate may be of; `pointing` says that 其 refers to the subject of the promise before.
    """

    recipient: str | None = None
    condition: str | None = None
    base: str | None = None
    pointing: bool = False


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """The patterns of subjects, compiled from config/lexicon/incentives.toml."""

    opener: re.Pattern[str]
    support: re.Pattern[str]
    leading: re.Pattern[str]
    doing: re.Pattern[str]
    head: re.Pattern[str]
    mark: re.Pattern[str]
    prefix: re.Pattern[str]
    cost: re.Pattern[str]
    chosen: re.Pattern[str]
    named: re.Pattern[str]


@cache
def subject_words() -> SubjectWords:
    """Return the patterns that the lexicon gives."""
    heads = [word for kind in RECIPIENT_TYPES[:-1] for word in words("incentives", f"recipients.{kind}")]
    head = f"{alternation(heads)}(?:[（(][^（）()]*[）)])?(?:等)?"
    doing = _doing()
    choice = alternation(words("incentives", "doings.choices"))
    return SubjectWords(
        opener=re.compile(f"(?:其中[，,]?)?{alternation(words('incentives', 'subject.openers'))}"),
        support=re.compile(
            f"(?:[^，]{{0,6}}(?=鼓励|支持))?(?:{alternation(words('incentives', 'subject.supports'))})+"
        ),
        leading=re.compile(f"(?P<np>[^，。；]{{0,60}}?{head})(?={doing})"),
        doing=re.compile(doing),
        head=re.compile(f"{head}$"),
        mark=re.compile(alternation(words("incentives", "doings.marks"))),
        prefix=re.compile(alternation(words("incentives", "doings.prefixes"))),
        cost=re.compile(f"{alternation(words('incentives', 'doings.costs'))}$"),
        chosen=re.compile(
            f"{choice}(?!的)(?:出|若干|一批|不超过|不少于|最多|\\d+|[—–~-])*[个家名项批类]?(?:[^，。；的]{{0,30}}的)?(?P<np>[^，。；的]{{0,30}}{head})$"
        ),
        named=re.compile(f"(?:认定|评定|评选|确定|升级|创建)(?:成)?为(?P<np>[^，。；的]{{0,40}}{head})$"),
    )


def _doing() -> str:
    """A doing begins here, and the word is not part of a longer one."""
    listed = alternation(words("incentives", "doings.verbs"), refusals(mapping("incentives", "doings.not_before")))
    return f"(?:{listed}|[0-9一二三五两]+年内)"
