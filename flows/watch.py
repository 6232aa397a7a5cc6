"""Watching the roots: whether papers came, changed or went, and which of them are still being written.

The folders are looked through again and again; notices of the operating system would not come from network drives, and
are limited in number. A file is at rest when its size and the time of its last change are the same at two looks; the
clock of this machine need not be that of the drive.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import sleep, time

from flows.discover import Discovery, corrections_of
from flows.settings import Settings
from flows.walk import walk

State = tuple[int, int]  # bytes, and the time of the last change in nanoseconds
Glance = Mapping[Path, State]
MOST_LOOKS = 12  # so often is waited for the last file of many; then those at rest are enough


def glance(settings: Settings) -> Glance:
    """Return every file under the roots that is or would be a paper, and the corrections beside them."""
    found: dict[Path, State] = {}
    within = [root.folder for root in settings.roots]
    for root in settings.roots:
        for item in walk(root.folder, root.patterns, within=within, follow_links=settings.follow_links):
            if item.is_asked and item.refusal is None:
                for path in filter(None, (item.path, corrections_of(item.path))):
                    if state := _state(path):
                        found[path] = state
    return found


class Watch:
    """Says when a run is due. To be asked at an even pace."""

    def __init__(self, look: Callable[[], Glance]) -> None:
        self._look = look
        self._known: Glance = {}
        self._last: Glance = {}
        self._at_rest: Glance = {}
        self._waited = 0

    def is_due(self) -> bool:
        """Look, and say whether something is at rest that is not as it was when `took` was called, or is gone.

        While other files go on changing, a run is due only after a number of looks.
        """
        before, self._last = self._last, self._look()
        self._at_rest = {path: state for path, state in self._last.items() if before.get(path) == state}
        changed = any(self._known.get(path) != state for path, state in self._at_rest.items())
        gone = any(path not in self._last and path not in before for path in self._known)
        self._waited = self._waited + 1 if changed or gone else 0
        return self._waited > 0 and (before == self._last or self._waited >= MOST_LOOKS)

    def took(self) -> None:
        """Take what is at rest for known: a run has begun that reads it."""
        self._known, self._waited = self._at_rest, 0


def at_rest(discovery: Discovery, seconds: float, pause: Callable[[float], object] = sleep) -> Discovery:
    """Return a discovery without the files that are still being written.

    Where a file changed within so many seconds before now, that long is waited and looked again.
    """
    young = [source for source in discovery.sources if source.refusal is None and _age(source.path) < seconds]
    if not young or not seconds:
        return discovery
    before = {source.uri: _state(source.path) for source in young}
    pause(seconds)
    waiting = {source.uri for source in young if _state(source.path) != before[source.uri]}
    kept = tuple(source for source in discovery.sources if source.uri not in waiting)
    return replace(discovery, sources=kept, waiting=tuple(sorted(waiting)))


def _age(path: Path) -> float:
    """Return the seconds since a file's last change; below zero where the clock of its drive is ahead."""
    state = _state(path)
    return time() - state[1] / 1e9 if state else 0.0


def _state(path: Path) -> State | None:
    try:
        status = os.stat(path)
    except OSError:  # it went meanwhile
        return None
    return status.st_size, status.st_mtime_ns
