"""Styles of a Word document: what a paragraph or run is by its style, with what the style is based on.

Source: ECMA-376 part 1, 17.7 (styles), 17.7.3 (toggle properties).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from parsers.sources.word.package import W

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off"})
_MOST_BASES = 32  # a chain of styles is a handful long; a ring of them has no end
BODY_LEVEL = 9  # the outline level of text that is no heading
LARGEST = 10**6  # of any number in a document's markup that is counted with


@dataclass(slots=True)
class Style:
    """What one style says itself; None where it leaves a thing to the style it is based on."""

    based_on: str | None = None
    bold: bool | None = None
    hidden: bool | None = None
    alignment: str | None = None
    outline: int | None = None
    number_id: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A style's part in numbering: the list, the level where it says one, and the style that says the list."""

    number_id: int
    level: int | None
    style: str


@dataclass(slots=True)
class Styles:
    """All styles by id, and the ids of the styles that paragraphs without one have."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default_paragraph: str | None = None
    bold: bool = False  # what runs are where no style says otherwise

    def chain(self, style_id: str | None) -> Iterator[tuple[str, Style]]:
        """Yield a style and those it is based on, nearest first."""
        seen = 0
        while style_id is not None and (style := self.by_id.get(style_id)) and seen < _MOST_BASES:
            yield style_id, style
            style_id, seen = style.based_on, seen + 1

    def is_bold(self, paragraph_style: str | None, run_style: str | None) -> bool:
        """Tell whether text is bold by its styles: bold in both of them is plain (17.7.3)."""
        by_paragraph = next((s.bold for _, s in self.chain(paragraph_style) if s.bold is not None), self.bold)
        by_run = next((s.bold for _, s in self.chain(run_style) if s.bold is not None), False)
        return by_paragraph != by_run

    def is_hidden(self, paragraph_style: str | None, run_style: str | None) -> bool:
        """Tell whether text is hidden by its styles."""
        by_paragraph = next((s.hidden for _, s in self.chain(paragraph_style) if s.hidden is not None), False)
        by_run = next((s.hidden for _, s in self.chain(run_style) if s.hidden is not None), False)
        return by_paragraph != by_run

    def alignment(self, style_id: str | None) -> str | None:
        """Return how paragraphs of a style are aligned."""
        return next((s.alignment for _, s in self.chain(style_id) if s.alignment is not None), None)

    def outline(self, style_id: str | None) -> int:
        """Return the outline level of a style from 0; BODY_LEVEL for none."""
        return next((s.outline for _, s in self.chain(style_id) if s.outline is not None), BODY_LEVEL)

    def numbered(self, style_id: str | None) -> Numbered | None:
        """Return the list that paragraphs of a style belong to."""
        level = None
        for name, style in self.chain(style_id):
            level = style.level if level is None else level
            if style.number_id is not None:
                return Numbered(style.number_id, level, name)
        return None


def read_styles(root: etree._Element | None) -> Styles:
    """Return the styles of a document; none where it has no such part."""
    styles = Styles()
    if root is None:
        return styles
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    styles.bold = toggled(defaults, "b") or False
    for element in root.iterfind(f"{W}style"):
        style_id = element.get(f"{W}styleId")
        if style_id is None:
            continue
        styles.by_id.setdefault(style_id, _style(element))
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") not in (None, *_OFF):
            styles.default_paragraph = style_id
    return styles


def _style(element: etree._Element) -> Style:
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    number_id, level = numbering_of(paragraph)
    return Style(
        based_on=value(element, "basedOn"),
        bold=toggled(run, "b"),
        hidden=toggled(run, "vanish"),
        alignment=value(paragraph, "jc"),
        outline=_outline(element, paragraph),
        number_id=number_id,
        level=level,
    )


def _outline(element: etree._Element, paragraph: etree._Element | None) -> int | None:
    level = number(paragraph, "outlineLvl")
    if level is not None:
        return level
    heading = _HEADING.fullmatch((value(element, "name") or "").strip())  # the built-in headings need not say it
    return int(heading.group(1)) - 1 if heading else None


def numbering_of(properties: etree._Element | None) -> tuple[int | None, int | None]:
    """Return the list's id and the level that a paragraph's own properties give."""
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    return number(numbering, "numId"), number(numbering, "ilvl")


def value(parent: etree._Element | None, name: str) -> str | None:
    """Return the value of a property."""
    element = parent.find(_tag(name)) if parent is not None else None
    return element.get(f"{W}val") if element is not None else None


def number(parent: etree._Element | None, name: str) -> int | None:
    """Return the value of a property that is a number; None where it is absent or no sensible number."""
    return whole(value(parent, name))


def whole(text: str | None) -> int | None:
    """Return a number in markup; None where it is none, or beyond all sense."""
    try:
        found = int(text or "")
    except ValueError:
        return None
    return found if -LARGEST <= found <= LARGEST else None


def toggled(parent: etree._Element | None, name: str) -> bool | None:
    """Return whether a property is on or off; None where it is absent."""
    element = parent.find(_tag(name)) if parent is not None else None
    return element.get(f"{W}val", "1") not in _OFF if element is not None else None


@cache
def _tag(name: str) -> str:
    return f"{W}{name}"
