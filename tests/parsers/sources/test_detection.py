from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from parsers.sources import read
from parsers.sources.detection import detect
from schemas.errors import SourceError

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "unread.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("name", "data", "code", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_unread_file_is_explained(name: str, data: str, code: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(bytes.fromhex(data), name=name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("member", "key"),
    [("word/document.xml", "docx"), ("OFD.xml", "ofd"), ("xl/workbook.xml", "xlsx"), ("a.txt", "archive")],
)
def test_zipped_formats_are_told_by_their_members(member: str, key: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, "x")
    assert detect(file.getvalue(), name="a").key == key


def test_markdown_may_start_with_a_tag() -> None:
    assert read('<div align="center">关于印发办法的通知</div>'.encode(), name="a.md").text.startswith("<div")


def test_pdf_header_may_stand_behind_junk() -> None:
    assert detect(b"\r\n" * 100 + b"%PDF-1.7", name="a.txt").key == "pdf"
    assert detect(b" " * 1024 + b"%PDF-1.7", name="a.txt").key == "text"
