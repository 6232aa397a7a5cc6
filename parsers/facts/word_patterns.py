"""The word lists of the lexicon as compiled patterns."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.lexicon import mapping, words
from parsers.quantities.patterns import alternation, refusals


@cache
def any_word(lexicon: str, key: str, not_before: str | None = None) -> re.Pattern[str]:
    """Return what finds any word of a list; `not_before` is the key of the characters that make it another word."""
    refused = refusals(mapping(lexicon, not_before)) if not_before else None
    return re.compile(alternation(words(lexicon, key), refused))


@lru_cache(maxsize=1024)  # each figure of a section asks it of the headings above
def holds_word(heading: str, lexicon: str, key: str) -> bool:
    """Return whether any word of a list stands in a heading."""
    return any(word in heading for word in words(lexicon, key))
