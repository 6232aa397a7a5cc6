"""One small sound file of each format, to be spoilt; a new reader adds a maker here."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.tools import forms
from tests.tools.make_docx import document, paragraph
from tests.tools.make_ofd import Dialect, layer, ofd, text

CORPUS = Path(__file__).parents[1] / "corpus"
WORDS = ("关于支持产业发展的通知", "一、对企业给予最高500万元奖励。", "（一）按20%给予补助。", "2021年3月5日")


@cache
def plain() -> bytes:
    return "\n".join(WORDS).encode()


@cache
def page() -> bytes:
    return forms.as_html(forms.paper("004-02"))[:6000] + "<table><tr><td rowspan=2>指标</table>".encode()


@cache
def word() -> bytes:
    return document(*map(paragraph, WORDS))


@cache
def layout() -> bytes:
    return ofd(
        [layer(*(text(words, 31, 51 + 8 * row) for row, words in enumerate(WORDS)))], dialect=Dialect(compression=0)
    )


@cache
def pdf() -> bytes:
    """A PDF whose streams are not compressed, so that spoiling it spoils what it draws."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=0, invariant=1)
    for _ in range(2):
        canvas.setFont("STSong-Light", 14)
        for row, words in enumerate(WORDS):
            canvas.drawString(80, 760 - 24 * row, words)
        canvas.rect(80, 500, 200, 80)
        canvas.line(180, 500, 180, 580)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan() -> bytes:
    return (CORPUS / "pdf" / "scan.pdf").read_bytes()


def picture() -> bytes:
    """A grey picture in PNG, by hand."""
    width, height = 64, 64
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# The key of a format → its seeds; several where a format is read in several ways.
SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "text": (plain,),
    "html": (page,),
    "docx": (word,),
    "ofd": (layout,),
    "pdf": (pdf, scan),
    "image": (picture,),
}
