"""Names of public bodies: whether a line is one, and where names printed without a sign between them part."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers.lexicon import words
from parsers.regions import find_places, opens_with_place

_PIECE = re.compile(r"[^、，,；;/\s\u3000]+")
_NAME = re.compile(r"[\u4e00-\u9fff（）()“”·]{2,40}")
_SEAL = re.compile(r"[（(](?:章|代章|盖章|公章|印章|印)[)）]$")
_LONGEST = 40
_LONGEST_REMEMBERED = 200  # characters: a process that reads many papers would keep whole paragraphs alive else


@cache
def _last_characters() -> frozenset[str]:
    return frozenset(word[-1] for key in ("suffixes", "national") for word in words("agencies", key))


def _ends_name(name: str) -> bool:
    return name.endswith(words("agencies", "suffixes")) or name in words("agencies", "national")


def is_national(name: str) -> bool:
    """Return whether a body is one of the State, not of a province or place."""
    if (name.startswith("中共") and not name.startswith("中共中央")) or _branch().fullmatch(name):
        return False
    return (name.startswith(words("agencies", "national")) and not opens_with_place(name)) or (
        name.startswith(words("agencies", "national_prefixes")) and not any(find_places(name))
    )


def _opens_name(text: str) -> bool:
    """Return whether the name of a body can begin here: with a place, or with a body of the State."""
    text = text.removeprefix("中共")
    national = text.startswith(words("agencies", "national")) or text.startswith(words("agencies", "national_prefixes"))
    return national or opens_with_place(text)


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile("|".join(words("agencies", "not_in_names")))


@cache
def _branch() -> re.Pattern[str]:
    """Return what a branch of a body of the State looks like, which bears that body's name in front of its own."""
    return re.compile("|".join(words("agencies", "branches")))


@lru_cache(maxsize=4096)
def _part(text: str) -> tuple[str, ...]:
    """Return the names that a run of Han characters is made of; () where it is not made of names."""
    branch, last = _branch().match(text), _last_characters()
    for end in range(branch.end() if branch else 2, min(len(text), _LONGEST) + 1):
        if text[end - 1] not in last:
            continue
        name, rest = text[:end], text[end:]
        if not _ends_name(name) or (rest and not _opens_name(rest)):
            continue
        if not rest:
            return (name,)
        if others := _part(rest):
            return (name, *others)
    return ()


def read_agencies(text: str) -> tuple[str, ...]:
    """Return the bodies that a text names if it is nothing but names of bodies, else ().

    Each name begins with a place or a body of the State, or is the only one and ends as only bodies do.
    """
    return _read_again(text) if len(text) <= _LONGEST_REMEMBERED else _read_agencies(text)


@lru_cache(maxsize=4096)
def _read_again(text: str) -> tuple[str, ...]:
    return _read_agencies(text)


def _read_agencies(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _PIECE.finditer(_SEAL.sub("", text.strip())):  # one by one: the first of running text is none
        piece = match.group()
        if _NAME.fullmatch(piece) is None or _no_name().search(piece):
            return ()
        names = _part(piece)
        known = names and (_opens_name(names[0]) or piece.endswith(words("agencies", "strong_suffixes")))
        if not known:
            return ()
        found += names
    return tuple(dict.fromkeys(found))
