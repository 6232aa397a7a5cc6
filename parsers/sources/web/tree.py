"""A web page as a tree, the way a browser builds it; the only door to the library that does.

lexbor (through selectolax) builds the tree of the HTML standard: unclosed <font> and <p>, text between table rows and
stray end tags end up where a reader sees them. It resolves no entities of a file's own, fetches nothing and has no
limit of depth. libxml2 (lxml) was compared: it drops, without a word, what is nested deeper than 256 levels (2048 if
asked), which 128 unclosed <font> tags reach. html5lib is no longer kept. Extractors of main content (trafilatura,
readability) give paragraphs without marks, and drop short ones; the paper's part is found in `main` instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas.errors import ErrorCode, SourceError

MOST_TAGS = 2_000_000  # opening and closing ones; a page of thirty million characters has fewer
DEEPEST = 10_000  # levels of elements; building the tree takes time with their square
MOST_REOPENED = 2_000_000  # elements that unclosed <b> and <font> are copied into

_MOST_SAME = 3  # formatting of one kind is opened again so often at most

_MOST_ATTRIBUTES = 2000  # of one tag; the library compares each with each
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{5000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTE = re.compile(r"\s[^\s=]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]{0,200})")
_CLOSED_BY_OTHERS = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "td", "th", "tr", "option", "tbody", "thead", "tfoot", "colgroup", "html", "head", "body",
    "rt", "rp",
))  # fmt: skip
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
_KEPT = frozenset((
    "id", "class", "style", "align", "hidden", "start", "value", "type", "reversed", "rowspan", "colspan", "name",
    "content", "http-equiv", "src", "href",
))  # fmt: skip
_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name in lower case, the attributes that readers ask for, its parent, elements and texts.

    `start` and `end` are half-open numbers in the order of the page: an element lies in another if its start does.
    """

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None
    start: int
    children: list[Element | str] = field(default_factory=list)
    end: int = 0

    @property
    def elements(self) -> Iterator[Element]:
        """Yield the elements right below."""
        return (child for child in self.children if isinstance(child, Element))

    def holds(self, other: Element) -> bool:
        """Return whether another element is this one or lies in it."""
        return self.start <= other.start < self.end


def parse(text: str) -> list[Element]:
    """Return the elements of a page in their order, the root first; comments are left out.

    Raises:
        SourceError: with code TOO_LARGE where elements are too many or too deep.
    """
    _check(text)
    root = LexborHTMLParser(text).root
    elements: list[Element] = []
    if root is not None:
        _copy(root, elements)
    return elements


def _check(text: str) -> None:
    """Refuse a page that would take time or memory with the square of its size."""
    for tag in _LONG_TAG.finditer(text):
        if len(_ATTRIBUTE.findall(_QUOTED.sub("", tag.group()))) > _MOST_ATTRIBUTES:
            raise _damaged(f"a tag has more than {_MOST_ATTRIBUTES} attributes")
    nesting = _Nesting()
    for count, match in enumerate(_TAG.finditer(text), 1):
        closing, name, rest = match.groups()
        nesting.note(name.lower(), rest, closing=bool(closing))
        if count > MOST_TAGS:
            raise _damaged(f"it has more than {MOST_TAGS} tags")
        if nesting.depth > DEEPEST:
            raise _damaged(f"its elements are nested more than {DEEPEST} deep")
        if nesting.reopened > MOST_REOPENED:
            raise _damaged("tags like <b> or <font> are left open over very many paragraphs")


def _damaged(reason: str) -> SourceError:
    return SourceError(ErrorCode.DAMAGED, got="an HTML page", reason=reason)


class _Nesting:
    """Follows tags: how deep elements nest, and how often unclosed formatting is opened again, at most."""

    def __init__(self) -> None:
        self.depth = 0
        self.reopened = 0
        self._opened: Counter[str] = Counter()
        self._forms: dict[str, list[str]] = {}
        self._same: Counter[str] = Counter()
        self._unclosed = 0

    def note(self, name: str, rest: str, *, closing: bool) -> None:
        """Take the next tag; `rest` is what stands behind its name."""
        if name in _FORMATTING:
            self._format(name, name + rest, closing=closing)
        elif not closing:
            self.reopened += self._unclosed
        if name in _CLOSED_BY_OTHERS or (closing and not self._opened[name]):
            return
        step = -1 if closing else 1
        self._opened[name] += step
        self.depth += step

    def _format(self, name: str, form: str, *, closing: bool) -> None:
        forms = self._forms.setdefault(name, [])
        if not closing:
            forms.append(form)
            self._same[form] += 1
            self._unclosed += self._same[form] <= _MOST_SAME
        elif forms:
            form = forms.pop()
            self._unclosed -= self._same[form] <= _MOST_SAME
            self._same[form] -= 1


def _copy(root: LexborNode, elements: list[Element]) -> None:
    """Append the element of a node and all below it; numbers count elements and texts."""
    number = 0
    current: Element | None = None
    node: LexborNode | None = root
    while node is not None:
        number += 1
        child = None
        if node.is_element_node:
            current = Element(node.tag or "", _attributes(node), current, number)
            if current.parent is not None:
                current.parent.children.append(current)
            elements.append(current)
            child = node.child
            if child is None:
                current.end = number + 1
                current = current.parent
        elif node.is_text_node and current is not None:
            current.children.append(node.text_content or "")
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if current is None or node is None:
                return
            current.end = number + 1
            current = current.parent
        node = node.next if node is not None else None


def _attributes(node: LexborNode) -> Mapping[str, str]:
    found = {name: value or "" for name, value in node.attributes.items() if name in _KEPT}
    return found or _NO_ATTRIBUTES
