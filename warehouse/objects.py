"""A place on an S3-compatible object store: its objects, and the raw bytes among them.

Credentials and the endpoint come from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL; AWS_ALLOW_HTTP=true for one without TLS.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.errors import ErrorCode, UsageError
from warehouse.integrity import GONE

if TYPE_CHECKING:
    from obstore.store import S3Store


@dataclass(frozen=True)
class Objects:
    """The objects below an address, e.g. s3://bucket/warehouse."""

    uri: str

    @cached_property
    def _objects(self) -> S3Store:
        try:
            from obstore.store import S3Store
        except ImportError as error:
            raise UsageError(ErrorCode.EXTRA_MISSING, what="A warehouse on an object store", extra="s3") from error
        plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("true", "1")
        return S3Store.from_url(self.uri, client_options={"allow_http": plain})

    def read(self, address: str) -> bytes:
        """Return an object's bytes; `address` is below this place, or a whole address in it.

        Raises:
            FileNotFoundError: it is not there.
        """
        from obstore.exceptions import NotFoundError

        try:
            return bytes(self._objects.get(address.removeprefix(f"{self.uri}/")).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(GONE) from error

    # The raw bytes; see warehouse.raw.RawStore.

    def keep(self, digest: str, data: bytes) -> None:
        """Keep bytes under their digest, unless they are and whole."""
        from obstore.exceptions import AlreadyExistsError

        try:
            self._objects.put(_raw(digest), data, mode="create")
        except AlreadyExistsError:
            if self.raw(digest) != data:
                self._objects.put(_raw(digest), data)

    def raw(self, digest: str) -> bytes:
        """Return kept bytes."""
        return self.read(_raw(digest))

    def fetch(self, digest: str, target: Path) -> None:
        """Bring kept bytes into a local file; nothing happens where they are not kept."""
        try:
            data = self.read(_raw(digest))
        except FileNotFoundError:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def kept(self) -> list[str]:
        """Return the digests of all bytes that are kept there."""
        return [item["path"].rpartition("/")[2] for item in self._listed("raw/")]

    def drop_raw(self, wanted: Collection[str], older_than: float) -> tuple[int, int]:
        """Remove kept bytes that are not wanted and were written before a POSIX time; return files and bytes."""
        due = [
            item
            for item in self._listed("raw/")
            if item["path"].rpartition("/")[2] not in wanted and item["last_modified"].timestamp() < older_than
        ]
        if due:
            self._objects.delete([item["path"] for item in due])
        return len(due), sum(item["size"] for item in due)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn what the object store refuses into a sentence for the user."""
        from obstore.exceptions import BaseError

        try:
            yield
        except BaseError as error:
            raise unreachable(self.uri, error) from error

    def _copied(self, key: str, target: str) -> bool:
        """Copy an object to another key; return whether it was there."""
        from obstore.exceptions import NotFoundError

        try:
            self._objects.copy(key, target)
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    def _listed(self, prefix: str) -> Iterator[Any]:
        for chunk in self._objects.list(prefix):
            yield from chunk


def unreachable(uri: str, error: Exception) -> UsageError:
    """Return the sentence for an object store that refuses or does not answer."""
    reason = " ".join(str(error).split("Debug source")[0].split())[:300]
    return UsageError(ErrorCode.STORE_UNREACHABLE, uri=uri, reason=reason)


def _raw(digest: str) -> str:
    return f"raw/{digest[:2]}/{digest}"
