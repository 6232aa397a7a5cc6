"""Damaged and hostile Word documents: text or a sentence that says why not, in bounded time."""

from __future__ import annotations

import time
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.sources import read
from schemas.errors import SourceError
from tests.tools.make_docx import (
    abstract,
    cell,
    document,
    level,
    num,
    numbered,
    paragraph,
    run,
    style,
    table,
    unzipped,
    zipped,
)

FRAGMENTS = (
    *(b"<w:p>", b"</w:p>", b"<w:tbl>", b"<w:tr/>", b"<w:tc>", b'<w:numId w:val="-9"/>', b'<w:ilvl w:val="99"/>'),
    *(b'<w:gridSpan w:val="1000000000"/>', b'<w:start w:val="99999999999999999999"/>', b"<w:vMerge/>", b"&amp;"),
    *(b'<w:fldChar w:fldCharType="begin"/>', b'<w:fldChar w:fldCharType="end"/>', b"%9%9", b"\x00", b"\xff", b"]]>"),
    *(b"<mc:AlternateContent/>", b"<w:txbxContent/>", b"<w:del/>", b'<w:sym w:char="D800"/>', b"<!-- -->", b"<?a b?>"),
)


@cache
def sample() -> bytes:
    """A document with something of everything."""
    lists = (abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", suffix="tab")), num(1, 0))
    styles = (style("1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', name="heading 1"),)
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('专栏1')}</w:txbxContent></w:pict></w:r>"
    blocks = (
        paragraph("总体要求", '<w:pStyle w:val="1"/>'),
        paragraph("安排资金500万元", numbered(1, 1), runs=note + box),
        table([[cell("指标", '<w:gridSpan w:val="2"/>')], [cell("产值", "<w:vMerge/>"), "5亿元"]]),
        paragraph(runs=f'<w:del w:id="1">{run("旧")}</w:del><w:ins w:id="2">{run("新")}</w:ins>'),
    )
    parts = {"footnotes": f'<w:footnote w:id="1">{paragraph("含税。")}</w:footnote>'}
    return document(*blocks, numbering=lists, styles=styles, parts=parts)


def read_or_refuse(data: bytes) -> None:
    """Read a file; whatever is wrong with it must be said by a SourceError."""
    try:
        source = read(data, name="a.docx")
    except SourceError:
        return
    ends = [0, *(mark.end for mark in source.marked)]
    assert all(before <= mark.start <= mark.end for before, mark in zip(ends, source.marked, strict=False))
    assert ends[-1] <= len(source.text)


@given(st.binary(max_size=30), st.integers(0), st.sampled_from(("cut", "flip", "splice")))
def test_damaged_archive(junk: bytes, place: int, way: str) -> None:
    data = sample()
    place %= len(data)
    damaged = {
        "cut": data[:place],
        "flip": data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :],
        "splice": data[:place] + junk + data[place:],
    }
    read_or_refuse(damaged[way])


@given(
    st.sampled_from(("document", "numbering", "styles", "footnotes")),
    st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.integers(0)), min_size=1, max_size=4),
    st.booleans(),
)
def test_damaged_markup(part: str, changes: list[tuple[bytes, int]], between: bool) -> None:
    """Markup put in anywhere, or between elements, where the part may stay well-formed."""
    parts = unzipped(sample())
    name = f"word/{part}.xml"
    for fragment, place in changes:
        markup = parts[name]
        at = place % len(markup)
        at = markup.find(b"><", at) + 1 if between else at
        parts[name] = markup[:at] + fragment + markup[at:]
    read_or_refuse(zipped(parts))


@given(st.lists(st.integers(0), min_size=1, max_size=3))
def test_elements_that_change_places(places: list[int]) -> None:
    parts = unzipped(sample())
    pieces = parts["word/document.xml"].split(b"<w:")
    for place in places:
        one, other = 2 + place % (len(pieces) - 2), 2 + place // 7 % (len(pieces) - 2)
        pieces[one], pieces[other] = pieces[other], pieces[one]
    parts["word/document.xml"] = b"<w:".join(pieces)
    read_or_refuse(zipped(parts))


def nested(opening: str, closing: str, depth: int, inside: str) -> str:
    return opening * depth + inside + closing * depth


HOSTILE = [
    ("deep tables", nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80, paragraph("a"))),
    ("deeper tables", nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 5000, paragraph("a"))),
    ("deep controls", nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 120, paragraph("a"))),
    ("deep runs", paragraph(runs=nested("<w:smartTag>", "</w:smartTag>", 240, run("a")))),
    ("deep boxes", nested("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", 60, "<w:p/>")),
    ("many fields", paragraph(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000)),
    ("wide tables", table([[cell("a", '<w:gridSpan w:val="63"/>')] * 100] * 50)),
    ("many numbers", paragraph("a", numbered(1, 8)) * 4_000),
]


@pytest.mark.parametrize("blocks", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_document_is_read_in_bounded_time(blocks: str) -> None:
    levels = (level(place, "chineseLegalSimplified", "%1%2%3%4%5%6%7%8%9" * 1000) for place in range(9))
    data = document(blocks, numbering=(abstract(0, *levels), num(1, 0)))
    began = time.process_time()
    read_or_refuse(data)
    assert time.process_time() - began < 10


def test_entities_are_not_expanded() -> None:
    rings = "".join(f'<!ENTITY a{place + 1} "{f"&a{place};" * 10}">' for place in range(9))
    bomb = f'<!DOCTYPE b [<!ENTITY a0 "ha">{rings}]><b>&a9;</b>'
    outside = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]><b>&a;</b>'
    for markup in (bomb, outside):
        with pytest.raises(SourceError, match="damaged"):
            read(zipped({"word/document.xml": markup}), name="a.docx")
        parts = unzipped(sample()) | {"word/numbering.xml": markup.encode()}
        assert read(zipped(parts), name="a.docx").issues
