"""Readers, one module a format: bytes in, source text out.

A format is read if this package has a module of its key in `detection` with a function
`read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText`; so a new format is one new file
here. Readers are imported when the first file of their format comes, so that text needs no PDF library.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from parsers.sources.detection import (
    BINARY,
    DOCX,
    LOCKED,
    OFD,
    PDF,
    TEXT,
    Format,
    detect,
    is_named_as,
    is_named_as_text,
)
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits, SourceText

__all__ = ["Convert", "read"]


class _Reader(Protocol):
    def __call__(self, data: bytes, *, name: str, limits: ReaderLimits) -> SourceText: ...


class Convert(Protocol):
    """Makes a new Word document of an old one; `label` is what it is, as the user is told."""

    def __call__(self, data: bytes, label: str) -> bytes:
        """Return the new document's bytes, or raise a SourceError."""


def read(
    data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS, convert: Convert | None = None
) -> SourceText:
    """Return the source text of a file.

    Args:
        data: the file's bytes; they decide what it is.
        name: the file's name, a hint where the bytes could be several things (.md is Markdown).
        limits: what may be made of the file at most.
        convert: gives the old formats of Word as its new one, by a program that this package may not start.

    Raises:
        SourceError: with code EMPTY, NOT_TEXT, UNKNOWN_FORMAT, NO_TEXT_LAYER, ENCRYPTED, DAMAGED or TOO_LARGE, or what
            `convert` raises.
    """
    found = detect(data, name=name)
    if found.media_type:
        return _read_converted(data, found, name, limits, convert)
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


def _read_converted(data: bytes, found: Format, name: str, limits: ReaderLimits, convert: Convert | None) -> SourceText:
    if convert is None:
        raise SourceError(ErrorCode.NEEDS_LIBREOFFICE, got=found.label)
    made = convert(data, found.label)
    if detect(made, name=name) is not DOCX:
        raise SourceError(ErrorCode.DAMAGED, got=found.label, reason="what was made of it is no Word document")
    return replace(read(made, name=name, limits=limits), media_type=found.media_type)


def _reader_of(found: Format) -> _Reader | None:
    module = f"{__name__}.{found.key}"
    return cast(_Reader, import_module(module).read) if find_spec(module) else None


def _unread(found: Format, name: str) -> SourceError:
    if found is LOCKED:
        return SourceError(ErrorCode.ENCRYPTED)
    if found is BINARY and is_named_as(name, ".pdf"):
        return SourceError(ErrorCode.DAMAGED, got=PDF.label, reason="it has no %PDF header in its first 1024 bytes")
    if found is BINARY and is_named_as(name, ".ofd"):
        return SourceError(ErrorCode.DAMAGED, got=OFD.label, reason="it is no ZIP file")
    if found is not TEXT and is_named_as_text(name):
        return SourceError(ErrorCode.NOT_TEXT, reason=f"it is {found.label}")
    return SourceError(ErrorCode.UNKNOWN_FORMAT, got=found.label)
