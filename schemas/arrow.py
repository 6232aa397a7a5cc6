"""Arrow schemas from table specifications, and rows into Arrow tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import pyarrow as pa

from schemas.lean import keep_pandas_out
from schemas.spec import Column, ColumnType, TableSpec

keep_pandas_out()

MONEY_PRECISION, MONEY_SCALE = 28, 6
NUMBER_PRECISION, NUMBER_SCALE = 28, 12

_ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.MONEY: pa.decimal128(MONEY_PRECISION, MONEY_SCALE),
    ColumnType.NUMBER: pa.decimal128(NUMBER_PRECISION, NUMBER_SCALE),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.BOOLEAN: pa.bool_(),
}


def arrow_field(column: Column) -> pa.Field[Any]:
    """Return the Arrow field of a column, with its meaning in both languages as metadata."""
    metadata = {"description": column.en, "description_zh": column.zh}
    if column.unit:
        metadata["unit"] = column.unit
    return pa.field(column.name, _ARROW_TYPES[column.type], nullable=column.nullable, metadata=metadata)


@cache
def arrow_schema(spec_name: str) -> pa.Schema:
    """Return the Arrow schema of a published table, by name."""
    from schemas.tables import TABLES  # noqa: PLC0415  (the registry imports this module's users)

    spec = TABLES[spec_name]
    return pa.schema(
        [arrow_field(column) for column in spec.columns],
        metadata={"description": spec.en, "description_zh": spec.zh},
    )


@cache
def _row_type(spec_name: str) -> pa.StructType:
    return pa.struct(list(arrow_schema(spec_name)))


def rows_to_arrow(spec: TableSpec, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Return an Arrow table from rows with a value for each column, in the columns' order.

    All columns are made in one call: a paper has few rows of many tables, where a call a column costs the most.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column's type; decimals are never rounded.
    """
    structs = cast("pa.StructArray", pa.array(rows, type=_row_type(spec.name)))
    batch = pa.RecordBatch.from_struct_array(structs)  # its fields are the schema's: a comparison would cost as much
    return pa.Table.from_batches([batch]).replace_schema_metadata(arrow_schema(spec.name).metadata)


def to_arrow(spec: TableSpec, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Return an Arrow table from equally long columns; a column that is not given is null throughout.

    Raises:
        pyarrow.ArrowInvalid: a value does not fit its column's type; decimals are never rounded.
    """
    schema = arrow_schema(spec.name)
    length = max((len(values) for values in columns.values()), default=0)
    arrays = [
        pa.array(columns[field.name], type=field.type) if field.name in columns else pa.nulls(length, field.type)
        for field in schema
    ]
    return pa.table(arrays, schema=schema)
