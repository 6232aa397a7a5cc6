"""What lies under a folder and matches its patterns, with what is refused and why; no link leads out unseen."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from schemas.errors import ErrorCode, SourceError

_PIECES = re.compile(r"(\*\*/|\*\*$|\*|\?|\[!?\]?[^]]*\])")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, its size in bytes where it is known, and why it is not to be read, if so.

    A folder that cannot be searched is found with the reason and `is_folder`, whatever its name. `is_asked` is false
    where no pattern matches.
    """

    path: Path
    size: int = 0
    refusal: SourceError | None = None
    is_folder: bool = False
    is_asked: bool = True


def walk(top: Path, patterns: Sequence[str], *, within: Sequence[Path], follow_links: bool) -> Iterator[Found]:
    """Yield what lies under `top`, in the order of names, folder after folder, and whether a pattern matches it.

    Args:
        top: the folder to search.
        patterns: globs relative to it, as `Path.glob` takes them; the case of letters from a to z does not matter.
        within: further folders into which links may lead.
        follow_links: whether links may lead anywhere, and links to folders are searched.
    """
    allowed = [os.path.realpath(folder) for folder in (top, *within)]
    deepest = None if any("**" in pattern for pattern in patterns) else max(item.count("/") for item in patterns)
    seen: set[tuple[int, int]] = set()
    waiting = [(top, "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            here = os.stat(folder)
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(folder, refusal=_unreadable(folder, error), is_folder=True)
            continue
        if (here.st_dev, here.st_ino) in seen:  # a link back to a folder above
            continue
        seen.add((here.st_dev, here.st_ino))
        below = []
        for entry in entries:
            path, relative = folder / entry.name, prefix + entry.name
            found = _look_at(path, allowed, follow_links=follow_links)
            if found is None:
                continue
            if found.is_folder and found.refusal is None:
                if deepest is None or relative.count("/") < deepest:
                    below.append((path, f"{relative}/"))
            elif found.is_folder or matches(relative, patterns):
                yield found
            else:
                yield replace(found, is_asked=False)
        waiting += reversed(below)


def matches(relative: str, patterns: Sequence[str]) -> bool:
    """Tell whether a path relative to the searched folder, with forward slashes, matches one of the globs."""
    return any(_expression(pattern).fullmatch(relative) for pattern in patterns)


def look_at(path: Path) -> Found:
    """Return what a path is that was named itself and is no folder: links are followed."""
    return _look_at(path, [], follow_links=True) or Found(path)


def not_a_file(path: Path, mode: int) -> SourceError:
    """Return the error of what is no file, by its mode as `os.stat` gives it."""
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a named pipe", stat.S_ISSOCK: "a socket"}
    got = next((words for is_kind, words in kinds.items() if is_kind(mode)), "a device")
    return SourceError(ErrorCode.NOT_A_FILE, path=path, got=got)


def _look_at(path: Path, allowed: Sequence[str], *, follow_links: bool) -> Found | None:
    """Return what a path is; None for a link to a folder whose files are found where they are."""
    try:
        status = os.stat(path)
    except OSError as error:
        return Found(path, refusal=_unreadable(path, error))
    is_folder = stat.S_ISDIR(status.st_mode)
    if not follow_links and os.path.islink(path):
        target = os.path.realpath(path)
        if not any(Path(target).is_relative_to(folder) for folder in allowed):
            refusal = SourceError(ErrorCode.LINKED_OUTSIDE, path=path, target=target, folder=allowed[0])
            return Found(path, 0, refusal, is_folder)
        if is_folder:
            return None
    if is_folder or stat.S_ISREG(status.st_mode):
        return Found(path, status.st_size, is_folder=is_folder)
    return Found(path, refusal=not_a_file(path, status.st_mode))


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(ErrorCode.UNREADABLE, path=path, reason=error.strerror or type(error).__name__)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Return a glob as an expression; sets in brackets keep their case."""
    return re.compile("".join(map(_translated, _PIECES.split(pattern))), re.DOTALL)


def _translated(piece: str) -> str:
    simple = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in simple:
        return simple[piece]
    if _PIECES.fullmatch(piece):
        negated = piece.startswith("[!")
        return (
            f"(?!/)[{'^' if negated else ''}{re.escape(piece[2 if negated else 1 : -1]).replace(chr(92) + '-', '-')}]"
        )
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isascii() and c.isalpha() else re.escape(c) for c in piece)
