"""Fields of a document: what they print is read, what they were made from is not.

Source: ECMA-376 part 1, 17.16. A field begins, has an instruction, may have a result behind a separator, and ends; it
may hold other fields and run over paragraphs, as a table of contents does.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers.sources.word.symbols import drawn

_LONGEST_INSTRUCTION = 2000


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    has_result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.lstrip()[:4].upper().strip() == "TOC"


class Fields:
    """The fields that are open at a place of the text."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def are_printed(self) -> bool:
        """Tell whether words at this place are printed: they stand in no field's instruction."""
        return all(field.has_result for field in self._open)

    @property
    def in_contents(self) -> bool:
        """Tell whether this place is in a table of contents."""
        return any(field.is_contents for field in self._open)

    def mark(self, kind: str | None) -> str:
        """Take a field's begin, separate or end; return the sign that a field without a result draws."""
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].has_result = True
        elif kind == "end" and self._open:
            field = self._open.pop()
            return "" if field.has_result or not self.are_printed else drawn(field.instruction)
        return ""

    def instruct(self, text: str) -> None:
        """Take words of the innermost field's instruction."""
        if self._open and len(self._open[-1].instruction) < _LONGEST_INSTRUCTION:
            self._open[-1].instruction += text

    def end_paragraph(self) -> None:
        """Close fields whose instruction has no end; without it one broken field would swallow all that follows."""
        self._open = [field for field in self._open if field.has_result]
