"""What an analyst puts right in a paper's rows: a file beside the paper, applied each time that it is parsed.

A corrections file is TOML, an array of tables `correction`:

    [[correction]]
    table = "money"                  # the table
    row = "38410cfcb7b95b6f02cc"     # the row's id; or `quote`, its words, and `at` where they occur more than once
    quote = "500万元"                 # the words that the row must have, so that a change of the text is noticed
    set = { comparator = "le" }      # values by column; decimals and dates as strings; "" takes a value out
    why = "最高 stands in the heading"

`remove = true` in place of `set` takes a row out, `add = true` beside it makes one at the words of `quote`. A row that
was changed or added says so in its column `corrected`. What cannot be applied becomes an issue, never silence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from schemas.arrow import to_arrow
from schemas.ids import digest
from schemas.issues import SEVERITY_OF, IssueCode
from schemas.records import ParsedSource
from schemas.spec import Column, ColumnType
from schemas.tables import TABLES
from schemas.vocabulary import SourceStatus

CORRECTED = "corrected"
CORRECTABLE = tuple(name for name, spec in TABLES.items() if CORRECTED in spec.names)
_KEYS = frozenset({"table", "row", "quote", "at", "set", "remove", "add", "why"})
_WIDE = {"incentives": "incentives_wide"}  # the same row once more, for BI
_FALLBACK = {"certainty": "explicit", "role": "other"}

Rows = dict[str, list[dict[str, Any]]]


class _UnfitError(ValueError):
    """A correction that cannot be applied; its words say why."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of a corrections file."""

    table: str
    row: str | None
    quote: str | None
    at: int | None
    values: Mapping[str, Any]
    remove: bool
    add: bool
    why: str


def corrected(source: ParsedSource, data: bytes) -> ParsedSource:
    """Return a parsed source with the corrections of a file applied, and what could not be as issues.

    Args:
        source: what the parser gave; a quarantined source has nothing to correct.
        data: the bytes of the corrections file.
    """
    if source.status is not SourceStatus.PARSED:
        return source
    rows: Rows = {name: table.to_pylist() for name, table in source.tables.items()}
    for row in rows["sources"]:
        row["corrections_sha256"] = sha256(data).hexdigest()
    problems: list[str] = []
    for number, entry in enumerate(_entries(data, problems), 1):
        try:
            _apply(rows, _correction(entry))
        except _UnfitError as unfit:
            problems.append(f"correction {number} was not applied: {unfit}")
    rows.setdefault("issues", []).extend(_issue(source, rows, number, words) for number, words in enumerate(problems))
    tables = {name: _table(name, members) for name, members in rows.items() if members}
    return replace(
        source,
        tables=MappingProxyType(tables),
        counts=MappingProxyType({name: table.num_rows for name, table in tables.items()}),
    )


def _entries(data: bytes, problems: list[str]) -> Iterable[Any]:
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"the corrections file cannot be read ({error}); it must be TOML in UTF-8")
        return []
    entries = found.get("correction", [])
    if not isinstance(entries, list) or found.keys() - {"correction"}:
        problems.append("the corrections file must hold [[correction]] tables and nothing else")
        return []
    return entries


def _correction(entry: Any) -> Correction:
    if not isinstance(entry, Mapping) or entry.keys() - _KEYS:
        unknown = ", ".join(sorted(entry.keys() - _KEYS)) if isinstance(entry, Mapping) else repr(entry)
        raise _UnfitError(f"{unknown} is no key of a correction; allowed are {', '.join(sorted(_KEYS))}")
    table = entry.get("table")
    if table not in CORRECTABLE:
        raise _UnfitError(f"table is {table!r}; allowed are {', '.join(CORRECTABLE)}")
    remove, add = bool(entry.get("remove")), bool(entry.get("add"))
    given = entry.get("set", {})
    if not isinstance(given, Mapping) or remove == bool(given) or (remove and add):
        raise _UnfitError("it needs either set = { column = value } or remove = true")
    values = {name: _value(table, name, value) for name, value in given.items()}
    row, quote, at = entry.get("row"), entry.get("quote"), entry.get("at")
    if (row is None and quote is None) or (add and not quote):
        raise _UnfitError("it needs the row's id in `row`, or its words in `quote`")
    return Correction(table, row, quote, at, values, remove, add, str(entry.get("why", "")).strip())


def _value(table: str, name: str, value: Any) -> Any:
    spec = TABLES[table]
    if name not in spec.names or name in {*spec.key, "source_id", "doc_id", "section_id", CORRECTED}:
        raise _UnfitError(f"{table} has no column {name!r} that could be set")
    column = spec[name]
    if value == "":
        if not column.nullable:
            raise _UnfitError(f"{name} must not be empty")
        return None
    try:
        typed = _typed(column, value)
    except (ValueError, InvalidOperation, TypeError):
        raise _UnfitError(f"{name} is {value!r}, which is no {column.type.value}") from None
    if column.allowed and typed not in column.allowed:
        raise _UnfitError(f"{name} is {value!r}; allowed are {', '.join(column.allowed)}")
    return typed


def _typed(column: Column, value: Any) -> Any:
    match column.type:
        case ColumnType.MONEY | ColumnType.NUMBER:
            return Decimal(str(value))
        case ColumnType.INTEGER:
            return int(value)
        case ColumnType.DATE:
            return value if isinstance(value, date) else date.fromisoformat(value)
        case ColumnType.BOOLEAN if isinstance(value, bool):
            return value
        case ColumnType.TEXT if isinstance(value, str):
            return value
    raise ValueError


def _apply(rows: Rows, correction: Correction) -> None:
    if correction.add:
        rows.setdefault(correction.table, []).append(_added(rows, correction))
        return
    row = _found(rows.get(correction.table, []), correction)
    key = TABLES[correction.table].key
    twin = _WIDE.get(correction.table)
    for name in (correction.table, twin) if twin else (correction.table,):
        for other in [one for one in rows.get(name, []) if all(one[part] == row[part] for part in key)]:
            if correction.remove:
                rows[name].remove(other)
            else:
                known = {column: value for column, value in correction.values.items() if column in other}
                what = "changed " + ", ".join(sorted(correction.values))
                other.update(known, **{CORRECTED: _note(what, correction)})
    if correction.remove and correction.table == "incentives":
        _remove_caps(rows, row)


def _found(members: list[dict[str, Any]], correction: Correction) -> dict[str, Any]:
    key = TABLES[correction.table].key[0]
    found = members
    if correction.row is not None:
        found = [row for row in found if row[key] == correction.row]
        if not found:
            raise _UnfitError(f"{correction.table} has no row {correction.row}; the text may have changed under it")
    if correction.quote is not None:
        said = [row for row in found if _words(row) == correction.quote]
        if not said:
            now = f", its words are {_words(found[0])!r} now" if correction.row is not None else ""
            words = f"no row of {correction.table} says {correction.quote!r}{now}"
            raise _UnfitError(f"{words}; the text has changed under it")
        found = said
    if correction.at is not None:
        found = [row for row in found if row["source_start"] == correction.at] or found[:0]
    if len(found) != 1:
        places = ", ".join(str(row.get("source_start")) for row in found[:5])
        hint = f"say which by `at`, one of {places}" if found else f"none stands at {correction.at}"
        raise _UnfitError(f"{len(found)} rows of {correction.table} say {correction.quote!r}; {hint}")
    return found[0]


def _words(row: Mapping[str, Any]) -> Any:
    return next((row[name] for name in ("quote", "title", "agency", "phone", "text") if row.get(name)), None)


def _added(rows: Rows, correction: Correction) -> dict[str, Any]:
    """Return a row made of the words of a section and the values given."""
    spec, words = TABLES[correction.table], correction.quote or ""
    text = rows["texts"][0]["text"]
    starts = [place for place in _places(text, words) if correction.at in (None, place)]
    if len(starts) != 1:
        raise _UnfitError(f"the text says {words!r} {len(starts)} times; it must once, or `at` says where")
    start, end = starts[0], starts[0] + len(words)
    around = [one for one in rows.get("sections", []) if one["source_start"] <= start and end <= one["source_end"]]
    if not around:
        raise _UnfitError(f"{words!r} at {start} is in no section's own words")
    section = around[-1]
    known = {name: section[name] for name in ("doc_id", "source_id", "section_id", "page")}
    known |= {"source_start": start, "source_end": end, "quote": words, "sentence": section["text"]}
    identity = digest(section["doc_id"], correction.table, CORRECTED, start, end, sorted(correction.values))
    row = dict.fromkeys(spec.names) | {name: value for name, value in known.items() if name in spec.names}
    row |= {name: value for name, value in _FALLBACK.items() if name in spec.names}
    row |= dict(correction.values) | {spec.key[0]: identity, CORRECTED: _note("added", correction)}
    if missing := [column.name for column in spec.columns if not column.nullable and row[column.name] is None]:
        raise _UnfitError(f"a new row of {correction.table} also needs {', '.join(missing)} in `set`")
    return row


def _places(text: str, words: str) -> Iterable[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _remove_caps(rows: Rows, incentive: Mapping[str, Any]) -> None:
    caps = rows.get("incentive_caps", [])
    rows["incentive_caps"] = [row for row in caps if row["incentive_id"] != incentive["incentive_id"]]


def _note(what: str, correction: Correction) -> str:
    return f"{what}: {correction.why}" if correction.why else what


def _issue(source: ParsedSource, rows: Rows, number: int, words: str) -> dict[str, Any]:
    code = IssueCode.CORRECTION_UNFIT
    return dict.fromkeys(TABLES["issues"].names) | {
        "issue_id": digest(source.source_id, code.value, number, words),
        "source_id": source.source_id,
        "code": code.value,
        "severity": SEVERITY_OF[code].value,
        "detail": words,
        "source_start": 0,
        "source_end": 0,
    }


def _table(name: str, members: list[dict[str, Any]]) -> Any:
    spec = TABLES[name]
    return to_arrow(spec, {column: [row[column] for row in members] for column in spec.names})
