"""The checks of the table specifications as Great Expectations suites: the only door to Great Expectations.

Great Expectations lets through what a key must not have: absent keys, NaN in a range, an id with characters after it.
So every check is expanded to explicit not-null and anchored expectations, and types are expected of the Arrow schema
itself, because pandas knows no decimal(28, 6). With its type a column is finite too: no decimal, integer, date or text
is NaN. Its import takes seconds, so nothing but a thorough audit imports this module.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at import

import great_expectations as gx
import great_expectations.expectations as expectation_library
import pyarrow as pa
from great_expectations.core import ExpectationSuite

from schemas.arrow import arrow_schema
from schemas.spec import Check, CheckKind, TableSpec, checks_of
from warehouse.checks import SAMPLE_SIZE, Resolver, sources_of, unreadable, well_typed
from warehouse.records import CheckResult
from warehouse.rows import Array

ROWS_PER_BATCH = 200_000  # a million rows of three columns took 1.7 GB in one batch
_NAME = "check"
_FOUND = "#found "
_TYPES = "#types"
gxe: Any = expectation_library  # it does not declare what it exports

logging.getLogger("great_expectations").setLevel(logging.WARNING)


def run_expectations(
    spec: TableSpec,
    rows: pa.Table,
    resolve: Resolver,
    checks: Iterable[Check] | None = None,
) -> tuple[CheckResult, ...]:
    """Return what each check of a table finds, by Great Expectations; as `warehouse.checks.run_checks` otherwise.

    `sources` of a result are all sources of the rows: Great Expectations does not say which row belongs to whom.
    """
    wanted = tuple(checks_of(spec) if checks is None else checks)
    typed = well_typed(spec, rows)
    readable = [check for check in wanted if check.kind is not CheckKind.TYPE and typed.issuperset(check.columns)]
    found: dict[str, tuple[int, str]] = {}
    _run_types(found, rows, [check for check in wanted if check.kind is CheckKind.TYPE])
    _run_unique(found, rows, [check for check in readable if check.kind is CheckKind.UNIQUE])
    _run_by_row(found, rows, [check for check in readable if check.kind is not CheckKind.UNIQUE], resolve)
    return tuple(_result(check, rows, found, typed) for check in wanted)


def suite_of(spec: TableSpec) -> Any:
    """Return the suite of a table's row checks, for a person to read or to keep."""
    expectations = [e for check in checks_of(spec) if check.kind is not CheckKind.TYPE for e in _expectations(check)]
    return ExpectationSuite(name=spec.name, expectations=expectations)


def _result(check: Check, rows: pa.Table, found: dict[str, tuple[int, str]], typed: frozenset[str]) -> CheckResult:
    if check.kind is not CheckKind.TYPE and not typed.issuperset(check.columns):
        return unreadable(check, rows)
    if check.name not in found:
        return CheckResult(check, True)
    if check.kind is CheckKind.TYPE:
        return unreadable(check, rows)
    count, sample = found[check.name]
    return CheckResult(check, False, count, sample, sources_of(rows))


def _run_types(found: dict[str, tuple[int, str]], rows: pa.Table, checks: Sequence[Check]) -> None:
    """Expect the Arrow types of all columns at once: a row a column, which says name and type."""
    if not checks:
        return
    import pandas as pd

    given = {_type_words(check.columns[0], rows): check for check in checks}
    declared = [f"{name} is {arrow_schema(check.table).field(name).type}" for check in checks for name in check.columns]
    expectation = gxe.ExpectColumnValuesToBeInSet(column=_TYPES, value_set=declared)
    for result in _failures(pd.DataFrame({_TYPES: list(given)}), [expectation], most=len(given)):
        wrong = result.result.get("partial_unexpected_list") or given  # all of them where it could not be run
        found |= {given[words].name: (1, words) for words in wrong}


def _type_words(name: str, rows: pa.Table) -> str:
    types = "; ".join(str(field.type) for field in rows.schema if field.name == name)
    return f"{name} is {types or 'missing'}"


def _run_unique(found: dict[str, tuple[int, str]], rows: pa.Table, checks: Sequence[Check]) -> None:
    for check in checks:
        _validate(found, _frame(rows.select(list(check.columns))), _expectations(check))


def _run_by_row(found: dict[str, tuple[int, str]], rows: pa.Table, checks: Sequence[Check], resolve: Resolver) -> None:
    names = list(dict.fromkeys(name for check in checks for name in check.columns))
    expectations = [expectation for check in checks for expectation in _expectations(check)]
    references = [check for check in checks if check.kind is CheckKind.REFERENCE]
    for start in range(0, max(rows.num_rows, 1), ROWS_PER_BATCH):
        part = rows.slice(start, ROWS_PER_BATCH).select(names)
        frame = _frame(part)
        for check in references:
            frame[_FOUND + check.name] = _found(check, part, resolve)
        _validate(found, frame, expectations)


def _found(check: Check, rows: pa.Table, resolve: Resolver) -> list[str | None]:
    """Return for each row what its reference leads to: the value itself, None where dangling, "" where absent.

    A set of a million allowed ids inside an expectation would be copied into every result; a joined column is not.
    """
    values = rows[check.columns[0]].to_pylist()
    distinct: Array = pa.array(sorted({value for value in values if value is not None}), pa.string())
    known = set(resolve(check.references or "", distinct).to_pylist())
    return ["" if value is None else value if value in known else None for value in values]


def _validate(found: dict[str, tuple[int, str]], frame: Any, expectations: Sequence[Any]) -> None:
    """Add to `found`, by check name, how many rows broke each expectation that did not hold, and a few of them."""
    for result in _failures(frame, expectations) if expectations else ():
        name = result.expectation_config.meta[_NAME]
        count, sample = found.get(name, (0, ""))
        values = "; ".join(str(value) for value in result.result.get("partial_unexpected_list", ()))
        found[name] = (count + (result.result.get("unexpected_count") or 1), sample or values)


def _failures(frame: Any, expectations: Sequence[Any], most: int = SAMPLE_SIZE) -> list[Any]:
    """Return the results of the expectations that do not hold for a frame, each with at most so many wrong values."""
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": frame})
    suite = ExpectationSuite(name="audit", expectations=list(expectations))
    outcome = batch.validate(suite, result_format={"result_format": "BASIC", "partial_unexpected_count": most})
    return [result for result in outcome.results if not result.success]


@cache
def _batch_definition() -> Any:
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("warehouse")
    return source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")


def _frame(rows: pa.Table) -> Any:
    """Return a pandas frame of Python objects: decimals, dates and large integers stay exact, absent is None."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(rows[name].to_pylist(), dtype=object) for name in rows.column_names})


def _expectations(check: Check) -> list[Any]:
    """Return the expectations that a check expands to; all of them must hold."""
    meta = {_NAME: check.name}
    present = [gxe.ExpectColumnValuesToNotBeNull(column=name, meta=meta) for name in check.columns]
    if check.kind is CheckKind.NOT_NULL:
        return present
    if check.kind is CheckKind.UNIQUE:
        return [*present, _unique(check, meta)]
    return [_BY_KIND[check.kind](check, meta)]


def _unique(check: Check, meta: dict[str, str]) -> Any:
    if len(check.columns) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=check.columns[0], meta=meta)
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(check.columns), ignore_row_if="never", meta=meta)


def _allowed(check: Check, meta: dict[str, str]) -> Any:
    return gxe.ExpectColumnValuesToBeInSet(column=check.columns[0], value_set=list(check.allowed), meta=meta)


def _pattern(check: Check, meta: dict[str, str]) -> Any:
    # \Z, not $: a line break after an id is no part of it
    regex = rf"\A(?:{check.pattern})\Z"
    return gxe.ExpectColumnValuesToMatchRegex(column=check.columns[0], regex=regex, meta=meta)


def _range(check: Check, meta: dict[str, str]) -> Any:
    return gxe.ExpectColumnValuesToBeBetween(
        column=check.columns[0], min_value=check.minimum, max_value=check.maximum, meta=meta
    )


def _ordered(check: Check, meta: dict[str, str]) -> Any:
    low, high = check.columns
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=high, column_B=low, or_equal=True, ignore_row_if="either_value_is_missing", meta=meta
    )


def _reference(check: Check, meta: dict[str, str]) -> Any:
    return gxe.ExpectColumnValuesToNotBeNull(column=_FOUND + check.name, meta=meta)


_BY_KIND: dict[CheckKind, Callable[[Check, dict[str, str]], Any]] = {
    CheckKind.ALLOWED: _allowed,
    CheckKind.PATTERN: _pattern,
    CheckKind.RANGE: _range,
    CheckKind.ORDERED: _ordered,
    CheckKind.REFERENCE: _reference,
}
