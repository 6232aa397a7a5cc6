"""The folder of a site: made aside, then put in the place of the one before at once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from flows.writing import writing
from schemas.errors import ErrorCode, UsageError

_MARK = ".zhengce-report.json"  # in the folder of a site: the files that are its own


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Give an empty folder to write a site to; when the block ends well, it takes the place of `target`.

    A reader finds the old site or the new one, never a mixture. Where the block fails, the old one stays.

    Raises:
        UsageError: something stands there that no report wrote, or the folder cannot be written.
    """
    place = target.expanduser().resolve()
    aside = place.with_name(f".{place.name}.{uuid4().hex[:8]}")
    try:
        with writing(target):
            refuse_others(target)
            aside.mkdir(parents=True)
        yield aside
        with writing(target):
            files = sorted(str(path.relative_to(aside)) for path in aside.rglob("*") if path.is_file())
            (aside / _MARK).write_text(json.dumps({"files": files}, ensure_ascii=False), "utf-8")
            refuse_others(target)  # hours may have gone by
            _swap(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def refuse_others(target: Path) -> None:
    """Raise where a site at `target` would take the place of what is not one.

    Raises:
        UsageError: a file is there, a folder with other files in it, or the folder that the user works in.
    """
    place = target.expanduser().resolve()
    if place.exists() and not place.is_dir():
        raise UsageError(ErrorCode.SITE_TAKEN, path=target, found="is a file")
    if place in (Path.cwd(), *Path.cwd().parents):
        raise UsageError(ErrorCode.SITE_TAKEN, path=target, found="holds the folder you work in")
    if place.is_dir() and (others := _others(place)):
        raise UsageError(ErrorCode.SITE_TAKEN, path=target, found=f"holds files that no report wrote ({others[0]})")


def _others(place: Path) -> list[str]:
    """Return the files below a folder that are not of the site in it."""
    try:
        own = set(json.loads((place / _MARK).read_bytes())["files"]) | {_MARK}
    except (OSError, ValueError, KeyError, TypeError):
        own = set()
    return sorted(name for name in _entries(place) if name not in own)


def _entries(place: Path) -> Iterator[str]:
    """Yield the files below a folder, with what else would go with it: links to folders, and folders without files.

    Raises:
        OSError: a folder cannot be read, so that nobody knows what is in it.
    """

    def fail(error: OSError) -> NoReturn:
        raise error

    for folder, folders, names in os.walk(place, onerror=fail):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in (*names, *links):
            yield os.path.relpath(os.path.join(folder, name), place)
        if not folders and not names and folder != os.fspath(place):
            yield os.path.relpath(folder, place)


def _swap(fresh: Path, place: Path) -> None:
    """Give a folder the name of another; between the two renames there is none, for microseconds."""
    if not place.exists():
        fresh.rename(place)
        return
    gone = place.with_name(f"{fresh.name}.old")
    place.rename(gone)
    try:
        fresh.rename(place)
    except OSError:
        gone.rename(place)
        raise
    shutil.rmtree(gone, ignore_errors=True)
