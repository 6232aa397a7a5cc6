"""The data dictionary: every published table and column, in English and Chinese, from the table specifications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.errors import ErrorCode, UsageError
from schemas.spec import Column, TableSpec
from schemas.tables import SOURCE_TABLES, TABLES

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
    from flows.catalogue import rows

    found: dict[str, Mapping[str, Any]] = {}
    for spec in SOURCE_TABLES:
        if several := rows(published, spec.name):
            found[spec.name] = max(several, key=lambda row: sum(value is not None for value in row.values()))
    return found


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
        value = None if entry["column"] in _CHANGING else example.get(entry["column"])
        yield f"| {' | '.join(_inline(cell) for cell in cells)} | {_example(value)} |"


def _values(entry: Mapping[str, Any]) -> str:
    referred = f"→ {entry['references']}" if entry["references"] else ""
    return referred or (f"`{entry['values']}`" if entry["values"] else "")


def _inline(value: Any) -> str:
    """Return a cell of a Markdown table."""
    return "" if value is None else str(value).replace("|", "\\|").replace("<", "&lt;")


def _example(value: Any) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).split())
    cut = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return "`" + cut.replace("|", "\\|").replace("`", "'") + "`" if cut else ""
