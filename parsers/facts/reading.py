"""What has been read of a policy's promises so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.facts.promise import Promise
from parsers.facts.subject_words import Subject
from parsers.facts.view import PolicyView
from schemas.issues import Issue
from schemas.records import Quantity


@dataclass(slots=True)
class Reading:
    """What has been read of a policy so far; `frame` counts the subjects, `pending` is a gift without a number."""

    view: PolicyView
    promises: list[Promise] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    thresholds: list[Quantity] = field(default_factory=list)
    frame: int = 0
    lead: str | None = None
    announced: str | None = None
    pending: Subject | None = None
    support: Subject | None = None  # whom the sentence right before supports, and in what
    pending_instrument: str | None = None
    section_first: int = 0  # index of the section's first promise
    sentence_start: int = 0

    def of_section(self) -> list[Promise]:
        """Return the promises of the section that is being read."""
        return self.promises[self.section_first :]
