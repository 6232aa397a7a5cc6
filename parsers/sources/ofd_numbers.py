"""Numbers in OFD's attributes: lengths in millimetres, lists of them, matrices; what is none is left out."""

from __future__ import annotations

import re
from itertools import islice, repeat
from math import isfinite

from parsers.sources.affine import IDENTITY, Matrix
from parsers.sources.glyphs import Box
from parsers.sources.safe_xml import Element

POINTS = 72 / 25.4  # PDF points in a millimetre

_MOST = 1e6  # millimetres; whatever lies beyond lies on no page
_ITEM = re.compile(r"[^\s,]+")


def number(text: str | None, default: float) -> float:
    """Return the number that a text is; the default where it is none, or beyond all measure."""
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return value if isfinite(value) and abs(value) <= _MOST else default


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """Return a list of as many numbers; None where a text is none."""
    found = [number(item, _MOST + 1) for item in islice(_ITEM.findall(text or ""), count)]
    return tuple(found) if len(found) == count and max(found) <= _MOST else None


def box(text: str | None) -> Box | None:
    """Return a box x, y, width, height as x0, top, x1, bottom."""
    found = numbers(text, 4)
    return (found[0], found[1], found[0] + found[2], found[1] + found[3]) if found else None


def matrix(text: str | None) -> Matrix:
    """Return the matrix a b c d e f; the one that changes nothing where a text is none."""
    found = numbers(text, 6)
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if found else IDENTITY


def channels(text: str | None) -> tuple[int, int, int]:
    """Return red, green and blue from 0 to 255: of `255 0 0`, `#ff #0 #0` or one value for grey; else black."""
    found = [_channel(item) for item in islice(_ITEM.findall(text or ""), 4)]
    if len(found) == 1:
        return found[0], found[0], found[0]
    return (found[0], found[1], found[2]) if len(found) == 3 else (0, 0, 0)


def _channel(text: str) -> int:
    try:
        value = int(text[1:], 16) if text.startswith("#") else int(number(text, 0))
    except ValueError:
        return 0
    return min(max(value, 0), 255)


def count(text: str | None, default: int, most: int) -> int:
    """Return a whole number from 0 to `most`."""
    return int(min(max(number(text, default), 0), most))


def flag(item: Element, name: str, *, default: bool) -> bool:
    """Return an attribute that is true or false."""
    return item.get(name, str(default)).strip().lower() in ("true", "1")


def deltas(text: str | None, most: int) -> list[float]:
    """Return a list of at most so many steps; `g 3 5` stands for 5 5 5, what is no number ends it."""
    found: list[float] = []
    items = iter(_ITEM.findall(text or ""))
    for item in items:
        is_group = item == "g"
        times = count(next(items, None), 0, most) if is_group else 1
        step = number(next(items, None) if is_group else item, _MOST + 1)
        if step > _MOST or len(found) >= most:
            break
        found.extend(repeat(step, min(times, most - len(found))))
    return found
