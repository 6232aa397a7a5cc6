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
from warehouse.generations import link, write_entries, write_parquet
from warehouse.integrity import entry_of, read_entries
from warehouse.layout import FLIPS, SEALS, Layout
from warehouse.records import CheckResult, Moment
from warehouse.rows import plain, published
from warehouse.seals import LOAD_ID
from warehouse.store import Store

RUNS, RESULTS = "runs", "quality_results"
RUN_TABLES = (RUNS, RESULTS)
_MANY_RUNS = 64  # files of a table that runs add to; beyond it, joining them is quicker than reading them each time


def append_run(store: Store, row: Mapping[str, Any], attempt_id: str) -> None:
    """Append a row of `runs`.

    Raises:
        ValueError: the row breaks a check of the table.
    """
    _append(store, TABLES[RUNS], {name: [value] for name, value in row.items()}, attempt_id)
    for name in (*RUN_TABLES, SEALS, FLIPS):  # each run adds a file to these, and every run reads all of them
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
    written, paths = layout.run_tables_written, [layout.run_table(name) for name in RUN_TABLES]
    there = written.is_file() and all(path.is_file() for path in paths)
    if there and written.read_bytes() == _state(store, paths):
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
    written.write_bytes(_state(store, paths))


def _state(store: Store, paths: Iterable[Path]) -> bytes:
    """Return what the run tables were written from: versions in the store, specifications; and their own digests.

    So one that is damaged is written anew.
    """
    digests = [entry_of(path)["sha256"] for path in paths]
    state = [store.versions(RUN_TABLES), digest(*(TABLES[name] for name in RUN_TABLES)), digests]
    return json.dumps(state).encode()


def link_run_tables(layout: Layout, folder: Path) -> None:
    """Put the run tables, as they are now, beside the data tables of a generation that is not named yet."""
    for name in RUN_TABLES:
        link(layout.run_table(name), folder / f"{name}.parquet")


def replace_run_tables(layout: Layout, folder: Path) -> None:
    """Put the run tables, as they are now, in the place of those of a generation; readers may meet either."""
    fresh = {f"{name}.parquet": folder / f".{name}.tmp" for name in RUN_TABLES}
    for name in RUN_TABLES:
        link(layout.run_table(name), fresh[f"{name}.parquet"])
    known = read_entries(folder)
    both = {file: [*known.get(file, [])[-1:], entry_of(path)] for file, path in fresh.items()}
    write_entries(folder, {**known, **both})
    for file, path in fresh.items():
        path.replace(folder / file)


def _append(store: Store, spec: TableSpec, columns: Mapping[str, list[Any]], attempt_id: str) -> None:
    rows = plain(spec.name, to_arrow(spec, columns))
    broken = [r for r in run_checks(spec, rows, lambda _, values: values) if not r.success]
    if broken:
        raise ValueError(describe(broken[0]))
    appended = rows.append_column(LOAD_ID, pa.array([attempt_id] * rows.num_rows, pa.string()))
    store.append(spec.name, appended)
    store.seal({spec.name: appended})


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
