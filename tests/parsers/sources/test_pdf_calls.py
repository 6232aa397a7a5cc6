"""What PDFium gives for a page at once is what it gives for each character and object."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from parsers.sources import pdf_rulings
from parsers.sources.pdf_calls import kinds_of, loose_boxes_of, objects_in, objects_on, text_of
from parsers.sources.pdf_rulings import drawings
from tests.tools.raw_pdfs import one_page, stream

PAPERS = sorted((Path(__file__).parents[2] / "corpus" / "pdf").glob("*.pdf"))
PASSWORDLESS = [path for path in PAPERS if path.name != "encrypted.pdf"]
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <48> <%s> <66> <%s> endbfchar endcmap end"""


@contextmanager
def pages(file: bytes | Path) -> Iterator[Iterator[tuple[Any, Any]]]:
    with pypdfium2.PdfDocument(file) as document:
        yield ((page, page.get_textpage()) for page in document)


def assert_same_characters(file: bytes | Path) -> None:
    with pages(file) as found:
        for _, textpage in found:
            places = range(textpage.count_chars())
            codes = [pdfium.FPDFText_GetUnicode(textpage.raw, index) for index in places]
            assert text_of(textpage) == "".join(map(chr, codes))
            corners = (textpage.get_charbox(index, loose=True) for index in places)
            assert loose_boxes_of(textpage) == list(chain.from_iterable((x0, y1, x1, y0) for x0, y0, x1, y1 in corners))


@pytest.mark.parametrize("path", PASSWORDLESS, ids=lambda path: path.stem)
def test_papers_have_the_same_characters(path: Path) -> None:
    assert_same_characters(path)


@pytest.mark.parametrize("one", [b"0041", b"0001", b"0000", b"FFFE", b"D842DFB7", b"D842", b"00480049", b"FB00"])
@pytest.mark.parametrize("other", [b"0066", b"001F", b"DFB7", b"D842DFB7"])
def test_odd_characters_are_the_same(one: bytes, other: bytes) -> None:
    """Controls, which PDFium's text leaves out, characters in halves, those beyond 16 bits, and ligatures."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    assert_same_characters(one_page(more={5: font, 6: stream(TO_UNICODE % (one, other))}))


@pytest.mark.parametrize("path", PASSWORDLESS, ids=lambda path: path.stem)
def test_papers_have_the_same_objects(path: Path) -> None:
    with pages(path) as found:
        for page, _ in found:
            plain = list(page.get_objects(max_depth=1))
            objects = objects_on(page.raw)
            assert kinds_of(objects) == [each.type for each in plain]
            forms = [each.raw for each in plain if each.type == pdfium.FPDF_PAGEOBJ_FORM]
            inside = [kind for form in forms for kind in kinds_of(objects_in(form, 1_000_000))]
            assert sorted(inside) == sorted(each.type for each in page.get_objects(max_depth=2) if each.level == 1)


def test_drawings_are_looked_for_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with pages(one_page(b"0 0 m 9 9 l S " * 9)) as found:
        for page, _ in found:
            assert len(drawings(page)) == 9
            monkeypatch.setattr(pdf_rulings, "_MOST_OBJECTS", 4)
            assert len(drawings(page)) == 4
