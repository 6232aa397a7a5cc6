"""What a reader of facts is given: one policy with all that is known of it, and a place to put rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from parsers.anatomy import Anatomy
from schemas.issues import Issue
from schemas.records import CleanText, Metadata, PolicySpan, Quantity, Section
from schemas.vocabulary import Role

if TYPE_CHECKING:
    from parsers.facts.passages import Sentence


@dataclass(frozen=True)
class PolicyView:
    """One policy: its clean text, parts, sections and quantities. All offsets are clean; quantities are in order."""

    clean: CleanText
    span: PolicySpan
    anatomy: Anatomy
    metadata: Metadata
    sections: tuple[Section, ...]
    quantities: tuple[Quantity, ...]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [quantity.start for quantity in self.quantities]

    @cached_property
    def sentences(self) -> dict[int, tuple[Sentence, ...]]:
        """Return the sentences of the sections that were asked for, by section; see parsers.facts.passages."""
        return {}

    def section_at(self, offset: int) -> int:
        """Return the index of the section whose own span holds a clean offset."""
        return max(0, bisect_right(self._section_starts, offset) - 1)

    def quantities_in(self, start: int, end: int) -> tuple[Quantity, ...]:
        """Return the quantities that begin in a half-open clean span."""
        first, last = bisect_right(self._quantity_starts, start - 1), bisect_right(self._quantity_starts, end - 1)
        return self.quantities[first:last]

    def above(self, index: int) -> Iterator[int]:
        """Yield the indexes of the sections above a section, nearest first."""
        parent = self.sections[index].parent
        while parent is not None:
            yield parent
            parent = self.sections[parent].parent

    def text(self, start: int, end: int) -> str:
        """Return the clean words of a span."""
        return self.clean.text[start:end]


class FactRows(Protocol):
    """Where readers of facts put their rows; identity, place and page are filled in from the span."""

    def add(self, table: str, start: int, end: int, *identity: object, **values: Any) -> str:
        """Add a row grounded in a half-open clean span; return its id.

        `identity` is the row's own normalised content, from which its id comes together with its section. Columns
        doc_id, source_id, section_id, page, source_start and source_end, and the table's id column, are filled in.
        """
        ...

    def quantity_id(self, quantity: Quantity) -> str:
        """Return the id of a quantity's row."""
        ...

    def section_id(self, index: int) -> str:
        """Return the id of a section of the policy, for columns such as carried_from."""
        ...

    def identify(self, kind: str, start: int, *identity: object) -> str:
        """Return an id for what several rows share (a table of cells), from its section and its own content."""
        ...

    def set_role(self, quantity: Quantity, role: Role) -> None:
        """Say what a quantity is for; where two readers claim one, a promise holds before an aim."""
        ...

    def sentence(self, start: int, end: int) -> str:
        """Return the sentence around a clean span."""
        ...

    def issue(self, issue: Issue) -> None:
        """Note something about the policy."""
        ...
