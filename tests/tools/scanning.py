"""Pages of a PDF as an office scanner gives them: askew, blurred, grey and noisy, all of it from a seed."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 200


def pages_of(data: bytes, indexes: Iterable[int]) -> bytes:
    """Return a PDF of some pages of another, by index from 0."""
    document = pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(data), list(indexes))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def photographs(data: bytes, dpi: float = DPI) -> list[Image.Image]:
    """Return the pages of a PDF as clean images in shades of grey."""
    document = pypdfium2.PdfDocument(data)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil().copy() for page in document]


def worn(image: Image.Image, seed: int) -> Image.Image:
    """Return a page as it comes from a scanner: turned by half a degree to one, blurred, with grain and dust."""
    random = np.random.default_rng(seed)
    degrees = random.uniform(0.5, 1.0) * random.choice([-1, 1])
    askew = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)
    blurred = np.asarray(askew.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    grain = 15 + 0.9 * blurred + random.normal(0, 12, blurred.shape)
    dust = random.random(blurred.shape) < 0.0003
    return Image.fromarray(np.where(dust, 60, grain).clip(0, 255).astype(np.uint8))


def scanned(data: bytes, seed: int) -> bytes:
    """Return a PDF of which each page is nothing but the image of a page of another PDF."""
    images = [worn(image, seed + number) for number, image in enumerate(photographs(data))]
    return bound(images)


def bound(images: list[Image.Image], dpi: float = DPI) -> bytes:
    """Return a PDF whose pages are images."""
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=80)
    return file.getvalue()
