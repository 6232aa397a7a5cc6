"""Compound files, in which Office kept its documents before 2007, and keeps new ones that have a password.

Sources: [MS-CFB], [MS-DOC] 2.5.2, [MS-OFFCRYPTO]. What is in one is told by the names of its streams, wherever they
stand; nothing else is read here.
"""

from __future__ import annotations

from enum import Enum, auto

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_SECTOR, _SMALL_SECTOR = 512, 64  # a short stream starts at a multiple of the latter
_WORD_MAGIC, _WORD_VERSIONS, _WORD_FLAGS, _IS_LOCKED = b"\xec\xa5", range(0x65, 0x113), 10, 0x0100


class Contents(Enum):
    """What a compound file holds."""

    WORD = auto()
    LOCKED = auto()  # a document with a password
    OTHER = auto()


def contents(data: bytes) -> Contents:
    """Return what a compound file holds."""
    if _PACKAGE_STREAM in data:
        return Contents.LOCKED
    if _WORD_STREAM not in data:
        return Contents.OTHER
    return Contents.LOCKED if _has_locked_words(data) else Contents.WORD


def _has_locked_words(data: bytes) -> bool:
    """Tell whether an old Word document is encrypted, by the head of its words."""
    start = data.find(_WORD_MAGIC, _SECTOR)
    while start >= 0:
        version = int.from_bytes(data[start + 2 : start + 4], "little")
        if start % _SMALL_SECTOR == 0 and version in _WORD_VERSIONS:
            flags = data[start + _WORD_FLAGS : start + _WORD_FLAGS + 2]
            return bool(int.from_bytes(flags, "little") & _IS_LOCKED)
        start = data.find(_WORD_MAGIC, start + 1)
    return False
