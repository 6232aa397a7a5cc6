"""PDF pages set in memory with a font that readers bring themselves, so that tests need no font files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP = 80.0, 780.0
SONG, TIMES = "STSong-Light", "Times-Roman"
_WATERMARK = Color(0.85, 0.85, 0.85)


def pdf(*pages: Callable[[Canvas], None], size: tuple[float, float] = (WIDTH, HEIGHT)) -> bytes:
    """Return a PDF of pages, each drawn by a function of the canvas."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for draw in pages:
        canvas.setFont(SONG, 14)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def words(  # noqa: PLR0917
    canvas: Canvas, x: float, y: float, text: str, size: float = 14, font: str = SONG
) -> float:
    """Write words from (x, y), their base line; return where they end."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)
    return x + pdfmetrics.stringWidth(text, font, size)


def column(canvas: Canvas, x: float, y: float, text: str, *, measure: int, size: float = 14) -> float:
    """Write a paragraph of full lines of `measure` characters; return the base line below it."""
    for start in range(0, len(text), measure):
        words(canvas, x, y, text[start : start + measure], size)
        y -= 1.5 * size
    return y


def rule(canvas: Canvas, x0: float, y: float, x1: float) -> None:
    """Draw a thin rule."""
    canvas.setLineWidth(0.5)
    canvas.line(x0, y, x1, y)


def grid(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    """Draw the rules of a table."""
    canvas.setLineWidth(0.5)
    canvas.grid(list(xs), list(ys))


def watermark(canvas: Canvas, text: str, angle: float = 45) -> None:
    """Write large pale words over the middle of the page."""
    canvas.saveState()
    canvas.translate(200, 400)
    canvas.rotate(angle)
    canvas.setFillColor(_WATERMARK)
    words(canvas, 0, 0, text, 60)
    canvas.restoreState()
