"""Tables in SQL as PostgreSQL and DuckDB both take it: types, keys, and the meanings as comments."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.arrow import MONEY_PRECISION, MONEY_SCALE, NUMBER_PRECISION, NUMBER_SCALE
from schemas.spec import Column, ColumnType, TableSpec

OUR_MARK = "(zhengce)"  # ends the comment of every table that an export wrote; another table is never replaced

SQL_TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.INTEGER: "bigint",
    ColumnType.MONEY: f"numeric({MONEY_PRECISION},{MONEY_SCALE})",
    ColumnType.NUMBER: f"numeric({NUMBER_PRECISION},{NUMBER_SCALE})",
    ColumnType.DATE: "date",
    ColumnType.TIMESTAMP: "timestamp with time zone",
    ColumnType.BOOLEAN: "boolean",
}


def identifier(*names: str) -> str:
    """Return a name for SQL, its parts joined by dots."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str) -> str:
    """Return a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def create_table(spec: TableSpec, schema: str) -> str:
    """Return the statement that makes a table with its types, its key, and what may not be empty."""
    columns = [
        f"{identifier(column.name)} {SQL_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}"
        for column in spec.columns
    ]
    key = ", ".join(identifier(name) for name in spec.key)
    return f"CREATE TABLE {identifier(schema, spec.name)} ({', '.join(columns)}, PRIMARY KEY ({key}))"


def comments(spec: TableSpec, schema: str) -> Iterator[str]:
    """Yield the statements that say in both languages what a table and each of its columns mean."""
    table = identifier(schema, spec.name)
    yield f"COMMENT ON TABLE {table} IS {literal(f'{spec.en} / {spec.zh} {OUR_MARK}')}"
    for column in spec.columns:
        yield f"COMMENT ON COLUMN {table}.{identifier(column.name)} IS {literal(meaning(column))}"


def meaning(column: Column) -> str:
    """Return what a column means, in both languages, with its unit and what it refers to."""
    said = f"{column.en} / {column.zh}"
    unit = f" [{column.unit}]" if column.unit else ""
    return said + unit + (f" → {column.references}" if column.references else "")
