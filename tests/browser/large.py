"""The page of incentives of a large warehouse, made of the rows of a small one many times over."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.overview.pages import View, incentives
from flows.query import asking

_KEYS = ("doc_id", "incentive_id")
_WORDS = ("title", "recipient", "condition", "quote")  # differ from paper to paper


def large_page(published: Path, folder: Path, count: int) -> str:
    """Return the page with `count` incentives: those that are published again and again, of papers of their own."""
    small = pq.read_table(published / "incentives_wide.parquet").num_rows
    for name in ("documents", "incentives_wide"):
        table = pq.read_table(published / f"{name}.parquet")
        copies = [_renamed(table, number) for number in range(-(-count // small))]
        pq.write_table(pa.concat_tables(copies), folder / f"{name}.parquet")
    with asking(folder) as ask:
        papers = ask("SELECT *, year(issued_date)::int AS year FROM documents")
        papers = papers.append_column("page", pa.array([True] * papers.num_rows))
        return incentives(View(folder, ask, papers, frozenset(), [], count, "today"))


def _renamed(table: pa.Table, number: int) -> pa.Table:
    for name in set(_KEYS + _WORDS) & set(table.column_names):
        place, own = table.column_names.index(name), f"{number:04x}"
        parts = (own, pc.utf8_slice_codeunits(table[name], 4)) if name in _KEYS else (table[name], own)
        table = table.set_column(place, table.schema.field(name), pc.binary_join_element_wise(*parts, ""))
    return table
