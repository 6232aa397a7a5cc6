"""The image of a page to its lines: characters are found, recognised, and laid out as on any other page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from os import cpu_count
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from parsers.sources import ocr
from parsers.sources.glyphs import Box, Glyphs, Style
from parsers.sources.grid import lay_out
from parsers.sources.image_rulings import ruling_boxes
from parsers.sources.layout import Line
from parsers.sources.look_alikes import unify
from parsers.sources.notes import mark_notes
from parsers.sources.pages import Doubt, Page
from parsers.sources.recognised import Piece, ems, place
from parsers.sources.rulings import tables
from parsers.sources.strokes import Tones, leading_bold, usual_width

if TYPE_CHECKING:
    from parsers.sources.ocr import Pixels, Quad

_SHORT_SIDE = 736  # pixels of the shorter side at which lines are looked for; the model was trained with it
_MOST_SEARCHED = 6_000_000  # pixels
_SMALLEST_PRINT = 11  # pixels a line is high at least where lines are looked for, else the image is searched larger
_SKEW_FROM = 0.05  # degrees from which a page is turned upright
_LONG = 5  # times as wide as high: such a line tells the skew
_SURE = 0.75  # mean score from which a page is no doubt the right way up
_DOUBTFUL = 0.8  # score under which a character is told to be doubtful
_LEAST = 4  # pixels: no character is smaller
_SIGNS_OF_NUMBERS = frozenset(".．,，-－–—~～")
_CONTEXT = 6  # characters on either side by which a place in a line is found
_SHORTEST_RULING = 42  # points; longer than the strokes of the largest characters


def in_threads(jobs: Sequence[Callable[[], Page]], threads: int) -> list[Page]:
    """Return what some jobs give, so many done at a time; 0 is one a core.

    ONNX Runtime computes outside of Python's lock, so threads are enough to keep several cores at work.
    """
    workers = min(threads or cpu_count() or 1, len(jobs))
    if workers < 2:
        return [job() for job in jobs]
    with ThreadPoolExecutor(workers) as pool:
        return [page.result() for page in [pool.submit(job) for job in jobs]]


def read_page_image(image: Image.Image, width: float, height: float) -> Page:
    """Return the page of an image, its characters recognised, its lines laid out as on any other page.

    A page that was scanned askew, on its side or upside down is turned upright first. What may be misread is told.

    Args:
        image: the page, in any mode Pillow knows.
        width: of the page as the image shows it, in points.
        height: likewise.
    """
    reading, is_turned = _read_upright(_grey(image))
    width, height = (height, width) if is_turned else (width, height)
    if not reading.pieces:
        return Page(width, height, recognised=True)
    scale = width / reading.pixels.shape[1]
    glyphs, styles = _glyphs(reading.pieces, scale)
    rulings = ruling_boxes(reading.pixels <= reading.tones.dark, round(_SHORTEST_RULING / scale))
    rules = [(x0 * scale, top * scale, x1 * scale, bottom * scale) for x0, top, x1, bottom in rulings]
    lines = tuple(mark_notes(lay_out(glyphs, styles.__getitem__, tables(rules)), rules))
    scores = [score for piece in reading.pieces for score in (*piece.scores, 1.0)]
    return Page(width, height, lines, recognised=True, doubts=tuple(_doubts(lines, glyphs, scores)))


def _grey(image: Image.Image) -> Pixels:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("L"))


@dataclass(frozen=True, slots=True)
class _Reading:
    """An image without skew, its tones, and what was read."""

    pixels: Pixels
    tones: Tones
    pieces: tuple[Piece, ...]

    @property
    def score(self) -> float:
        """Return how sure it is over all characters, from 0 to 1."""
        scores = [score for piece in self.pieces for score in piece.scores]
        return sum(scores) / len(scores) if scores else 0.0


def _read_upright(pixels: Pixels) -> tuple[_Reading, bool]:
    """Return what is read in an image the right way up, and whether its sides were exchanged."""
    quads = _find(pixels)
    is_on_side = 2 * sum(map(_is_tall, map(_bounds, quads))) > len(quads)
    first, other = (1, 3) if is_on_side else (0, 2)
    reading = _read_turned(pixels, first, quads)
    if reading.pieces and reading.score < _SURE:
        reading = max(reading, _read_turned(pixels, other, quads), key=lambda each: each.score)
    return reading, is_on_side


def _read_turned(pixels: Pixels, quarters: int, quads: Sequence[Quad]) -> _Reading:
    if quarters:
        pixels = np.ascontiguousarray(np.rot90(pixels, quarters))
        quads = _find(pixels)
    pixels, quads = _without_skew(pixels, quads)
    tones = Tones.of(pixels)
    pieces = (_read_piece(pixels, tones, box) for box in map(_bounds, quads))
    return _Reading(pixels, tones, tuple(piece for piece in pieces if piece))


def _find(pixels: Pixels) -> list[Quad]:
    """Return the corners of pieces of lines, looked for in a smaller image, or a larger one where print is small."""
    height, width = pixels.shape
    largest = min(1.0, math.sqrt(_MOST_SEARCHED / (width * height)))
    scale = min(largest, _SHORT_SIDE / min(width, height))
    found = ocr.find_lines(_resized(pixels, scale))
    if (
        found
        and scale < largest
        and median(bottom - top for _, top, _, bottom in map(_bounds, found)) < _SMALLEST_PRINT
    ):
        scale = min(largest, 2 * scale)
        found = ocr.find_lines(_resized(pixels, scale))
    return [_scaled(quad, 1 / scale) for quad in found]


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale == 1:
        return pixels
    height, width = (max(1, round(side * scale)) for side in pixels.shape)
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))


def _scaled(quad: Quad, factor: float) -> Quad:
    a, b, c, d = ((x * factor, y * factor) for x, y in quad)
    return a, b, c, d


def _bounds(quad: Quad) -> Box:
    xs, ys = zip(*quad, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_tall(box: Box) -> bool:
    return box[3] - box[1] > 1.5 * (box[2] - box[0])


def _without_skew(pixels: Pixels, quads: Sequence[Quad]) -> tuple[Pixels, Sequence[Quad]]:
    """Return the image turned such that its lines are level, and the corners on it."""
    degrees = _skew(quads)
    if abs(degrees) < _SKEW_FROM:
        return pixels, quads
    height, width = pixels.shape
    image = Image.fromarray(pixels)
    level = image.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=int(np.median(pixels)))
    return np.asarray(level), [_turned(quad, -math.radians(degrees), width / 2, height / 2) for quad in quads]


def _skew(quads: Sequence[Quad]) -> float:
    """Return by how many degrees lines fall towards the right, the median of the long ones."""
    falls = []
    for (x0, y0), (x1, y1), _, (x3, y3) in quads:
        length = math.hypot(x1 - x0, y1 - y0)
        if length > _LONG * math.hypot(x3 - x0, y3 - y0):
            falls.append(math.degrees(math.atan2(y1 - y0, x1 - x0)))
    return median(falls) if falls else 0.0


def _turned(quad: Quad, radians: float, x_middle: float, y_middle: float) -> Quad:
    cosine, sine = math.cos(radians), math.sin(radians)
    a, b, c, d = (
        (
            x_middle + cosine * (x - x_middle) - sine * (y - y_middle),
            y_middle + sine * (x - x_middle) + cosine * (y - y_middle),
        )
        for x, y in quad
    )
    return a, b, c, d


def _read_piece(pixels: Pixels, tones: Tones, box: Box) -> Piece | None:
    height, width = pixels.shape
    left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    right, bottom = min(width, math.ceil(box[2])), min(height, math.ceil(box[3]))
    if right - left < _LEAST or bottom - top < _LEAST:
        return None
    crop = pixels[top:bottom, left:right]
    words = ocr.read_line(crop)
    return place(words, crop, tones, left, top) if words.text else None


def _glyphs(pieces: Sequence[Piece], scale: float) -> tuple[Glyphs, list[Style]]:
    """Return the characters of all pieces in points, a line break behind each piece, and their styles by index."""
    text: list[str] = []
    boxes: list[Box] = []
    styles: list[Style] = []
    usual = usual_width([piece.strokes for piece in pieces])
    for piece, em in zip(pieces, ems(pieces), strict=True):
        text.append(unify(piece.text) + "\n")
        own = piece.boxes(em)
        boxes += [*own, own[-1]]
        bold = leading_bold(piece.strokes, usual)
        styles += [Style(em * scale, place < bold, 0.0) for place in range(len(own) + 1)]
    x0, top, x1, bottom = (tuple(edge * scale for edge in edges) for edges in zip(*boxes, strict=True))
    return Glyphs("".join(text), x0, top, x1, bottom, range(len(boxes))), styles


def _doubts(lines: Sequence[Line], glyphs: Glyphs, scores: Sequence[float]) -> Iterator[Doubt]:
    """Yield the runs of doubtful characters, by the line they came to stand in."""
    doubtful = (index for index, score in enumerate(scores) if score < _DOUBTFUL and _matters(glyphs.text, index))
    for start, end in _runs(doubtful):
        x, y = (glyphs.x0[start] + glyphs.x1[end - 1]) / 2, (glyphs.top[start] + glyphs.bottom[start]) / 2
        percent = round(100 * min(scores[start:end]))
        for number, line in enumerate(lines):
            if line.box[0] <= x <= line.box[2] and line.box[1] <= y <= line.box[3]:
                yield Doubt(number, *_place_in(line.text, glyphs.text, start, end), percent)
                break


def _matters(text: str, index: int) -> bool:
    """Tell whether a fact may be another one if a character is misread: not so with signs between words."""
    character = text[index]
    if character in _SIGNS_OF_NUMBERS:
        return text[index - 1 : index].isdigit() or text[index + 1 : index + 2].isdigit()
    return character.isalnum() or character in "%‰"


def _runs(indexes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of numbers that follow each other."""
    for _, members in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0]):
        run = [index for _, index in members]
        yield run[0], run[-1] + 1


def _place_in(line: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a range of a text stands in a line, by the characters around it; all of the line if not clear."""
    before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    words = before + text[start:end] + after
    if line.count(words) != 1:
        return 0, len(line)
    place = line.index(words) + len(before)
    return place, place + end - start
