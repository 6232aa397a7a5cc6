"""What a source says of its paper beside the paper's words: the labels of a page's table, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from parsers.lexicon import words

MEANINGS = (
    "title",
    "doc_number",
    "issuers",
    "issued_date",
    "printed_date",
    "effective_date",
    "expiry_date",
    "validity",
    "disclosure",
    "published",
    "record",
)


@cache
def meanings() -> Mapping[str, str]:
    """Return the meaning of each known label."""
    return MappingProxyType({label: meaning for meaning in MEANINGS for label in words("properties", meaning)})
