"""The sentence around a place of a clean text, as the tables quote it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from schemas.records import Section

_SENTENCE_END = re.compile(r"[。！？\n]")
_LONGEST_SENTENCE = 4000  # characters; without a full stop for longer, each of its rows would repeat a whole paper


class Sentences:
    """The sentences of a clean text, found once."""

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        self._text = text
        first, last = (sections[0].start, sections[-1].end) if sections else (0, 0)
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text, first, last)]
        self._first, self._last = first, last

    def around(self, start: int, end: int) -> str:
        """Return the sentence, or the run of sentences, that holds a span; of an endless one what is near."""
        before = bisect_right(self._ends, start)
        after = bisect_right(self._ends, end - 1)
        begin = self._ends[before - 1] if before else self._first
        finish = self._ends[after] if after < len(self._ends) else self._last
        if finish - begin > _LONGEST_SENTENCE:
            begin, finish = max(begin, start - _LONGEST_SENTENCE // 2), min(finish, end + _LONGEST_SENTENCE // 2)
        return self._text[begin:finish].strip()
