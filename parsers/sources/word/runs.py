"""The words of a paragraph as they are printed: runs, symbols, fields, notes; deleted and hidden ones left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree

from parsers.sources.word.fields import Fields
from parsers.sources.word.lines import Piece
from parsers.sources.word.package import W
from parsers.sources.word.styles import Styles, toggled, value
from parsers.sources.word.symbols import from_font, raised, symbol

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT_BOX = f"{W}txbxContent"

_FIXED = {  # what empty elements of a run print
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_UNPRINTED = frozenset(
    W + name
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rt", "delText")
)
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_PICTURES = frozenset(W + name for name in ("drawing", "pict", "object"))


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A place that refers to a note: the part that holds it, and its id there."""

    part: str
    id: str


@dataclass(slots=True)
class Words:
    """What a paragraph holds: its pieces, the text boxes and pictures anchored in it, and the notes it refers to."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[NoteReference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Format:
    bold: bool = False
    raised: bool = False
    font: str | None = None


class RunReader:
    """Reads the runs of paragraphs in order; fields may go on from one paragraph to the next.

    Args:
        styles: the document's styles.
        note_mark: gives the mark that is printed where a note is referred to.
    """

    def __init__(self, styles: Styles, note_mark: Callable[[NoteReference], str]) -> None:
        self._styles = styles
        self._note_mark = note_mark
        self.fields = Fields()
        self._handlers: dict[str, Callable[[etree._Element, str | None, Words], None]] = {
            f"{W}r": self._run,
            f"{W}ruby": self._ruby,
            f"{MC}AlternateContent": self._alternative,
            f"{_M}oMath": self._formula,
        }

    def read(self, paragraph: etree._Element, style: str | None, words: Words) -> None:
        """Add what a paragraph (or another element that holds runs) prints to `words`."""
        for child in paragraph:
            handler = self._handlers.get(child.tag)
            if handler is not None:
                handler(child, style, words)
            elif child.tag not in _UNPRINTED and isinstance(child.tag, str):
                self.read(child, style, words)

    def _run(self, run: etree._Element, style: str | None, words: Words) -> None:
        properties = run.find(f"{W}rPr")
        is_hidden = self._is_hidden(properties, style)
        look = self._format(properties, style)
        for child in run:
            text = self._special(child, style, words)
            if text is None:
                text = self._text(child, look, words, is_hidden=is_hidden)
            if text and not is_hidden and self.fields.are_printed:
                words.pieces.append(Piece(text, look.bold, self.fields.in_contents))

    def _special(self, child: etree._Element, style: str | None, words: Words) -> str | None:
        """Return what a field's mark draws; None for what is no field, no picture and no alternative."""
        if child.tag == f"{W}fldChar":
            return self.fields.mark(child.get(f"{W}fldCharType"))
        if child.tag == f"{W}instrText":
            self.fields.instruct(child.text or "")
        elif child.tag in _PICTURES:
            words.boxes.extend(text_boxes(child))
        elif child.tag in self._handlers:
            self._handlers[child.tag](child, style, words)
        else:
            return None
        return ""

    def _text(self, child: etree._Element, look: _Format, words: Words, *, is_hidden: bool) -> str:
        if child.tag == f"{W}t":
            text = from_font(child.text or "", look.font)
            return raised(text) if look.raised else text
        if child.tag == f"{W}sym":
            return symbol(child.get(f"{W}char"), child.get(f"{W}font"))
        if child.tag in _NOTES and not is_hidden and self.fields.are_printed:
            reference = NoteReference(_NOTES[child.tag], child.get(f"{W}id", ""))
            words.notes.append(reference)
            is_custom = child.get(f"{W}customMarkFollows") not in (None, "0", "false")
            return "" if is_custom else self._note_mark(reference)
        return _FIXED.get(child.tag, "")

    def _ruby(self, ruby: etree._Element, style: str | None, words: Words) -> None:
        for base in ruby.iterfind(f"{W}rubyBase"):
            self.read(base, style, words)

    def _alternative(self, element: etree._Element, style: str | None, words: Words) -> None:
        chosen = choose(element)
        if chosen is None:
            return
        boxes = list(text_boxes(chosen))
        words.boxes.extend(boxes)
        if not boxes:  # inside a run it holds what a run holds
            inside = self.read if chosen.find(f"{W}r") is not None else self._run
            inside(chosen, style, words)

    def _formula(self, formula: etree._Element, style: str | None, words: Words) -> None:
        if self.fields.are_printed:
            words.pieces.append(Piece("".join(_formula_words(formula)), False, self.fields.in_contents))

    def _is_hidden(self, properties: etree._Element | None, style: str | None) -> bool:
        hidden = toggled(properties, "vanish")
        return self._styles.is_hidden(style, value(properties, "rStyle")) if hidden is None else hidden

    def _format(self, properties: etree._Element | None, style: str | None) -> _Format:
        if properties is None:
            return _Format(self._styles.is_bold(style, None))
        bold = toggled(properties, "b")
        fonts = properties.find(f"{W}rFonts")
        return _Format(
            bold=self._styles.is_bold(style, value(properties, "rStyle")) if bold is None else bold,
            raised=value(properties, "vertAlign") == "superscript",
            font=fonts.get(f"{W}ascii") if fonts is not None else None,
        )


def choose(alternative: etree._Element) -> etree._Element | None:
    """Return the branch of an alternative that is read: the first with a text box, else the first choice."""
    branches = [child for child in alternative if child.tag in (f"{MC}Choice", f"{MC}Fallback")]
    with_box = (branch for branch in branches if next(branch.iter(TEXT_BOX), None) is not None)
    return next(with_box, branches[0] if branches else None)


def text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost text boxes in a drawing, each once."""
    for child in element:
        if child.tag == TEXT_BOX:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            chosen = choose(child)
            if chosen is not None:
                yield from text_boxes(chosen)
        else:
            yield from text_boxes(child)


def _formula_words(element: etree._Element) -> Iterator[str]:
    """Yield the words of a formula on one line: a fraction with a slash, a power with raised digits."""
    if element.tag == f"{_M}t":
        yield element.text or ""
        return
    inner = partial(_joined, element)
    if element.tag == f"{_M}f":
        yield f"{inner('num')}/{inner('den')}"
    elif element.tag == f"{_M}sSup":
        yield inner("e") + raised(inner("sup"))
    else:
        for child in element:
            yield from _formula_words(child)


def _joined(element: etree._Element, name: str) -> str:
    child = element.find(f"{_M}{name}")
    return "".join(_formula_words(child)) if child is not None else ""
