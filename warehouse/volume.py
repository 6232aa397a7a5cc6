"""Whether a generation lost more rows than a sound run would: a root half mounted, a reader that broke."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from schemas.errors import ErrorCode, PolicyError
from schemas.spec import Check, CheckKind
from schemas.tables import SOURCE_TABLES
from warehouse.generations import parts_of
from warehouse.records import CheckResult

_FEWEST_ROWS = 100  # a table with fewer may well lose half of them with one paper


def compare_volume(previous: Path, fresh: Path, max_fall_percent: int) -> tuple[CheckResult, ...]:
    """Return one result a table: that it did not lose a larger share of its rows than allowed.

    Args:
        previous: the generation that is published.
        fresh: the one to come.
        max_fall_percent: how many of a hundred rows may go; 100 allows everything.

    Raises:
        PolicyError: a table of a hundred rows or more lost more.
    """
    results = []
    for spec in SOURCE_TABLES:
        before, after = (_row_count(folder, spec.name) for folder in (previous, fresh))
        if before >= _FEWEST_ROWS and (before - after) * 100 > before * max_fall_percent:
            raise PolicyError(
                ErrorCode.VOLUME_FELL, table=spec.name, before=before, after=after, percent=max_fall_percent
            )
        check = Check(spec.name, CheckKind.STEADY, (), maximum=max_fall_percent)
        results.append(CheckResult(check, success=True, sample=f"{before} rows before, {after} now"))
    return tuple(results)


def _row_count(folder: Path, name: str) -> int:
    return sum(pq.read_metadata(path).num_rows for path in parts_of(folder, name) if path.exists())
