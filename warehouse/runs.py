"""The run tables: every run and what its checks found, outside the promise that equal content is equal bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.arrow import to_arrow
from schemas.ids import digest
from schemas.spec import TableSpec
from schemas.tables import TABLES
from warehouse.audit import describe
from warehouse.checks import run_checks
from warehouse.generations import link, write_parquet
from warehouse.layout import FLIPS, Layout
from warehouse.records import CheckResult, Moment
from warehouse.rows import plain, published
from warehouse.store import Store
from warehouse.tables import LOAD_ID

RUNS, RESULTS = "runs", "quality_results"
RUN_TABLES = (RUNS, RESULTS)
_MANY_RUNS = 64  # files of a table that runs add to; beyond it, joining them is quicker than reading them each time


def append_run(store: Store, row: Mapping[str, Any], attempt_id: str) -> None:
    """Append a row of `runs`.

    Raises:
        ValueError: the row breaks a check of the table.
    """
    _append(store, TABLES[RUNS], {name: [value] for name, value in row.items()}, attempt_id)
    for name in (*RUN_TABLES, FLIPS):  # each run adds a file to these, and every run reads all of them
        store.join(name, _MANY_RUNS)


def append_results(store: Store, results: Iterable[CheckResult], moment: Moment) -> None:
    """Append what the checks of a run found."""
    rows = [_result_row(moment.run_id, result) for result in results]
    if rows:
        _append(store, TABLES[RESULTS], {name: [row[name] for row in rows] for name in rows[0]}, moment.batch_id)


def write_run_tables(layout: Layout, store: Store) -> None:
    """Write both run tables, each at once, unless they are as the store has them.

    A result is published with its run, never before.
    """
    written, state = layout.run_tables_written, _state(store)
    tables_there = all(layout.run_table(name).is_file() for name in RUN_TABLES)
    if tables_there and written.is_file() and written.read_text("utf-8") == state:
        return
    written.unlink(missing_ok=True)
    runs = _newest(store, TABLES[RUNS])
    recorded = set(runs["run_id"].to_pylist())
    results = _newest(store, TABLES[RESULTS])
    results = results.filter(pa.array([run_id in recorded for run_id in results["run_id"].to_pylist()], pa.bool_()))
    for name, rows in ((RUNS, runs), (RESULTS, results)):
        path = layout.run_table(name)
        fresh = path.with_suffix(".tmp")
        write_parquet(fresh, published(name, rows))
        fresh.replace(path)
    written.write_text(state, "utf-8")


def _state(store: Store) -> str:
    """Return what the run tables are written from: their tables' versions in the store, and their specifications."""
    versions = json.dumps(store.versions(RUN_TABLES))
    return f"{versions} {digest(*(TABLES[name] for name in RUN_TABLES))}\n"


def link_run_tables(layout: Layout, folder: Path) -> None:
    """Put the run tables, as they are now, beside the data tables of a generation."""
    for name in RUN_TABLES:
        fresh = folder / f".{name}.tmp"
        link(layout.run_table(name), fresh)
        fresh.replace(folder / f"{name}.parquet")


def _append(store: Store, spec: TableSpec, columns: Mapping[str, list[Any]], attempt_id: str) -> None:
    rows = plain(spec.name, to_arrow(spec, columns))
    broken = [r for r in run_checks(spec, rows, lambda _, values: values) if not r.success]
    if broken:
        raise ValueError(describe(broken[0]))
    store.append(spec.name, rows.append_column(LOAD_ID, pa.array([attempt_id] * rows.num_rows, pa.string())))


def _newest(store: Store, spec: TableSpec) -> pa.Table:
    """Return the rows of a run table in order; of a run that was recorded twice, after a retry, one row a key."""
    rows = store.read_all(spec.name).sort_by([(LOAD_ID, "descending")])
    numbered = rows.append_column("#row", pa.array(range(rows.num_rows), pa.int64()))
    kept = numbered.group_by(list(spec.key), use_threads=False).aggregate([("#row", "min")])["#row_min"]
    order = dict.fromkeys((*spec.sort, *spec.key))
    return plain(spec.name, rows.take(kept)).sort_by([(name, "ascending") for name in order])


def _result_row(run_id: str, result: CheckResult) -> dict[str, Any]:
    check = result.check
    return {
        "run_id": run_id,
        "table": check.table,
        "expectation": check.name.removeprefix(f"{check.table}."),
        "column": ", ".join(check.columns),
        "success": result.success,
        "unexpected_count": result.unexpected_count,
        "sample": result.sample,
    }
