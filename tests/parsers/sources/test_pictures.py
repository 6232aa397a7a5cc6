from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from parsers.sources import read
from parsers.sources.pictures import page_pictures
from schemas.records import ReaderLimits

PDFS = Path(__file__).parent.parent.parent / "corpus" / "pdf"


def pictures(path, pages, **options):
    return list(page_pictures(path.read_bytes(), name=path.name, pages=pages, **options))


def image_of(picture):
    return Image.open(io.BytesIO(picture.webp))


def test_pages_are_drawn_at_the_size_asked_for():
    (first, third) = pictures(PDFS / "table.pdf", [1, 3], dpi=72)
    assert (first.number, third.number) == (1, 3)
    assert image_of(first).size == pytest.approx((first.width, first.height), abs=2)
    assert len(first.webp) < 100_000


@pytest.mark.parametrize("name", ["table.pdf", "nda_2024_data_space.pdf", "cac_2021_excerpt.pdf"])
def test_the_box_of_a_line_holds_its_ink(name):
    source = read((PDFS / name).read_bytes(), name=name)
    (picture,) = pictures(PDFS / name, [1], dpi=144)
    grey = image_of(picture).convert("L")
    own = [line for line in source.lines if line.page == 1 and source.text[line.start : line.end].strip()]
    assert len(own) > 3
    for line in own:
        box = [round(edge / 100 * 2) for edge in (line.x0, line.top, line.x1, line.bottom)]
        assert grey.crop(box).getextrema()[0] < 128, source.text[line.start : line.end]


def test_a_page_turned_by_its_viewer_is_drawn_as_it_is_read(tmp_path):
    pypdfium2 = pytest.importorskip("pypdfium2")
    document = pypdfium2.PdfDocument(PDFS / "nda_2024_data_space.pdf")
    document[0].set_rotation(90)
    document.save(tmp_path / "turned.pdf")
    (picture,) = pictures(tmp_path / "turned.pdf", [1])
    assert picture.width < picture.height


def test_an_image_is_shown_no_finer_than_asked_for():
    kept = io.BytesIO()
    Image.new("RGB", (1240, 1754), "red").save(kept, "PNG", dpi=(150, 150))
    (picture,) = page_pictures(kept.getvalue(), name="a.png", pages=[1, 2], dpi=75)
    assert (round(picture.width), round(picture.height)) == (595, 842)
    assert image_of(picture).size == (620, 877)


@pytest.mark.parametrize("data", [b"words", b"<html><p>words", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_has_no_pages_or_is_broken_has_no_pictures(data):
    assert list(page_pictures(data, name="a.txt", pages=[1])) == []


def test_pages_that_are_not_there_or_too_large_have_none(tmp_path):
    assert pictures(PDFS / "table.pdf", [99]) == []
    assert pictures(PDFS / "scan.pdf", [1], limits=ReaderLimits(max_pixels=10)) == []
