from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from parsers.sources import read
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits

CORPUS = Path(__file__).parents[2] / "corpus"
SEEDS = sorted(CORPUS.glob("*.txt"))
SIMPLIFIED = [path.read_bytes().decode("utf-8") for path in SEEDS]
TRADITIONAL = (CORPUS / "encodings" / "traditional.txt").read_text("utf-8")
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
# A codec, the name under which its text is reported, and whether it can write simplified characters.
ENCODINGS = (
    ("utf-8", "utf-8"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
    ("gb18030", "gb18030"),
    ("gbk", "gb18030"),
    ("gb2312", "gb18030"),
)


def is_long_enough(piece: str) -> bool:
    return sum("\u4e00" <= character <= "\u9fff" for character in piece) >= 10


@st.composite
def pieces(draw: st.DrawFn, script: str = "simplified", shortest: int = 20) -> str:
    texts = SIMPLIFIED if script == "simplified" else [TRADITIONAL]
    text = texts[draw(st.integers(0, len(texts) - 1))]
    start = draw(st.integers(0, len(text) - shortest))
    piece = text[start : start + draw(st.integers(shortest, 300))]
    assume(is_long_enough(piece))
    return piece


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
@pytest.mark.parametrize(("codec", "name"), ENCODINGS[:4])
def test_seed_is_read_in_every_encoding(path: Path, codec: str, name: str) -> None:
    text = path.read_bytes().decode("utf-8")
    source = read(text.encode(codec), name=path.name)
    assert (source.text, source.encoding, source.issues) == (text, name, ())


@given(piece=pieces(), encoding=st.sampled_from(ENCODINGS))
def test_piece_is_read_in_every_encoding(piece: str, encoding: tuple[str, str]) -> None:
    codec, name = encoding
    data = piece.encode(codec, "ignore")
    source = read(data, name="piece.txt")
    assert source.text == data.decode(codec)
    assert source.encoding == name


@given(piece=pieces("traditional"), codec=st.sampled_from(("cp950", "big5hkscs", "gb18030", "utf-16-le")))
def test_traditional_piece_is_read(piece: str, codec: str) -> None:
    data = piece.encode(codec, "ignore")
    assert read(data, name="piece.txt").text == piece


@given(piece=pieces(), codec=st.sampled_from(sorted(MARKS)))
def test_byte_order_mark_is_no_text(piece: str, codec: str) -> None:
    source = read(MARKS[codec] + piece.encode(codec), name="piece.txt")
    assert (source.text, source.encoding) == (piece, codec)


READABLE = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd") | st.sampled_from(
    "\t\n\v\f\r\x85"
)


@given(text=st.text(READABLE))
@example("a\r\nb\rc\nd")
def test_utf8_is_kept_to_the_last_character(text: str) -> None:
    source = read(("第一条" + text).encode(), name="x.txt")
    assert source.text == "第一条" + text
    assert source.issues == ()


@given(piece=pieces(shortest=150), codec=st.sampled_from(("utf-8", "gb18030")), data=st.data())
def test_lost_byte_becomes_an_issue_at_its_place(piece: str, codec: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(piece)))
    broken = piece[:at].encode(codec) + b"\xff\n" + piece[at:].encode(codec)
    source = read(broken, name="piece.txt")
    assert source.text == piece[:at] + "\ufffd\n" + piece[at:]
    assert source.encoding == codec
    (issue,) = source.issues
    assert (issue.code, issue.start, issue.end) == (IssueCode.ENCODING_UNCERTAIN, at, at + 1)
    assert issue.in_source


def test_file_cut_inside_a_character_is_read() -> None:
    source = read(SIMPLIFIED[0].encode()[:-2], name="x.txt")
    assert source.text == SIMPLIFIED[0][:-1] + "\ufffd"


def test_newlines_stay_as_they_are() -> None:
    text = SIMPLIFIED[2].replace("\n", "\r\n")
    source = read(text.encode("gb18030"), name="x.txt")
    assert source.text == text
    assert source.page_starts == ()
    assert source.lines == ()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.md", "text/markdown"), ("A.MD", "text/markdown"), ("a.txt", "text/plain"), ("a", "text/plain")],
)
def test_name_tells_markdown_from_text(name: str, media_type: str) -> None:
    assert read("# 一、总体要求".encode(), name=name).media_type == media_type


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff \n".encode(), " \n".encode("utf-16"), "\u3000\n".encode()])
def test_nothing_to_read(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read(data, name="x.txt")
    assert caught.value.code is ErrorCode.EMPTY


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_no_text(seed: int) -> None:
    import random

    with pytest.raises(SourceError) as caught:
        read(b"\xfa" + random.Random(seed).randbytes(1001), name="x.txt")
    assert caught.value.code is ErrorCode.NOT_TEXT
    assert "offset" in caught.value.message or "encodings" in caught.value.message


def test_end_of_file_sign_of_old_editors_is_forgiven() -> None:
    assert read("关于印发办法的通知\x1a".encode("gb18030"), name="x.txt").text == "关于印发办法的通知\x1a"


@pytest.mark.parametrize("count", [11, 100])
def test_text_beyond_the_limit_is_refused(count: int) -> None:
    with pytest.raises(SourceError, match=r"more than the allowed 10 characters.*setting max_characters") as caught:
        read("政".encode() * count, name="a.txt", limits=ReaderLimits(max_characters=10))
    assert caught.value.code is ErrorCode.TOO_LARGE
