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
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr(member, "x")
    assert detect(file.getvalue(), name="a").key == key
    cut_short = file.getvalue()[: file.getvalue().index(b"PK\x01\x02")]
    assert detect(cut_short, name="a").key == key


def test_markdown_may_start_with_a_tag() -> None:
    assert read('<div align="center">关于印发办法的通知</div>'.encode(), name="a.md").text.startswith("<div")


def test_pdf_header_may_stand_behind_junk() -> None:
    assert detect(b"\r\n" * 100 + b"%PDF-1.7", name="a.txt").key == "pdf"
    assert detect("附件".encode() + b"%PDF-1.7\n1 0 obj", name="a.txt").key == "pdf"
    assert detect(b" " * 1024 + b"%PDF-1.7", name="a.txt").key == "text"


def test_a_text_may_speak_of_pdf() -> None:
    assert detect("文件开头为 %PDF-1.7 的是 PDF。".encode(), name="a.pdf").key == "text"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("head", [b"<!---->" * 500, b"<!--" + b"-" * 4000, b"<?xml" + b" " * 4000, b"a:\n" * 1300])
def test_no_head_takes_long_to_tell(head: bytes) -> None:
    assert detect(head, name="a.html").key in ("text", "html", "xml")


@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx", ".doc", ".ofd", ".html", ".md", ""])
def test_a_format_is_told_by_content_whatever_the_name(suffix: str) -> None:
    pdf = (Path(__file__).parents[2] / "corpus" / "pdf" / "table.pdf").read_bytes()
    assert read(pdf, name=f"a{suffix}").media_type == "application/pdf"
    page = "<!DOCTYPE html><html><body><p>关于印发办法的通知</p></body></html>".encode()
    assert read(page, name=f"a{suffix}").media_type == "text/html"
    assert read("关于印发办法的通知".encode(), name=f"a{suffix}").text == "关于印发办法的通知"
