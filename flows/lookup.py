"""Which document or source a user means by a path, a source URI, a doc_id, or part of a title or number."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.catalogue import rows
from flows.discover import Source, corrections_of, path_of, source_uri
from flows.settings import Settings
from schemas.errors import ErrorCode, UsageError

_SHOWN_CANDIDATES = 5
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Meant:
    """What was meant: a source, and where one policy of it was named, its doc_id."""

    source_uri: str
    doc_id: str | None = None


def look_up(asked: str, published: Path, settings: Settings) -> Meant:
    """Return what is meant: a file that exists or is published, then a doc_id, then part of a title.

    Raises:
        UsageError: nothing matches, or parts of a title match several policies.
    """
    path = Path(os.path.expanduser(asked))
    if os.path.isfile(path):  # unlike Path's own, false for a title too long to be a name
        return Meant(source_uri(path, settings.roots))
    uris = {asked, source_uri(path, settings.roots)}
    known = {row["source_uri"] for row in rows(published, "sources", ["source_uri"])}
    if found := sorted(uris & known):
        return Meant(found[0])
    documents = rows(published, "documents", ["doc_id", "source_uri", "title", "doc_number"])
    return _one(asked, _matches(asked, documents))


def source_of(meant: Meant, settings: Settings) -> Source:
    """Return the file on disk of what was meant.

    Raises:
        UsageError: it is no longer there, or its root is not in the settings.
    """
    path = path_of(meant.source_uri, settings.roots)
    if path is None or not os.path.isfile(path):
        raise UsageError(ErrorCode.MISSING, path=path or meant.source_uri)
    return Source(meant.source_uri, path, path.stat().st_size, corrections=corrections_of(path))


def _matches(asked: str, documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the documents with that doc_id, or else that title or number, or else that part of one."""
    by_id = [row for row in documents if row["doc_id"] == asked]
    wanted = _SPACES.sub("", asked)
    names = [({_SPACES.sub("", row[key] or "") for key in ("title", "doc_number")}, row) for row in documents]
    whole = [row for own, row in names if wanted in own]
    return by_id or whole or [row for own, row in names if wanted and any(wanted in name for name in own)]


def _one(asked: str, matches: Sequence[dict[str, Any]]) -> Meant:
    if not matches:
        raise UsageError(ErrorCode.NOT_FOUND, got=repr(asked))
    if len(matches) > 1:
        shown = [f"{row['doc_id']} {row['title']}" for row in matches[:_SHOWN_CANDIDATES]]
        more = ["…"] if len(matches) > len(shown) else []
        raise UsageError(ErrorCode.AMBIGUOUS, got=repr(asked), count=len(matches), candidates="; ".join(shown + more))
    return Meant(matches[0]["source_uri"], matches[0]["doc_id"])
