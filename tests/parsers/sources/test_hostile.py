"""Files cut, changed, spliced and repeated: each ends as text or as one sentence, in time.

They are read in a process of its own, as a run does, so that a crash or a hang of a library fails a test by itself. By
hand, many more and larger: `pytest tests/parsers/sources/test_hostile.py --hypothesis-profile=thorough`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.worker import Bounds, Tell, Worker
from parsers.sources import read
from schemas.errors import MESSAGES, SourceError
from tests.parsers.sources.test_readers import READERS
from tests.tools.seeds import SEEDS

THOROUGH = settings().max_examples > 1000  # the profile of that name
CUTS = 60 if THOROUGH else 20  # places at which each seed is cut short
LETTERS, RULES, PARTS = (1_000_000, 200_000, 100_000) if THOROUGH else (50_000, 20_000, 60_000)
SECONDS = 60  # a sound seed takes well under one; the rest is for a busy machine
FAULTY = frozenset(MESSAGES) - {"crashed", "timed_out", "out_of_memory"}
NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483649", b"99999999999999999999", b"1e308", b"nan")


def read_apart(task: tuple[str, bytes], _: Tell) -> tuple[tuple[str, str], list[bytes]]:
    """Return ("text", its media type) or (an error's code, its sentence), after checks of what was read."""
    name, data = task
    try:
        source = read(data, name=name)
    except SourceError as error:
        return (error.code.value, error.message), []
    source.text.encode("utf-8")
    ends = [0, *(end for line in (*source.lines, *source.marked) for end in (line.start, line.end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(source.text)
    assert list(source.page_starts) == sorted(source.page_starts)
    return ("text", source.media_type), []


@pytest.fixture(scope="module")
def reader() -> Iterator[Worker]:
    worker = Worker(read_apart, Bounds(memory=1_500_000_000, answer=10_000_000))
    yield worker
    worker.close()


def assert_read_or_refused(reader: Worker, data: bytes, name: str) -> None:
    (code, words), _ = reader.do((name, data), SECONDS)  # a crash, a hang or a lack of memory raises
    assert code == "text" or code in FAULTY
    assert "\n" not in words


def test_every_reader_has_a_seed() -> None:
    assert set(READERS) <= SEEDS.keys()


@pytest.mark.parametrize("key", READERS)
def test_seeds_are_sound(reader: Worker, key: str) -> None:
    codes = {reader.do((f"a.{key}", make()), SECONDS)[0][0] for make in SEEDS[key]}
    assert codes <= {"text", "no_text_layer", "no_policy"}


@st.composite
def spoilt(draw: st.DrawFn, key: str) -> bytes:
    """A seed, or the parts inside it, with some of its bytes cut, changed, spliced with another's, or repeated."""
    seed = draw(st.sampled_from(SEEDS[key]))()
    if draw(st.booleans()):
        return spoil(draw, seed)
    return spoil_inside(draw, seed)


def spoil(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + draw(st.sampled_from((4, 64, 2048))))))
        match draw(st.sampled_from(("cut", "change", "number", "splice", "repeat", "end"))):
            case "cut":
                data = data[:start] + data[end:]
            case "change":
                data = data[:start] + draw(st.binary(min_size=1, max_size=8)) + data[end:]
            case "number":
                data = data[:start] + draw(st.sampled_from(NUMBERS)) + data[start:]
            case "splice":
                other = draw(st.sampled_from(sorted(SEEDS)))
                piece = draw(st.sampled_from(SEEDS[other]))()
                at = draw(st.integers(0, len(piece)))
                data = data[:start] + piece[at : at + 512] + data[end:]
            case "repeat":
                data = data[:start] + data[start:end] * draw(st.sampled_from((2, 30, 1000))) + data[end:]
            case "end":
                data = data[:start]
        data = data[:2_000_000]
    return data


def spoil_inside(draw: st.DrawFn, data: bytes) -> bytes:
    """Spoil one part of a ZIP file and zip it again, or one stream of a PDF; other bytes as they are."""
    if data.startswith(b"PK"):
        parts = unzipped(data)
        name = draw(st.sampled_from(sorted(parts)))
        return zipped({**parts, name: spoil(draw, parts[name])})
    if data.startswith(b"%PDF") and (streams := stream_spans(data)):
        start, end = draw(st.sampled_from(streams))
        return data[:start] + spoil(draw, data[start:end]) + data[end:]
    return spoil(draw, data)


@cache
def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def stream_spans(data: bytes) -> list[tuple[int, int]]:
    spans, end = [], 0
    while (start := data.find(b"stream", end)) >= 0 and (end := data.find(b"endstream", start)) >= 0:
        spans.append((start + 8, end))
        end += 9
    return spans


@pytest.mark.parametrize("key", READERS)
@settings(
    max_examples=max(1, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_spoilt_files_end_as_text_or_as_one_sentence(reader: Worker, key: str, data: st.DataObject) -> None:
    content = data.draw(spoilt(key))
    suffix = data.draw(st.sampled_from((key, "txt", "pdf", "doc")))
    assert_read_or_refused(reader, content, f"a.{suffix}")


@pytest.mark.parametrize("key", READERS)
def test_files_cut_short_anywhere_end_as_text_or_as_one_sentence(reader: Worker, key: str) -> None:
    for make in SEEDS[key]:
        data = make()
        for end in range(0, len(data), max(1, len(data) // CUTS)):
            assert_read_or_refused(reader, data[:end], f"a.{key}")


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of numbered objects without a table of them, which readers then make themselves."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R>>\n%%EOF"


def stream(data: bytes, filters: bytes = b"") -> bytes:
    return b"<</Length %d %s>>stream\n%s\nendstream" % (len(data), filters, data)


def pdf_page(contents: bytes, box: bytes = b"0 0 595 842", pages: bytes = b"") -> bytes:
    tree = pages or b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>" % box
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", tree, page, contents, font)


def squeezed(times: int, content: bytes) -> bytes:
    """Content that unpacks through so many filters."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter[" + b"/FlateDecode" * times + b"]")


BOMBS = {
    "a stream that unpacks to 300 megabytes": lambda: pdf_page(squeezed(2, b" " * 300_000_000)),
    "a page as large as numbers go": lambda: pdf_page(stream(b"BT /F 9 Tf 9 9 Td (x) Tj ET"), b"0 0 1e38 1e38"),
    "a page of no size": lambda: pdf_page(stream(b"BT /F 9 Tf (x) Tj ET"), b"9 9 9 9"),
    "a page that is its own parent": lambda: pdf_page(stream(b""), pages=b"<</Type/Pages/Count 1/Kids[2 0 R]>>"),
    "two thousand million pages": lambda: pdf_page(stream(b""), pages=b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>"),
    "one page a hundred thousand times": lambda: pdf_page(
        stream(b""), pages=b"<</Type/Pages/Count 100000/Kids[%s]>>" % (b"3 0 R " * 100_000)
    ),
    "letters on a line without end": lambda: pdf_page(stream(b"BT /F 9 Tf (%s) Tj ET" % (b"x" * LETTERS))),
    "more rules than any page has": lambda: pdf_page(
        stream(b"".join(b"0 %d m 500 %d l S %d 0 m %d 500 l S " % ((n % 500,) * 4) for n in range(RULES // 2)))
    ),
    "operators nested without end": lambda: pdf_page(stream(b"q " * 500_000 + b"[" * 100_000)),
    "tags nested without end": lambda: b"<!DOCTYPE html>" + b"<div><table><tr><td>" * 50_000,
    "a hundred thousand attributes": lambda: b"<!DOCTYPE html><p " + b"".join(b"a%d=b " % n for n in range(100_000)),
    "a cell that spans a million": lambda: (
        b"<!DOCTYPE html><table>" + b"<tr><td colspan=1000000 rowspan=1000000>x" * 50 + b"</table>"
    ),
    "entities in entities": lambda: zipped(
        {
            "[Content_Types].xml": b"<x/>",
            "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 20))
            + b"]><x>&t;</x>",
        }
    ),
    "an entity that is a file": lambda: zipped(
        {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}
    ),
    "a part of 300 megabytes": lambda: zipped({"word/document.xml": b" " * 300_000_000}),
    "more parts than any paper has": lambda: zipped({"OFD.xml": b"", **{f"{n}.xml": b"" for n in range(PARTS)}}),
    "a row of hyphens": lambda: b"-" * 3_000_000,
    "a row of brackets": lambda: "（一）".encode() * 300_000,
    "a long line of digits": lambda: b"1" * 3_000_000,
    "nothing but line breaks": lambda: b"\n" * 3_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bombs_end_as_text_or_as_one_sentence(reader: Worker, bomb) -> None:
    assert_read_or_refused(reader, bomb(), "a.pdf")
