"""The blocks of a document in reading order, as lines: paragraphs with their numbers, tables, text boxes, notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from parsers.lexicon import words as lexicon_words
from parsers.sources.word.lines import Line, Piece, lines_of
from parsers.sources.word.numbering import Numbering, place_in_list
from parsers.sources.word.package import Package, W
from parsers.sources.word.runs import MC, NoteReference, RunReader, Words, choose
from parsers.sources.word.styles import BODY_LEVEL, Styles, number, read_styles, toggled, value
from parsers.sources.word.tables import Cell, layout_of, table_lines
from schemas.vocabulary import DiscardReason

_CONTAINERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body", "txbxContent")
)
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CONTENTS_GALLERY = "Table of Contents"


@dataclass(frozen=True, slots=True)
class _Look:
    """What a paragraph is by its own properties and its style."""

    style: str | None
    level: int
    centred: bool


class Story:
    """Reads the blocks of one document; numbers, fields and notes count on from block to block."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles: Styles = read_styles(package.related("styles"))
        self._lists = Numbering(package.related("numbering"), self._styles)
        self._runs = RunReader(self._styles, self._note_mark)
        self._marks: dict[NoteReference, str] = {}
        self._due: list[NoteReference] = []  # notes whose text is to follow the block that refers to them
        self._notes: dict[str, dict[str, etree._Element]] = {}
        self._carried: list[Piece] = []  # words of a paragraph whose end is deleted or hidden
        self.altered: list[str] = []  # parts in other formats that the text takes in

    def lines(self, element: etree._Element) -> Iterator[Line]:
        """Yield the lines of the blocks in an element, each block's notes behind it."""
        for block in element:
            yield from self._block(block)
            yield from self._notes_due()
        yield from self._rest()

    def margins(self, element: etree._Element) -> Iterator[Line]:
        """Yield the lines of page heads and feet, each part once, as furniture."""
        parts: dict[str, None] = {}
        for kind in ("headerReference", "footerReference"):
            for reference in element.iter(W + kind):
                related = self._package.by_id(_relationship_id(reference))
                if related is not None:
                    parts[related.target] = None
        seen: set[str] = set()
        for name in parts:
            root = self._package.part(name)
            for line in self.lines(root) if root is not None else ():
                if line.text not in seen:
                    seen.add(line.text)
                    yield replace(line, furniture=_margin_reason(line.text), table_row=False, whole=True)

    def _block(self, block: etree._Element) -> Iterator[Line]:
        if block.tag == f"{W}p":
            yield from self._paragraph(block)
        elif block.tag == f"{W}tbl":
            yield from self._table(block)
        elif block.tag == f"{MC}AlternateContent":
            chosen = choose(block)
            yield from self._blocks(chosen) if chosen is not None else ()
        elif block.tag == f"{W}sdt" and _is_contents(block):
            yield from (replace(line, furniture=DiscardReason.TABLE_OF_CONTENTS) for line in self._blocks(block))
        elif block.tag in _CONTAINERS:
            yield from self._blocks(block)
        elif block.tag == f"{W}altChunk":
            related = self._package.by_id(_relationship_id(block))
            self.altered.append(related.target if related else "another file")

    def _blocks(self, element: etree._Element) -> Iterator[Line]:
        for block in element:
            yield from self._block(block)

    def _paragraph(self, paragraph: etree._Element, *, in_cell: bool = False) -> Iterator[Line]:
        properties = paragraph.find(f"{W}pPr")
        look = self._look(properties)
        words = Words()
        self._runs.read(paragraph, look.style, words)
        self._runs.fields.end_paragraph()
        self._due += words.notes
        ending = properties.find(f"{W}rPr") if properties is not None else None
        if ending is not None and ending.find(f"{W}del") is not None:
            self._carried += words.pieces
        else:
            number_text = self._number(properties, look) if words.pieces or in_cell or not words.boxes else ""
            pieces = _numbered(number_text, [*self._carried, *words.pieces], in_cell=in_cell)
            self._carried = []
            if toggled(ending, "vanish") and words.pieces:  # its end is hidden: the next paragraph goes on with it
                self._carried = pieces
            else:
                yield from lines_of(pieces, level=look.level, centred=look.centred)
        for box in words.boxes:
            yield from self._box(box)

    def _box(self, box: etree._Element) -> Iterator[Line]:
        """Yield the lines of a text box, which has nothing to do with words that wait for their paragraph's end."""
        carried, self._carried = self._carried, []
        yield from self._blocks(box)
        yield from self._rest()
        self._carried = carried

    def _rest(self) -> Iterator[Line]:
        yield from lines_of(self._carried, level=0, centred=False)
        self._carried = []

    def _look(self, properties: etree._Element | None) -> _Look:
        style = value(properties, "pStyle")
        if style is None or style not in self._styles.by_id:
            style = self._styles.default_paragraph
        outline = number(properties, "outlineLvl")
        outline = self._styles.outline(style) if outline is None else outline
        alignment = value(properties, "jc") or self._styles.alignment(style)
        return _Look(style, outline + 1 if 0 <= outline < BODY_LEVEL else 0, alignment == "center")

    def _number(self, properties: etree._Element | None, look: _Look) -> str:
        number_id, level = place_in_list(properties, look.style, self._styles, self._lists)
        return self._lists.advance(number_id, level) if number_id else ""

    def _table(self, table: etree._Element) -> Iterator[Line]:
        rows = layout_of(table, self._cell)
        return table_lines(rows)

    def _cell(self, cell: etree._Element) -> Cell:
        """Return the lines of a cell; a number alone is its content there, as in a column of automatic numbers."""
        lines: list[Line] = []
        for block in cell:
            is_paragraph = block.tag == f"{W}p"
            lines.extend(self._paragraph(block, in_cell=True) if is_paragraph else self._block(block))
        lines.extend(self._rest())
        return Cell(tuple(lines))

    def _note_mark(self, reference: NoteReference) -> str:
        """Return the mark of a note: in brackets, so that it is never read as part of the number before it."""
        if reference not in self._marks:
            self._marks[reference] = f"[{len(self._marks) + 1}]"
        return self._marks[reference]

    def _notes_due(self) -> Iterator[Line]:
        while self._due:
            reference = self._due.pop(0)
            note = self._notes_of(reference.part).pop(reference.id, None)  # each note is printed once
            if note is None:
                continue
            lines = [line for block in note for line in self._block(block)]
            for place, line in enumerate(lines):
                mark = f"{self._marks[reference]} " if place == 0 and reference in self._marks else ""
                yield replace(line, text=mark + line.text, bold_length=0 if mark else line.bold_length)

    def _notes_of(self, part: str) -> dict[str, etree._Element]:
        if part not in self._notes:
            root = self._package.related(part)
            self._notes[part] = {} if root is None else {note.get(f"{W}id", ""): note for note in root}
        return self._notes[part]


def _numbered(number_text: str, pieces: list[Piece], *, in_cell: bool) -> list[Piece]:
    """Return a paragraph's pieces with its number first, which is bold where its first words are."""
    words = next((piece for piece in pieces if piece.text.strip()), None)
    if not number_text or (words is None and not in_cell):
        return pieces
    return [Piece(number_text, words.bold if words else False, words.contents if words else False), *pieces]


def _is_contents(block: etree._Element) -> bool:
    gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == _CONTENTS_GALLERY


def _relationship_id(element: etree._Element) -> str | None:
    return element.get(f"{_R}id")


def _margin_reason(text: str) -> DiscardReason:
    is_number = not any(char.isalpha() for char in text)
    return DiscardReason.PAGE_NUMBER if is_number and len(text) < 20 else DiscardReason.RUNNING_HEADER


def mark_contents_headings(lines: list[Line]) -> list[Line]:
    """Return the lines with the heading (目录) that stands directly over a table of contents made part of it."""
    headings = {"".join(word.split()) for word in lexicon_words("furniture", "contents_headings")}
    marked = list(lines)
    for place, line in enumerate(lines[:-1]):
        is_heading = line.furniture is None and "".join(line.text.split()) in headings
        if is_heading and lines[place + 1].furniture is DiscardReason.TABLE_OF_CONTENTS:
            marked[place] = replace(line, furniture=DiscardReason.TABLE_OF_CONTENTS)
    return marked
