from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.clean import clean
from parsers.sources import pdf, read
from parsers.sources.layout import Glyphs
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits, SourceText
from tests.tools.make_pdfs import PAPERS, Paper, paragraphs
from tests.tools.raw_pdfs import one_page, stream

PDFS = Path(__file__).parents[2] / "corpus" / "pdf"
READABLE = sorted(path for path in PDFS.glob("*.pdf") if path.stem not in ("encrypted", "scan"))
PAGE_NUMBER = re.compile(r"— \d+ —")


def read_pdf(name: str) -> SourceText:
    return read((PDFS / f"{name}.pdf").read_bytes(), name=f"{name}.pdf")


def dense(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_lines_are_the_text_and_lie_on_their_pages(path: Path) -> None:
    source = read(path.read_bytes(), name=path.name)
    position = 0
    for line in source.lines:
        between = source.text[position : line.start]
        assert set(between) <= {"\n", "\f"}
        words = source.text[line.start : line.end]
        assert words.strip()
        assert not set(words) & set("\r\n\f\v\x85\u2028\u2029")
        assert source.page_of(line.start) == line.page
        width, height = source.page_sizes[line.page - 1]
        assert 0 <= line.x0 < line.x1 <= width
        assert 0 <= line.top < line.bottom <= height
        assert 0 <= line.bold_length <= len(words)
        assert line.in_table == ("\t" in words)
        position = line.end
    assert not source.text[position:].strip("\f")
    assert source.text.count("\f") == len(source.page_starts) - 1 == len(source.page_sizes) - 1


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_paper_has_the_words_of_its_text(paper: Paper) -> None:
    source = read_pdf(paper.name)
    printed = [source.text[line.start : line.end] for line in source.lines]
    words = "".join(line for line in printed if not PAGE_NUMBER.fullmatch(line))
    expected = "".join(paper.letterhead or ()) + "".join(text for _, text in paragraphs(paper)).replace("**", "")
    assert dense(words) == dense(expected)


def test_run_in_headings_are_bold() -> None:
    source = read_pdf("002")
    bold = {source.text[line.start : line.start + line.bold_length] for line in source.lines if line.bold_length}
    marked = {run for _, text in paragraphs(PAPERS[1]) for run in re.findall(r"\*\*(.*?)\*\*", text)}
    assert bold == marked


def test_titles_are_larger_and_centred() -> None:
    source = read_pdf("004-07")
    title, opening = source.lines[0], source.lines[3]
    assert title.size == 2200
    assert opening.size == pytest.approx(1580, abs=5)
    middle_of_type_area = (28 + 156 / 2) * 72 / 25.4 * 100
    assert (title.x0 + title.x1) / 2 == pytest.approx(middle_of_type_area, abs=50)


def test_table_over_a_page_break_is_read_by_rows() -> None:
    source = read_pdf("table")
    rows = [source.text[line.start : line.end] for line in source.lines if line.in_table]
    assert rows == (PDFS / "table.tsv").read_text("utf-8").splitlines()
    assert {line.page for line in source.lines if line.in_table} == {1, 2}
    running = [source.text[line.start : line.end] for line in source.lines if not line.in_table]
    assert running == ["重点任务分工方案", "— 1 —", "— 2 —", "以上任务由各有关部门按职责分工负责。", "— 3 —"]


def test_password_is_asked_for_only_where_needed() -> None:
    assert "500万元" in read_pdf("owner_password").text
    with pytest.raises(SourceError) as caught:
        read_pdf("encrypted")
    assert caught.value.code is ErrorCode.ENCRYPTED


def test_scan_needs_the_extra(without_ocr: None) -> None:
    with pytest.raises(SourceError, match=re.escape("pip install 'zhengce[ocr]'")) as caught:
        read_pdf("scan")
    assert caught.value.code is ErrorCode.NO_TEXT_LAYER


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(SourceError, match="28 pages") as caught:
        pdf.read((PDFS / "002.pdf").read_bytes(), name="002.pdf", limits=ReaderLimits(max_pages=27))
    assert caught.value.code is ErrorCode.TOO_LARGE
    assert "setting max_pages" in caught.value.message


def test_too_much_text_is_refused_before_all_of_it_is_read() -> None:
    with pytest.raises(SourceError, match="over 2000 characters on its first 5 of 28") as caught:
        pdf.read((PDFS / "002.pdf").read_bytes(), name="002.pdf", limits=ReaderLimits(max_characters=2000))
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_pages_without_text_among_others_are_issues(without_ocr: None) -> None:
    import pypdfium2

    merged = pypdfium2.PdfDocument.new()
    for name in ("owner_password", "scan", "owner_password"):
        merged.import_pages(pypdfium2.PdfDocument(PDFS / f"{name}.pdf"))
    merged.new_page(595, 842)
    source = read(saved(merged), name="merged.pdf")
    (issue,) = source.issues
    assert issue.code is IssueCode.TEXT_LAYER_MISSING
    assert issue.detail == "page 2 has no text; pip install 'zhengce[ocr]' has such pages read"
    assert source.page_of(issue.start) == 2
    assert [line.page for line in source.lines] == [1, 1, 1, 3, 3, 3]
    assert len(source.page_starts) == 4


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_page_turned_for_display_reads_as_it_did_upright(degrees: int) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(PDFS / "004-02.pdf")
    for page in document:
        page.set_rotation(degrees)
    turned, upright = read(saved(document), name="turned.pdf"), read_pdf("004-02")
    assert turned.text == upright.text
    assert turned.page_sizes == upright.page_sizes
    assert [line.size for line in turned.lines] == [line.size for line in upright.lines]


def saved(document: object) -> bytes:
    import io

    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_file_cut_short_is_damaged(share: float) -> None:
    data = (PDFS / "002.pdf").read_bytes()
    with pytest.raises(SourceError) as caught:
        read(data[: int(share * len(data))], name="cut.pdf")
    assert caught.value.code is ErrorCode.DAMAGED


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_broken_bytes_end_in_text_or_in_one_sentence(data: st.DataObject) -> None:
    content = bytearray((PDFS / "owner_password.pdf").read_bytes())
    for at in data.draw(st.lists(st.integers(8, len(content) - 1), max_size=40)):
        content[at] = data.draw(st.integers(0, 255))
    with patch("parsers.sources.ocr.is_installed", return_value=False):  # hundreds of pages would take minutes
        outcome = read_or_refuse(bytes(content))
    if isinstance(outcome, SourceError):
        assert outcome.code in {ErrorCode.DAMAGED, ErrorCode.ENCRYPTED, ErrorCode.NO_TEXT_LAYER}
    else:
        assert outcome.lines


def read_or_refuse(data: bytes) -> SourceText | SourceError:
    try:
        return read(data, name="broken.pdf")
    except SourceError as error:
        return error


def test_characters_given_in_halves_are_put_together() -> None:
    edges = tuple(float(x) for x in range(6))
    halves = Glyphs("\ud842\udfb7野家\udc00店", edges, edges, edges, edges, range(6))
    whole = pdf._without_surrogates(halves)
    assert whole.text == "𠮷野家\ufffd店"
    assert list(whole.origin) == [0, 2, 3, 4, 5]
    assert whole.x0 == (0, 2, 3, 4, 5)


@pytest.mark.parametrize("kids", [b"[3 0 R]", b"[]"])
def test_file_of_which_no_page_opens_is_damaged(kids: bytes) -> None:
    pages = b"2 0 obj<</Type/Pages/Kids " + kids + b"/Count 1>>endobj 3 0 obj null endobj "
    content = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj " + pages + b"trailer<</Root 1 0 R>>\n%%EOF"
    with pytest.raises(SourceError, match="none of its 1 page") as caught:
        read(content, name="pageless.pdf")
    assert caught.value.code is ErrorCode.DAMAGED


def test_threads_read_the_same() -> None:
    names = ["000", "003", "004-02", "table"] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(read_pdf, names))
    assert together == [read_pdf(name) for name in names]


def test_words_of_a_font_drawn_by_procedures_are_as_large_as_they_stand() -> None:
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 50 50]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>"
    font += b"/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[50]>>"
    glyph = stream(b"50 0 0 0 40 40 d1 0 0 40 40 re f")
    source = read(one_page(b"BT /F 0.24 Tf 50 700 Td (aaaaaaaa) Tj ET", more={5: font, 6: glyph}), name="type3.pdf")
    assert clean(source).text == "aaaaaaaa"
