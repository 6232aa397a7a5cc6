"""Pages of a PDF that have no usable text of their own: found by what is on them, and read from their images.

Like the PDF reader this module uses PDFium, under the reader's lock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from ctypes import c_uint
from itertools import repeat
from typing import Any, cast

import pypdfium2.raw as pdfium
from PIL import Image

from parsers.sources import scans
from parsers.sources.pages import Page
from parsers.sources.scans import DPI, LONGEST_SIDE
from schemas.records import ReaderLimits

_SAMPLES = 50  # characters that are asked whether they are seen
_DEEPEST = 3  # forms within forms


def read_scans(
    document: Any, pages: Sequence[Page], limits: ReaderLimits, lock: AbstractContextManager[Any]
) -> list[Page]:
    """Return the pages, those with a fault read from their images where characters can be recognised.

    Args:
        document: the open document.
        pages: its pages, from the first on.
        limits: bounds of an image, and how many pages are read at a time.
        lock: held while PDFium works, free while characters are recognised.
    """

    def render(index: int) -> Image.Image | None:
        with lock:
            return _rendered(document, index, limits)

    return scans.read_scans(pages, [index for index, page in enumerate(pages) if page.fault], render, limits)


def _rendered(document: Any, index: int, limits: ReaderLimits) -> Image.Image | None:
    """Return the page as it is shown, in shades of grey; None where an image on it is too large to be opened."""
    page = document[index]
    try:
        if has_larger_image(page, limits.max_pixels):
            return None
        width, height = page.get_size()
        scale = min(DPI / 72, LONGEST_SIDE / max(width, height), math.sqrt(limits.max_pixels / (width * height)))
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            # The image shares the bitmap's memory, which goes with it.
            return cast(Image.Image, bitmap.to_pil().copy())
        finally:
            bitmap.close()
    finally:
        page.close()


def has_larger_image(page: Any, most: int) -> bool:
    """Tell whether an image on a page has more pixels than a number."""
    return any(width * height > most for width, height in map(_pixels, _images(page)))


def _images(page: Any) -> Iterator[Any]:
    """Yield the images of a page, those in forms too."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    yield from _images_among(map(pdfium.FPDFPage_GetObject, repeat(page.raw), range(count)), 0)


def _images_among(items: Iterable[Any], depth: int) -> Iterator[Any]:
    for item in items:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield item
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = pdfium.FPDFFormObj_CountObjects(item)
            yield from _images_among(map(pdfium.FPDFFormObj_GetObject, repeat(item), range(count)), depth + 1)


def _pixels(image: Any) -> tuple[int, int]:
    width, height = c_uint(), c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, width, height)
    return width.value, height.value


def is_hidden(textpage: Any) -> bool:
    """Tell whether the text is printed such that nobody sees it, by a sample of its characters."""
    count = textpage.count_chars()
    modes = [
        pdfium.FPDFTextObj_GetTextRenderMode(printed)
        for index in range(0, count, max(1, count // _SAMPLES))
        if (printed := pdfium.FPDFText_GetTextObject(textpage.raw, index))
    ]
    return bool(modes) and sum(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE for mode in modes) > len(modes) / 2
