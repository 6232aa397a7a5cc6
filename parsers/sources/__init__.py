"""Readers, one module a format: bytes in, source text out.

A format is read if this package has a module of its key in `detection` with a function
`read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText`; so a new format is one new file
here. Readers are imported when the first file of their format comes, so that text needs no PDF library.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from parsers.sources.detection import BINARY, OFD, PDF, TEXT, Format, detect, is_named_as, is_named_as_text
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits, SourceText

__all__ = ["read"]


class _Reader(Protocol):
    def __call__(self, data: bytes, *, name: str, limits: ReaderLimits) -> SourceText: ...


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return the source text of a file.

    Args:
        data: the file's bytes; they decide what it is.
        name: the file's name, a hint where the bytes could be several things (.md is Markdown).
        limits: what may be made of the file at most.

    Raises:
        SourceError: with code EMPTY, NOT_TEXT, UNKNOWN_FORMAT, NO_TEXT_LAYER, ENCRYPTED, DAMAGED or TOO_LARGE.
    """
    found = detect(data, name=name)
    reader = _reader_of(found)
    if reader is None:
        raise _unread(found, name)
    try:
        source = reader(data, name=name, limits=limits)
    except SourceError as error:
        # Without a signature any file is tried as text; the name says what its owner takes it for.
        if error.code is ErrorCode.NOT_TEXT and not is_named_as_text(name):
            raise _unread(BINARY, name) from error
        raise
    if len(source.text) > limits.max_characters:
        raise too_large(f"{len(source.text)} characters", f"{limits.max_characters} characters", "max_characters")
    return source


def _reader_of(found: Format) -> _Reader | None:
    module = f"{__name__}.{found.key}"
    return cast(_Reader, import_module(module).read) if find_spec(module) else None


def _unread(found: Format, name: str) -> SourceError:
    if found is BINARY and is_named_as(name, ".pdf"):
        return SourceError(ErrorCode.DAMAGED, got=PDF.label, reason="it has no %PDF header in its first 1024 bytes")
    if found is BINARY and is_named_as(name, ".ofd"):
        return SourceError(ErrorCode.DAMAGED, got=OFD.label, reason="it is no ZIP file")
    if found is not TEXT and is_named_as_text(name):
        return SourceError(ErrorCode.NOT_TEXT, reason=f"it is {found.label}")
    return SourceError(ErrorCode.UNKNOWN_FORMAT, got=found.label)
