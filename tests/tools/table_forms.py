"""A paper with a table in its lines (cells between tabs), as Markdown, as a web page and as a page with ruled cells."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT, _SIZE, _LEFT, _TOP, _WIDE, _HIGH = "STSong-Light", 9, 40, 1150, 700, 1200
_LINE, _PAD = 14, 5
Rows = list[list[str]]


def parts(text: str) -> Iterator[str | Rows]:
    """Yield the lines of a paper in order, the rows of each of its tables as one; a row may be one cell only."""
    lines = text.splitlines()
    for tabbed, numbers in groupby(range(len(lines)), key=lambda number: _is_row(lines, number)):
        if not tabbed:
            yield from filter(None, (lines[number] for number in numbers))
            continue
        rows = [lines[number].split("\t") for number in numbers]
        width = max(map(len, rows))
        yield [row if len(row) == 1 else row + [""] * (width - len(row)) for row in rows]


def _is_row(lines: list[str], number: int) -> bool:
    return "\t" in lines[number] or all("\t" in line for line in lines[max(number - 1, 0) : number + 2 : 2])


def as_markdown(text: str) -> bytes:
    """Return the paper as Markdown, its tables between bars."""
    blocks = (part if isinstance(part, str) else "\n".join(_barred(part)) for part in parts(text))
    return ("\n\n".join(blocks) + "\n").encode()


def _barred(rows: Rows) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row + [''] * (len(rows[0]) - len(row)))} |"
        if number == 0:
            yield "|" + " --- |" * len(row)


def as_page(text: str) -> bytes:
    """Return the paper as a web page; an empty first cell is one with the cell above it."""
    title, *blocks = parts(text)
    body = "".join(f"<p>{html.escape(part)}</p>" if isinstance(part, str) else _spanned(part) for part in blocks)
    return f'<html><meta charset="utf-8"><body><h1>{title}</h1>{body}</body></html>'.encode()


def _spanned(rows: Rows) -> str:
    lines: list[str] = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            lines.append(f'<tr><td colspan="{len(rows[0])}">{html.escape(row[0])}</td></tr>')
            continue
        below = next((at for at, later in enumerate(rows[number + 1 :], 1) if later[0]), len(rows) - number)
        first = f'<td rowspan="{below}">{html.escape(row[0])}</td>' if row[0] else ""
        lines.append(f"<tr>{first}{''.join(f'<td>{html.escape(cell)}</td>' for cell in row[1:])}</tr>")
    return f"<table>{''.join(lines)}</table>"


def as_pdf(text: str) -> bytes:
    """Return the paper as one tall page of a PDF, its tables ruled, merged first cells drawn as one."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(_WIDE, _HIGH), invariant=1)
    canvas.setFont(_FONT, _SIZE)
    y: float = _TOP
    for part in parts(text):
        if isinstance(part, str):
            canvas.drawString(_LEFT, y, part)
            y -= 2 * _LINE
        else:
            y = _ruled(canvas, part, y) - 2 * _LINE
    canvas.save()
    return file.getvalue()


def _ruled(canvas: Canvas, rows: Rows, top: float) -> float:
    full = [row for row in rows if len(row) > 1]
    widths = [max(canvas.stringWidth(cell, _FONT, _SIZE) for cell in column) for column in zip(*full, strict=True)]
    edges = [_LEFT]
    for width in widths:
        edges.append(edges[-1] + width + 2 * _PAD)
    for number, row in enumerate(rows):
        y = top - number * _LINE
        canvas.line(edges[0] if row[0] else edges[1], y, edges[-1], y)
        for left, cell in zip(edges, row, strict=False):
            canvas.drawString(left + _PAD, y - _LINE + 4, cell)
        for x in edges if len(row) > 1 else (edges[0], edges[-1]):
            canvas.line(x, y, x, y - _LINE)
    bottom = top - len(rows) * _LINE
    canvas.line(edges[0], bottom, edges[-1], bottom)
    return bottom
