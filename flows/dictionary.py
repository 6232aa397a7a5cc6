"""The data dictionary: every published table and column, in English and Chinese, from the table specifications."""

from __future__ import annotations

from typing import Any

from schemas.errors import ErrorCode, UsageError
from schemas.spec import Column, TableSpec
from schemas.tables import TABLES

_TYPES = {
    "money": "decimal(28,6)",
    "number": "decimal(28,12)",
    "timestamp": "timestamp(UTC)",
}


def table_entries() -> list[dict[str, Any]]:
    """Return one entry a table: its name, key and meaning."""
    return [{"table": spec.name, "key": ", ".join(spec.key), "en": spec.en, "zh": spec.zh} for spec in TABLES.values()]


def column_entries(name: str) -> list[dict[str, Any]]:
    """Return one entry a column of a table: name, type, whether it may be empty, meaning, what values are allowed.

    Raises:
        UsageError: there is no such table.
    """
    if name not in TABLES:
        raise UsageError(ErrorCode.NO_TABLE, got=repr(name), allowed=", ".join(TABLES))
    spec = TABLES[name]
    return [_entry(spec, column) for column in spec.columns]


def _entry(spec: TableSpec, column: Column) -> dict[str, Any]:
    return {
        "column": column.name,
        "type": _TYPES.get(column.type, column.type.value),
        "null": "yes" if column.nullable else "no",
        "key": "key" if column.name in spec.key else None,
        "unit": column.unit,
        "references": column.references,
        "en": column.en,
        "zh": column.zh,
        "values": ", ".join(column.allowed) or column.pattern,
    }
