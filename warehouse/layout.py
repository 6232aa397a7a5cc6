"""Where everything in a warehouse lives; no other module spells a path.

- `store/<table>/`: Delta tables, every load ever appended, their seals, and the log `flips`.
- `generations/00000007/`: an immutable generation, `<table>.parquet` or `<table>/bucket-XX.parquet`.
- `generations/00000007.manifest.json`: which load of each source that generation holds.
- `raw/ab/abcd…`: the bytes of every file that was read, by their SHA-256.
- `generations/00000007.files.json`: size and SHA-256 of each of its files.
- `runs/<table>.parquet`: every run and its check results; each generation has them as of its own run.
- `published -> generations/00000007`: what everyone opens.
- `publish.lock`: held by the one publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FLIPS, SEALS = "flips", "seals"
_GENERATION = re.compile(r"[0-9]{8}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one warehouse."""

    root: Path

    @property
    def store(self) -> Path:
        """Return the folder of the Delta tables."""
        return self.root / "store"

    @property
    def generations(self) -> Path:
        """Return the folder of the published generations."""
        return self.root / "generations"

    @property
    def raw(self) -> Path:
        """Return the folder of the bytes of every file that was read."""
        return self.root / "raw"

    @property
    def mirrored(self) -> Path:
        """Return the file that says which generation of an object store the local mirror holds."""
        return self.root / "mirrored.json"

    @property
    def published(self) -> Path:
        """Return the symbolic link to the generation that is current."""
        return self.root / "published"

    @property
    def runs(self) -> Path:
        """Return the folder of the run tables, which are outside the promise of equal bytes."""
        return self.root / "runs"

    @property
    def lock(self) -> Path:
        """Return the file that a publisher locks."""
        return self.root / "publish.lock"

    def table(self, name: str) -> Path:
        """Return the folder of a Delta table."""
        return self.store / name

    def generation(self, number: int) -> Path:
        """Return the folder of a generation."""
        return self.generations / f"{number:08d}"

    def staging(self, number: int) -> Path:
        """Return the folder in which a generation is written before it is whole."""
        return self.generations / f"{number:08d}.partial"

    def manifest(self, number: int) -> Path:
        """Return the file that says which loads a generation holds."""
        return self.generations / f"{number:08d}.manifest.json"

    def run_table(self, name: str) -> Path:
        """Return the published file of a run table."""
        return self.runs / f"{name}.parquet"

    @property
    def run_tables_written(self) -> Path:
        """Return the file that says from which versions of the store the run tables were written."""
        return self.runs / "written.json"

    def forget_mirrored(self) -> None:
        """Take the mirror of an object store for out of date."""
        self.mirrored.unlink(missing_ok=True)

    def current(self) -> int | None:
        """Return the number of the published generation, None before the first."""
        return int(self.published.readlink().name) if self.published.is_symlink() else None

    def numbers(self) -> list[int]:
        """Return the numbers of the whole generations on disk, ascending."""
        if not self.generations.is_dir():
            return []
        return sorted(int(path.name) for path in self.generations.iterdir() if _GENERATION.fullmatch(path.name))

    def next(self) -> int:
        """Return the number of the generation to come."""
        return max(self.numbers(), default=0) + 1
