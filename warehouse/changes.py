"""How many rows of each source a commit adds and removes."""

from __future__ import annotations

import duckdb
import pyarrow as pa

_COUNT = "SELECT source_id, count(*) FROM (SELECT * FROM {left} EXCEPT ALL SELECT * FROM {right}) GROUP BY source_id"


def row_changes(old: pa.Table, new: pa.Table) -> tuple[dict[str, int], dict[str, int]]:
    """Return rows added and rows removed, by source_id.

    A row that changed counts once as added and once as removed. Both tables have the same columns, in one order.
    """
    if not old.num_rows and not new.num_rows:
        return {}, {}
    with duckdb.connect() as connection:
        connection.register("old_rows", old)
        connection.register("new_rows", new)
        added = connection.execute(_COUNT.format(left="new_rows", right="old_rows")).fetchall()
        removed = connection.execute(_COUNT.format(left="old_rows", right="new_rows")).fetchall()
    return dict(added), dict(removed)
