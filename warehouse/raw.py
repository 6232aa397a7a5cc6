"""The bytes of every file that was read, under their own digest: any row can be made again, years later."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from schemas.errors import ErrorCode, PolicyError
from warehouse.remote import Remote

DIGESTS = ("sha256", "corrections_sha256")  # the columns of a source that name kept bytes
_DIGEST_DIGITS = 64


@dataclass(frozen=True, slots=True)
class RawStore:
    """A folder of files named by their SHA-256, in a folder for each two first digits; it can be sent to a worker.

    On an object store (`remote`) the folder holds only copies of what was asked for.
    """

    root: Path
    remote: Remote | None = None

    def keep(self, data: bytes) -> str:
        """Keep bytes, unless they are kept already and whole; return their SHA-256.

        They are written aside, made durable and named at once, so that a crash leaves all or nothing.
        """
        digest = sha256(data).hexdigest()
        if self.remote is not None:
            with self.remote.refusing():
                self.remote.keep(digest, data)
            return digest
        target = self.path(digest)
        if target.is_file() and target.read_bytes() == data:
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{digest}.{uuid4().hex[:8]}.tmp")
        try:
            with fresh.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
        return digest

    def path(self, digest: str) -> Path:
        """Return the local file with the bytes of this SHA-256, whether or not they are kept."""
        target = self.root / digest[:2] / digest
        if self.remote is not None and not target.is_file():
            with self.remote.refusing():
                self.remote.fetch(digest, target)
        return target

    def digests(self) -> Iterator[str]:
        """Yield the SHA-256 of all that is kept."""
        if self.remote is not None:
            yield from self.remote.kept()
            return
        for path in self.root.glob("??/*"):
            if len(path.name) == _DIGEST_DIGITS:
                yield path.name

    def damages(self) -> Iterator[PolicyError]:
        """Yield a sentence for what is kept and is no more what its name says; all is read."""
        for digest in sorted(self.digests()):
            if sha256(self._kept(digest)).hexdigest() != digest:
                yield PolicyError(ErrorCode.RAW_DAMAGED, path=self.name(digest), digest=digest)

    def _kept(self, digest: str) -> bytes:
        return self.remote.raw(digest) if self.remote else self.path(digest).read_bytes()

    def name(self, digest: str) -> str:
        """Return where the bytes of this SHA-256 are kept, as a user would look for them."""
        return f"{self.remote.uri}/raw/{digest[:2]}/{digest}" if self.remote else str(self.path(digest))

    def drop_all_but(self, wanted: Collection[str], older_than: float) -> tuple[int, int]:
        """Remove what is not wanted, and leftovers of writers that died; return files and bytes.

        Args:
            wanted: the digests to keep.
            older_than: a POSIX time in seconds; what was written later belongs to a run that may still go on.
        """
        if self.remote is not None:
            return self.remote.drop_raw(wanted, older_than)
        files = size = 0
        for path in self.root.glob("??/*"):
            state = path.stat()
            if path.name not in wanted and state.st_mtime < older_than:
                path.unlink(missing_ok=True)
                files, size = files + 1, size + state.st_size
        return files, size
