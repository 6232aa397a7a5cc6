"""Scanned pages of any format with a layout: found by what is on them, and read from their images."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial

from PIL import Image

from parsers.sources import ocr
from parsers.sources.glyphs import Box
from parsers.sources.layout import Line
from parsers.sources.page_image import in_threads, read_page_image
from parsers.sources.pages import Page
from schemas.records import ReaderLimits

DPI = 200  # what office scanners give, and enough for 小五 (9 pt) print
LONGEST_SIDE = 3600  # pixels: A3 at 200 dots an inch; a larger page is made smaller

_FULL = 0.7  # share of the page that images cover on a scan
_CAPTION = 40  # characters; more on a scan is a text layer, less a stamp or a scanner's own mark

_WIDEST_ORNAMENT = 1 / 3  # of the page; what is narrower is a seal, a code or a logo
_SHARES = (0.03, 0.9)  # of the page's area: above it lies behind the whole page

Render = Callable[[int], Image.Image | None]


def judged(found: Page, covered: float, is_hidden: Callable[[], bool]) -> Page:
    """Return a page as its reader found it, with what its images say.

    Words that nobody sees on a full-page image are a scanner's own recognition: the page is `recognised`. A few words
    on a full-page image are a stamp: the page has a fault.

    Args:
        found: the page.
        covered: how many square points the images on it cover; a scan may be cut into strips.
        is_hidden: tells whether its words are put there such that nobody sees them.
    """
    words = [line.text for line in found.lines if line.furniture is None]
    if found.fault or covered < _FULL * found.width * found.height:
        return found
    if words and is_hidden():
        return replace(found, recognised=True)
    is_stamp = sum(map(len, words)) < _CAPTION
    return replace(found, fault="is an image with hardly any text") if is_stamp else found


def read_scans(pages: Sequence[Page], scans: Collection[int], render: Render, limits: ReaderLimits) -> list[Page]:
    """Return the pages, some of them read from their images where characters can be recognised.

    Args:
        pages: the pages of a file.
        scans: the indexes of those to be read from their images.
        render: gives the image of the page of an index; None where it has more pixels than the limits allow.
        limits: bounds of an image, and how many pages are read at a time.
    """
    indexes = sorted(index for index in scans if min(pages[index].width, pages[index].height) >= 1)
    if not indexes:
        return list(pages)
    if not ocr.is_installed():
        hint = f"; {ocr.EXTRA} has such pages read"
        return [replace(page, fault=f"{page.fault}{hint}") if n in indexes else page for n, page in enumerate(pages)]
    jobs = [partial(_read_scan, index, pages[index], render, limits) for index in indexes]
    read = dict(zip(indexes, in_threads(jobs, limits.ocr_threads), strict=True))
    return [read.get(index, page) for index, page in enumerate(pages)]


def _read_scan(index: int, page: Page, render: Render, limits: ReaderLimits) -> Page:
    image = render(index)
    if image is None:
        return replace(page, fault=f"{page.fault}, and its image is larger than max_pixels, {limits.max_pixels}")
    read = read_page_image(image, page.width, page.height)
    if read.lines:
        return read
    if page.lines:
        return replace(page, fault=None)
    return replace(page, fault=f"{page.fault}, and no characters were recognised in its image")


def unread_pictures(lines: Sequence[Line], pictures: Sequence[Box], width: float, height: float) -> str | None:
    """Return what is to be said of pictures that stand among the text of a page and may hold words themselves."""
    least, most = _SHARES
    large = [
        box
        for box in pictures
        if box[2] - box[0] > _WIDEST_ORNAMENT * width and least < _area(box) / (width * height) < most
    ]
    count = sum(not any(_lies_in(line.box, box) for line in lines) for box in large)
    return f"has {count} picture(s) whose words, if any, are not read" if lines and count else None


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lies_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
