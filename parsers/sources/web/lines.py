"""A page's elements as lines, in reading order: a paragraph, heading, list item or table row a line.

Every word that a reader can see comes once; nothing is judged here but what an element itself says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parsers.lexicon import words
from parsers.sources.web.lists import Numbering
from parsers.sources.web.style import SILENT, Style, StyleSheet, inherit, is_block, is_hidden, is_struck, names_of
from parsers.sources.web.tables import Cell, is_data, rows_of, tables_around_tables
from parsers.sources.web.tree import Element

_SPACE = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_RAISED = re.compile("[0-9+-]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_CONTENTS = re.compile(r"msotoc\d?")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_CHROME_TAGS = ("nav", "footer", "aside")
_MOST_COLUMNS = 200  # of a table; beyond, merged cells are no longer placed
_LOOK_AHEAD = 40  # characters of a list item that show whether it numbers itself


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as it is printed, white space collapsed, cells of a row separated by tabs.

    `order` is where it begins in the order of the page: within the start and end of each Element it stands in.
    `linked` says that all of it is a link, `contents` that it is marked as an entry of a table of contents, `broken`
    that a line break, not a paragraph, is at its start or end. `chrome` is the innermost element around it that by name
    is no part of a paper, `hidden` the outermost that is not shown.
    """

    text: str
    order: int
    bold_length: int = 0
    level: int = 0
    centred: bool = False
    table_row: bool = False
    linked: bool = False
    contents: bool = False
    broken: bool = False
    chrome: Element | None = None
    hidden: Element | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words stand: in which element, in which style, and inside what."""

    element: Element
    style: Style = field(default_factory=Style)
    chrome: Element | None = None
    hidden: Element | None = None
    contents: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    place: _Place
    order: int
    printed: bool = False  # the number of a list, which is in no element


@dataclass(frozen=True, slots=True)
class _End:
    """Stands on the stack where an element ends."""

    ends_line: bool


def read_page(elements: Sequence[Element]) -> list[PageLine]:
    """Return the lines of a page, hidden ones too, in reading order."""
    if not elements:
        return []
    return _Walker(StyleSheet(elements), tables_around_tables(elements)).walk(_Place(elements[0]))


class _Walker:
    """Walks over elements without recursion, except into the cells of tables, which hold no tables."""

    def __init__(self, sheet: StyleSheet, outer_tables: frozenset[Element], numbering: Numbering | None = None) -> None:
        self._sheet = sheet
        self._outer_tables = outer_tables
        self._numbering = numbering or Numbering()
        self._order = 0
        self._behind_break = False
        self._lines: list[PageLine] = []
        self._pieces: list[_Piece] = []
        self._stack: list[tuple[Element | str | _End, _Place]] = []

    def walk(self, place: _Place) -> list[PageLine]:
        """Return the lines of what an element holds."""
        self._push(place)
        while self._stack:
            node, place = self._stack.pop()
            if isinstance(node, str):
                self._add(node, place)
            elif isinstance(node, _End):
                self._close(node, place.element)
            else:
                self._open(node, place)
        self._flush()
        return self._lines

    def _push(self, place: _Place) -> None:
        self._stack.extend((child, place) for child in reversed(place.element.children))

    def _close(self, end: _End, element: Element) -> None:
        if end.ends_line:
            self._flush()
        self._order = element.end

    def _open(self, element: Element, around: _Place) -> None:
        self._order = element.start
        if element.tag in SILENT:
            return
        if element.tag in ("br", "hr"):
            self._flush(broken=element.tag == "br")
            return
        declared = self._sheet.declarations(element)
        if is_struck(declared):
            return
        place = _Place(
            element,
            inherit(around.style, element, declared),
            _frame(element, around),
            around.hidden or (element if is_hidden(element, declared) else None),
            around.contents or any(map(_CONTENTS.fullmatch, names_of(element))),
        )
        ends_line = is_block(element, declared)
        if ends_line:
            self._flush()
        if element.tag == "table" and self._add_table(place):
            return
        if element.tag == "li":
            self._add_marker(element, place)
        self._stack.append((_End(ends_line), place))
        self._push(place)

    def _add(self, text: str, place: _Place) -> None:
        if place.style.raised and _RAISED.fullmatch(text.strip()):
            text = text.strip().translate(_SUPERSCRIPTS)
        if not place.style.keeps_breaks:
            self._pieces.append(_Piece(text, place, self._order))
            return
        first, *others = _BREAK.split(text)
        self._pieces.append(_Piece(first, place, self._order))
        for other in others:
            self._flush(broken=True)
            self._pieces.append(_Piece(other, place, self._order))

    def _add_marker(self, element: Element, place: _Place) -> None:
        marker = self._numbering.marker(element, place.style.list_type, _leading(element))
        if marker and place.hidden is None:
            self._pieces.append(_Piece(marker, place, self._order, printed=True))

    def _add_table(self, place: _Place) -> bool:
        """Add the rows of a table; return whether it is one, not a frame for the page's layout."""
        if place.element in self._outer_tables:
            return False
        captions, rows = rows_of(place.element)
        cells = [[self._read_cell(element, place, *spans) for element, *spans in row] for row in rows]
        if not is_data(cells):
            return False
        for caption in captions:
            lines = _Walker(self._sheet, frozenset(), self._numbering).walk(replace(place, element=caption))
            self._lines += [replace(line, order=place.element.start) for line in lines]
        self._lines += self._row_lines(cells, place)
        self._order = place.element.end
        return True

    def _read_cell(self, element: Element, around: _Place, columns: int, rows: int) -> Cell:
        declared = self._sheet.declarations(element)
        row = element.parent or element
        is_out = is_hidden(element, declared) or is_hidden(row, self._sheet.declarations(row))
        hidden = around.hidden or (element if is_out else None)
        style = inherit(around.style, element, declared)
        lines = _Walker(self._sheet, frozenset(), self._numbering).walk(_Place(element, style, hidden=hidden))
        shown = [line.text for line in lines if line.hidden is around.hidden]
        return Cell(tuple(shown), columns, rows)

    @staticmethod
    def _row_lines(cells: Sequence[Sequence[Cell]], place: _Place) -> Iterator[PageLine]:
        for row in laid_out(cells):
            if any(row):
                yield PageLine(
                    text="\t".join(row),
                    order=place.element.start,
                    table_row=True,
                    chrome=place.chrome,
                    hidden=place.hidden,
                    contents=place.contents,
                )

    def _flush(self, *, broken: bool = False) -> None:
        """End the line; words that are not shown are a line of their own."""
        pieces, self._pieces = self._pieces, []
        shown = [piece for piece in pieces if piece.place.hidden is None]
        for some in (shown, [piece for piece in pieces if piece.place.hidden is not None]):
            if line := _line(some, broken=broken or self._behind_break):
                self._lines.append(line)
        self._behind_break = broken


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the words of each place of a table; those of a merged cell stand at its first place."""
    grid: list[list[str]] = []
    reaching: Counter[int] = Counter()  # column → rows that a cell from above still reaches down
    for row in rows:
        line: list[str] = []
        for cell in row:
            _pass_reached(line, reaching)
            columns = cell.columns if len(line) < _MOST_COLUMNS else 1
            if cell.rows > 1 and len(line) < _MOST_COLUMNS:
                reaching.update(dict.fromkeys(range(len(line), len(line) + columns), cell.rows))
            line += [cell.text, *[""] * (columns - 1)]
        _pass_reached(line, reaching)
        grid.append(line)
        reaching = Counter({column: left - 1 for column, left in reaching.items() if left > 1})
    width = max(map(len, grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid]


def _pass_reached(line: list[str], reaching: Mapping[int, int]) -> None:
    while reaching.get(len(line)):
        line.append("")


def is_chrome(element: Element) -> bool:
    """Return whether an element is by its name no part of a paper: navigation, a footer, buttons to share or print."""
    if not element.attributes:
        return element.tag in _CHROME_TAGS
    if element.tag in ("html", "body") or is_container(element):
        return False
    names = f"{element.attributes.get('id', '')} {element.attributes.get('class', '')}"
    known = words("web", "chrome")
    return element.tag in _CHROME_TAGS or any(word.lower() in known for word in _NAME_WORD.findall(names))


def _frame(element: Element, around: _Place) -> Element | None:
    if is_container(element):
        return None
    return element if is_chrome(element) else around.chrome


def is_container(element: Element) -> bool:
    """Return whether an element is by its name the one that holds a paper's text."""
    return any(name in words("web", "containers") for name in names_of(element))


def _leading(element: Element) -> str:
    """Return the first words in an element."""
    found = ""
    stack: list[Element | str] = [element]
    while stack and len(found.strip()) < _LOOK_AHEAD:
        node = stack.pop()
        if isinstance(node, str):
            found += node[:1000]
        elif node.tag not in SILENT:
            stack.extend(reversed(node.children[:_LOOK_AHEAD]))
    return found


def _line(pieces: Sequence[_Piece], *, broken: bool) -> PageLine | None:
    text = _SPACE.sub(" ", "".join(piece.text for piece in pieces)).strip()
    if not text:
        return None
    worded = [piece for piece in pieces if piece.text.strip()]
    place = worded[0].place
    return PageLine(
        text=text,
        order=worded[0].order,
        bold_length=_bold_length(pieces, text),
        level=place.style.level,
        centred=place.style.align == "center",
        linked=all(piece.place.style.linked or piece.printed for piece in worded),
        contents=place.contents,
        broken=broken,
        chrome=place.chrome,
        hidden=place.hidden,
    )


def _bold_length(pieces: Sequence[_Piece], text: str) -> int:
    """Return how many leading characters of a line are bold."""
    leading = ""
    for piece in pieces:
        if piece.text.strip() and not piece.place.style.bold:
            break
        leading += piece.text
    return min(len(_SPACE.sub(" ", leading).strip()), len(text))
