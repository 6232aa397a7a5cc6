"""What the script of a review page knows: the rows, their tables and columns in both languages, as JSON.

It stands in the page as a block of data. JSON has no need of `<`, `>` or `&` unescaped, so with these escaped no words
of a paper can end the block or begin a comment in it; U+2028 and U+2029 are escaped for readers that take them for
the end of a line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flows.show_blocks import Block, Fact, Row, end_of, start_of
from flows.show_labels import LABELS, TABLE_LABELS
from schemas.spec import TableSpec
from schemas.tables import TABLES

_ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
_HIDDEN = {"doc_id", "source_id"}  # the same in every row of a paper


def as_json(value: object) -> str:
    """Return a value as JSON that may stand in an HTML script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def island(
    blocks: Sequence[Block], facts: Sequence[Fact], text: str, lines: Sequence[Row], pages: Sequence[Row]
) -> str:
    """Return the data of a page.

    `tables` are the kinds of facts with their columns; `facts` are [table, first and last code point, row] by number,
    null for a fact that is not on the page; `lines` are [page, first and last code point, x0, top, x1, bottom,
    words] with lengths in points; `pages` says how large each page is, and whether its picture lacks its words.
    """
    shown = {fact.number for block in blocks for fact in block.starts}
    names = sorted({fact.table for fact in facts if fact.number in shown}, key=list(TABLE_LABELS).index)
    place = {name: index for index, name in enumerate(names)}
    return as_json(
        {
            "labels": LABELS,
            "tables": [_table(TABLES[name]) for name in names],
            "facts": [
                [place[fact.table], fact.start, fact.end, values_of(fact.row)] if fact.number in shown else None
                for fact in facts
            ],
            "lines": [_line(row, text) for row in lines],
            "pages": pages,
        }
    )


def _table(spec: TableSpec) -> dict[str, Any]:
    en, zh = TABLE_LABELS[spec.name]
    return {
        "name": spec.name,
        "en": en,
        "zh": zh,
        "key": next((name for name in spec.key if name.endswith("_id") and name != "source_id"), ""),
        "columns": {
            column.name: [column.en, column.zh, column.unit or ""]
            for column in spec.columns
            if column.name not in _HIDDEN
        },
    }


def values_of(row: Row) -> dict[str, str]:
    """Return the values of a row that are there, in the words of a reader."""
    return {name: word(value) for name, value in row.items() if value is not None and name not in _HIDDEN}


def word(value: object) -> str:
    """Return a value as a reader wants it: no trailing zeros, thousands separated."""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _line(row: Row, text: str) -> list[Any]:
    start, end = start_of(row), end_of(row)
    edges = [round(float(row[edge]), 2) for edge in ("x0", "top", "x1", "bottom")]
    return [row["page"], start, end, *edges, text[start:end]]


def described(row: Mapping[str, Any], spec: TableSpec) -> list[dict[str, str]]:
    """Return the values of a row that are there, with what their columns mean in both languages."""
    return [
        {"name": name, "value": word(value), "en": spec[name].en, "zh": spec[name].zh}
        for name, value in row.items()
        if value is not None and name in spec.names
    ]
