"""PDFs made to exhaust or to deceive their reader end in text or in one sentence, within seconds."""

from __future__ import annotations

import time

import pytest

from parsers.sources import pdf, read
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits
from tests.tools.raw_pdfs import PAGE, WORDS, build, one_page, stream

SECONDS = 20.0  # of CPU; each takes under one on an idle machine
FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"
READABLE = {
    "giant page": one_page(box=b"[0 0 1e9 1e9]"),
    "page beyond all numbers": one_page(box=b"[0 0 99999999999999999999 1]"),
    "page of no size": one_page(box=b"[0 0 nan 1e400]"),
    "deeply nested object": one_page(more={6: b"[" * 100_000 + b"]" * 100_000}),
    "deeply nested operands": one_page(b"[" * 100_000 + b"]" * 100_000 + b" " + WORDS),
    "deeply nested states": one_page(b"q " * 300_000 + WORDS),
    "long blank stream": one_page(b" " * 30_000_000 + WORDS),
    "form that shows itself": one_page(
        b"/X Do " + WORDS, resources=b"/XObject<</X 6 0 R>>", more={6: stream(b"/X Do " + WORDS, FORM)}
    ),
    "hundred thousand lines": one_page(
        WORDS + b"".join(b" %d 0 m %d 842 l S" % (x % 595, x % 595) for x in range(100_000))
    ),
    "dense grid": one_page(
        WORDS + b"".join(b" %d 0 m %d 842 l S 0 %d m 595 %d l S" % (x, x, x, x) for x in range(0, 590, 3))
    ),
}
PAGES = b"<</Type/Pages/Parent %d 0 R/Kids[%s]/Count %d>>"
MILLION = {
    "page counted a million times": build(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>",
            3: PAGE % (b"[0 0 9 9]", b""),
        }
    ),
    "tree of a million pages": build(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"3 0 R " * 100),
            3: PAGES % (2, b"4 0 R " * 100, 10_000),
            4: PAGES % (3, b"5 0 R " * 100, 100),
            5: PAGE % (b"[0 0 9 9]", b""),
        }
    ),
}


@pytest.mark.parametrize("name", READABLE)
def test_page_is_read_within_seconds(name: str) -> None:
    start = time.process_time()
    source = read(READABLE[name], name="a.pdf")
    assert time.process_time() - start < SECONDS
    assert "Hello funds of 500 yuan for all" in source.text


@pytest.mark.parametrize("name", MILLION)
def test_million_pages_are_refused(name: str) -> None:
    with pytest.raises(SourceError, match="1000000 pages, more than the allowed 5000") as caught:
        read(MILLION[name], name="a.pdf")
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_page_tree_that_holds_itself_is_damaged() -> None:
    loop = build({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R]/Count 5>>"})
    with pytest.raises(SourceError) as caught:
        read(loop, name="a.pdf")
    assert caught.value.code is ErrorCode.DAMAGED


def test_page_of_more_characters_than_print_has_is_no_page_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_ON_PAGE", 10)
    (page,) = pdf._read_pages(pdf.open_document(one_page()), 1, ReaderLimits())
    assert page.fault == "has more than 10 characters, as no printed page has"


def test_one_page_shown_thousands_of_times_meets_the_limit_of_characters() -> None:
    kids = b"3 0 R " * 4000
    file = build(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[%s]/Count 4000>>" % kids,
            3: PAGE % (b"[0 0 595 842]", b""),
            4: stream(WORDS),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        }
    )
    with pytest.raises(SourceError, match="over 1000 characters on its first 32 of 4000") as caught:
        read(file, name="a.pdf", limits=ReaderLimits(max_characters=1000))
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_attached_files_are_said_to_be_unread() -> None:
    attached = {6: b"<</Type/Filespec/F(plan.pdf)/EF<</F 7 0 R>>>>", 7: stream(one_page(), b"/Type/EmbeddedFile")}
    names = b"/Collection<</View/T>>/Names<</EmbeddedFiles<</Names[(plan.pdf) 6 0 R]>>>>"
    (issue,) = read(one_page(catalogue=names, more=attached), name="a.pdf").issues
    assert issue.code is IssueCode.PART_UNREAD
    assert issue.detail == "1 attached file(s) are not read: plan.pdf"


def test_form_of_xml_is_said_to_be_unread() -> None:
    form = one_page(catalogue=b"/NeedsRendering true/AcroForm<</XFA 6 0 R/Fields[]>>", more={6: stream(b"<xdp:xdp/>")})
    (issue,) = read(form, name="a.pdf").issues
    assert issue.code is IssueCode.PART_UNREAD
    assert "XFA" in issue.detail


def test_picture_among_text_is_said_to_be_unread() -> None:
    picture = stream(b"\x80", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8")
    content = WORDS + b" q 300 0 0 200 50 300 cm /I Do Q"
    (issue,) = read(one_page(content, resources=b"/XObject<</I 6 0 R>>", more={6: picture}), name="a.pdf").issues
    assert issue.code is IssueCode.PART_UNREAD
    assert issue.detail == "page 1 has 1 picture(s) whose words, if any, are not read"
