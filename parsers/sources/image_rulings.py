"""Straight lines in the image of an upright page: long runs of ink, from left to right or from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from parsers.sources.glyphs import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ink = NDArray[np.bool_]

_SOLID = 0.95  # share of a ruling's pixels that are ink; a scan has gaps
_THICKEST = 0.2  # of the shortest ruling; what is thicker is a bar or a picture
_MOST = 2000  # runs; an image with more is a picture

_Run = tuple[int, int, int]  # row, first column, column behind the last


def ruling_boxes(ink: Ink, shortest: int) -> list[Box]:
    """Return the straight lines of at least so many pixels as boxes x0, top, x1, bottom in pixels."""
    across = _merged(_runs(ink, shortest), shortest)
    down = _merged(_runs(ink.T, shortest), shortest)
    return [*across, *((top, x0, bottom, x1) for x0, top, x1, bottom in down)]


def _runs(ink: Ink, shortest: int) -> list[_Run]:
    """Return the stretches of a row that are nearly all ink."""
    if ink.shape[1] <= shortest:
        return []
    sums = np.cumsum(ink, axis=1, dtype=np.int32)
    # A window that begins at column c + 1 and is `shortest` wide is ink from end to end.
    solid = (sums[:, shortest:] - sums[:, :-shortest]) >= _SOLID * shortest
    found: list[_Run] = []
    for row in np.flatnonzero(solid.any(axis=1)):
        edges = np.flatnonzero(np.diff(solid[row].astype(np.int8), prepend=0, append=0))
        found += [(int(row), int(start) + 1, int(stop) + shortest) for start, stop in edges.reshape(-1, 2)]
        if len(found) > _MOST:
            return []
    return found


def _merged(runs: list[_Run], shortest: int) -> Iterator[Box]:
    """Yield the boxes of runs that lie below each other."""
    growing: list[list[int]] = []  # x0, top, x1, bottom
    for row, start, stop in runs:
        done = [box for box in growing if box[3] < row]
        growing = [box for box in growing if box[3] >= row]
        yield from (_box(box) for box in done if box[3] - box[1] <= _THICKEST * shortest)
        over = next((box for box in growing if box[0] < stop and start < box[2]), None)
        if over is None:
            growing.append([start, row, stop, row + 1])
        else:
            over[0], over[2], over[3] = min(over[0], start), max(over[2], stop), row + 1
    yield from (_box(box) for box in growing if box[3] - box[1] <= _THICKEST * shortest)


def _box(edges: list[int]) -> Box:
    x0, top, x1, bottom = edges
    return float(x0), float(top), float(x1), float(bottom)
