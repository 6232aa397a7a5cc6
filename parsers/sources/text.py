"""Plain text and Markdown: the characters as they are, newlines and marks included."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from parsers.lines import read_lines
from parsers.page_frame import said_by_table
from parsers.property_tables import LONGEST_HEAD
from parsers.sources.decoding import decode, lost_spans, why_not_text
from parsers.sources.limits import DEFAULT_LIMITS, too_large
from schemas.errors import ErrorCode, SourceError
from schemas.issues import Issue, IssueCode
from schemas.records import ReaderLimits, SourceText

_MARKDOWN = frozenset({".md", ".markdown"})


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return a text or Markdown file as source text, its byte order mark left out.

    Offsets count the code points of the decoded text, with newlines as they are (CRLF is two).

    Raises:
        SourceError: the file is empty, too large, or is no text in UTF-8, UTF-16, GB18030 or Big5.
    """
    if not data.strip():
        raise SourceError(ErrorCode.EMPTY)
    if len(data) > 4 * limits.max_characters:  # a character has at most four bytes
        raise too_large(f"{len(data)} bytes of text", f"{limits.max_characters} characters", "max_characters")
    decoded = decode(data)
    if decoded is None:
        raise SourceError(ErrorCode.NOT_TEXT, reason=why_not_text(data))
    if not decoded.text.strip():
        raise SourceError(ErrorCode.EMPTY)
    source = SourceText(
        text=decoded.text,
        media_type="text/markdown" if PurePosixPath(name.lower()).suffix in _MARKDOWN else "text/plain",
        encoding=decoded.encoding,
        issues=_lost_characters(decoded.text, decoded.encoding, lossy=decoded.lossy),
    )
    top = read_lines(source, LONGEST_HEAD + 1)  # a table of properties, and the line behind it
    return replace(source, properties=tuple(said_by_table(top)))


def _lost_characters(text: str, encoding: str, *, lossy: bool) -> tuple[Issue, ...]:
    cause = f"bytes that are not {encoding}" if lossy else "U+FFFD in the file itself: characters were lost before"
    return tuple(
        Issue(IssueCode.ENCODING_UNCERTAIN, cause, start, end, in_source=True) for start, end in lost_spans(text)
    )
