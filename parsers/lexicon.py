"""Word lists from config/lexicon: read once, checked, and given out as plain tuples and mappings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from schemas.errors import ErrorCode, UsageError

_FOLDER = "lexicon"


def lexicon_files() -> dict[str, bytes]:
    """Return the bytes of every lexicon file by name, in name order; the revision of a parse depends on them."""
    folder = files("config").joinpath(_FOLDER)
    found = sorted((item for item in folder.iterdir() if item.is_file()), key=lambda item: item.name)
    return {item.name: item.read_bytes() for item in found}


@cache
def read_lexicon(name: str) -> Mapping[str, Any]:
    """Return config/lexicon/NAME.toml as a read-only mapping.

    Raises:
        UsageError: the file is missing or is not valid TOML.
    """
    file = f"config/lexicon/{name}.toml"
    try:
        raw = files("config").joinpath(_FOLDER, f"{name}.toml").read_text("utf-8")
        return MappingProxyType(tomllib.loads(raw))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            ErrorCode.CONFIGURATION, file=file, key="the file", got=f"unreadable ({error})", allowed="UTF-8 TOML"
        ) from error


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """Return a list of words, longest first, so that an alternation built of it prefers the longest.

    Raises:
        UsageError: the key is missing or is not a list of non-empty strings.
    """
    value = _lookup(name, key)
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise _mistake(name, key, value, "a list of non-empty strings")
    return tuple(sorted(dict.fromkeys(value), key=lambda word: (-len(word), word)))


@cache
def mapping(name: str, key: str) -> Mapping[str, str]:
    """Return a table of strings by string.

    Raises:
        UsageError: the key is missing or is not a table of strings.
    """
    value = _lookup(name, key)
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise _mistake(name, key, value, "a table of strings")
    return MappingProxyType(value)


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of config/lexicon/NAME.tsv below its heading, as tuples of its columns.

    Raises:
        UsageError: the file is missing, or a row has not as many columns as the heading.
    """
    file = f"config/lexicon/{name}.tsv"
    try:
        lines = files("config").joinpath(_FOLDER, f"{name}.tsv").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            ErrorCode.CONFIGURATION, file=file, key="the file", got=f"unreadable ({error})", allowed="UTF-8 text"
        ) from error
    heading, *table = [tuple(line.split("\t")) for line in lines if line]
    for row in table:
        if len(row) != len(heading):
            raise UsageError(
                ErrorCode.CONFIGURATION, file=file, key=row[0], got=repr(row), allowed=f"{len(heading)} columns"
            )
    return tuple(table)


def _lookup(name: str, key: str) -> Any:
    value: Any = read_lexicon(name)
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _mistake(name: str, key: str, value: object, allowed: str) -> UsageError:
    got = "missing" if value is None else repr(value)[:80]
    return UsageError(ErrorCode.CONFIGURATION, file=f"config/lexicon/{name}.toml", key=key, got=got, allowed=allowed)
