"""Where a warehouse is that a user names: in a folder, or on an object store and mirrored in one."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.ids import digest
from warehouse.remote import SCHEME, Remote


def where(place: Path | str) -> tuple[Path, Remote | None]:
    """Return the local folder of a warehouse, and its place on an object store if it is there.

    The mirror of one on an object store stands in the user's cache (XDG Base Directory Specification), where it can be
    removed at any time that nothing runs.
    """
    if not str(place).startswith(SCHEME):
        return Path(place).resolve(), None
    remote = Remote(str(place).rstrip("/"))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "zhengce" / digest(remote.uri), remote
