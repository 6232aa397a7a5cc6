from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.sources.archives import Archive, member_names
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits

PARTS = {"OFD.xml": b"<ofd/>", "Doc_0/Pages/Page_0/Content.xml": b"<page/>" * 40}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def opened(data: bytes, limits: ReaderLimits | None = None) -> Archive:
    return Archive(data, label="an OFD document", limits=limits or ReaderLimits())


def refusal(data: bytes, limits: ReaderLimits | None = None) -> SourceError:
    """Return why an archive cannot be opened or one of its parts cannot be read."""
    with pytest.raises(SourceError) as caught:
        read_all(data, limits)
    return caught.value


def read_all(data: bytes, limits: ReaderLimits | None = None) -> None:
    archive = opened(data, limits)
    for name in archive.names:
        archive.read(name)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_are_read_in_their_order(method: int) -> None:
    archive = opened(zipped(PARTS, method))
    assert archive.names == tuple(PARTS)
    assert [archive.read(name) for name in archive.names] == list(PARTS.values())
    assert archive.read("Doc_0/Document.xml") is None


@pytest.mark.parametrize(
    "path",
    [
        *("/Doc_0/Res/Font_1.ttf", "./Doc_0/Res/Font_1.ttf", "Doc_0\\Res\\Font_1.ttf", "doc_0/res/FONT_1.TTF"),
        *("Doc_0/Pages/../Res/Font_1.ttf", "../../Doc_0/Res/Font_1.ttf", "Doc_0//Res/Font_1.ttf"),
    ],
)
@pytest.mark.parametrize("stored_as", ["Doc_0/Res/Font_1.ttf", "Doc_0\\Res\\Font_1.ttf", "/Doc_0/Res/Font_1.ttf"])
def test_part_is_found_as_its_writer_meant(stored_as: str, path: str) -> None:
    assert opened(zipped({stored_as: b"font"})).read(path) == b"font"


def test_exact_name_goes_before_one_in_another_case() -> None:
    archive = opened(zipped({"A.xml": b"large", "a.xml": b"small"}))
    assert (archive.read("A.xml"), archive.read("a.xml")) == (b"large", b"small")


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_name_in_an_unsaid_encoding_is_read(codec: str) -> None:
    name = "Res/附件.xml"
    placeholder = "R" * len(name.encode(codec))
    data = zipped({placeholder: b"x"}).replace(placeholder.encode(), name.encode(codec))
    assert opened(data).names == (name,)


def test_part_without_a_name_is_none() -> None:
    for name in (b"\0FD.xml", b"/././/."):
        archive = opened(zipped(PARTS).replace(b"OFD.xml", name))
        assert archive.names == ("Doc_0/Pages/Page_0/Content.xml",)


def test_too_many_parts_are_refused() -> None:
    error = refusal(zipped({f"{number}.xml": b"" for number in range(11)}), ReaderLimits(max_parts=10))
    assert error.code is ErrorCode.TOO_LARGE
    assert error.message.startswith("The file has 11 parts, more than the allowed 10;")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (ReaderLimits(max_part_bytes=999), "1,000 bytes in a.xml"),
        (ReaderLimits(max_unpacked_bytes=1999), "2,000 bytes unpacked"),
    ],
)
def test_too_large_parts_are_refused(limits: ReaderLimits, words: str) -> None:
    error = refusal(zipped({"a.xml": b"a" * 1000, "b.xml": b"b" * 1000}), limits)
    assert error.code is ErrorCode.TOO_LARGE
    assert words in error.message


def test_reading_a_part_again_and_again_ends() -> None:
    archive = opened(zipped({"a.xml": b"a" * 1000}), ReaderLimits(max_unpacked_bytes=3000))
    assert [archive.read("a.xml") for _ in range(3)] == [b"a" * 1000] * 3
    with pytest.raises(SourceError, match="4,000 bytes unpacked"):
        archive.read("a.xml")


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    error = refusal(zipped({"a.xml": bytes(65_000_000)}))
    assert error.code is ErrorCode.TOO_LARGE
    assert "65,000,000 bytes in a.xml, more than the allowed 64,000,000" in error.message
    assert "the setting max_part_bytes" in error.message


def test_what_a_file_too_large_is_remains_known() -> None:
    parts = {f"{number}.xml": b"" for number in range(50_001)}
    assert len(member_names(zipped(parts))) == 50_001


def test_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    import tracemalloc

    data, size = zipped({"a.xml": bytes(30_000_000)}), struct.pack("<I", 30_000_000)
    assert data.count(size) == 2
    archive = opened(data.replace(size, struct.pack("<I", 100)))
    tracemalloc.start()
    with pytest.raises(SourceError) as caught:
        archive.read("a.xml")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code is ErrorCode.DAMAGED
    assert peak < 1_000_000


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_the_formats_do_not_know_is_refused(method: int) -> None:
    assert refusal(zipped(PARTS, method)).code is ErrorCode.DAMAGED


def test_password_is_told() -> None:
    data = bytearray(zipped(PARTS))
    for header, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(header) + flags_at] |= 1
    assert refusal(bytes(data)).code is ErrorCode.ENCRYPTED


def test_changed_part_is_damaged() -> None:
    error = refusal(zipped(PARTS, zipfile.ZIP_STORED).replace(b"<ofd/>", b"<off/>"))
    assert error.code is ErrorCode.DAMAGED
    assert "an OFD document (its part OFD.xml is broken)" in error.message


def test_names_tell_what_a_file_is() -> None:
    assert member_names(zipped(PARTS)) == frozenset(PARTS)
    assert member_names(zipped(PARTS)[:-30]) == frozenset()


@given(st.data())
def test_broken_archive_ends_in_parts_or_in_one_sentence(data: st.DataObject) -> None:
    content = bytearray(zipped(PARTS))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    with suppress(SourceError):
        read_all(bytes(content[:end]) + data.draw(st.binary(max_size=20)))
