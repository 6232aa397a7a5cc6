"""A warehouse on an S3-compatible object store: its Delta tables there, its generations mirrored here.

A generation is made and audited in a local mirror exactly as on a local disk, then uploaded under a name of its own;
what did not change is copied within the store. One conditional put of `current.json` (RFC 9110 If-Match) is the moment
at which it is published: where another publisher was first, the mirror is brought up to date and all is done again.
`current.json` names the generation, and each of its files with its SHA-256.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from schemas.errors import PolicyError
from warehouse import generations, mirror
from warehouse.integrity import WRONG_DIGEST, damaged, list_entries, sealed, unsealed
from warehouse.layout import Layout
from warehouse.objects import Objects
from warehouse.rows import said

SCHEME = "s3://"
CURRENT = "current.json"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"


class LostError(Exception):
    """Another publisher was first."""


@dataclass(frozen=True)
class Remote(Objects):
    """A warehouse on an object store, e.g. s3://bucket/warehouse; it can be sent to a worker."""

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
            else:
                data = self._whole(f"{_GENERATIONS}/{current['name']}/{name}", digest, mending)
                if data is None:
                    continue
                (staging / name).parent.mkdir(parents=True, exist_ok=True)
                (staging / name).write_bytes(data)
            files[name] = digest
        layout.published.unlink(missing_ok=True)
        shutil.rmtree(layout.generation(number), ignore_errors=True)
        manifest = self._whole(f"{_GENERATIONS}/{current['name']}/{_MANIFEST}", None, mending)
        if files == current["files"] and manifest is not None:
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
            if not (same and self._copied(f"{_GENERATIONS}/{mirrored['name']}/{same}", target)):
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
        try:
            current, _ = self._current()
        except PolicyError as error:
            return [error]
        if current is None:
            return []
        found = []
        for name, digest in {**current["files"], _MANIFEST: None}.items():
            try:
                self._whole(f"{_GENERATIONS}/{current['name']}/{name}", digest)
            except PolicyError as error:
                found.append(error)
        if found:
            layout.forget_mirrored()
        return found

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

    def _whole(self, key: str, digest: str | None, mending: bool = False) -> bytes | None:
        """Return a published object that is there and has this digest; without one, a list that has its own.

        Where it is not or has not, that is None for `mending`, and raised otherwise.
        """
        try:
            data = self.read(key)
        except FileNotFoundError as error:
            if mending:
                return None
            raise damaged(f"{self.uri}/{key}", said(error)) from error
        reason = _changed(data, digest)
        if reason and not mending:
            raise damaged(f"{self.uri}/{key}", reason)
        return None if reason else data

    def _created(self, name: str) -> datetime | None:
        key = f"{_GENERATIONS}/{name}/{_MANIFEST}"
        if any(item["path"] == key for item in self._listed(key)):
            with suppress(ValueError):
                return datetime.fromisoformat(unsealed(self.read(key))["created"])
        moments = [item["last_modified"] for item in self._listed(f"{_GENERATIONS}/{name}/")]
        return max(moments, default=datetime.now(UTC))


def _changed(data: bytes, digest: str | None) -> str | None:
    """Return how bytes are not those with a digest, or not as they were sealed; None where they are."""
    if digest is not None:
        return None if sha256(data).hexdigest() == digest else WRONG_DIGEST
    try:
        unsealed(data)
    except ValueError as error:
        return said(error)
    return None
