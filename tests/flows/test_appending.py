"""A batch that is parsed and appended by one and flipped by another, without an orchestrator."""

from __future__ import annotations

import pickle
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import pool, prefect_cluster
from flows.appending import Work, append, settle, works_of
from flows.discover import Discovery, discover
from flows.parse import batches_of
from flows.settings import Settings, load_settings
from flows.steps import Run, Scope, Tally, finish, job_for, run_of
from schemas.errors import ErrorCode, UsageError
from schemas.tables import SOURCE_TABLES
from tests.flows.conftest import notice
from warehouse import Warehouse


def settings_for(tmp_path: Path) -> Settings:
    return load_settings(overrides={"batch_bytes": 1, "processes": 1})


def planned(settings: Settings) -> tuple[Warehouse, Discovery, Run, list[Work]]:
    warehouse, discovery = Warehouse.create(settings.warehouse), discover(settings)
    run, live = run_of(settings, "run", Scope.STALE), warehouse.live()
    job = job_for(settings, discovery.sources, warehouse, live, run)
    return warehouse, discovery, run, works_of(batches_of(discovery.sources, 1), job, live, settings.warehouse, run)


def test_what_is_appended_elsewhere_and_flipped_here_is_what_one_process_makes(first_run, tmp_path):
    shutil.copytree(first_run / "papers", tmp_path / "papers")
    settings = settings_for(tmp_path)
    warehouse, discovery, run, works = planned(settings)
    try:
        append(works[0])  # its worker died before it could say so
        sent = [pickle.loads(pickle.dumps(work)) for work in works]
        back = [pickle.loads(pickle.dumps(append(work))) for work in sent]
        assert len({reader.count for idle in pool._kept.values() for reader in idle}) == 1  # one for all batches
    finally:
        pool.end_kept_readers()
    assert warehouse.live() == {}  # nothing counts before it is flipped
    tally = settle(warehouse, list(zip(works, back, strict=True)))
    report = finish(settings, warehouse, discovery, tally, run)
    assert (report.parsed, report.skipped, report.exit_code) == (2, 0, 0)
    assert len(warehouse.store.flips()[0]) == 2
    assert warehouse.store.flips()[1] == 1  # in one commit
    for spec in SOURCE_TABLES:
        name = f"{spec.name}.parquet"
        assert (warehouse.published / name).read_bytes() == (first_run / "warehouse/published" / name).read_bytes(), (
            name
        )
    again = planned(settings)
    assert [append(work).prepared for work in again[3]] == [None, None]  # as they were
    assert settle(again[0], [(work, append(work)) for work in again[3]]).skipped == 2


def test_what_comes_back_is_small_however_long_the_paper(papers: Path, tmp_path: Path) -> None:
    (papers / "long.txt").write_text("\n".join(notice(amount=str(n)) for n in range(200)), "utf-8")
    *_, works = planned(settings_for(tmp_path))
    try:
        (back,) = [append(work) for work in works if work.batch[0].path.name == "long.txt"]
    finally:
        pool.end_kept_readers()
    assert back.prepared is not None
    assert sum(back.prepared.added["sections"].values()) > 400
    assert len(pickle.dumps(back)) < 10_000


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda work: replace(work, job=replace(work.job, parser_revision="0" * 20)), "not 00000000000000000000"),
        (lambda work: replace(work, batch=_elsewhere(work)), "it has no folder /nowhere/papers;"),
    ],
)
def test_a_worker_that_is_not_as_the_driver_refuses(papers: Path, tmp_path: Path, change: Any, reason: str) -> None:
    *_, works = planned(settings_for(tmp_path))
    with pytest.raises(UsageError) as refused:
        append(change(works[0]))
    assert refused.value.code is ErrorCode.WORKER_UNFIT
    assert reason in refused.value.message


def _elsewhere(work: Work) -> tuple[Any, ...]:
    return tuple(replace(source, path=Path("/nowhere/papers") / source.path.name) for source in work.batch)


def test_without_the_extra_or_the_cluster_no_run_begins(papers, zhengce, monkeypatch):
    monkeypatch.setattr(prefect_cluster, "_ANSWER_SECONDS", 0.2)
    silent = zhengce("run", "--set", "engine=dask", "--set", "dask_address=tcp://127.0.0.1:9")
    assert silent.exit_code == 2
    assert silent.stderr.strip().splitlines()[-1].startswith("zhengce: No Dask cluster answers at tcp://127.0.0.1:9 (")
    assert silent.stderr.strip().endswith("with --set dask_address=tcp://HOST:PORT.")
    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    missing = zhengce("run", "--set", "engine=dask")
    assert (missing.exit_code, missing.stderr.strip()) == (
        2,
        "zhengce: engine = \"dask\" needs an extra that is not installed; pip install 'zhengce[dask]'.",
    )


def test_a_batch_that_came_back_late_changes_nothing(papers: Path, tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    warehouse, *_, works = planned(settings)
    try:
        early, late = append(works[0]), append(works[0])
    finally:
        pool.end_kept_readers()
    assert settle(warehouse, [(works[0], early)]).parsed == 1
    tally: Tally = settle(warehouse, [(works[0], late)])
    assert (tally.parsed, tally.skipped) == (0, 1)
