from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsers.sources import read

COLUMNS, ROWS = [50, 150, 300], [700, 660, 620]
WORDS = [(60, 675, "item"), (160, 675, "aim"), (60, 635, "firms"), (160, 635, "50")]


def drawn(draw: Callable[[Canvas], object], words: list[tuple[int, int, str]] = WORDS) -> list[str]:
    """Return the lines read from a page on which `draw` drew and words were set."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    draw(canvas)
    for x, y, word in words:
        canvas.drawString(x, y, word)
    canvas.showPage()
    canvas.save()
    source = read(file.getvalue(), name="drawn.pdf")
    return [source.text[line.start : line.end] for line in source.lines]


def as_lines(canvas: Canvas) -> None:
    for y in ROWS:
        canvas.line(COLUMNS[0], y, COLUMNS[-1], y)
    for x in COLUMNS:
        canvas.line(x, ROWS[0], x, ROWS[-1])


def as_thin_boxes(canvas: Canvas) -> None:
    for y in ROWS:
        canvas.rect(COLUMNS[0], y, COLUMNS[-1] - COLUMNS[0], 0.5, stroke=0, fill=1)
    for x in COLUMNS:
        canvas.rect(x, ROWS[-1], 0.5, ROWS[0] - ROWS[-1], stroke=0, fill=1)


def as_boxes(canvas: Canvas) -> None:
    for left, right in pairwise(COLUMNS):
        for top, bottom in pairwise(ROWS):
            canvas.rect(left, bottom, right - left, top - bottom)


def as_one_path(canvas: Canvas) -> None:
    canvas.grid(COLUMNS, ROWS)


def as_one_path_of_thin_boxes(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for y in ROWS:
        path.rect(COLUMNS[0], y, COLUMNS[-1] - COLUMNS[0], 0.5)
    for x in COLUMNS:
        path.rect(x, ROWS[-1], 0.5, ROWS[0] - ROWS[-1])
    canvas.drawPath(path, stroke=0, fill=1)


def in_a_moved_form(canvas: Canvas) -> None:
    canvas.beginForm("grid", 0, 0, 595, 842)
    canvas.translate(-100, -50)
    canvas.grid([x * 2 for x in COLUMNS], [y * 2 for y in ROWS])
    canvas.endForm()
    canvas.saveState()
    canvas.translate(50, 25)
    canvas.scale(0.5, 0.5)
    canvas.doForm("grid")
    canvas.restoreState()


@pytest.mark.parametrize(
    "draw", [as_lines, as_thin_boxes, as_boxes, as_one_path, as_one_path_of_thin_boxes, in_a_moved_form]
)
def test_table_is_found_however_its_borders_are_drawn(draw: Callable[[Canvas], object]) -> None:
    assert drawn(draw) == ["item\taim", "firms\t50"]


def with_circles(canvas: Canvas) -> None:
    for x in COLUMNS:
        canvas.circle(x, 680, 30)


def shaded(canvas: Canvas) -> None:
    canvas.rect(50, 620, 250, 80, stroke=0, fill=1)


def with_clipping_only(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for y in ROWS:
        path.rect(COLUMNS[0], y, 250, 0.5)
    canvas.clipPath(path, stroke=0, fill=0)


def without_end(canvas: Canvas) -> None:
    for index in range(3100):
        canvas.line(index % 500, 100, index % 500, 500)
    as_lines(canvas)


@pytest.mark.parametrize("draw", [with_circles, shaded, with_clipping_only, without_end])
def test_drawing_is_no_table(draw: Callable[[Canvas], object]) -> None:
    assert drawn(draw) == ["item aim", "firms 50"]
