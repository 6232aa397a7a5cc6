"""Images of papers (PNG, JPEG, TIFF, BMP, GIF, WebP): a page each, a TIFF as many as it holds; read by recognition."""

from __future__ import annotations

import io
import warnings
from functools import partial

import numpy as np
from PIL import Image, ImageOps

from parsers.sources import ocr
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from parsers.sources.page_image import in_threads, read_page_image
from parsers.sources.pages import Page, assemble
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits, SourceText

_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_LONGEST_PAGE = (200.0, 1400.0)  # points; a resolution that gives another length is a default, not the scanner's
_A4_WIDTH, _A4_LENGTH = 595.3, 841.9
_MOST_DPI = 300  # a finer image is made smaller: it reads no better and takes longer
_BROKEN = "is damaged and cannot be opened"


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return the words of an image, one line a line, the pages of a TIFF joined by form feeds.

    Of moving pictures the first is read. Where an image does not say its resolution, it is taken for a page as wide
    as A4.

    Raises:
        SourceError: with code DAMAGED, TOO_LARGE (pages or pixels), NOT_RECOGNISED, or NO_TEXT_LAYER where the
            recognition of characters is not installed.
    """
    media_type, count = _look(data, limits)
    if not ocr.is_installed():
        raise ocr.not_read(count)
    pages = in_threads([partial(_read_page, data, index, limits) for index in range(count)], limits.ocr_threads)
    if all(page.fault == _BROKEN for page in pages):
        raise _damaged("its pixels are cut short or broken")
    if not any(page.lines for page in pages):
        raise ocr.not_read(count)
    return assemble(pages, media_type=media_type)


def _look(data: bytes, limits: ReaderLimits) -> tuple[str, int]:
    """Return the media type and the number of pages, without decoding any."""
    try:
        with open_image(data) as image:
            count = _count(image, limits.max_pages)
            return Image.MIME.get(image.format or "", "image/x-unknown"), count
    except SourceError:
        raise
    except Image.DecompressionBombError as error:
        raise too_large("too many pixels", f"{limits.max_pixels} pixels", "max_pixels") from error
    except Exception as error:  # Pillow raises whatever broken bytes lead to
        raise _damaged("its header is broken or cut short") from error


def _count(image: Image.Image, most: int) -> int:
    if image.format != "TIFF":
        return 1
    count = 0
    try:
        while count <= most:
            image.seek(count)
            count += 1
    except EOFError:
        return count
    raise too_large(f"over {most} pages", f"{most} pages", "max_pages")


def open_image(data: bytes) -> Image.Image:
    """Return an image, its pixels not decoded yet; where it is broken, Pillow raises errors of all kinds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the reader's own limit is asked instead
        return Image.open(io.BytesIO(data), formats=_FORMATS)


def _read_page(data: bytes, index: int, limits: ReaderLimits) -> Page:
    try:
        with open_image(data) as image:
            image.seek(index)
            pixels = image.width * image.height
            if pixels > limits.max_pixels:
                raise too_large(f"{pixels} pixels on page {index + 1}", f"{limits.max_pixels} pixels", "max_pixels")
            upright = ImageOps.exif_transpose(image)
            width, height = size_of(upright)
            upright = _smaller(upright, width)
    except SourceError:
        raise
    except Exception:  # Pillow raises whatever broken bytes lead to; the other pages may be whole
        return Page(0, 0, fault=_BROKEN)
    return read_page_image(upright, width, height)


def size_of(image: Image.Image) -> tuple[float, float]:
    """Return the width and height of the page in points."""
    across, down = image.info.get("dpi", (0, 0))
    if across > 0 and down > 0:
        width, height = 72 * image.width / float(across), 72 * image.height / float(down)
        if _LONGEST_PAGE[0] <= max(width, height) <= _LONGEST_PAGE[1]:
            return width, height
    width = _A4_WIDTH if image.width <= image.height else _A4_LENGTH
    return width, width * image.height / image.width


def _smaller(image: Image.Image, width: float) -> Image.Image:
    """Return the image no finer than reading needs, its pixels of at most eight bits a channel."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((255 * deep / max(deep.max(), 1)).clip(0, 255).astype(np.uint8))
    factor = int(72 * image.width / width // _MOST_DPI)
    if factor > 1 and image.mode not in ("1", "P"):
        return image.reduce(factor)
    image.load()
    return image


def _damaged(reason: str) -> SourceError:
    return SourceError(ErrorCode.DAMAGED, got="an image", reason=reason)
