"""One paper in a notebook or a script: its bytes or its text in, tables and records out; no warehouse, no settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

import pyarrow as pa

from parsers.document import parse_readable
from parsers.sources.limits import DEFAULT_LIMITS
from schemas.arrow import arrow_schema
from schemas.errors import ErrorCode, UsageError
from schemas.records import ParsedSource, ReaderLimits
from schemas.tables import SOURCE_TABLES

Value: TypeAlias = str | int | Decimal | date | datetime | bool | None
Record: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that was read from one file, which may hold several policies.

    Attributes:
        source_text: the text as decoded or extracted; `source_start` and `source_end` of every row are half-open
            offsets into it, in Unicode code points.
        tables: an Arrow table by name, with the columns, types and descriptions of the data dictionary
            (`zhengce tables`, docs/tables.md); one without rows is there too. Sums are decimal128(28, 6) in whole
            currency units, rates decimal128(28, 12) as fractions of one.
    """

    source_text: str
    tables: Mapping[str, pa.Table]

    def records(self, table: str) -> list[Record]:
        """Return the rows of a table as one mapping a row, by column name; decimals are `Decimal`, absent is None.

        Raises:
            UsageError: there is no such table.
        """
        if table not in self.tables:
            raise UsageError(ErrorCode.NO_TABLE, got=repr(table), allowed=", ".join(self.tables))
        rows: list[Record] = list(self.tables[table].to_pylist())
        return rows

    def words(self, record: Record) -> str:
        """Return the characters of the source text that a record was read from, as they stand there.

        Raises:
            KeyError: the record is of a table whose rows have no span (sources, texts, document_issuers).
        """
        start, end = record["source_start"], record["source_end"]
        if not isinstance(start, int) or not isinstance(end, int):
            return ""
        return self.source_text[start:end]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables that have rows."""
        return (name for name, rows in self.tables.items() if rows.num_rows)


def parse_document(
    data: bytes | str, name: str = "paper.txt", *, limits: ReaderLimits = DEFAULT_LIMITS
) -> ParsedDocument:
    """Return what one paper says, as tables and records.

    Nothing is read from disk or fetched: read the file yourself, `parse_document(path.read_bytes(), path.name)`.
    The same input gives the same rows and ids, always; ids derive from `name`, as in a warehouse whose source URI
    it is.

    Args:
        data: the bytes of a file (text, Markdown, HTML, .docx, OFD, PDF, image), or its text.
        name: the file's name or URI. Its ending helps to tell formats apart that begin alike, and its words say what
            the text leaves open.
        limits: the most pages, characters and pixels that are read.

    Raises:
        SourceError: it cannot be read, with one sentence that says why and what to do.

    >>> from parsers import parse_document
    >>> paper = parse_document('''某市人工智能产业发展行动计划
    ...
    ... 一、主要目标
    ... 到2027年，人工智能核心产业规模超过300亿元。
    ...
    ... 二、支持措施
    ... 对认定的国家级创新平台，给予最高500万元奖励。
    ... ''')
    >>> [reward] = paper.records("incentives")
    >>> reward["recognition_level"], reward["cap_amount"]
    ('国家级', Decimal('5000000.000000'))
    >>> paper.words(reward)
    '500万元'
    >>> [aim] = paper.records("targets")
    >>> aim["metric"], aim["comparator"], aim["value_max"], aim["unit"], aim["year"]
    ('人工智能核心产业规模', 'gt', Decimal('30000000000.000000000000'), 'CNY', 2027)
    >>> paper.tables["money"].select(["quote", "amount_max", "comparator"]).to_pydict()["comparator"]
    ['gt', 'le']
    >>> parse_document(b"")
    Traceback (most recent call last):
    schemas.errors.SourceError: The file is empty (0 bytes of text); put the paper's text in it or remove it.
    """
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    parsed = parse_readable(raw, source_uri=name, parser_revision="", limits=limits, convert=None)
    tables = {spec.name: _table(parsed, spec.name) for spec in SOURCE_TABLES}
    return ParsedDocument(tables["texts"]["text"][0].as_py(), MappingProxyType(tables))


def _table(parsed: ParsedSource, name: str) -> pa.Table:
    return parsed.tables[name] if name in parsed.tables else arrow_schema(name).empty_table()
