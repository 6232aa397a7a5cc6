"""Sentences and clauses of a section, brackets and quotation marks kept whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from parsers.facts.view import PolicyView
from schemas.records import Quantity

_IN_BRACKETS = r"(?:[^（）()\n]|[（(][^（）()\n]*[）)])*[）)]"  # one more bracket inside it allowed
# Each sign is looked back for from its end: a pattern that opens with a character is looked for far faster.
_SIGN = re.compile(
    rf"[（(“《。！？!?\n；;，：:,](?:(?<=[（(]){_IN_BRACKETS}|(?<=“)[^”\n]*”|(?<=《)[^》\n]*》"
    r"|(?P<end>(?<=[。！？!?\n]))|(?P<half>(?<=[；;]))|(?P<comma>(?<=[，：])|(?<=[:,])(?!\d)))"
)
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 400, 3000  # characters; what is longer is a table or a list in one line
_END_OF = attrgetter("end")
_BRACKET = re.compile(rf"[（(]{_IN_BRACKETS}")


class Clause(NamedTuple):
    """A stretch between two commas, as half-open clean offsets; `part` counts the semicolons before it."""

    start: int
    end: int
    part: int
    text: str


class Sentence(NamedTuple):
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
        return min(bisect_right(self.clauses, offset, key=_END_OF), len(self.clauses) - 1)


def sentences(view: PolicyView, index: int) -> Sequence[Sentence]:
    """Return the sentences of a section's own words, its marker left out; each reader of facts asks for the same."""
    if index not in view.sentences:
        view.sentences[index] = tuple(_sentences(view, index))
    return view.sentences[index]


def _sentences(view: PolicyView, index: int) -> Iterator[Sentence]:
    section, text = view.sections[index], view.clean.text
    start = section.start
    if section.marker and text.startswith(section.marker, start):
        start += len(section.marker)
    paragraph, part, clauses = 0, 0, list[Clause]()
    for kind, stop, following in _signs(text, start, section.end):
        for clause in _clauses(view, start, stop, part):
            clauses.append(clause)
            if clause.end - clauses[0].start > _LONGEST_SENTENCE:
                yield _sentence(view, index, paragraph, clauses)
                clauses = []
        start = following
        if kind == "end":
            if clauses:
                yield _sentence(view, index, paragraph, clauses)
            part, clauses = 0, []
            paragraph += text.startswith("\n", stop)
        elif kind == "half":
            part += 1


def _signs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the signs that end a clause with their spans; the end of the section is one of no characters."""
    for sign in _SIGN.finditer(text, start, end):
        if sign.lastgroup:
            yield sign.lastgroup, *sign.span()
    yield "end", end, end


def _clauses(view: PolicyView, start: int, end: int, part: int) -> Sequence[Clause]:
    """Return what stands between two signs without the white space around it; nothing where that is all.

    What no sign divides for longer than any clause is a list or a table in one line, and is cut in front of a 、,
    or else behind the number that would be cut in two: what gives it stands before it more often than not.
    """
    text = view.clean.text[start:end]
    kept = text.strip()
    if not kept:
        return ()
    start += text.index(kept)
    if len(kept) <= _LONGEST_CLAUSE:
        return (Clause(start, start + len(kept), part, kept),)
    numbers = [(number.start - start, number.end - start) for number in view.quantities_in(start, end)]
    return [Clause(start + first, start + last, part, kept[first:last]) for first, last in _pieces(kept, numbers)]


def _pieces(text: str, numbers: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _LONGEST_CLAUSE:
        comma = text.rfind("、", start, start + _LONGEST_CLAUSE)
        end = comma if comma > start else _behind_a_number(start + _LONGEST_CLAUSE, numbers)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _behind_a_number(end: int, numbers: Sequence[tuple[int, int]]) -> int:
    """Return where to cut: at `end`, or where the number ends that goes on over it."""
    last = bisect_right(numbers, end - 1, key=itemgetter(0)) - 1
    return max(end, numbers[last][1]) if last >= 0 else end


def _sentence(view: PolicyView, section: int, paragraph: int, clauses: list[Clause]) -> Sentence:
    start, end = clauses[0].start, clauses[-1].end
    return Sentence(section, paragraph, start, end, tuple(clauses), view.quantities_in(start, end))


def without_brackets(text: str) -> str:
    """Return a text with what stands in brackets, and the brackets, blanked by spaces of the same length."""
    if "（" not in text and "(" not in text:
        return text
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
