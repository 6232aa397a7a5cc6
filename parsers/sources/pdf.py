"""Born-digital PDF: its text line by line with boxes, and the rows of its ruled tables.

PDFium gives characters, boxes and drawn lines; pdfplumber's table finder makes cells of the lines. PDFium is not
thread-safe, so one lock guards every use of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import ge
from threading import Lock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.sources.glyphs import Box, Glyphs, without_doubles
from parsers.sources.grid import lay_out
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from parsers.sources.look_alikes import unify
from parsers.sources.notes import mark_notes
from parsers.sources.ocr import not_read
from parsers.sources.pages import Page, assemble, on_page, without_meaningless
from parsers.sources.pdf_calls import loose_boxes_of, text_of
from parsers.sources.pdf_rulings import backdrops, covered, drawings, pictures, rulings
from parsers.sources.pdf_scans import is_hidden, read_scans
from parsers.sources.pdf_styles import Styles
from parsers.sources.pdf_unread import unread_parts
from parsers.sources.rulings import tables
from parsers.sources.scans import judged, unread_pictures
from parsers.sources.turning import find_turn
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits, SourceText

LOCK = Lock()
_MOST_ON_PAGE = 1_000_000  # characters; each takes memory for its box, and print has ten thousand
_UNREADABLE = "is damaged and cannot be opened"
_REPLACEMENT = "\ufffd"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what PDFium puts for a hyphen at a line's end
_NOT_IN_A_LINE = (*(code for code in range(32) if code not in (10, 13)), 0x7F, 0x85, 0x2028, 0x2029)
_CLEAN = str.maketrans({**dict.fromkeys(_NOT_IN_A_LINE, " "), **_HYPHENS})

_Edge = list[float]


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return a PDF's text, one layout line a line, pages joined by form feeds.

    Table rows have their cells separated by tabs. Pages without usable text are read from their images if the
    recognition of characters is installed, else they are issues.

    Raises:
        SourceError: with code DAMAGED, ENCRYPTED, TOO_LARGE, or where no page has text NO_TEXT_LAYER, or
        NOT_RECOGNISED if its images were tried.
    """
    with LOCK:
        document = open_document(data)
    try:
        with LOCK:
            pages = _read_pages(document, _count_pages(document, limits), limits)
            unread = tuple(unread_parts(document))
        pages = read_scans(document, pages, limits, LOCK)
    finally:
        with LOCK:
            document.close()
    source = _assembled(pages)
    return replace(source, issues=(*source.issues, *unread))


def _assembled(pages: Sequence[Page]) -> SourceText:
    count = len(pages)
    if all((page.fault or "").startswith(_UNREADABLE) for page in pages):
        raise SourceError(ErrorCode.DAMAGED, got="a PDF", reason=f"none of its {count} page(s) can be opened")
    if not any(page.lines for page in pages):
        raise not_read(count)
    return assemble(pages, media_type="application/pdf")


def open_document(data: bytes) -> Any:
    """Return the open document, under the lock; raise a SourceError with code DAMAGED or ENCRYPTED."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise SourceError(ErrorCode.ENCRYPTED) from error
        is_locked = error.err_code == pdfium.FPDF_ERR_SECURITY
        reason = "its encryption is of an unknown kind" if is_locked else "its structure is broken or cut short"
        raise SourceError(ErrorCode.DAMAGED, got="a PDF", reason=reason) from error


def _count_pages(document: Any, limits: ReaderLimits) -> int:
    count = len(document)
    if count == 0:
        raise SourceError(ErrorCode.DAMAGED, got="a PDF", reason="it has no pages")
    if count > limits.max_pages:
        raise too_large(f"{count} pages", f"{limits.max_pages} pages", "max_pages")
    return count


def _read_pages(document: Any, count: int, limits: ReaderLimits) -> list[Page]:
    pages: list[Page] = []
    characters = 0
    for index in range(count):
        pages.append(_read_page(document, index))
        characters += sum(len(line.text) + 1 for line in pages[-1].lines)
        if characters > limits.max_characters:
            got = f"over {limits.max_characters} characters on its first {index + 1} of {count} page(s)"
            raise too_large(got, f"{limits.max_characters} characters", "max_characters")
    return pages


def _read_page(document: Any, index: int) -> Page:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Page(0, 0, fault=_UNREADABLE)
    try:
        return _read_open_page(page)
    except pypdfium2.PdfiumError:
        return Page(page.get_width(), page.get_height(), fault=_UNREADABLE)
    finally:
        page.close()


def _read_open_page(page: Any) -> Page:
    rotation = page.get_rotation()
    if rotation:
        page.set_rotation(0)  # PDFium puts the characters of a page that it turns itself in a wrong order
    width, height = page.get_size()
    frame = _Frame.of(page)
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > _MOST_ON_PAGE:
            return Page(width, height, fault=f"has more than {_MOST_ON_PAGE} characters, as no printed page has")
        styles = Styles(textpage)
        glyphs = without_doubles(_glyphs(textpage, frame))
        turn = find_turn(glyphs, styles.angle, width, height, rotation)
        drawn = drawings(page)
        rules = turn.boxes(frame.boxes(rulings(drawn)))
        lines = lay_out(
            turn.glyphs(glyphs),
            turn.styles(styles),
            tables(rules),
            lambda: turn.boxes(frame.boxes(backdrops(drawn))),
        )
        images = turn.boxes(frame.boxes(pictures(drawn)))
        width, height = turn.size(width, height)
        lines = mark_notes(lines, rules)
        shown = on_page(lines, width, height)
        is_blank = pdfium.FPDFPage_CountObjects(page.raw) == 0
        fault = None if shown or is_blank else "has no text"
        found = Page(width, height, shown, fault=fault, unread=unread_pictures(shown, images, width, height))
        return judged(without_meaningless(found), covered(drawn), lambda: is_hidden(textpage))
    finally:
        textpage.close()
        if rotation:
            page.set_rotation(rotation)


def turn_of(page: Any) -> int:
    """Return by how many degrees clockwise a page is turned to be read; PDFium's own turn of it is undone."""
    rotation = page.get_rotation()
    page.set_rotation(0)
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > _MOST_ON_PAGE:
            return int(rotation)
        glyphs = without_doubles(_glyphs(textpage, _Frame.of(page)))
        width, height = page.get_size()
        return find_turn(glyphs, Styles(textpage).angle, width, height, rotation).degrees
    finally:
        textpage.close()


@dataclass(frozen=True, slots=True)
class _Frame:
    """The way from a page's own coordinates to points from its top left corner."""

    left: float
    top: float

    @classmethod
    def of(cls, page: Any) -> _Frame:
        left, _, _, top = page.get_bbox()
        return cls(left, top)

    def edges(self, x0: _Edge, y0: _Edge, x1: _Edge, y1: _Edge) -> tuple[_Edge, _Edge, _Edge, _Edge]:
        """Return the edges x0, top, x1, bottom of boxes whose lower left corners are (x0, y0)."""
        left, top = self.left, self.top
        return [x - left for x in x0], [top - y for y in y1], [x - left for x in x1], [top - y for y in y0]

    def boxes(self, boxes: Sequence[Box]) -> list[Box]:
        """Return boxes x0, y0, x1, y1 as x0, top, x1, bottom."""
        if not boxes:
            return []
        return list(zip(*self.edges(*(list(edge) for edge in zip(*boxes, strict=True))), strict=True))


def _glyphs(textpage: Any, frame: _Frame) -> Glyphs:
    boxes = loose_boxes_of(textpage)
    x0, y1, x1, y0 = boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4]
    text = unify(text_of(textpage).translate(_CLEAN))
    _mend_flat_boxes(textpage, text, (x0, y0, x1, y1))
    return _without_surrogates(Glyphs(text, *frame.edges(x0, y0, x1, y1), origin=range(len(text))))


def _mend_flat_boxes(textpage: Any, text: str, edges: tuple[list[float], ...]) -> None:
    """Put the box of the ink where a font does not know its height, in place."""
    x0, y0, x1, y1 = edges
    for index in compress(range(len(text)), map(ge, y0, y1)):
        if not text[index].isspace():
            x0[index], y0[index], x1[index], y1[index] = textpage.get_charbox(index)


def _without_surrogates(glyphs: Glyphs) -> Glyphs:
    """Return the glyphs with the halves of one character, which some fonts give, put together."""
    if not _SURROGATE.search(glyphs.text):
        return glyphs
    selected = [True] * len(glyphs.text)
    for pair in _SURROGATE_PAIR.finditer(glyphs.text):
        selected[pair.start() + 1] = False
    whole = _SURROGATE_PAIR.sub(_join_surrogates, glyphs.text)
    return replace(glyphs.keep(selected), text=_SURROGATE.sub(_REPLACEMENT, whole))


def _join_surrogates(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")
