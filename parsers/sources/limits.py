"""What a reader may make of one file at most, and the error of a file that goes beyond."""

from __future__ import annotations

from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits

DEFAULT_LIMITS = ReaderLimits()


def too_large(got: str, limit: str, setting: str) -> SourceError:
    """Return the error of a file that is larger than a limit allows; `setting` is the limit's field."""
    return SourceError(ErrorCode.TOO_LARGE, got=got, limit=limit, setting=f"the setting {setting}")
