"""A reader that never stops: opens all published tables again and again and checks that they are of one moment."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

import pyarrow.parquet as pq

from tests.faults.program import Place, state_of

_PAUSE_SECONDS = 0.03


class Reader:
    """Reads in a thread while the block lasts; `states` are the digests that may be seen, in their order in time."""

    def __init__(self, place: Place, states: Collection[str]) -> None:
        self._published = place.warehouse / "published"
        self._allowed = list(states)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._was_there = self._published.is_symlink()
        self.reads = 0
        self.problems: list[str] = []
        self.seen: list[str] = []

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.is_set():
            try:
                self._look()
            except Exception as error:
                self.problems.append(f"{type(error).__name__}: {error}")
            time.sleep(_PAUSE_SECONDS)

    def _look(self) -> None:
        if not self._was_there and not self._published.is_symlink():
            return
        self._was_there = True
        folder = Path(os.path.realpath(self._published))  # once: all tables are of this generation
        state = state_of(folder)
        for path in folder.glob("*.parquet"):
            pq.ParquetFile(path).read()
        self.reads += 1
        if state not in self._allowed:
            self.problems.append(f"{folder.name} holds rows of no moment")
        elif not self.seen or self.seen[-1] != state:
            if self.seen and self._allowed.index(state) < self._allowed.index(self.seen[-1]):
                self.problems.append(f"{folder.name} went back in time")
            self.seen.append(state)
