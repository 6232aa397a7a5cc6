"""The local mirror of a warehouse on an object store: which generation it holds, and what is sound of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

from warehouse.layout import Layout


def read(layout: Layout) -> dict[str, Any]:
    """Return what the mirror holds: what `current.json` said when it was fetched; nothing where it cannot be told."""
    try:
        found: dict[str, Any] = json.loads(layout.mirrored.read_text("utf-8"))
        return found
    except (FileNotFoundError, ValueError):
        return {}


def write(layout: Layout, current: Mapping[str, Any]) -> None:
    """Write down what the mirror holds, at once."""
    fresh = layout.mirrored.with_suffix(".tmp")
    fresh.write_text(json.dumps(current), "utf-8")
    fresh.replace(layout.mirrored)


def known(layout: Layout, mirrored: Mapping[str, Any]) -> dict[str, Path]:
    """Return the files of the mirrored generation that are still as they were fetched, by digest."""
    if "number" not in mirrored:
        return {}
    folder = layout.generation(mirrored["number"])
    files = ((digest, folder / name) for name, digest in mirrored["files"].items())
    return {digest: path for digest, path in files if path.is_file() and digest_of(path) == digest}


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
