"""Sentences and clauses of a section, brackets and quotation marks kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.facts.view import PolicyView
from schemas.records import Quantity

_WHOLE = (
    r"[（(](?:[^（）()\n]|[（(][^（）()\n]*[）)])*[）)]"  # a bracket, one more inside it allowed
    r"|“[^”\n]*”|《[^》\n]*》"
)
_SIGN = re.compile(rf"{_WHOLE}|(?P<end>[。！？!?\n])|(?P<half>[；;])|(?P<comma>，|：|:(?!\d)|,(?!\d))")
_BRACKET = re.compile(r"[（(](?:[^（）()\n]|[（(][^（）()\n]*[）)])*[）)]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two commas, as half-open clean offsets; `part` counts the semicolons before it."""

    start: int
    end: int
    part: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section with its clauses and the quantities in it; offsets are clean."""

    section: int
    paragraph: int
    start: int
    end: int
    clauses: tuple[Clause, ...]
    quantities: tuple[Quantity, ...]

    def text_of(self, index: int) -> str:
        """Return the words of a clause by its index."""
        return self.clauses[index].text

    def clause_at(self, offset: int) -> int:
        """Return the index of the clause that holds an offset of the sentence."""
        return next((index for index, clause in enumerate(self.clauses) if offset < clause.end), len(self.clauses) - 1)


def sentences(view: PolicyView, index: int) -> Iterator[Sentence]:
    """Yield the sentences of a section's own words, its marker left out."""
    section = view.sections[index]
    start = section.start
    if section.marker and view.clean.text.startswith(section.marker, start):
        start += len(section.marker)
    paragraph, part, clauses = 0, 0, list[Clause]()
    for sign in _SIGN.finditer(view.clean.text, start, section.end):
        if sign.lastgroup is None:
            continue
        _add(view, clauses, start, sign.start(), part)
        start = sign.end()
        part += sign.lastgroup == "half"
        if sign.lastgroup == "end":
            if clauses:
                yield _sentence(view, index, paragraph, clauses)
            part, clauses = 0, []
            paragraph += sign.group() == "\n"
    _add(view, clauses, start, section.end, part)
    if clauses:
        yield _sentence(view, index, paragraph, clauses)


def _add(view: PolicyView, clauses: list[Clause], start: int, end: int, part: int) -> None:
    """Add a clause without the white space around it; an empty one is none."""
    text = view.text(start, end)
    kept = text.strip()
    if kept:
        start += text.index(kept)
        clauses.append(Clause(start, start + len(kept), part, kept))


def _sentence(view: PolicyView, section: int, paragraph: int, clauses: list[Clause]) -> Sentence:
    start, end = clauses[0].start, clauses[-1].end
    return Sentence(section, paragraph, start, end, tuple(clauses), view.quantities_in(start, end))


def without_brackets(text: str) -> str:
    """Return a text with what stands in brackets, and the brackets, blanked by spaces of the same length."""
    return _BRACKET.sub(lambda found: " " * len(found.group()), text)


def before(clause: Clause, offset: int) -> str:
    """Return the words of a clause before an offset; inside a bracket, those of the bracket alone."""
    left = clause.text[: offset - clause.start]
    opened = max(left.rfind("（"), left.rfind("("))
    closed = max(left.rfind("）"), left.rfind(")"))
    return left[opened + 1 :] if opened > closed else left


def after(clause: Clause, offset: int) -> str:
    """Return the words of a clause from an offset on."""
    return clause.text[offset - clause.start :]
