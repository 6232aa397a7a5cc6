"""Runs of words up to the end of a text, found in time that grows with the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_INSIDE = 24  # characters that may stand behind an opener: 每|个通过认定的项目


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow one another up to the end of a text (每年最高不超过).

    A pattern of the form (words|opener.{0,24}?)*$ tries every way to cut the text, and their number doubles with each
    opener; here each place is asked once whether the end can be reached from it.
    """

    words: frozenset[str]
    opener: re.Pattern[str]  # a word behind which up to 24 characters may be anything but `stops`
    stops: str
    other: re.Pattern[str] | None = None  # what is no fixed word: 连续三年

    def starts(self, text: str) -> tuple[int, ...]:
        """Return every place from which a run goes up to the end, the last first; the end itself is the first."""
        return _starts(self, text)

    def start(self, text: str) -> int:
        """Return where the longest run begins; the text's length where there is none."""
        return self.starts(text)[-1]

    def goes_on(self, text: str, place: int, found: list[int]) -> bool:
        """Return whether a word at a place ends where a run is known to go on, the places found so far."""
        near = [end for end in found[-2 * _INSIDE :] if end - place <= 2 * _INSIDE]
        if any(text[place:end] in self.words for end in near):
            return True
        if self.other is not None and any(self.other.fullmatch(text, place, end) for end in near):
            return True
        opened = self.opener.match(text, place)
        if opened is None:
            return False
        stop = next((at for at in range(opened.end(), len(text)) if text[at] in self.stops), len(text))
        return any(opened.end() <= end <= min(stop, opened.end() + _INSIDE) for end in near)


@lru_cache(maxsize=1024)  # several rules ask for the run before the same number
def _starts(run: Run, text: str) -> tuple[int, ...]:
    found = [len(text)]
    for place in range(len(text) - 1, -1, -1):
        if found[-1] - place > 2 * _INSIDE:
            break
        if run.goes_on(text, place, found):
            found.append(place)
    return tuple(found)
