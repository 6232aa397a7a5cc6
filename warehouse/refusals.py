"""What a folder or an object store refuses, as one sentence for the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import ErrorCode, UsageError
from warehouse.objects import unreachable
from warehouse.remote import Remote


@contextmanager
def writing(root: Path, remote: Remote | None) -> Iterator[None]:
    """Turn a folder or an object store that cannot be written into a sentence for the user."""
    try:
        with reading(remote):
            yield
    except OSError as error:
        reason = error.strerror or str(error).splitlines()[0]
        raise UsageError(ErrorCode.WAREHOUSE_UNWRITABLE, path=root, reason=reason) from error


@contextmanager
def reading(remote: Remote | None) -> Iterator[None]:
    """Turn an object store that does not answer into a sentence for the user."""
    if remote is None:
        yield
        return
    from deltalake.exceptions import DeltaError

    try:
        with remote.refusing():
            yield
    except (DeltaError, OSError) as error:
        raise unreachable(remote.uri, error) from error
