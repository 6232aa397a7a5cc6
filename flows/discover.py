"""Finding source files, and the one name each has however it was asked for.

A file's source URI is the name of the root that holds it and its path below, NFC and with forward slashes:
`papers/2024/通知.txt`. Where roots lie in one another the innermost counts. A path under no root belongs to the
built-in root `file`, whose folder is the top of the file system: `file/home/li/通知.txt`. So one file has one
URI, whether its root, its folder or the file itself was named, and two files never share one.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from flows.setting_values import FILE_ROOT, Root
from flows.settings import Settings
from flows.walk import Found, look_at, walk
from schemas.errors import ErrorCode, PolicyError, SourceError, UsageError

_ESCAPED = re.compile(r"\\(?=x[0-9a-f]{2})|[\x00-\x1f\x7f\ud800-\udfff]")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


CORRECTIONS_SUFFIX = ".corrections.toml"  # 通知.txt.corrections.toml


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its URI, where it is, its size in bytes as it was found, and why it is not to be read, if so.

    `digest` is the SHA-256 that its bytes must have, where it is known; `corrections` its corrections file, if any.
    """

    uri: str
    path: Path
    size: int
    refusal: SourceError | None = None
    digest: str | None = None
    corrections: Path | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files found, in the order of their URIs, and what was asked for in vain.

    `searched` are the beginnings of the URIs of all files in folders that were searched and held some: what is known
    from there and was not found is gone. `waiting` are the URIs of files that are left for the next run, because they
    are still being written. `unasked` counts the files there whose names match no pattern, by the ending of the name.
    """

    sources: tuple[Source, ...]
    problems: tuple[PolicyError, ...] = ()
    searched: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    unasked: Mapping[str, int] = field(default_factory=dict)


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
    searched: list[str] = []
    unasked: set[Path] = set()
    for path, patterns in asked:
        try:
            for item in _found(path, patterns, settings):
                if item.is_folder and item.refusal is not None:
                    problems.append(item.refusal)
                elif item.is_asked:
                    _add(found, problems, _source(source_uri(item.path, settings.roots), item))
                else:
                    unasked.add(item.path)
            if path.is_dir():
                searched.append(source_uri(path / "_", settings.roots)[:-1])
        except UsageError as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else _nothing("any root", ())
    sources = tuple(found[uri] for uri in sorted(found))
    return Discovery(sources, tuple(problems), tuple(searched), unasked=_endings(unasked, sources))


def _endings(unasked: Iterable[Path], sources: Iterable[Source]) -> dict[str, int]:
    """Return how many files were not asked for in any way, by ending; hidden files and corrections are no papers."""
    taken = {source.path for source in sources}
    counts = Counter(
        path.suffix.lower() or path.name
        for path in unasked
        if not path.name.startswith(".") and not path.name.endswith(CORRECTIONS_SUFFIX) and _absolute(path) not in taken
    )
    return dict(sorted(counts.items()))


def _source(uri: str, item: Found) -> Source:
    return Source(uri, _absolute(item.path), item.size, item.refusal, corrections=corrections_of(item.path))


def corrections_of(path: Path) -> Path | None:
    """Return the corrections file that stands beside a paper, None where there is none."""
    beside = path.with_name(path.name + CORRECTIONS_SUFFIX)
    try:
        return beside if beside.is_file() else None
    except OSError:  # a name as long as a name may be has none beside it
        return None


def source_uri(path: Path, roots: Iterable[Root]) -> str:
    """Return the URI of a path: under the innermost root that holds it, otherwise under `file`."""
    here, real = _absolute(path), Path(os.path.realpath(path))
    candidates = [
        (len(folder.parts), seen is here, f"{root.name}/{seen.relative_to(folder).as_posix()}")
        for root in roots
        for folder, seen in ((_absolute(root.folder), here), (Path(os.path.realpath(root.folder)), real))
        if seen.is_relative_to(folder) and seen != folder
    ]
    outside = f"{FILE_ROOT}/{here.as_posix().lstrip('/')}"
    return _ESCAPED.sub(_escape, normalize("NFC", max(candidates)[2] if candidates else outside))


def path_of(uri: str, roots: Iterable[Root]) -> Path | None:
    """Return where the file of a URI should be; None where its root is not in the settings.

    A name on disk may be in another normal form than the URI; the folder is searched for it then.
    """
    name, _, rest = uri.partition("/")
    folders = {root.name: _absolute(root.folder) for root in roots} | {FILE_ROOT: Path(Path.cwd().anchor)}
    if name not in folders or not rest:
        return None
    path = folders[name]
    for part in _ESCAPE.sub(_unescape, rest).split("/"):
        path = path / part if os.path.lexists(path / part) else _same_name(path, part)
    return path


def _escape(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]) & 0xFF:02x}"  # Python keeps a byte that is no UTF-8 as the code point U+DC00 + byte


def _unescape(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code if code < 0x80 else 0xDC00 + code)


def _same_name(folder: Path, name: str) -> Path:
    try:
        names = os.listdir(folder)
    except OSError:
        names = []
    return folder / next((other for other in names if normalize("NFC", other) == name), name)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # not resolved: a link inside a root stays inside it


def _patterns_for(path: Path, settings: Settings) -> tuple[str, ...]:
    here = os.path.realpath(path)
    return next((root.patterns for root in settings.roots if os.path.realpath(root.folder) == here), settings.patterns)


def _found(path: Path, patterns: Sequence[str], settings: Settings) -> Iterator[Found]:
    if os.path.isdir(path):
        within = [root.folder for root in settings.roots]
        found = list(walk(path, patterns, within=within, follow_links=settings.follow_links))
        if not any(item.is_asked for item in found):
            raise _nothing(path, patterns)
        yield from found
    elif os.path.lexists(path):
        yield look_at(path)
    else:
        raise UsageError(ErrorCode.MISSING, path=path)


def _add(found: dict[str, Source], problems: list[PolicyError], source: Source) -> None:
    first = found.setdefault(source.uri, source)
    if first.path != source.path and os.path.realpath(first.path) != os.path.realpath(source.path):
        reason = f"its name is the same as that of {first.path} but for the form of its characters"
        problems.append(SourceError(ErrorCode.UNREADABLE, path=source.path, reason=reason))


def _nothing(where: Path | str, patterns: Sequence[str]) -> UsageError:
    return UsageError(ErrorCode.NO_SOURCES, path=where, patterns=", ".join(patterns) or "of the settings")
