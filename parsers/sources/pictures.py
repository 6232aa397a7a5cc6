"""Pictures of the pages of a paper, for people to look at beside its text; in the coordinates of its lines' boxes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps
from pypdfium2 import PdfiumError

from parsers.sources import detection, image, ofd, pdf
from parsers.sources.limits import DEFAULT_LIMITS
from parsers.sources.pdf_scans import has_larger_image
from schemas.records import ReaderLimits

_QUALITY = 60  # of WebP; print stays sharp


_LONGEST_SIDE = 2000  # pixels; a larger sheet is shown smaller

_Drawn = tuple[int, tuple[float, float], Image.Image]  # number, size in points, what is seen


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of page `number` (from 1): WebP bytes, the page's size in points as its lines are placed on it."""

    number: int
    width: float
    height: float
    webp: bytes


def page_pictures(
    data: bytes, *, name: str, pages: Iterable[int], dpi: int = 90, limits: ReaderLimits = DEFAULT_LIMITS
) -> Iterator[PagePicture]:
    """Yield the pictures of some pages of a PDF, an OFD document or an image; of another file none.

    A page that cannot be drawn has none. OFD pages show the pictures on them, without their words.

    Args:
        data: the file's bytes.
        name: the file's name, a hint where the bytes could be several things.
        pages: their numbers, from 1.
        dpi: pixels an inch.
        limits: bounds of what is decoded.

    Raises:
        SourceError: the file cannot be opened.
    """
    draw = _DRAWERS.get(detection.detect(data, name=name).key)
    for number, size, drawn in draw(data, pages, dpi, limits) if draw else ():
        yield PagePicture(number, *size, _webp(_fitted(drawn, size, dpi)))


def _fitted(drawn: Image.Image, size: tuple[float, float], dpi: int) -> Image.Image:
    """Return an image no finer than asked for."""
    scale = min(1.0, dpi / 72 * size[0] / drawn.width, _LONGEST_SIDE / max(drawn.size))
    pixels = [max(1, round(side * scale)) for side in drawn.size]
    return drawn if scale == 1 else drawn.resize((pixels[0], pixels[1]), Image.Resampling.LANCZOS)


def _webp(drawn: Image.Image) -> bytes:
    kept = io.BytesIO()
    drawn.save(kept, "WEBP", quality=_QUALITY, method=2)
    return kept.getvalue()


def _draw_pdf(data: bytes, pages: Iterable[int], dpi: int, limits: ReaderLimits) -> Iterator[_Drawn]:
    with pdf.LOCK:
        document = pdf.open_document(data)
    try:
        for number in pages:
            with pdf.LOCK:
                found = _draw_pdf_page(document, number - 1, dpi, limits)
            if found:
                yield number, *found
    finally:
        with pdf.LOCK:
            document.close()


def _draw_pdf_page(
    document: Any, index: int, dpi: int, limits: ReaderLimits
) -> tuple[tuple[float, float], Image.Image] | None:
    with suppress(PdfiumError, IndexError), closing(document[index]) as page:
        if has_larger_image(page, limits.max_pixels):
            return None
        page.set_rotation(pdf.turn_of(page))
        width, height = page.get_size()
        scale = min(dpi / 72, _LONGEST_SIDE / max(width, height))
        with closing(page.render(scale=scale)) as bitmap:
            # The image shares the bitmap's memory, which goes with it.
            return (width, height), bitmap.to_pil().convert("RGB").copy()
    return None


def _draw_ofd(data: bytes, pages: Iterable[int], dpi: int, limits: ReaderLimits) -> Iterator[_Drawn]:
    draw = ofd.drawer(data, limits)
    for number in pages:
        found = draw(number)
        if found:
            yield number, *found


def _draw_image(data: bytes, pages: Iterable[int], dpi: int, limits: ReaderLimits) -> Iterator[_Drawn]:
    for number in pages:
        with suppress(Exception), image.open_image(data) as opened:  # Pillow raises whatever broken bytes lead to
            opened.seek(number - 1)
            if opened.width * opened.height <= limits.max_pixels:
                upright = ImageOps.exif_transpose(opened)
                yield number, image.size_of(upright), upright.convert("RGB")


_DRAWERS: dict[str, Callable[[bytes, Iterable[int], int, ReaderLimits], Iterator[_Drawn]]] = {
    "pdf": _draw_pdf,
    "ofd": _draw_ofd,
    "image": _draw_image,
}
