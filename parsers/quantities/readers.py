"""Which reader answers for what stands at a place: the first that recognises it."""

from __future__ import annotations

from collections.abc import Callable

from parsers.quantities import shares
from parsers.quantities.amounts import read_amount
from parsers.quantities.grammar import grammar
from parsers.quantities.shares import Reading


def read_at(text: str, start: int) -> Reading:
    """Return what stands at a numeral's first character, and where to go on."""
    for reader in _READERS:
        reading = reader(text, start)
        if reading is not None:
            return reading
    return None, start + 1


def _read_calendar(text: str, start: int) -> Reading | None:
    """Dates and clock times are no quantities; step over them."""
    found = grammar().calendar.match(text, start)
    return (None, found.end()) if found else None


_READERS: tuple[Callable[[str, int], Reading | None], ...] = (
    _read_calendar,
    shares.read_percent_word,
    shares.read_fraction_word,
    shares.read_half,
    shares.read_doubling,
    shares.read_tenths,
    shares.read_ratio,
    shares.read_slash,
    read_amount,
)
