"""Audits: of a batch before it is flipped, and of a generation before it is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.records import ParsedSource
from schemas.spec import Check, CheckKind, TableSpec, checks_of
from schemas.tables import SOURCE_TABLES, TABLES
from warehouse.checks import Resolver, run_checks, well_typed
from warehouse.flips import live_loads
from warehouse.generations import parts_of, read_table, table_path
from warehouse.grounding import COLUMNS, TEXTS, run_grounding
from warehouse.integrity import damaged
from warehouse.records import CheckResult
from warehouse.rows import (
    UNREADABLE,
    Array,
    of_sources,
    plain_schema,
    raise_if_refused,
    read_files,
    said,
    without_sources,
)
from warehouse.store import Store

_SOURCES_AT_ONCE = 256  # whose rows are compared with their texts, value by value
_KEYS_AT_ONCE = 500_000  # that are looked through for doubles
Runner = Callable[[TableSpec, pa.Table, Resolver, Iterable[Check]], tuple[CheckResult, ...]]


def misfit(source: ParsedSource, only: Sequence[str] = ()) -> str | None:
    """Return why a source's tables cannot even be stored, None where they can.

    Args:
        source: the source.
        only: the tables to look at; all it brings by default.
    """
    unknown = sorted(source.tables.keys() - {spec.name for spec in SOURCE_TABLES})
    if unknown and not only:
        return f"there is no table {', '.join(unknown)}"
    if source.tables.get("sources") is None or source.tables["sources"].num_rows != 1:
        return "sources must have one row"
    tables = ((TABLES[name], source.tables[name]) for name in only or source.tables)
    return next((reason for spec, rows in tables if (reason := _misfit(spec, rows, source.source_id))), None)


def audit_batch(batch: Mapping[str, pa.Table], store: Store) -> dict[str, str]:
    """Return why sources of a batch fail their checks, by source_id; a reference may lead to a live row elsewhere.

    A row that refers to a row of a failed source fails too, so the audit is repeated until nothing more fails.
    """
    reasons: dict[str, str] = {}
    reasons |= failures(run_grounding(batch))
    remaining = {name: without_sources(rows, reasons) for name, rows in batch.items()}
    resolve_live = _live_resolver(store)
    while True:
        resolve = _batch_resolver(remaining, resolve_live)
        results = [r for name, rows in remaining.items() for r in run_checks(TABLES[name], rows, resolve)]
        found = failures(results)
        if not found:
            return reasons
        reasons |= found
        remaining = {name: without_sources(rows, found) for name, rows in remaining.items()}


def failures(results: Iterable[CheckResult]) -> dict[str, str]:
    """Return for each source that broke a check which one it was, and how."""
    reasons: dict[str, str] = {}
    for result in results:
        for source_id in () if result.success else sorted(result.sources):
            reasons.setdefault(source_id, describe(result))
    return reasons


def describe(result: CheckResult) -> str:
    """Return what broke a check, in words for a sentence."""
    return f"{result.check.name} does not hold for {result.unexpected_count} row(s), e.g. {result.sample}"


def ground(folder: Path, source_ids: Collection[str] | None = None) -> tuple[CheckResult, ...]:
    """Return what ties the rows of a generation to their texts and does not hold; of all sources by default."""
    small: dict[str, pa.Table] = {}  # tables that are one file, whatever the texts are
    found = [run_grounding({})]
    for path in parts_of(folder, TEXTS):
        present = {str(source_id) for source_id in _columns(TEXTS, [path], ["source_id"])["source_id"].to_pylist()}
        wanted = sorted(present if source_ids is None else present.intersection(source_ids))
        rows: dict[str, pa.Table] = {}
        for name, columns in COLUMNS.items() if wanted else ():
            # A split table has its buckets under the names of those of the texts.
            bucket = table_path(folder, name) / path.name
            if not bucket.is_file() and name not in small:
                small[name] = _columns(name, parts_of(folder, name), columns)
            rows[name] = of_sources(_columns(name, [bucket], columns) if bucket.is_file() else small[name], wanted)
        for start in range(0, len(wanted), _SOURCES_AT_ONCE):
            some = wanted[start : start + _SOURCES_AT_ONCE]
            found.append(run_grounding({name: of_sources(table, some) for name, table in rows.items()}))
    return tuple(_merged(found))


def audit_generation(
    folder: Path, parts: Mapping[str, Sequence[Path]], runner: Runner, previous: Path | None = None
) -> tuple[CheckResult, ...]:
    """Return what the checks find in a generation.

    Args:
        folder: the generation.
        parts: the files to audit, by table. Their keys are compared with those of whole tables, and other files are
            looked through for references to what they have no more.
        runner: runs the checks.
        previous: the generation that all other files are from; None where there are no others.
    """
    resolve = _generation_resolver(folder)
    gone = cache(partial(_gone, folder, parts, previous))
    results: list[CheckResult] = []
    for spec in SOURCE_TABLES:
        by_row = [check for check in checks_of(spec) if check.kind is not CheckKind.UNIQUE]
        found = [
            runner(spec, _part(path), _bucket_resolver(folder, path, resolve), by_row)
            for path in parts.get(spec.name, ())
        ]
        for check in checks_of(spec):
            if check.kind is CheckKind.UNIQUE and spec.name in parts:
                rows = _sharing(folder, check, parts[spec.name] if previous else None)
                found += [runner(spec, some, resolve, [check]) for some in _shares(rows, check.columns[0])]
            elif check.references and (lost := gone(check.references)):
                others = [path for path in parts_of(folder, spec.name) if path not in parts.get(spec.name, ())]
                found.append(runner(spec, _with_values(check, others, lost), resolve, [check]))
        results += _merged(found)
    return tuple(results)


def _gone(folder: Path, parts: Mapping[str, Sequence[Path]], previous: Path | None, reference: str) -> Array:
    """Return the values of a column that the files in the place of others have no more."""
    table, column = reference.split(".")
    if previous is None or table not in parts:
        return ()
    replaced = [path for part in parts[table] if (path := previous / part.relative_to(folder)).is_file()]
    before, now = (
        _columns(table, files, [column])[column] for files in (replaced or parts_of(previous, table), parts[table])
    )
    return pc.unique(before.filter(pc.invert(pc.is_in(before, value_set=now))))


def _sharing(folder: Path, check: Check, parts: Sequence[Path] | None) -> pa.Table:
    """Return the rows of a table that share the beginning of a key with rows of some of its files; all by default."""
    if parts is None:
        return read_table(folder, check.table, {*check.columns, "source_id"})
    first = check.columns[0]
    return _with_values(check, parts_of(folder, check.table), _columns(check.table, parts, [first])[first])


def _with_values(check: Check, files: Iterable[Path], values: Array) -> pa.Table:
    """Return of some files, by the columns of a check, the rows with one of some values in the first."""
    rows = _columns(check.table, files, dict.fromkeys((*check.columns, "source_id")))
    return rows.filter(pc.is_in(rows[check.columns[0]], value_set=values))


def native(spec: TableSpec, rows: pa.Table, resolve: Resolver, checks: Iterable[Check]) -> tuple[CheckResult, ...]:
    """Run checks natively."""
    return run_checks(spec, rows, resolve, checks)


def by_great_expectations(
    spec: TableSpec, rows: pa.Table, resolve: Resolver, checks: Iterable[Check]
) -> tuple[CheckResult, ...]:
    """Run checks by Great Expectations, which is imported here and takes seconds."""
    from warehouse.expectations import run_expectations

    return run_expectations(spec, rows, resolve, checks)


def _misfit(spec: TableSpec, rows: pa.Table, source_id: str) -> str | None:
    typed = well_typed(spec, rows)
    if wrong := [name for name in spec.names if name not in typed]:
        found = rows.schema.field(wrong[0]).type if rows.column_names.count(wrong[0]) == 1 else "missing"
        return f"{spec.name}.type({wrong[0]}) does not hold: the column is {found}"
    if rows.num_columns > len(typed):
        extra = sorted(set(rows.column_names) - typed)
        return f"{spec.name} has the unknown column {extra[0]}"
    foreign = [value for value in pc.unique(rows["source_id"]).to_pylist() if value != source_id]
    return f"{spec.name}.source_id is {foreign[0]!r} in a row of source {source_id!r}" if foreign else None


def _batch_resolver(batch: Mapping[str, pa.Table], elsewhere: Resolver) -> Resolver:
    def resolve(reference: str, values: Array) -> Array:
        table, column = reference.split(".")
        return _here_or_elsewhere(reference, values, batch[table][column], elsewhere)

    return resolve


def _here_or_elsewhere(reference: str, values: Array, here: Array, elsewhere: Resolver) -> Array:
    known: Array = pc.is_in(values, value_set=here)
    missing = values.filter(pc.invert(known))
    return pa.concat_arrays([values.filter(known), elsewhere(reference, missing)]) if len(missing) else values


def _live_resolver(store: Store) -> Resolver:
    @cache
    def load_ids() -> frozenset[str]:  # of all sources; hardly a batch refers to another one's rows
        return frozenset(load.load_id for load in live_loads(store.flips()[0]).values() if load.good)

    def resolve(reference: str, values: Array) -> Array:
        table, column = reference.split(".")
        return values.filter(pc.is_in(values, value_set=store.read(table, load_ids(), [column])[column]))

    return resolve


def _generation_resolver(folder: Path) -> Resolver:
    @cache
    def existing(reference: str) -> Array:
        table, column = reference.split(".")
        return read_table(folder, table, [column])[column]

    def resolve(reference: str, values: Array) -> Array:
        known = existing(reference)
        return pc.unique(known.filter(pc.is_in(known, value_set=values)))  # in a table of few, one of all takes longer

    return resolve


def _bucket_resolver(folder: Path, part: Path, elsewhere: Resolver) -> Resolver:
    """Look in the bucket of the same sources, to which nearly all references lead, before whole tables."""

    def resolve(reference: str, values: Array) -> Array:
        table, column = reference.split(".")
        bucket = folder / table / part.name
        here = _columns(table, [bucket] if bucket.is_file() else [], [column])[column]
        return _here_or_elsewhere(reference, values, here, elsewhere)

    return resolve


def _columns(name: str, files: Iterable[Path], columns: Iterable[str]) -> pa.Table:
    return read_files(files, pa.schema([plain_schema(name).field(column) for column in columns]), damaged)


def _shares(rows: pa.Table, first: str) -> Iterator[pa.Table]:
    """Yield rows in shares of which no two hold equal keys: looking for doubles takes ten times the memory of a key."""
    key: Array = rows[first]
    if rows.num_rows <= _KEYS_AT_ONCE or key.type != pa.string():
        yield rows
        return
    beginnings: Array = pc.utf8_slice_codeunits(key, 0, 1)
    for beginning in pc.unique(beginnings).to_pylist():
        yield rows.filter(beginnings.is_null() if beginning is None else pc.equal(beginnings, pa.scalar(beginning)))


def _part(path: Path) -> pa.Table:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read()  # as it is written, so that a wrong type is seen
    except UNREADABLE as error:
        raise_if_refused(error)
        raise damaged(path, said(error)) from error


def _merged(parts: Iterable[tuple[CheckResult, ...]]) -> list[CheckResult]:
    """Return one result a check from the results of a table's parts."""
    merged: dict[str, CheckResult] = {}
    for result in (result for part in parts for result in part):
        known = merged.get(result.check.name)
        merged[result.check.name] = _sum(known, result) if known else result
    return list(merged.values())


def _sum(one: CheckResult, other: CheckResult) -> CheckResult:
    return CheckResult(
        one.check,
        one.success and other.success,
        one.unexpected_count + other.unexpected_count,
        one.sample or other.sample,
        one.sources | other.sources,
    )
