"""Arrow tables as JSON for a page: column by column, each value that repeats written once.

A column is a list of values by row, or {"of": values, "at": where each row's stands among them, -1 for none}. Decimals
are strings with every digit, dates ISO 8601; so nothing is lost on the way to a browser, which only knows floats.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_FEW = 0.6  # of the rows: with more values than that, writing each once saves nothing


def columnar(table: pa.Table) -> dict[str, Any]:
    """Return the columns of a table by name."""
    return {name: _column(table[name]) for name in table.column_names}


def referring(table: pa.Table, papers: pa.Table) -> pa.Table:
    """Return a table with `paper`, the row of each doc_id in `papers` or -1, in place of `doc_id`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = table.column_names.index("doc_id")
    found = pc.index_in(table["doc_id"], value_set=papers["doc_id"])
    numbers = [-1 if number is None else number for number in found.to_pylist()]
    return table.set_column(place, "paper", pa.array(numbers, pa.int64()))


def named_in(papers: pa.Table, table: pa.Table) -> pa.Table:
    """Return the papers that a table has rows of."""
    import pyarrow.compute as pc

    return papers.filter(pc.is_in(papers["doc_id"], value_set=table["doc_id"]))


def texts(table: pa.Table, name: str) -> list[str]:
    """Return a column of words without nulls."""
    return [str(value) for value in table[name].to_pylist()]


def _column(column: pa.ChunkedArray[Any]) -> Any:
    import pyarrow as pa

    if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
        return column.to_pylist()
    coded = column.combine_chunks().dictionary_encode()
    values = [_plain(value) for value in coded.dictionary.to_pylist()]
    places = [-1 if place is None else place for place in coded.indices.to_pylist()]
    if len(values) <= _FEW * len(places):
        return {"of": values, "at": places}
    return [values[place] if place >= 0 else None for place in places]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, str | int | bool | None) else value.isoformat()
