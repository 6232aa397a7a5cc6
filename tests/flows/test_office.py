"""Old Word documents through LibreOffice, and what is said where it is missing, hangs or fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from flows import office
from flows.office import to_docx
from parsers.sources import read
from parsers.sources.detection import LOCKED, detect
from schemas.errors import SourceError
from schemas.records import SourceText
from tests.parsers.whole import read_source
from tests.tools import forms
from tests.tools.make_docx import cell, document, paragraph, table

PAPER = "002"
LABEL = "an old Word document"
needs_libreoffice = pytest.mark.skipif(not office.libreoffice(), reason="apt-get install libreoffice-writer-nogui")


def converted(data: bytes, folder: Path, suffix: str, kind: str) -> bytes:
    """Return a Word document in an older format, as LibreOffice writes it."""
    (folder / "paper.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", f"{suffix}:{kind}", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "paper.docx")], check=True, capture_output=True, timeout=180)
    return (folder / f"paper.{suffix}").read_bytes()


def read_old(data: bytes, name: str) -> SourceText:
    return read(data, name=name, convert=partial(to_docx, seconds=120, most=10**8))


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A program that stands in for LibreOffice: a shell script that gets its arguments, the output folder as $OUT."""

    def install(script: str) -> None:
        path = tmp_path / "program"
        path.write_text(f'#!/bin/sh\nfor last; do :; done\nOUT="$(dirname "$last")/out"\n{script}\n')
        path.chmod(0o755)
        monkeypatch.setattr(office, "libreoffice", lambda: path)

    return install


def refusal(data: bytes = b"x", **limits: int) -> SourceError:
    with pytest.raises(SourceError) as caught:
        to_docx(data, LABEL, **({"seconds": 30, "most": 10**6} | limits))  # type: ignore[arg-type]
    return caught.value


def rich_text(paper: Sequence[forms.Paragraph]) -> bytes:
    """Return a paper as rich text, which has its numbers in its words."""
    signed = ((ord(char) ^ 0x8000) - 0x8000 for char in "\n".join(item.words for item in paper))
    words = "".join(r"\par " if code == ord("\n") else rf"\u{code}?" for code in signed)
    return rf"{{\rtf1\ansi\ansicpg936\deff0 {words}\par}}".encode("ascii")


def outline(source: SourceText) -> list[tuple[object, ...]]:
    return [(row["kind"], row["path"], row["text"]) for row in read_source(source)["sections"]]


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_old_document_reads_as_its_new_one(suffix: str, tmp_path: Path) -> None:
    """The old Word document has automatic numbers, which LibreOffice keeps as such."""
    paper = forms.paper(PAPER)
    new = forms.as_docx(paper)
    data = converted(new, tmp_path, "doc", "MS Word 97") if suffix == "doc" else rich_text(paper)
    old = read_old(data, f"a.{suffix}")
    assert old.media_type == {"doc": "application/msword", "rtf": "application/rtf"}[suffix]
    assert outline(old) == outline(read(new, name="a.docx"))
    assert len(read_source(old).facts) >= 3


@needs_libreoffice
def test_table_of_an_old_document(tmp_path: Path) -> None:
    rows = [["产值", "500亿元", "2025年"], ["指标", cell("目标", '<w:gridSpan w:val="2"/>')]]
    old = read_old(
        converted(document(paragraph("表1"), table(rows), paragraph("注：含税。")), tmp_path, "doc", "MS Word 97"),
        "a.doc",
    )
    assert old.text == "表1\n产值\t500亿元\t2025年\n指标\t目标\t\n注：含税。"


@needs_libreoffice
def test_broken_old_documents_are_refused_or_read(tmp_path: Path) -> None:
    whole = converted(document(paragraph("一、总则")), tmp_path, "doc", "MS Word 97")
    locked = bytearray(whole)
    locked[whole.index(b"\xec\xa5", 512) + 11] |= 1  # the bit that says that its words are encrypted
    assert detect(bytes(locked), name="a.doc") is LOCKED
    for data in (whole[: len(whole) // 2], whole[:4096] + bytes(4096) + whole[8192:]):
        with suppress(SourceError):
            assert read_old(data, "a.doc").text


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    assert refusal().code == "needs_libreoffice"


def test_program_that_hangs_is_ended_with_all_it_started(program, tmp_path: Path) -> None:
    program(f"sleep 300 & echo $! > {tmp_path}/child; wait")
    began = time.monotonic()
    assert refusal(seconds=2).code == "timed_out"
    assert time.monotonic() - began < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            break
        time.sleep(0.1)
    else:
        os.kill(child, 9)
        pytest.fail("what the program started is still there")


def test_program_that_makes_nothing(program) -> None:
    program("exit 0")
    assert refusal().code == "damaged"


def test_program_that_makes_too_much(program) -> None:
    program('mkdir -p "$OUT"; head -c 2000 /dev/zero > "$OUT/paper.docx"')
    assert refusal(most=1000).code == "too_large"


def test_program_that_makes_something_else(program) -> None:
    program('mkdir -p "$OUT"; echo hello > "$OUT/paper.docx"')
    with pytest.raises(SourceError, match="no Word document"):
        read_old(b"{\\rtf1}", "a.rtf")


def test_program_that_wants_to_be_started_again(program) -> None:
    program('test -d "$OUT" || { mkdir "$OUT"; exit 81; }; echo made > "$OUT/paper.docx"')
    assert to_docx(b"x", LABEL, seconds=30, most=1000) == b"made\n"


@pytest.mark.skipif(
    not shutil.which("unshare") or subprocess.run(["unshare", "-rn", "true"], check=False).returncode != 0,
    reason="the system lets no user take the network from a program",
)
def test_program_has_no_network(program) -> None:
    program('mkdir "$OUT"; tail -n +3 /proc/net/dev | cut -d: -f1 > "$OUT/paper.docx"')
    assert to_docx(b"x", LABEL, seconds=30, most=10**6).split() == [b"lo"]


def test_nothing_is_left_behind(program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    program("exit 3")
    assert refusal().code == "damaged"
    assert not list((tmp_path / "temporary").iterdir())
