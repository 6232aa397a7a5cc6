"""Characters that fonts give for others that look the same, put right one for one, so that no offset moves."""

from __future__ import annotations

import unicodedata
from functools import cache

from parsers.lexicon import mapping

_WITH_COMPATIBILITY_MAPPING = (range(0x2E80, 0x2FD6), range(0xF900, 0xFB00))  # radicals, compatibility ideographs


def unify(text: str) -> str:
    """Return a text with radicals (⼈ ⺠) and compatibility ideographs as the characters they stand for (人 民).

    Nothing else changes, not even what compatibility normalisation would change: ① stays ①.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = {ord(radical): character for radical, character in mapping("radicals", "unified").items()}
    for codes in _WITH_COMPATIBILITY_MAPPING:
        for code in codes:
            unified = unicodedata.normalize("NFKC", chr(code))
            if len(unified) == 1 and unified != chr(code):
                table[code] = unified
    return table
