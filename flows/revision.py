"""What rows depend on besides a file's bytes: when it changes, every source is stale."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from flows.office import libreoffice
from parsers.lexicon import lexicon_files
from schemas.ids import digest

CODE_PACKAGES = ("parsers", "schemas")
# One that is not there is "absent": so scans become stale when the recognition of characters is installed.
READER_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "pillow",
    "pypdfium2",
    "rapidocr",
    "selectolax",
)


@cache
def parser_revision() -> str:
    """Return 20 hexadecimal digits that name the code, the lexicon, the interpreter and what readers need.

    File contents are hashed, not versions or times, so an edit in a working tree is seen at once and a fresh clone
    of the same commit gets the same revision.
    """
    code = [(package, name, content) for package in CODE_PACKAGES for name, content in _modules(files(package))]
    words = [("config/lexicon", name, content) for name, content in sorted(lexicon_files().items())]
    contents = [f"{folder}/{name} {sha256(content).hexdigest()}" for folder, name, content in code + words]
    libraries = [f"{name} {_version(name)}" for name in READER_LIBRARIES]
    libraries.append(f"libreoffice {'present' if libreoffice() else 'absent'}")
    return digest(*contents, *libraries, "python {}.{}".format(*sys.version_info[:2]))


def program_version() -> str:
    """Return the installed version of this program."""
    return _version("zhengce")


def _modules(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name != "__pycache__":
            found += _modules(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".py"):
            found.append((f"{prefix}{item.name}", item.read_bytes()))
    return found


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"
