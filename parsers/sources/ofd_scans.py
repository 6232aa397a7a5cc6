"""The image of an OFD page whose words are only in its pictures: the pictures laid on a white sheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PIL import Image

from parsers.sources.affine import Matrix, apply
from parsers.sources.image import open_image
from parsers.sources.ofd_page import Picture
from parsers.sources.scans import DPI, LONGEST_SIDE
from schemas.records import ReaderLimits


def covered(pictures: Sequence[Picture]) -> float:
    """Return how many square points the pictures of a page cover, overlaps counted twice."""
    return sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in (picture.box for picture in pictures))


def page_image(
    pictures: Sequence[Picture],
    bytes_of: Callable[[str], bytes | None],
    width: float,
    height: float,
    limits: ReaderLimits,
) -> Image.Image | None:
    """Return the image of a page; None where a picture on it has more pixels than the limits allow.

    Args:
        pictures: the pictures on the page, in the order of drawing; one that is broken is left out.
        bytes_of: gives the bytes of a part.
        width: of the page in points.
        height: likewise.
        limits: most pixels of a picture, and of the page.
    """
    scale = min(DPI / 72, LONGEST_SIDE / max(width, height), math.sqrt(limits.max_pixels / (width * height)))
    sheet = Image.new("L", (max(1, round(width * scale)), max(1, round(height * scale))), 255)
    for picture in pictures:
        data = bytes_of(picture.part)
        try:
            with open_image(data or b"") as image:
                if image.width * image.height > limits.max_pixels:
                    return None
                _lay(sheet, _in_grey(image), picture.matrix, scale)
        except Image.DecompressionBombError:
            return None
        except Exception:  # noqa: S112  (Pillow raises whatever broken bytes lead to; the other pictures may be whole)
            continue
    return sheet


def _in_grey(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def _lay(sheet: Image.Image, image: Image.Image, matrix: Matrix, scale: float) -> None:
    """Lay a picture on a sheet; its matrix makes the unit square as large as it is printed, in points."""
    a, b, c, d, e, f = (scale * value for value in matrix)
    determinant = a * d - b * c
    if abs(determinant) < 1:
        return
    if b == c == 0 and a > 0 and d > 0:
        size = (min(round(a), 2 * sheet.width), min(round(d), 2 * sheet.height))
        sheet.paste(image.resize(size, reducing_gap=2), (round(e), round(f)))
        return
    # Pillow asks for each pixel of the sheet which pixel of the picture it shows.
    back = (d / determinant, -b / determinant, -c / determinant, a / determinant, 0.0, 0.0)
    x, y = apply(back, -e, -f)
    across, down = image.size
    way = (back[0] * across, back[2] * across, x * across, back[1] * down, back[3] * down, y * down)
    shown = Image.new("L", image.size, 255).transform(sheet.size, Image.Transform.AFFINE, way)
    turned = image.transform(sheet.size, Image.Transform.AFFINE, way, Image.Resampling.BICUBIC)
    sheet.paste(turned, mask=shown)
