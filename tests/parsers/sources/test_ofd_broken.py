"""Broken OFD files: bytes changed, cut and spliced, and anything at all in the XML of a sound ZIP file."""

from __future__ import annotations

import io
import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from parsers.sources import read
from schemas.errors import ErrorCode, SourceError
from schemas.records import SourceText
from tests.tools.make_ofd import STANDARD, Dialect, layer, ofd, path, text, zipped


def small() -> bytes:
    """Return a small file that has a bit of everything."""
    units = f'<o:CompositeGraphicUnit ID="7"><o:Content>{text("复合", 1, 2)}</o:Content></o:CompositeGraphicUnit>'
    drawn = [path("M 0 0 L 70 0 L 70 20 L 0 20 C M 30 0 L 30 20 M 0 10 L 70 10", 30, 50)]
    glyphs = text("资fi金", 31, 61, steps="5 g 1 5").replace(
        "<o:TextCode", '<o:CGTransform CodePosition="1" CodeCount="2" GlyphCount="1"/><o:TextCode'
    )
    turned = text("侧", 90, 90, more='CTM="0 1 -1 0 0 0" CharDirection="90"')
    block = f'<o:PageBlock>{turned}<o:CompositeObject Boundary="9 9 9 9" ResourceID="7"/></o:PageBlock>'
    page = '<o:Template TemplateID="3"/>' + layer(*drawn, text("事项", 31, 51), text("金额", 61, 51), glyphs, block)
    return ofd(
        [page, layer(text("总则", 30, 50))],
        common='<o:TemplatePage ID="3" BaseLoc="T.xml"/>',
        public=f"<o:CompositeGraphicUnits>{units}</o:CompositeGraphicUnits>",
        parts={"Doc_0/T.xml": STANDARD.xml("Page", layer(text("第1页", 100, 280)))},
        dialect=Dialect(compression=zipfile.ZIP_STORED),
    )


CODES = frozenset(
    {
        *(ErrorCode.DAMAGED, ErrorCode.ENCRYPTED, ErrorCode.TOO_LARGE, ErrorCode.NO_TEXT_LAYER),
        *(ErrorCode.NOT_RECOGNISED, ErrorCode.UNKNOWN_FORMAT, ErrorCode.EMPTY),
    }
)


def assert_sound(data: bytes) -> None:
    """Check that what is read holds together, or that one sentence says why it is not."""
    outcome = read_or_refuse(data)
    if isinstance(outcome, SourceError):
        assert outcome.code in CODES
        return
    if outcome.media_type != "application/ofd":  # so broken that it is text
        return
    assert outcome.lines
    for line in outcome.lines:
        width, height = outcome.page_sizes[line.page - 1]
        assert outcome.text[line.start : line.end].strip()
        assert 0 <= line.x0 <= line.x1 <= width < 10**7
        assert 0 <= line.top <= line.bottom <= height < 10**7
        assert 0 < line.size < 10**6


def read_or_refuse(data: bytes) -> SourceText | SourceError:
    try:
        return read(data, name="broken.ofd")
    except SourceError as error:
        return error


@given(st.data())
def test_broken_bytes_end_in_text_or_in_one_sentence(data: st.DataObject) -> None:
    content = bytearray(small())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=30)):
        content[at] = data.draw(st.integers(0, 255))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    if data.draw(st.booleans()):
        content[start:end] = data.draw(st.binary(max_size=40))
    assert_sound(bytes(content))


TOKENS = st.sampled_from(
    [
        *(
            "0",
            "-1",
            "1e308",
            "-1e999",
            "nan",
            "inf",
            "g",
            "1000000000",
            "",
            "0 0 0 0",
            "1e6 1e6 1e6 1e6 1e6 1e6",
            "字",
        ),
        *("<o:Layer>", "</o:Layer>", "<o:PageBlock>" * 300, "&#1;", "&amp;", "<!-- -->", "<?x y?>", "&lol;", "]]>"),
        *('Size="1e6"', 'Boundary="0 0 1e6 1e6"', 'CTM="0 0 0 0 0 0"', "<o:TextCode/>", "M 0 0 L", "\ufffe", "true"),
    ]
)


@given(st.data())
def test_broken_xml_ends_in_text_or_in_one_sentence(data: st.DataObject) -> None:
    """Whatever stands in the parts, in a file whose ZIP is sound."""
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(parts)))
        spans = [match.span() for match in re.finditer(r'(?<=")[^"]*(?=")|<[^>]*>|[^<>"]+', parts[name])]
        if spans:
            start, end = data.draw(st.sampled_from(spans))
            parts[name] = parts[name][:start] + data.draw(TOKENS) + parts[name][end:]
    assert_sound(zipped({name: content.encode("utf-8", "replace") for name, content in parts.items()}))
