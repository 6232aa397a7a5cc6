"""A recognised piece of a line: where each character stands, and signs that the image itself puts right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

import numpy as np

from parsers.sources.glyphs import Box
from parsers.sources.ocr import Words
from parsers.sources.strokes import Tones, stroke_widths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from parsers.sources.ocr import Pixels

_FULL_WIDTH = {":": "：", ";": "；", ",": "，", "(": "（", ")": "）", "!": "！", "?": "？"}
_PAIR = re.compile(r"[（(][^（()）]*[)）]")
_YEAR = re.compile(r"〔(\d{4})[\])）］]|[\[(（［](\d{4})〕")  # of a document number
_HAN = re.compile(r"[\u3400-\u9fff\u3007]")
_DASHES = re.compile(r"[一—―─–-]{2}")
_PAGE_NUMBER = re.compile(r"[一—―─–-]\s?\d{1,4}\s?[一—―─–-]")
_WIDE_PITCH = 1.75  # ems between the neighbours of a full-width sign; 1.5 for a half-width one, 2 for a full-width one
_ENOUGH_PAIRS = 4  # neighbouring Han characters from which the distance between them is known


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: its characters with their middles in pixels, how sure they are, and the box of its ink.

    `em` is the distance from one Han character to the next in pixels; None where there are too few to tell. `strokes`
    says how thick those of each character are, see `stroke_widths`.
    """

    text: str
    middles: tuple[float, ...]
    scores: tuple[float, ...]
    box: Box
    em: float | None
    strokes: tuple[float, ...] = ()

    def boxes(self, em: float) -> list[Box]:
        """Return the box of each character, of the height of the font; the first and last end where the ink does."""
        x0, top, x1, bottom = self.box
        middle = (top + bottom) / 2
        halves = [em / 2 if is_wide(character) else em / 4 for character in self.text]
        lefts = [max(x0, place - half) for place, half in zip(self.middles, halves, strict=True)]
        rights = [min(x1, place + half) for place, half in zip(self.middles, halves, strict=True)]
        lefts[0], rights[-1] = x0, x1
        places = zip(lefts, rights, strict=True)
        return [(left, middle - em / 2, max(left, right), middle + em / 2) for left, right in places]


def place(words: Words, pixels: Pixels, tones: Tones, left: float, top: float) -> Piece:
    """Return the words of a line image as a piece of the page.

    Args:
        words: what was read, not empty.
        pixels: the line image.
        tones: of the page.
        left: the image's place on the page, in pixels.
        top: the image's place on the page, in pixels.
    """
    height, width = pixels.shape
    ink = pixels <= tones.dark
    middles = tuple(left + share * width for share in words.middles)
    x0, x1 = _extent(ink.sum(axis=0) > 1, width)
    y0, y1 = _extent(ink.sum(axis=1) > 1, height)
    piece = Piece(words.text, middles, words.scores, (left + x0, top + y0, left + x1, top + y1), None)
    piece = replace(piece, em=_em(piece))
    strokes = stroke_widths(pixels, tones, words.text, [middle - left for middle in middles], piece.em)
    return replace(piece, strokes=strokes, text=_with_signs(piece, np.logical_or.reduce(ink), left))


def is_wide(character: str) -> bool:
    """Tell whether a character is as wide as it is high in print."""
    return unicodedata.east_asian_width(character) in "WFA"


def _extent(filled: NDArray[np.bool_], whole: int) -> tuple[int, int]:
    places = np.flatnonzero(filled)
    return (int(places[0]), int(places[-1]) + 1) if places.size else (0, whole)


def _em(piece: Piece) -> float | None:
    gaps = [
        following - before
        for (one, before), (other, following) in pairwise(zip(piece.text, piece.middles, strict=True))
        if _HAN.match(one) and _HAN.match(other)
    ]
    if len(gaps) < _ENOUGH_PAIRS:
        return None
    # Middles are told in steps of a third of a character: only over many does the distance come out.
    usual = median(gaps)
    return fmean(gap for gap in gaps if gap < 1.5 * usual)


def _with_signs(piece: Piece, columns: NDArray[np.bool_], left: float) -> str:
    """Return the text with signs as the image proves them; no character is added or lost."""
    text = "".join(_sign(piece, index) for index in range(len(piece.text)))
    text = _YEAR.sub(lambda found: f"〔{found[1] or found[2]}〕", _PAIR.sub(lambda found: _alike(piece, found), text))
    if _PAGE_NUMBER.fullmatch(text):
        return f"—{text[1:-1]}—"
    return _DASHES.sub(lambda found: _dash(piece, found, columns, left), text)


def _sign(piece: Piece, index: int) -> str:
    """Return a sign beside a Han character full-width, as GB/T 15834 has it, unless it stands in less room."""
    sign, before, after = piece.text[index], piece.text[index - 1 : index], piece.text[index + 1 : index + 2]
    if sign not in _FULL_WIDTH or not (_HAN.match(before) or (sign == "(" and _HAN.match(after))):
        return sign
    return sign if _has_room(piece, index) is False else _FULL_WIDTH[sign]


def _has_room(piece: Piece, index: int) -> bool | None:
    """Tell whether a sign between two Han characters is as wide as they are; None where it is not between two."""
    neighbours = piece.text[max(0, index - 1) : index + 2]
    if piece.em is None or len(neighbours) < 3 or not (_HAN.match(neighbours[0]) and _HAN.match(neighbours[2])):
        return None
    return piece.middles[index + 1] - piece.middles[index - 1] > _WIDE_PITCH * piece.em


def _alike(piece: Piece, pair: re.Match[str]) -> str:
    """Return a pair of brackets as wide as the one whose room is known."""
    words, known = pair.group()[1:-1], {_has_room(piece, index) for index in (pair.start(), pair.end() - 1)}
    if False in known and True not in known:
        return f"({words})"
    return f"（{words}）" if True in known or "（" in pair.group() or "）" in pair.group() else pair.group()


def _dash(piece: Piece, found: re.Match[str], columns: NDArray[np.bool_], left: float) -> str:
    """Return a dash where one stroke runs from sign to sign, the words as read where there is a gap."""
    first, last = (round(piece.middles[index] - left) for index in (found.start(), found.end() - 1))
    return "——" if first < last and bool(columns[first:last].all()) else found.group()


def common_em(pieces: Sequence[Piece]) -> float:
    """Return the em most of the characters on a page have, in pixels; by the height of lines where no piece tells."""
    known = [(piece.em, len(piece.text)) for piece in pieces if piece.em is not None]
    if not known:
        return median(piece.box[3] - piece.box[1] for piece in pieces)
    return median([em for em, count in known for _ in range(count)])


def ems(pieces: Sequence[Piece]) -> list[float]:
    """Return the em of each piece: its own, or for short ones the page's, scaled where they are clearly higher."""
    usual = common_em(pieces)
    heights = [piece.box[3] - piece.box[1] for piece in pieces if piece.em is not None]
    share = median(heights) / usual if heights else 1.0
    return [piece.em or _near(usual, (piece.box[3] - piece.box[1]) / share) for piece in pieces]


def _near(usual: float, em: float) -> float:
    return usual if 0.4 * usual < em < 1.2 * usual else em  # signs and digits are lower than Han characters
