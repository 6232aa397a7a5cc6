"""Synthetic parsed sources, built from the table specifications alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from schemas.arrow import to_arrow
from schemas.errors import ErrorCode, SourceError
from schemas.ids import digest
from schemas.records import ParsedSource
from schemas.spec import ID_PATTERN, Column, ColumnType
from schemas.tables import SOURCE_TABLES, TABLES
from schemas.vocabulary import SourceStatus

RUN = digest("run", 1)
OF_A_DOCUMENT = tuple(
    spec.name
    for spec in SOURCE_TABLES
    if "doc_id" in spec.names and spec.name not in ("documents", "discarded", "issues", "citations", "incentive_caps")
)
WORDS = "文字"  # of every document; all its rows are read from them
_VALUES: dict[ColumnType, Any] = {
    ColumnType.TEXT: WORDS,
    ColumnType.INTEGER: 1,
    ColumnType.MONEY: Decimal(5_000_000),
    ColumnType.NUMBER: Decimal("0.155"),
    ColumnType.DATE: date(2020, 5, 6),
    ColumnType.TIMESTAMP: datetime(2020, 5, 6, tzinfo=UTC),
    ColumnType.BOOLEAN: True,
}


def value_for(column: Column) -> Any:
    """Return a value that the column allows; null where it may be absent."""
    if column.nullable:
        return None
    if column.allowed:
        return column.allowed[0]
    value = _VALUES[column.type]
    return "CNY" if column.pattern == "[A-Z]{3}" else max(value, column.minimum) if column.minimum else value


def row(table: str, **values: Any) -> dict[str, Any]:
    """Return a row that passes the checks of its columns, with some values given."""
    return {column.name: value_for(column) for column in TABLES[table].columns} | values


def table_of(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return rows as an Arrow table of their specification."""
    spec = TABLES[name]
    return to_arrow(spec, {column: [one[column] for one in rows] for column in spec.names})


def rows_of(
    uri: str, titles: Sequence[str], *, number: str | None, amount: int, lines: int
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a source with a document for each title, every source table having some."""
    source_id = digest(uri)
    rows: dict[str, list[dict[str, Any]]] = {spec.name: [] for spec in SOURCE_TABLES}
    rows["sources"].append(row("sources", source_id=source_id, source_uri=uri, documents=len(titles), status="parsed"))
    rows["texts"].append(row("texts", source_id=source_id, text="\n".join([WORDS] * len(titles))))
    for position, title in enumerate(titles, 1):
        doc_id = digest(source_id, title, number)
        base = {"doc_id": doc_id, "source_id": source_id, "section_id": digest(doc_id, "一")}
        start = (position - 1) * (len(WORDS) + 1)
        span = {"source_start": start, "source_end": start + len(WORDS)}
        rows["documents"].append(
            row("documents", **base_of("documents", base), **span, source_uri=uri, title=title, position=position)
            | {"doc_number": number}
        )
        for name in OF_A_DOCUMENT:
            spans = span if "source_start" in TABLES[name].names else {}
            ids = ids_of(name, doc_id) | base_of(name, base)
            rows[name].append(row(name, **ids, **spans))
        rows["money"][-1] |= {"amount_min": Decimal(amount), "amount_max": Decimal(amount)}
    for line in range(1, lines + 1):
        rows["lines"].append(row("lines", source_id=source_id, page=1, line=line, source_start=0, source_end=0))
    return rows


def ids_of(name: str, doc_id: str) -> dict[str, str]:
    """Return the ids that a row of a table must have: its own, and those of the rows it names."""
    ids = [column for column in TABLES[name].columns if column.pattern == ID_PATTERN and not column.nullable]
    return {column.name: digest(doc_id, (column.references or name).partition(".")[0]) for column in ids}


def base_of(name: str, base: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shared ids that a table has."""
    return {column: value for column, value in base.items() if column in TABLES[name].names}


def parsed(
    uri: str,
    *titles: str,
    revision: str = "1",
    number: str | None = None,
    amount: int = 5_000_000,
    lines: int = 2,
    **replaced: pa.Table,
) -> ParsedSource:
    """Return a parsed source whose rows pass every check, but for tables that are replaced."""
    rows = rows_of(uri, titles or ("关于促进发展的若干措施",), number=number, amount=amount, lines=lines)
    tables = {name: table_of(name, some) for name, some in rows.items() if some}
    return ParsedSource(
        digest(uri), uri, revision, SourceStatus.PARSED, tables | replaced, documents=len(titles or (1,))
    )


def quarantined(uri: str, *, revision: str = "1", code: ErrorCode = ErrorCode.EMPTY) -> ParsedSource:
    """Return a source that could not be read."""
    error = SourceError(code)
    values = {"error_code": error.code.value, "error_message": error.message, "status": "quarantined", "documents": 0}
    rows = [row("sources", source_id=digest(uri), source_uri=uri, **values)]
    tables = {"sources": table_of("sources", rows)}
    return ParsedSource(digest(uri), uri, revision, SourceStatus.QUARANTINED, tables, error.code.value, error.message)


def broken(source: ParsedSource, table: str, column: str, value: Any) -> ParsedSource:
    """Return a source with one value of the first row of a table replaced."""
    rows = source.tables[table].to_pylist()
    tables = {**source.tables, table: table_of(table, [rows[0] | {column: value}, *rows[1:]])}
    return ParsedSource(source.source_id, source.source_uri, source.revision, source.status, tables, documents=1)


def run_row(run_id: str = RUN, **values: Any) -> dict[str, Any]:
    """Return a row of table `runs`."""
    return row("runs", run_id=run_id, trigger="run", versions="0.1.0", published=False) | values
