"""Finding source files, and the one name each has however it was asked for.

A file's source URI is the name of the root that holds it and its path below, NFC and with forward slashes:
`papers/2024/通知.txt`. Where roots lie in one another the innermost counts. A path under no root belongs to the
built-in root `file`, whose folder is the top of the file system: `file/home/li/通知.txt`. So one file has one
URI, whether its root, its folder or the file itself was named, and two files never share one.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from flows.settings import FILE_ROOT, Root, Settings
from schemas.errors import ErrorCode, PolicyError, SourceError, UsageError


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its URI, where it is, its size in bytes as it was found, and why it is not to be read, if so."""

    uri: str
    path: Path
    size: int
    refusal: SourceError | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files found, in the order of their URIs, and what was asked for in vain."""

    sources: tuple[Source, ...]
    problems: tuple[PolicyError, ...] = ()


def discover(settings: Settings, paths: Sequence[Path] = ()) -> Discovery:
    """Return the files under the given files and folders, or under all roots where none is given.

    A folder is searched with the patterns of the root it is the folder of, otherwise with the general ones; a
    file is taken whatever its name.

    Raises:
        UsageError: nothing was found at all.
    """
    asked = [(path, _patterns_for(path, settings)) for path in paths]
    asked = asked or [(root.folder, root.patterns) for root in settings.roots]
    problems: list[PolicyError] = []
    found: dict[str, Source] = {}
    for path, patterns in asked:
        try:
            for file in _files(path, patterns):
                _add(found, problems, _source(file, settings.roots))
        except UsageError as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else _nothing("any root", ())
    return Discovery(tuple(found[uri] for uri in sorted(found)), tuple(problems))


def source_uri(path: Path, roots: Iterable[Root]) -> str:
    """Return the URI of a path: under the innermost root that holds it, otherwise under `file`."""
    candidates = [
        (len(folder.parts), f"{root.name}/{seen.relative_to(folder).as_posix()}")
        for root in roots
        for folder, seen in ((_absolute(root.folder), _absolute(path)), (root.folder.resolve(), path.resolve()))
        if seen.is_relative_to(folder) and seen != folder
    ]
    outside = f"{FILE_ROOT}/{_absolute(path).as_posix().lstrip('/')}"
    return normalize("NFC", max(candidates)[1] if candidates else outside)


def path_of(uri: str, roots: Iterable[Root]) -> Path | None:
    """Return where the file of a URI should be; None where its root is not in the settings.

    A name on disk may be in another normal form than the URI; the folder is searched for it then.
    """
    name, _, rest = uri.partition("/")
    folders = {root.name: _absolute(root.folder) for root in roots} | {FILE_ROOT: Path(Path.cwd().anchor)}
    if name not in folders or not rest:
        return None
    path = folders[name]
    for part in rest.split("/"):
        path = path / part if (path / part).exists() else _same_name(path, part)
    return path


def not_a_file(path: Path, mode: int) -> SourceError:
    """Return the error of what is no file, by its mode as `os.stat` gives it."""
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a named pipe", stat.S_ISSOCK: "a socket"}
    got = next((words for is_kind, words in kinds.items() if is_kind(mode)), "a device")
    return SourceError(ErrorCode.NOT_A_FILE, path=path, got=got)


def _same_name(folder: Path, name: str) -> Path:
    names = os.listdir(folder) if folder.is_dir() else []
    return folder / next((other for other in names if normalize("NFC", other) == name), name)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # not resolved: a link inside a root stays inside it


def _patterns_for(path: Path, settings: Settings) -> tuple[str, ...]:
    here = path.resolve()
    return next((root.patterns for root in settings.roots if root.folder.resolve() == here), settings.patterns)


def _files(path: Path, patterns: Sequence[str]) -> Iterator[Path]:
    if path.is_dir():
        found = {file for pattern in patterns for file in path.glob(_any_case(pattern)) if file.is_file()}
        if not found:
            raise _nothing(path, patterns)
        yield from sorted(found)
    elif path.exists():
        yield path
    else:
        raise UsageError(ErrorCode.MISSING, path=path)


def _any_case(pattern: str) -> str:
    """Return a glob that takes .PDF for .pdf; sets in brackets stay as they are."""
    return re.sub(
        r"\[[^]]*\]|[A-Za-z]",
        lambda found: found[0] if len(found[0]) > 1 else f"[{found[0].lower()}{found[0].upper()}]",
        pattern,
    )


def _source(path: Path, roots: Iterable[Root]) -> Source:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # reading it will say why
    return Source(source_uri(path, roots), _absolute(path), size)


def _add(found: dict[str, Source], problems: list[PolicyError], source: Source) -> None:
    first = found.setdefault(source.uri, source)
    if first.path != source.path and not first.path.samefile(source.path):
        reason = f"its name is the same as that of {first.path} but for the form of its characters"
        problems.append(SourceError(ErrorCode.UNREADABLE, path=source.path, reason=reason))


def _nothing(where: Path | str, patterns: Sequence[str]) -> UsageError:
    return UsageError(ErrorCode.NO_SOURCES, path=where, patterns=", ".join(patterns) or "of the settings")
