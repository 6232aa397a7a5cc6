"""A warehouse on an S3-compatible object store: its Delta tables there, its generations mirrored here.

A generation is made and audited in a local mirror exactly as on a local disk, then uploaded under a name of its own;
what did not change is copied within the store. One conditional put of `current.json` (RFC 9110 If-Match) is the moment
at which it is published: where another publisher was first, the mirror is brought up to date and all is done again.
`current.json` names the generation, and each of its files with its SHA-256.

Credentials and the endpoint come from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL; AWS_ALLOW_HTTP=true for one without TLS.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from schemas.errors import ErrorCode, PolicyError, UsageError
from warehouse import generations, mirror
from warehouse.integrity import WRONG_DIGEST, damaged, list_entries, sealed, unsealed
from warehouse.layout import Layout
from warehouse.rows import said

if TYPE_CHECKING:
    from obstore.store import S3Store

SCHEME = "s3://"
CURRENT = "current.json"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"


class LostError(Exception):
    """Another publisher was first."""


@dataclass(frozen=True)
class Remote:
    """A place on an object store, e.g. s3://bucket/warehouse; it can be sent to a worker."""

    uri: str

    @property
    def delta_options(self) -> dict[str, str]:
        """Return what Delta needs to commit safely there: a put that fails where the version exists."""
        return {"aws_conditional_put": "etag"}

    def table(self, name: str) -> str:
        """Return the address of a Delta table."""
        return f"{self.uri}/store/{name}"

    def tables(self) -> frozenset[str]:
        """Return the names of the Delta tables that are there, by one request."""
        found = self._objects.list_with_delimiter("store")["common_prefixes"]
        return frozenset(prefix.rstrip("/").rpartition("/")[2] for prefix in found)

    @cached_property
    def _objects(self) -> S3Store:
        try:
            from obstore.store import S3Store
        except ImportError as error:
            raise UsageError(ErrorCode.EXTRA_MISSING, what="A warehouse on an object store", extra="s3") from error
        plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("true", "1")
        return S3Store.from_url(self.uri, client_options={"allow_http": plain})

    def read(self, address: str) -> bytes:
        """Return an object's bytes; `address` is below this place, or a whole address in it."""
        return bytes(self._objects.get(address.removeprefix(f"{self.uri}/")).bytes())

    def pull(self, layout: Layout, *, mending: bool = False) -> None:
        """Make the local mirror's current generation the one that is published.

        A generation that was never uploaded, because its publisher crashed or lost, is current no more. One of which
        something is damaged is fetched only for `mending`: without what is damaged, and without its manifest, so that
        all of it is written anew.

        Raises:
            PolicyError: something is damaged.
        """
        current, _ = self._current(mending=mending)
        mirrored = mirror.read(layout)
        if current is None:
            layout.published.unlink(missing_ok=True)
            layout.forget_mirrored()
            return
        number = int(current["number"])
        if mirrored.get("name") == current["name"] and layout.current() == number:
            return
        layout.generations.mkdir(parents=True, exist_ok=True)
        known = mirror.known(layout, mirrored)
        staging = layout.staging(number)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        files = {}
        for name, digest in current["files"].items():
            if digest in known:
                generations.link(known[digest], staging / name)
            elif not self._download(f"{_GENERATIONS}/{current['name']}/{name}", staging / name, digest, mending):
                continue
            files[name] = digest
        layout.published.unlink(missing_ok=True)
        shutil.rmtree(layout.generation(number), ignore_errors=True)
        if files == current["files"]:
            manifest = self.read(f"{_GENERATIONS}/{current['name']}/{_MANIFEST}")
            layout.manifest(number).write_bytes(manifest)
            generations.write_entries(staging, list_entries(staging))
        else:
            layout.manifest(number).unlink(missing_ok=True)
        staging.rename(layout.generation(number))
        generations.swap(layout, number)
        mirror.write(layout, {**current, "files": files})

    def push(self, layout: Layout) -> None:
        """Upload the mirror's current generation and publish it.

        Raises:
            LostError: another generation was published since the mirror was brought up to date.
        """
        number = layout.current()
        if number is None:
            return
        mirrored, (current, etag) = mirror.read(layout), self._current(mending=True)
        if (current or {}).get("name") != mirrored.get("name"):
            raise LostError
        folder = layout.generation(number)
        files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.parquet"))}
        digests = {key: mirror.digest_of(path) for key, path in files.items()}
        name = f"{number:08d}-{uuid4().hex[:12]}"
        fresh = {"name": name, "number": number, "files": digests}
        there = {digest: key for key, digest in mirrored.get("files", {}).items()}
        for key, path in files.items():
            target, same = f"{_GENERATIONS}/{name}/{key}", there.get(digests[key])
            if same:
                self._objects.copy(f"{_GENERATIONS}/{mirrored['name']}/{same}", target)
            else:
                self._objects.put(target, path)
        self._objects.put(f"{_GENERATIONS}/{name}/{_MANIFEST}", layout.manifest(number).read_bytes())
        self._swap(fresh, etag)
        mirror.write(layout, fresh)

    def push_again(self, layout: Layout, names: Collection[str]) -> None:
        """Upload some files of the mirror's current generation anew: those of the run tables, once a run is recorded.

        Where another generation was published meanwhile, its publisher has them from the store.
        """
        number, mirrored = layout.current(), mirror.read(layout)
        current, etag = self._current()
        if number is None or current is None or current["name"] != mirrored.get("name"):
            return
        for key in names:
            path = layout.generation(number) / key
            current["files"][key] = mirror.digest_of(path)
            self._objects.put(f"{_GENERATIONS}/{current['name']}/{key}", path)
        try:
            self._swap(current, etag)
        except LostError:
            return
        mirror.write(layout, current)

    def prune(self, now: datetime, keep: timedelta) -> int:
        """Remove generations that were replaced longer ago than `keep`, and half uploads; return how many."""
        current, _ = self._current()
        listed = self._objects.list_with_delimiter(_GENERATIONS)["common_prefixes"]
        names = sorted(prefix.rstrip("/").rpartition("/")[2] for prefix in listed)
        created = {name: self._created(name) for name in names}
        removed = 0
        for name, successor in zip(names, [*names[1:], *names[-1:]], strict=True):
            replaced = created[successor]
            if current and name != current["name"] and replaced and now - replaced > keep:
                self._objects.delete([item["path"] for item in self._listed(f"{_GENERATIONS}/{name}/")])
                removed += 1
        return removed

    def damages(self, layout: Layout) -> list[PolicyError]:
        """Return what is wrong with the published objects, all of them read; the next publisher looks at them, too."""
        current = self._current()[0] or {"name": "", "files": {}}
        keys = {f"{_GENERATIONS}/{current['name']}/{name}": digest for name, digest in current["files"].items()}
        wrong = [key for key, digest in keys.items() if sha256(self.read(key)).hexdigest() != digest]
        if wrong:
            layout.forget_mirrored()
        return [damaged(f"{self.uri}/{key}", WRONG_DIGEST) for key in wrong]

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
        from obstore.exceptions import NotFoundError

        try:
            data = self.read(_raw(digest))
        except (NotFoundError, FileNotFoundError):
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

    def _current(self, *, mending: bool = False) -> tuple[dict[str, Any] | None, str | None]:
        """Return what is published, and the tag to replace it by; one that is damaged is none for `mending`."""
        from obstore.exceptions import NotFoundError

        try:
            found = self._objects.get(CURRENT)
        except (NotFoundError, FileNotFoundError):
            return None, None
        try:
            return unsealed(bytes(found.bytes())), found.meta["e_tag"]
        except ValueError as error:
            if mending:
                return None, found.meta["e_tag"]
            raise damaged(f"{self.uri}/{CURRENT}", said(error)) from error

    def _swap(self, fresh: Mapping[str, Any], etag: str | None) -> None:
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        data = sealed(fresh)
        try:
            self._objects.put(CURRENT, data, mode={"e_tag": etag} if etag else "create")
        except (AlreadyExistsError, PreconditionError) as error:
            raise LostError from error

    def _download(self, key: str, target: Path, digest: str, mending: bool) -> bool:
        """Fetch a published file; return whether it is whole, or raise where it must be."""
        data = self.read(key)
        whole = sha256(data).hexdigest() == digest
        if whole:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        elif not mending:
            raise damaged(f"{self.uri}/{key}", WRONG_DIGEST)
        return whole

    def _created(self, name: str) -> datetime | None:
        key = f"{_GENERATIONS}/{name}/{_MANIFEST}"
        if any(item["path"] == key for item in self._listed(key)):
            with suppress(ValueError):
                return datetime.fromisoformat(unsealed(self.read(key))["created"])
        moments = [item["last_modified"] for item in self._listed(f"{_GENERATIONS}/{name}/")]
        return max(moments, default=datetime.now(UTC))

    def _listed(self, prefix: str) -> Iterator[Any]:
        for chunk in self._objects.list(prefix):
            yield from chunk


def unreachable(uri: str, error: Exception) -> UsageError:
    """Return the sentence for an object store that refuses or does not answer."""
    reason = " ".join(str(error).split("Debug source")[0].split())[:300]
    return UsageError(ErrorCode.STORE_UNREACHABLE, uri=uri, reason=reason)


def _raw(digest: str) -> str:
    return f"raw/{digest[:2]}/{digest}"
