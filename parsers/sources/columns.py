"""Columns of text side by side, found by the blank strip between them; tables without rules are no columns.

A page is cut where a strip crosses most of it and both sides are running text that fills its measure; what runs across
the strip (a title, a wide table) parts the page into bands, each read column by column. The recursive cut is that of
Nagy and Seth (1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from parsers.sources.glyphs import Box, union

_WIDE = 0.6  # share of the page's measure; lines wider than this are in no column
_MOSTLY = 0.6  # share of the characters that decides
_CLEAR = 0.4  # heights that a strip is wide on either side of its middle at least
_MARGIN = 0.15  # share of the measure at either side in which no strip is looked for
_LEAST_LINES = 3
_NARROWEST = 7  # heights; a column is no narrower
_FULL = 0.7  # share of a column's width that a full line has at least
_RAGGED = 2.5  # heights that a full line stops short of its column's edge at most


@dataclass(frozen=True, slots=True)
class Piece:
    """Something on the page that is not parted: where it is, how many characters it has, and its place in the list."""

    box: Box
    weight: int
    index: int

    @property
    def width(self) -> float:
        """Return its width in points."""
        return self.box[2] - self.box[0]


@dataclass(frozen=True, slots=True)
class Region:
    """Pieces that are read together, from top to bottom: all of a band, or one of its columns."""

    pieces: tuple[Piece, ...]
    column: tuple[int, int] = (1, 1)


def regions(pieces: Sequence[Piece]) -> list[Region]:
    """Return the regions of a page in the order of reading."""
    if not may_have_columns(pieces):
        return [Region(tuple(pieces))]
    strip = _strip(pieces)
    if strip is None:
        return [Region(tuple(pieces))]
    found: list[Region] = []
    across: list[Piece] = []
    for band, is_across in _bands(pieces, strip):
        columns = [] if is_across else _columns(band, strip)
        if not columns:
            across.extend(band)
            continue
        if across:
            found.append(Region(tuple(across)))
            across = []
        found += [Region(tuple(each), (len(columns), place)) for place, each in enumerate(columns, 1)]
    return [*found, Region(tuple(across))] if across else found


def may_have_columns(pieces: Sequence[Piece]) -> bool:
    """Tell cheaply whether so few characters stand on wide lines that the page may have columns."""
    if len(pieces) < 2 * _LEAST_LINES:
        return False
    measure = max(piece.box[2] for piece in pieces) - min(piece.box[0] for piece in pieces)
    wide = sum(piece.weight for piece in pieces if piece.width > _WIDE * measure)
    return wide < _MOSTLY * sum(piece.weight for piece in pieces)


def _height(pieces: Sequence[Piece]) -> float:
    return median(piece.box[3] - piece.box[1] for piece in pieces)


def _strip(pieces: Sequence[Piece]) -> float | None:
    """Return the middle of the strip that the fewest characters cross, if they are few enough."""
    x0, _, x1, _ = union(piece.box for piece in pieces)
    height = _height(pieces)
    if x1 - x0 < 2 * _NARROWEST * height or height <= 0:
        return None
    step = height / 2
    places = [x0 + _MARGIN * (x1 - x0) + step * count for count in range(int(0.7 * (x1 - x0) / step) + 1)]
    crossed = [sum(piece.weight for piece in pieces if _crosses(piece, x, height)) for x in places]
    least = min(crossed)
    if least > (1 - _MOSTLY) * sum(piece.weight for piece in pieces):
        return None
    runs = _runs_of_least(crossed, least)
    start, stop = max(runs, key=lambda run: run[1] - run[0])
    return (places[start] + places[stop - 1]) / 2


def _runs_of_least(crossed: Sequence[int], least: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place, weight in enumerate(crossed):
        if weight != least:
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _crosses(piece: Piece, x: float, height: float) -> bool:
    return piece.box[0] < x + _CLEAR * height and piece.box[2] > x - _CLEAR * height


def _bands(pieces: Sequence[Piece], strip: float) -> Iterator[tuple[list[Piece], bool]]:
    """Yield the pieces from top to bottom in bands, with whether they cross the strip."""
    band: list[Piece] = []
    is_across = False
    for piece in sorted(pieces, key=lambda piece: piece.box[1] + piece.box[3]):
        crosses = piece.box[0] < strip < piece.box[2]
        if band and crosses != is_across:
            yield band, is_across
            band = []
        is_across = crosses
        band.append(piece)
    if band:
        yield band, is_across


def _columns(band: Sequence[Piece], strip: float) -> list[list[Piece]]:
    """Return the columns of a band from left to right, none where it is no running text."""
    sides = [[piece for piece in band if (piece.box[2] <= strip) == is_left] for is_left in (True, False)]
    if not all(map(_is_running, sides)) or not _are_level(*sides):
        return []
    return [column for side in sides for column in _columns_of_side(side)]


def _columns_of_side(side: list[Piece]) -> list[list[Piece]]:
    strip = _strip(side) if may_have_columns(side) else None
    if strip is None or any(piece.box[0] < strip < piece.box[2] for piece in side):
        return [side]
    return _columns(side, strip) or [side]


def _is_running(side: Sequence[Piece]) -> bool:
    """Tell whether a side is text that fills its measure, line after line, or columns of such text."""
    if len(side) < _LEAST_LINES:
        return False
    x0, _, x1, _ = union(piece.box for piece in side)
    height = _height(side)
    if x1 - x0 < _NARROWEST * height:
        return False
    full = sum(
        piece.weight for piece in side if piece.box[2] >= x1 - _RAGGED * height and piece.width >= _FULL * (x1 - x0)
    )
    if full >= _MOSTLY * sum(piece.weight for piece in side):
        return True
    strip = _strip(side) if may_have_columns(side) else None
    return strip is not None and bool(_columns(side, strip))


def _are_level(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether two sides stand beside each other for most of the shorter one's height."""
    one, other = union(piece.box for piece in left), union(piece.box for piece in right)
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.5 * min(one[3] - one[1], other[3] - other[1])
