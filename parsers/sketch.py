"""A sketch of a text by which near-equal texts are told apart from others: the smallest checksums of its phrases.

Bottom-k sketch after A. Broder, «On the resemblance and containment of documents» (1997): the share of checksums that
two sketches have in common estimates the share of phrases that their texts have in common.
"""

from __future__ import annotations

import re
from zlib import crc32

_PHRASE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{6,}")  # between signs: layout and width of signs do not count
_SIZE = 32
_FEWEST = 4  # phrases; a shorter text says too little


def sketch(text: str) -> str | None:
    """Return up to 32 checksums of eight hexadecimal digits, ascending, parted by spaces; None for a short text."""
    sums = set(map(crc32, map(str.encode, _PHRASE.findall(text))))
    return " ".join(f"{value:08x}" for value in sorted(sums)[:_SIZE]) if len(sums) >= _FEWEST else None
