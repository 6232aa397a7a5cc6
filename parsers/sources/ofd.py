"""OFD (GB/T 33190-2016), the page format of Chinese public offices: its text line by line with boxes, and table rows.

An OFD file says where each character stands and which lines are drawn, so everything behind works as for PDF.
Annotations (stamps, watermarks, notes) lie on a paper and are no words of it; their lines come last and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PIL import Image

from parsers.sources.affine import Matrix
from parsers.sources.glyphs import Box, without_doubles
from parsers.sources.grid import lay_out
from parsers.sources.layout import Line
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from parsers.sources.notes import mark_notes
from parsers.sources.ocr import not_read
from parsers.sources.ofd_numbers import POINTS, box
from parsers.sources.ofd_package import Package, Reference, damaged
from parsers.sources.ofd_page import Drawing, Picture, draw, draw_annotation
from parsers.sources.ofd_scans import covered, page_image
from parsers.sources.pages import Page, assemble, on_page, without_meaningless
from parsers.sources.rulings import MOST_RULINGS, tables
from parsers.sources.safe_xml import Element, child, children, text_of
from parsers.sources.scans import judged, read_scans, unread_pictures
from parsers.sources.turning import Turn, find_turn
from schemas.records import ReaderLimits, SourceText
from schemas.vocabulary import DiscardReason

_A4: Box = (0.0, 0.0, 210.0, 297.0)  # millimetres
_LONGEST = 10_000.0  # millimetres; a page that is longer has a wrong size
_MISSING = "is missing or damaged"
_ANNOTATIONS = {"Watermark": DiscardReason.WATERMARK, "Stamp": DiscardReason.WATERMARK}


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return an OFD file's text, one layout line a line, the pages of all its documents joined by form feeds.

    Table rows have their cells separated by tabs. Pages without usable text are read from their pictures if the
    recognition of characters is installed, else they are issues, and so are missing pages.

    Raises:
        SourceError: with code DAMAGED, ENCRYPTED, TOO_LARGE, or NO_TEXT_LAYER or NOT_RECOGNISED where no page has text.
    """
    reader = _Reader(data, limits)
    pages = reader.read_pages()
    if all(page.fault == _MISSING for page in pages):
        raise damaged(f"none of its {len(pages)} page(s) can be opened")
    if not any(line.furniture is None for page in pages for line in page.lines):
        raise not_read(len(pages))
    return assemble(pages, media_type="application/ofd")


def drawer(
    data: bytes, limits: ReaderLimits = DEFAULT_LIMITS
) -> Callable[[int], tuple[tuple[float, float], Image.Image] | None]:
    """Return what gives a page, by its number from 1, as its size in points and the image of the pictures on it.

    Raises:
        SourceError: with code DAMAGED, ENCRYPTED or TOO_LARGE.
    """
    return _Reader(data, limits).draw


class _Reader:
    """Reads the pages of one file; templates, which many pages share, are drawn once."""

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        self._package = Package(data, limits)
        self._limits = limits
        self._templates: dict[tuple[str, Matrix], Drawing] = {}
        self._pages = self._package.pages
        if not self._pages:
            raise damaged("it names no pages")
        if len(self._pages) > limits.max_pages:
            raise too_large(f"{len(self._pages)} pages", f"{limits.max_pages} pages", "max_pages")

    def read_pages(self) -> list[Page]:
        """Return all pages."""
        pages: list[Page] = []
        scans: dict[int, Sequence[Picture]] = {}
        characters, most = 0, self._limits.max_characters
        for reference in self._pages:
            page, pictures, drawn = self._read(reference)
            if page.fault and pictures:
                scans[len(pages)] = pictures
            pages.append(page)
            characters += drawn
            if characters > most:
                got = f"over {most} characters on its first {len(pages)} of {len(self._pages)} page(s)"
                raise too_large(got, f"{most} characters", "max_characters")

        def render(index: int) -> Image.Image | None:
            page = pages[index]
            return page_image(scans[index], self._package.bytes_of, page.width, page.height, self._limits)

        return read_scans(pages, scans, render, self._limits)

    def draw(self, number: int) -> tuple[tuple[float, float], Image.Image] | None:
        """Return a page's size in points and the image of its pictures, without its words; None where it has none."""
        if not 1 <= number <= len(self._pages):
            return None
        page, pictures, _ = self._read(self._pages[number - 1])
        if min(page.width, page.height) < 1:
            return None
        image = page_image(pictures, self._package.bytes_of, page.width, page.height, self._limits)
        return ((page.width, page.height), image) if image else None

    def _read(self, reference: Reference) -> tuple[Page, Sequence[Picture], int]:
        """Return a page, the pictures on it, and how many characters are drawn."""
        root = self._package.part(reference.path)
        if root is None:
            return Page(0, 0, fault=_MISSING), (), 0
        area = _area(root, reference)
        size = (area[2] - area[0]) * POINTS, (area[3] - area[1]) * POINTS
        drawing = self._draw(root, reference, _to_points(area))
        notes = list(self._draw_annotations(reference, _to_points(area)))
        drawn = sum(len(each.ink.text) for each in (drawing, *(note for note, _ in notes)))
        lines, turn = _lines(drawing, *size)
        lines += [line for note, reason in notes for line in _lines_of_annotation(note, reason, turn)]
        width, height = turn.size(*size)
        shown = on_page(lines, width, height)
        has_words = any(line.furniture is None for line in shown)
        unread = unread_pictures(shown, turn.boxes([picture.box for picture in drawing.pictures]), width, height)
        found = Page(width, height, shown, None if has_words or not drawing.objects else "has no text", unread=unread)
        page = judged(without_meaningless(found), covered(drawing.pictures), drawing.ink.is_hidden)
        return page, () if turn.degrees else drawing.pictures, drawn

    def _draw(self, root: Element, reference: Reference, to_points: Matrix) -> Drawing:
        drawing = Drawing()
        for item in children(root, "Template"):
            path = reference.document.templates.get(item.get("TemplateID", ""))
            if path:
                drawing.extend(self._template(path, reference, to_points))
        drawing.extend(draw(root, self._package.with_page_resources(root, reference), to_points))
        return drawing

    def _template(self, path: str, reference: Reference, to_points: Matrix) -> Drawing:
        key = (path, to_points)
        if key not in self._templates:
            root = self._package.part(path)
            found = draw(root, reference.document.resources, to_points) if root is not None else Drawing()
            self._templates[key] = found
        return self._templates[key]

    def _draw_annotations(self, reference: Reference, to_points: Matrix) -> Iterator[tuple[Drawing, DiscardReason]]:
        for path in reference.annotations:
            for annotation in children(self._package.part(path), "Annot"):
                reason = _ANNOTATIONS.get(annotation.get("Type", ""), DiscardReason.EDITORIAL)
                yield draw_annotation(annotation, reference.document.resources, to_points), reason


def _lines(drawing: Drawing, width: float, height: float) -> tuple[list[Line], Turn]:
    """Return the lines of a page of that size in points, and how it was turned to read it upright."""
    ink = drawing.ink
    glyphs = without_doubles(ink.glyphs())
    turn = find_turn(glyphs, lambda index: ink.styles[index].angle, width, height)
    styles = ink.styles.__getitem__ if turn.is_vertical else ink.style_of
    rules = turn.boxes(drawing.rulings) if len(drawing.rulings) <= MOST_RULINGS else []
    lines = lay_out(turn.glyphs(glyphs), turn.styles(styles), tables(rules), lambda: turn.boxes(drawing.painted))
    return mark_notes(lines, rules), turn


def _lines_of_annotation(drawing: Drawing, reason: DiscardReason, turn: Turn) -> list[Line]:
    lines = lay_out(turn.glyphs(drawing.ink.glyphs()), turn.styles(drawing.ink.style_of))
    return [replace(line, furniture=line.furniture or reason) for line in lines]


def _area(root: Element, reference: Reference) -> Box:
    """Return a page's physical box in millimetres: its own, its document's, or a sheet of A4."""
    for area in (child(root, "Area"), reference.document.area):
        for name in ("PhysicalBox", "ApplicationBox"):
            found = box(text_of(child(area, name)))
            if found and all(0 < side <= _LONGEST for side in (found[2] - found[0], found[3] - found[1])):
                return found
    return _A4


def _to_points(area: Box) -> Matrix:
    return POINTS, 0.0, 0.0, POINTS, -area[0] * POINTS, -area[1] * POINTS
