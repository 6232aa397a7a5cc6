"""Which lines of a page are the paper's: the smallest element that holds its sentences, and the head above it.

Names of elements that content management systems use are tried first (config/lexicon/web.toml). From there, or from the
top where none is known, the element is taken that holds nearly all sentences, and a larger one where lines around
it read like a paper's own (a date, a number, addressees, attachments). So nothing of the paper is lost where a system
puts its parts side by side; what is not the paper's in that element stays in the text, as furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from parsers.doc_numbers import match_number
from parsers.formal_lines import Role, role_of
from parsers.lexicon import words
from parsers.markers import read_marker
from parsers.sources.web.lines import PageLine, is_container
from parsers.sources.web.style import names_of
from parsers.sources.web.tree import Element
from parsers.titles import squash

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[，。；]")  # a colon stands behind labels too
_NAME_WORD = re.compile(r"[a-z]+")
_HEADINGS = ("h1", "h2", "h3")
_NEARLY_ALL = 0.95  # share of the sentences that the paper's element holds, found from the top
_KNOWN_HOLDS = 0.8  # and found by name: a page's other texts are shorter
_KNOWN_AT_LEAST = 0.3  # an element of a known name with fewer is something else's
_NO_CHROME = 0.3  # what holds so much of the page is no part of its frame, whatever its name
_SHORTEST_TITLE = 6
_LONGEST_TITLE = 120
_OWN_ROLES = frozenset(
    {Role.DATE, Role.DOC_NUMBER, Role.RECIPIENTS, Role.ATTACHMENTS, Role.COPIES, Role.PRINTED, Role.DISCLOSURE}
)


class Page:
    """A page's lines, weighed by the sentences in them."""

    def __init__(self, elements: Sequence[Element], lines: Sequence[PageLine]) -> None:
        self.elements = elements
        self.lines = _without_false_frames(_shown(lines))
        self._starts = [element.start for element in elements]
        self._orders = [line.order for line in self.lines]
        self._sums = [0, *accumulate(_weights(self.lines))]

    def span(self, element: Element) -> tuple[int, int]:
        """Return the half-open indexes of an element's lines."""
        return bisect_left(self._orders, element.start), bisect_left(self._orders, element.end)

    def weight(self, element: Element) -> int:
        """Return how much of the page's sentences an element holds."""
        first, last = self.span(element)
        return self._sums[last] - self._sums[first]

    def find_main(self) -> Element:
        """Return the element that holds the paper."""
        top = next((element for element in self.elements if element.tag == "body"), self.elements[0])
        total = self.weight(top)
        known = [element for element in self.elements if is_container(element) and top.holds(element)]
        best = max(known, key=lambda element: (self.weight(element), -element.start), default=None)
        if total and best is not None and self.weight(best) >= _KNOWN_AT_LEAST * total:
            return self._grow(best, top, total)
        return self._descend(top) if total else top

    def _grow(self, element: Element, top: Element, total: int) -> Element:
        while element is not top and element.parent is not None:
            enough = self.weight(element) >= _KNOWN_HOLDS * total
            if enough and not self._has_own_lines(element.parent, element, only_behind=True):
                break
            element = element.parent
        return element

    def _descend(self, top: Element) -> Element:
        element = top
        while True:
            heavy = (child for child in element.elements if self.weight(child) >= _NEARLY_ALL * self.weight(top))
            child = next(heavy, None)
            if child is None or not any(child.elements) or child.tag in ("p", "ul", "ol"):
                return element
            if self._has_own_lines(element, child):
                return element
            element = child

    def _has_own_lines(self, outer: Element, inner: Element, *, only_behind: bool = False) -> bool:
        """Return whether an element has lines around another that read like a paper's own."""
        (first, last), (start, end) = self.span(outer), self.span(inner)
        before = () if only_behind else self.lines[first:start]
        return any(map(_is_own, (*before, *self.lines[end:last])))

    def head(self, main: Element, title: str) -> list[PageLine]:
        """Return the lines above the paper's element that are its title and number, unless it prints them itself.

        `title` is what the page says elsewhere that its title is.
        """
        first, last = self.span(main)
        own = squash("".join(line.text for line in self.lines[first : min(first + 12, last)]))
        above = [line for line in self.lines[:first] if line.chrome is None]
        at = next((place for place in range(len(above) - 1, -1, -1) if self._is_title(above[place], title)), None)
        if at is None:
            return []
        printed = squash(above[at].text)
        found = [] if printed in own else [replace(above[at], level=0, centred=True, order=main.start)]
        numbers = [line for line in above[at + 1 :] if match_number(line.text) and len(line.text) < 40]
        return found + [replace(line, order=main.start) for line in numbers if squash(line.text) not in own]

    def _is_title(self, line: PageLine, title: str) -> bool:
        text = squash(line.text)
        if line.table_row or line.linked or not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE:
            return False
        if title and (text in squash(title) or squash(title) in text):
            return True
        return not title and any(_names_title(element) for element in self._around(line))

    def _around(self, line: PageLine) -> Iterator[Element]:
        """Yield the element of a line and the two around it."""
        place = bisect_right(self._starts, line.order) - 1
        element: Element | None = self.elements[max(place, 0)]
        for _ in range(3):
            if element is not None:
                yield element
                element = element.parent


def _names_title(element: Element) -> bool:
    known = words("web", "titles")
    return element.tag in _HEADINGS or any(
        word in known for name in names_of(element) for word in _NAME_WORD.findall(name)
    )


def _shown(lines: Sequence[PageLine]) -> list[PageLine]:
    """Return the lines that a reader sees; what is hidden at first but holds most of the page is shown by a script."""
    if not any(line.hidden for line in lines):
        return list(lines)
    hidden: Counter[Element | None] = Counter()
    for line, weight in zip(lines, _weights(lines), strict=True):
        hidden[line.hidden] += weight
    seen = hidden.pop(None, 0)
    opened = {element for element, weight in hidden.items() if weight > seen}
    return [line for line in lines if line.hidden is None or line.hidden in opened]


def _without_false_frames(lines: Sequence[PageLine]) -> list[PageLine]:
    """Take the name of a frame from what holds a good part of the page."""
    weights = [len(_HAN.findall(line.text)) for line in lines]
    framed: Counter[Element] = Counter()
    for line, weight in zip(lines, weights, strict=True):
        if line.chrome is not None and not line.linked:
            framed[line.chrome] += weight
    false = {element for element, weight in framed.items() if weight >= _NO_CHROME * sum(weights)}
    return [replace(line, chrome=None) if line.chrome in false else line for line in lines]


def _weights(lines: Sequence[PageLine]) -> Iterator[int]:
    """Yield for each line the Han characters of its sentences; links and frames have none."""
    for line in lines:
        is_sentence = _SENTENCE.search(line.text) or read_marker(line.text) is not None
        counts = is_sentence and not line.linked and line.chrome is None
        yield len(_HAN.findall(line.text)) if counts else 0


def _is_own(line: PageLine) -> bool:
    return line.chrome is None and not line.linked and role_of(line.text) in _OWN_ROLES
