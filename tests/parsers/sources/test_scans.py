"""Scanned pages: read from their images, and nothing else is."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PIL import Image

from parsers.sources import ocr, read
from parsers.sources.page_image import in_threads, read_page_image
from parsers.sources.pages import Page
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits
from tests.tools.scanning import bound, pages_of, photographs, scanned, worn

PDFS = Path(__file__).parents[2] / "corpus" / "pdf"


def pdf(name: str, *indexes: int) -> bytes:
    data = (PDFS / f"{name}.pdf").read_bytes()
    return pages_of(data, indexes) if indexes else data


def dense(text: str) -> str:
    return "".join(text.split())


def test_models_come_with_the_package() -> None:
    assert ocr.is_installed()


def test_only_pages_without_text_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    def refuse(*args: object) -> None:
        raise AssertionError("a reader fetches nothing")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    merged = pypdfium2.PdfDocument.new()
    for name in ("owner_password", "scan", "owner_password"):
        merged.import_pages(pypdfium2.PdfDocument(PDFS / f"{name}.pdf"))
    import io

    file = io.BytesIO()
    merged.save(file)
    source = read(file.getvalue(), name="merged.pdf")
    assert source.ocr_pages == {2}
    assert source.issues == ()
    second = source.text[source.page_starts[1] : source.page_starts[2]]
    assert second.strip() == "关于印发专项资金管理办法的通知"


def test_a_worn_page_gives_its_words_in_their_places() -> None:
    page = pdf("004-02", 1)
    clean, scan = read(page, name="a.pdf"), read(scanned(page, seed=5), name="b.pdf")
    assert scan.ocr_pages == {1}
    printed, seen = [dense(part) for part in (clean.text, scan.text)]
    assert len(printed) > 500
    wrong = sum(one != other for one, other in zip(printed, seen, strict=True))
    assert wrong <= 3
    # All but the page number, from whose figure nobody can tell the size of the font.
    for one, other in zip(clean.lines[:-1], scan.lines[:-1], strict=True):
        # A scan has no more of a character than its ink, and the page was turned on the scanner's glass.
        assert abs(one.x0 - other.x0) < 2200
        assert abs(one.top - other.top) < 1200
        assert abs(one.size - other.size) < 0.12 * one.size


def test_a_ruled_table_of_a_scan_keeps_its_cells() -> None:
    source = read(scanned(pdf("table", 2), seed=3), name="b.pdf")
    rows = [source.text[line.start : line.end] for line in source.lines if line.in_table]
    printed = read(pdf("table", 2), name="a.pdf")
    expected = [printed.text[line.start : line.end] for line in printed.lines if line.in_table]
    assert [row.split("\t") for row in rows] == [row.split("\t") for row in expected]


@pytest.mark.parametrize("quarters", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_page_on_its_side_or_upside_down_is_turned_upright(quarters: int) -> None:
    (image,) = photographs(pdf("scan"))
    small = image.crop((0, 200, image.width, 900))  # wider than high, and quick to read
    page = read_page_image(small.rotate(90 * quarters, expand=True), 595, 252)
    assert [line.text for line in page.lines] == ["关于印发专项资金管理办法的通知"]
    assert (page.width, page.height) == ((252, 595) if quarters == 1 else (595, 252))


def test_a_scan_of_nothing_is_refused_in_one_sentence() -> None:
    with pytest.raises(SourceError, match="No characters were recognised") as caught:
        read(bound([worn(Image.new("L", (827, 1169), 255), seed=1)], dpi=100), name="empty.pdf")
    assert caught.value.code is ErrorCode.NOT_RECOGNISED


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    data = pdf("scan")
    with pytest.raises(SourceError) as caught:
        read(data, name="scan.pdf", limits=ReaderLimits(max_pixels=1000))
    assert caught.value.code is ErrorCode.NOT_RECOGNISED


def test_what_may_be_misread_is_told_where_it_stands() -> None:
    (image,) = photographs(pdf("scan"), dpi=26)  # a character has six dots across
    source = read(bound([worn(image, seed=2)], dpi=26), name="coarse.pdf")
    assert {issue.code for issue in source.issues} == {IssueCode.OCR_DOUBTFUL}
    told = {place for issue in source.issues for place in range(issue.start, issue.end)}
    printed = "关于印发专项资金管理办法的通知"
    misread = {place for place, (one, other) in enumerate(zip(printed, source.text, strict=True)) if one != other}
    assert misread
    assert misread <= told


def test_a_scanners_own_recognition_is_used_and_told() -> None:
    source = read(with_hidden_text("安排专项资金500万元，用于支持企业技术改造。"), name="searchable.pdf")
    assert source.text == "安排专项资金500万元，用于支持企业技术改造。"
    assert source.ocr_pages == {1}


def with_hidden_text(words: str) -> bytes:
    """Return the image of a page with words over it that are not painted."""
    import io

    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.drawImage(ImageReader(photographs(pdf("scan"), dpi=50)[0]), 0, 0, 595, 842)
    text = canvas.beginText(90, 700)
    text.setFont("STSong-Light", 14)
    text.setTextRenderMode(3)
    text.textOut(words)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("threads", [1, 2, 0])
def test_pages_come_in_order_however_many_are_read_at_a_time(threads: int) -> None:
    from threading import Barrier

    meeting = Barrier(2) if threads == 2 else None

    def job(number: int) -> Page:
        if meeting:
            meeting.wait(10)  # goes on only if two are at work together
        return Page(number, 1)

    jobs = [lambda number=number: job(number) for number in range(4)]
    assert [page.width for page in in_threads(jobs, threads)] == [0, 1, 2, 3]
