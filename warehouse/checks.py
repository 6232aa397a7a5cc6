"""The checks of the table specifications, run natively on Arrow tables.

One meaning with `warehouse.expectations`: absent values pass every check but NOT_NULL, and UNIQUE on a key, which is
never absent; a check whose columns are missing or have another type than declared does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import arrow_schema
from schemas.spec import Check, CheckKind, TableSpec, checks_of
from warehouse.records import CheckResult
from warehouse.rows import Array

SAMPLE_SIZE = 3
_SAMPLE_CHARACTERS = 60

Resolver = Callable[[str, Array], Array]
"""Given "table.column" and distinct values, returns those of them that exist there."""


def run_checks(
    spec: TableSpec,
    rows: pa.Table,
    resolve: Resolver,
    checks: Iterable[Check] | None = None,
) -> tuple[CheckResult, ...]:
    """Return what each check of a table finds in some of its rows.

    Args:
        spec: the table.
        rows: the rows to check.
        resolve: finds referenced values.
        checks: the checks to run; all of the table's by default.
    """
    typed = well_typed(spec, rows)
    return tuple(_result(check, rows, typed, resolve) for check in (checks_of(spec) if checks is None else checks))


def well_typed(spec: TableSpec, rows: pa.Table) -> frozenset[str]:
    """Return the names of the columns that are there with the type that the specification declares."""
    declared = arrow_schema(spec.name)
    if rows.schema.equals(declared):  # as good as always, and a batch has a thousand tables
        return frozenset(spec.names)
    return frozenset(
        field.name
        for field in declared
        if rows.column_names.count(field.name) == 1 and rows.schema.field(field.name).type == field.type
    )


def unreadable(check: Check, rows: pa.Table) -> CheckResult:
    """Return the result of a check that cannot be run, because a column is missing or has the wrong type."""
    found = {name: str(rows.schema.field(name).type) for name in check.columns if rows.column_names.count(name) == 1}
    sample = ", ".join(f"{name} is {found.get(name, 'missing')}" for name in check.columns)
    return CheckResult(check, False, max(rows.num_rows, 1), sample, sources_of(rows))


def sources_of(rows: pa.Table) -> frozenset[str]:
    """Return the sources that rows belong to."""
    if "source_id" not in rows.column_names:
        return frozenset()
    return frozenset(str(value) for value in pc.unique(rows["source_id"]).to_pylist() if value is not None)


def sample_of(rows: pa.Table, columns: Iterable[str]) -> str:
    """Return a few values as text, for a person to read."""
    shown = rows.slice(0, SAMPLE_SIZE).select(list(columns)).to_pylist()
    return "; ".join(_shorten(", ".join(repr_value(value) for value in row.values())) for row in shown)


def repr_value(value: object) -> str:
    """Return a value as a person reads it; white space in texts stays visible."""
    return repr(value) if isinstance(value, str) else str(value)


def _shorten(text: str) -> str:
    return text if len(text) <= _SAMPLE_CHARACTERS else text[: _SAMPLE_CHARACTERS - 1] + "…"


def _result(check: Check, rows: pa.Table, typed: frozenset[str], resolve: Resolver) -> CheckResult:
    if not typed.issuperset(check.columns):
        return unreadable(check, rows)
    if check.kind is CheckKind.TYPE or not rows.num_rows:
        return CheckResult(check, True)
    broken = rows.filter(_broken(check, rows, resolve))
    if not broken.num_rows:
        return CheckResult(check, True)
    return CheckResult(check, False, broken.num_rows, sample_of(broken, check.columns), sources_of(broken))


def _broken(check: Check, rows: pa.Table, resolve: Resolver) -> Array:
    """Return a mask of the rows that break a check."""
    return _dangling(check, rows, resolve) if check.kind is CheckKind.REFERENCE else _BROKEN[check.kind](check, rows)


def _null(check: Check, rows: pa.Table) -> Array:
    return rows[check.columns[0]].is_null()


def _repeated(check: Check, rows: pa.Table) -> Array:
    """Mark every row whose key is absent in part, or occurs more than once."""
    names = list(check.columns)
    counted = rows.select(names).append_column("#row", pa.array(range(rows.num_rows), pa.int64()))
    groups = counted.group_by(names).aggregate([("#row", "list")])
    lists: Array = groups["#row_list"].combine_chunks()
    twice: Array = lists.filter(pc.greater(pc.list_value_length(lists), pa.scalar(1)))
    repeated: Array = pc.list_flatten(twice)
    marked: Array = pc.is_in(counted["#row"], value_set=repeated)
    for name in names:
        marked = pc.or_(marked, rows[name].is_null())
    return marked


def _not_allowed(check: Check, rows: pa.Table) -> Array:
    column = rows[check.columns[0]]
    return pc.and_(column.is_valid(), pc.invert(pc.is_in(column, value_set=pa.array(check.allowed, pa.string()))))


def _not_matching(check: Check, rows: pa.Table) -> Array:
    # \z, not $: a line break after an id is no part of it
    matches = pc.match_substring_regex(rows[check.columns[0]], rf"\A(?:{check.pattern})\z")
    return pc.invert(matches).fill_null(False)


def _outside(check: Check, rows: pa.Table) -> Array:
    column: Array = rows[check.columns[0]]
    low: Array = column if check.minimum is None else pa.scalar(check.minimum)
    high: Array = column if check.maximum is None else pa.scalar(check.maximum)
    outside: Array = pc.or_(pc.less(column, low), pc.greater(column, high))
    return outside.fill_null(False)


def _reversed(check: Check, rows: pa.Table) -> Array:
    low, high = check.columns
    return pc.greater(rows[low], rows[high]).fill_null(False)


def _dangling(check: Check, rows: pa.Table, resolve: Resolver) -> Array:
    column = rows[check.columns[0]]
    values = pc.unique(column).drop_null()
    found = resolve(check.references or "", values)
    return pc.and_(column.is_valid(), pc.invert(pc.is_in(column, value_set=found)))


_BROKEN: dict[CheckKind, Callable[[Check, pa.Table], Array]] = {
    CheckKind.NOT_NULL: _null,
    CheckKind.UNIQUE: _repeated,
    CheckKind.ALLOWED: _not_allowed,
    CheckKind.PATTERN: _not_matching,
    CheckKind.RANGE: _outside,
    CheckKind.ORDERED: _reversed,
}
