"""Whether published files are still what was published: bits turn on disks, and copies are cut short.

Every file of a generation is entered with its size, its SHA-256 and that of its footer in `<generation>.files.json`.
The pages of a file carry checksums that readers verify while they read; what stands in the footer (where columns are,
how many values they have) is verified against its entry before. So a reader pays for a few kilobytes, and an audit or a
publisher, who trusts nothing, for the whole file. Lists and manifests carry a digest of themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from schemas.errors import ErrorCode, PolicyError
from warehouse.rows import raise_if_refused, said

GONE = "it is not there"
WRONG_DIGEST = "its SHA-256 is not the one it was published with"
_MAGIC_BYTES = 8  # at the end of a Parquet file: the length of its footer (4 bytes, little-endian) and PAR1
_SEAL = "seal"
Entry = Mapping[str, str | int]
# By path in the generation. A table of runs has two while the one with the newest run takes the other's place.
Entries = Mapping[str, list[Entry]]


def sealed(value: Mapping[str, Any]) -> bytes:
    """Return a value as JSON that carries its own SHA-256."""
    return json.dumps({**value, _SEAL: _digest_of(value)}, sort_keys=True).encode()


def unsealed(data: bytes) -> dict[str, Any]:
    """Return the value of `sealed`; what an older program wrote has no digest.

    Raises:
        ValueError: it has changed.
    """
    value: dict[str, Any] = json.loads(data)
    if not isinstance(value, dict) or value.pop(_SEAL, _digest_of(value)) != _digest_of(value):
        raise ValueError("its digest is not its own")
    return value


def entries_path(folder: Path) -> Path:
    """Return the file that lists the files of a generation."""
    return folder.with_name(f"{folder.name.partition('.')[0]}.files.json")


def list_entries(folder: Path, previous: Path | None = None) -> dict[str, list[Entry]]:
    """Return the entries of all files of a generation; of those linked from the previous one, what is known of them."""
    known = read_entries(previous) if previous else {}
    found = {}
    for path in sorted(folder.rglob("*.parquet")):
        name = str(path.relative_to(folder))
        linked = name in known and is_of(path, previous, name)
        found[name] = list(known[name]) if linked else [entry_of(path)]
    return found


def is_of(path: Path, previous: Path | None, name: str) -> bool:
    """Return whether a file is that of some name in the previous generation, linked."""
    return previous is not None and (previous / name).is_file() and path.samefile(previous / name)


def entry_of(path: Path) -> Entry:
    """Return what is entered for a file."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "footer": _footer(path), "sha256": digest}


def read_entries(folder: Path) -> Entries:
    """Return the entries of a generation; none where an older program wrote it.

    Raises:
        PolicyError: the list is damaged.
    """
    path = entries_path(folder)
    try:
        state = path.stat()
        return _read_entries(path, state.st_mtime_ns, state.st_ino)
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError) as error:
        raise damaged(path, said(error)) from error


def verify_footers(path: Path) -> None:
    """Verify the files of one table of a generation, a file or a folder of files: that all are there, and how they end.

    Raises:
        PolicyError: one is damaged.
    """
    for name, entries in read_entries(path.parent).items():
        if name == path.name or name.startswith(f"{path.name}/"):
            _verify(path.parent / name, entries)


def damages(folder: Path) -> list[PolicyError]:
    """Return what is wrong with the files of a generation, each read from end to end."""
    try:
        entries = read_entries(folder)
    except PolicyError as error:
        return [error]
    found = []
    for name, known in entries.items():
        try:
            _verify(folder / name, known)
            if entry_of(folder / name) not in known:
                raise damaged(folder / name, WRONG_DIGEST)
        except PolicyError as error:
            found.append(error)
    return found


def damage_of(folder: Path, error: Exception) -> PolicyError:
    """Return the sentence for what reading files of a generation came to; where it is known which, it is named."""
    raise_if_refused(error)
    return next(iter(damages(folder)), damaged(folder, said(error)))


def damaged(path: Path | str, reason: str) -> PolicyError:
    """Return the sentence about a published file that is damaged."""
    return PolicyError(ErrorCode.FILE_DAMAGED, path=path, reason=reason)


def _verify(path: Path, known: Sequence[Entry]) -> None:
    try:
        size, footer = path.stat().st_size, _footer(path)
    except FileNotFoundError as error:
        raise damaged(path, GONE) from error
    sizes = [one["bytes"] for one in known]
    if size not in sizes:
        raise damaged(path, f"it has {size:,} bytes instead of {sizes[-1]:,}")
    if footer not in [one["footer"] for one in known]:
        raise damaged(path, "its footer is not the one it was published with")


def _footer(path: Path) -> str:
    """Return the SHA-256 of the end of a Parquet file: its footer, and where that begins."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _MAGIC_BYTES))
        length = int.from_bytes(file.read(4), "little")
        file.seek(max(0, size - _MAGIC_BYTES - length))
        return sha256(file.read()).hexdigest()


def _digest_of(value: Mapping[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=8)
def _read_entries(path: Path, *_: int) -> Entries:
    """Return the entries in a file; its time and inode tell it from one that took its name."""
    found: Entries = unsealed(path.read_bytes())["files"]
    return found
