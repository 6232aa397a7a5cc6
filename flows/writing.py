"""Files that the user asked for: what refuses to write them, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import ErrorCode, UsageError


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn what refuses a write for `target` into its sentence; around writes alone, as what is read may fail, too.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(ErrorCode.UNWRITABLE, path=target, reason=error.strerror or str(error)) from error
