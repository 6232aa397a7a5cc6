"""How the characters of a PDF page are printed, as PDFium says."""

from __future__ import annotations

import math
import re
from ctypes import addressof, c_double, c_int, c_uint, c_void_p, cast, create_string_buffer
from typing import Any

import pypdfium2.raw as pdfium

from parsers.sources.glyphs import Style
from parsers.sources.pdf_calls import address_of, by_address

_UNPAINTED = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_UNFILLED = (None, pdfium.FPDF_TEXTRENDERMODE_STROKE, *_UNPAINTED)
_LEAST_SIZE = 2.0  # points; nothing smaller is printed to be read
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_BOLD_WEIGHTS = range(600, 1001)  # what is above is a fault of the font

_matrix_at = by_address(pdfium.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
_size_at = by_address(pdfium.FPDFText_GetFontSize, c_double, c_void_p, c_int)
_object_at = by_address(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_mode_of = by_address(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_font_of = by_address(pdfium.FPDFTextObj_GetFont, c_void_p, c_void_p)
_fill_at = by_address(pdfium.FPDFText_GetFillColor, c_int, c_void_p, c_int, *[c_void_p] * 4)


class Styles:
    """Gives the style of a character by its index in a text page; each character and each font is looked up once."""

    def __init__(self, textpage: Any) -> None:
        self._page, self._textpage = textpage, address_of(textpage.raw)
        self._styles: dict[int, Style] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_address = addressof(self._matrix)
        self._channels = (c_uint * 4)()
        self._channel_addresses = [addressof(self._channels) + 4 * channel for channel in range(4)]
        self._bold_fonts: dict[int | None, bool] = {}

    def __call__(self, index: int) -> Style:
        """Return the style of the character with an index."""
        style = self._styles.get(index)
        if style is None:
            style = self._styles[index] = self._style(index)
        return style

    def angle(self, index: int) -> float:
        """Return the angle of a character against the upright page, in degrees."""
        _matrix_at(self._textpage, index, self._matrix_address)
        return math.degrees(math.atan2(self._matrix.b, self._matrix.a))

    def _style(self, index: int) -> Style:
        angle = self.angle(index)
        size = _size_at(self._textpage, index) * math.hypot(self._matrix.c, self._matrix.d)
        if size < _LEAST_SIZE:  # or in units of its own, where a font is drawn by procedures (Type 3)
            x0, y0, x1, y1 = self._page.get_charbox(index, loose=True)
            size = max(size, x1 - x0, y1 - y0)
        printed = _object_at(self._textpage, index)
        mode = _mode_of(printed) if printed else None
        is_bold = mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE or (bool(printed) and self._is_bold(_font_of(printed)))
        return Style(size, is_bold, angle, self._paint(index, mode), mode in _UNPAINTED)

    def _paint(self, index: int, mode: int | None) -> tuple[int, int, int, int] | None:
        if mode in _UNFILLED or not _fill_at(self._textpage, index, *self._channel_addresses):
            return None
        red, green, blue, opacity = self._channels
        return red, green, blue, opacity

    def _is_bold(self, font: int | None) -> bool:
        if font not in self._bold_fonts:
            self._bold_fonts[font] = font is not None and _is_bold_font(cast(font, pdfium.FPDF_FONT))
        return self._bold_fonts[font]


def _is_bold_font(font: Any) -> bool:
    name = create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
    return bool(_BOLD_NAME.search(name.value)) or pdfium.FPDFFont_GetWeight(font) in _BOLD_WEIGHTS
