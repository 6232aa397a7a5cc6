"""Bold is told by how thick strokes are, whatever the size and the blur."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from parsers.sources.strokes import Tones, leading_bold, stroke_widths, usual_width

PITCH = 40


def line(widths: list[int], blur: float) -> np.ndarray:
    """Return an image of signs of three strokes each, so many pixels thick."""
    image = Image.new("L", (PITCH * len(widths), PITCH), 240)
    draw = ImageDraw.Draw(image)
    for place, width in enumerate(widths):
        for row in (6, 18, 30):
            draw.rectangle((place * PITCH + 4, row, place * PITCH + 35, row + width - 1), fill=30)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(blur)))


def measured(widths: list[int], blur: float, text: str) -> tuple[float, ...]:
    pixels = line(widths, blur)
    middles = [PITCH * (place + 0.5) for place in range(len(widths))]
    return stroke_widths(pixels, Tones(240, 30), text, middles, PITCH)


@pytest.mark.parametrize("blur", [0, 0.7, 1.2])
def test_the_bold_beginning_of_a_line_is_found(blur: float) -> None:
    widths = measured([5, 5, 4, 5, 3, 3, 3, 3, 3, 3], blur, "加强领导。各单位要落")
    assert leading_bold(widths, usual_width([widths])) == 5  # with the full stop behind it


def test_a_page_in_one_weight_has_nothing_bold() -> None:
    widths = measured([3] * 10, 0.7, "加强领导各单位要落实")
    assert leading_bold(widths, usual_width([widths])) == 0


def test_a_bold_line_is_bold_to_its_end() -> None:
    page = [measured([5] * 6, 0.7, "加强组织领导"), *[measured([3] * 10, 0.7, "各单位要落实责任分工")] * 3]
    assert leading_bold(page[0], usual_width(page)) == 6


def test_nothing_is_told_of_a_blank_page_or_without_a_known_distance() -> None:
    pixels = np.full((40, 40), 255, dtype=np.uint8)
    assert stroke_widths(pixels, Tones.of(pixels), "一", [20], 40) == (0.0,)
    assert stroke_widths(line([3], 0), Tones(240, 30), "一", [20], None) == (0.0,)
    assert leading_bold((0.0,), usual_width([(0.0,)])) == 0
