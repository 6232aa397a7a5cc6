"""How many rows of each source a commit adds and removes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_SURPLUS = "#surplus"


def row_changes(old: pa.Table, new: pa.Table) -> tuple[dict[str, int], dict[str, int]]:
    """Return rows added and rows removed, by source_id.

    A row that changed counts once as added and once as removed. Both tables have the same columns, in one order.
    """
    if not old.num_rows:
        return _row_counts(new), {}
    names = list(new.column_names)
    both = pa.concat_tables([_counting(new, 1), _counting(old, -1)])
    surplus = both.group_by(names, use_threads=False).aggregate([(_SURPLUS, "sum")])
    return _by_source(surplus, 1), _by_source(surplus, -1)


def _counting(rows: pa.Table, weight: int) -> pa.Table:
    return rows.append_column(_SURPLUS, pa.repeat(pa.scalar(weight, pa.int64()), rows.num_rows))


def _by_source(surplus: pa.Table, sign: int) -> dict[str, int]:
    """Return how often rows stand more often in one table than in the other, by source_id."""
    signed: Any = pc.multiply(surplus[f"{_SURPLUS}_sum"], pa.scalar(sign, pa.int64()))
    counted = pa.table({"source_id": surplus["source_id"], "rows": signed}).filter(pc.greater(signed, pa.scalar(0)))
    totals = counted.group_by("source_id", use_threads=False).aggregate([("rows", "sum")])
    return {row["source_id"]: row["rows_sum"] for row in totals.to_pylist()}


def _row_counts(rows: pa.Table) -> dict[str, int]:
    source_ids: list[Any] = rows["source_id"].to_pylist()
    return dict(Counter(source_ids))
