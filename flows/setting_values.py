"""How the value of a setting is read, from a settings file or as the words of a variable or an option."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_ROOT = "file"  # the root of every path that stands under no other; see flows.discover
_ROOT_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Root:
    """A named folder of papers, and the glob patterns of those that are read."""

    name: str
    folder: Path
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """How one setting is read; `read` gets the value and the layer's folder, and raises ValueError on a mistake."""

    allowed: str
    read: Callable[[Any, Path], Any] = field(repr=False)


def folder(value: Any, base: Path) -> Path:
    """Return a folder; a relative one counts from `base`."""
    if not isinstance(value, str | Path) or not str(value).strip():
        raise ValueError
    return base / Path(value).expanduser()


def place(value: Any, base: Path) -> Path | str:
    """Return a folder, or an address of an object store as it is."""
    return value if isinstance(value, str) and re.fullmatch(r"s3://[^/]+/.+", value) else folder(value, base)


def integer(minimum: int, maximum: int | None = None) -> Key:
    """Return the key of a whole number within bounds, both included."""

    def read(value: Any, _: Path) -> int:
        number = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
        if not isinstance(number, int) or isinstance(number, bool) or number < minimum:
            raise ValueError
        if maximum is not None and number > maximum:
            raise ValueError
        return number

    return Key(f"a whole number from {minimum}" + (f" to {maximum}" if maximum is not None else ""), read)


def matching(pattern: str) -> Callable[[Any, Path], str]:
    """Return a reader that takes only words that match a regular expression as a whole."""

    def read(value: Any, _: Path) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError
        return value

    return read


def switch(value: Any, _: Path) -> bool:
    """Return true or false, also from 1, 0, yes and no."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError


def one_of(allowed: Sequence[str]) -> Key:
    """Return the key of one of some words."""
    return Key(f"one of {', '.join(allowed)}", matching("|".join(allowed)))


def glob_patterns(value: Any, _: Path) -> tuple[str, ...]:
    """Return globs from a list, or from words with commas between them."""
    patterns = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not patterns:
        raise ValueError
    if not all(isinstance(pattern, str) and pattern and not pattern.startswith("/") for pattern in patterns):
        raise ValueError
    return tuple(patterns)


def roots(value: Any, base: Path) -> tuple[Root, ...]:
    """Return roots from a table, or from NAME=FOLDER with commas between them."""
    if isinstance(value, str):
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        value = {name.strip(): path.strip() for name, _, path in pairs}
    if not isinstance(value, Mapping):
        raise ValueError
    return tuple(_root(name, entry, base) for name, entry in value.items())


def _root(name: str, entry: Any, base: Path) -> Root:
    table = entry if isinstance(entry, Mapping) else {"folder": entry}
    if not _ROOT_NAME.fullmatch(name) or name == FILE_ROOT or table.keys() - {"folder", "patterns"}:
        raise ValueError(f"roots.{name}")
    try:
        patterns = glob_patterns(table["patterns"], base) if "patterns" in table else ()
        return Root(name, folder(table.get("folder"), base), patterns)
    except ValueError:
        raise ValueError(f"roots.{name}") from None
