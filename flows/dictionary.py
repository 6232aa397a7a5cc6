"""The data dictionary: every published table and column, in English and Chinese, from the table specifications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.errors import ErrorCode, UsageError
from schemas.spec import Column, TableSpec
from schemas.tables import SOURCE_TABLES, TABLES

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_SHOWN_CHARACTERS = 48  # of an example
_CHANGING = frozenset({"parser_revision"})  # differs from version to version, and says nothing
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


def examples(published: Path) -> dict[str, Mapping[str, Any]]:
    """Return the fullest row of every published table of facts, the first of equals; none of what says when it ran."""
    from flows.catalogue import open_table, table_paths, telling_damage

    paths = table_paths(published)
    with telling_damage(published.resolve()):
        found = {spec.name: _fullest(open_table(paths[spec.name])) for spec in SOURCE_TABLES if spec.name in paths}
    return {name: row for name, row in found.items() if row}


def _fullest(table: ds.Dataset) -> dict[str, Any]:
    """Return the row with the most values, read batch by batch."""
    import pyarrow.compute as pc

    most, found = 0, {}
    for batch in table.to_batches():
        filled = [pc.cast(pc.is_valid(column), "int32") for column in batch.columns]
        counts = reduce(pc.add, filled)
        if batch.num_rows and (count := pc.max(counts).as_py()) > most:
            most, found = count, batch.slice(pc.index(counts, count).as_py(), 1).to_pylist()[0]
    return found


def example_of(column: str, row: Mapping[str, Any]) -> str:
    """Return a column's value in a row as an example, cut where it is long; nothing where there is none to show."""
    value = None if column in _CHANGING else row.get(column)
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def as_markdown(shown: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the whole dictionary as Markdown, in both languages, with one row of each table that has one to show."""
    return "\n".join(_lines(shown)) + "\n"


def _lines(shown: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield "# The tables 数据字典"
    yield ""
    yield "Made by `zhengce tables --markdown` from the specifications in `schemas/tables`. The examples are one row of"
    yield "each table, cut where they are long. 由 `schemas/tables` 中的定义自动生成；示例为各表中的一行，过长者截断。"
    yield ""
    yield "| table 表 | one row is 每行是 | |"
    yield "|---|---|---|"
    for spec in TABLES.values():
        yield f"| [{spec.name}](#{spec.name}) | {_inline(spec.en)} | {_inline(spec.zh)} |"
    for spec in TABLES.values():
        yield from _table_lines(spec, shown.get(spec.name, {}))


def _table_lines(spec: TableSpec, example: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"## {spec.name}"
    yield ""
    yield f"{spec.en} · {spec.zh}. Key 主键: {', '.join(f'`{name}`' for name in spec.key)}."
    yield ""
    yield "| column 列 | type 类型 | unit 单位 | meaning | 含义 | values 取值 | example 示例 |"
    yield "|---|---|---|---|---|---|---|"
    for entry in column_entries(spec.name):
        kind = entry["type"] + ("" if entry["null"] == "yes" else ", never null")
        cells = (entry["column"], kind, entry["unit"], entry["en"], entry["zh"], _values(entry))
        shown = example_of(entry["column"], example)
        yield f"| {' | '.join(_inline(cell) for cell in cells)} | {_code(shown)} |"


def _values(entry: Mapping[str, Any]) -> str:
    referred = f"→ {entry['references']}" if entry["references"] else ""
    return referred or (f"`{entry['values']}`" if entry["values"] else "")


def _inline(value: Any) -> str:
    """Return a cell of a Markdown table."""
    return "" if value is None else str(value).replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`" if text else ""
