"""Full disks, folders that may not be written, clocks that jump, workers that die, links and locks that are gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from schemas.errors import UsageError
from tests.faults.program import Place, Program, published_state
from tests.faults.scenario import done, state
from tests.flows.conftest import notice
from tests.warehouse.factory import RUN, parsed, run_row
from warehouse import Warehouse


@pytest.fixture(scope="module")
def changed(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A warehouse with one paper, which has changed since."""
    made = Place(tmp_path_factory.mktemp("changed") / "place")
    made.write("0.txt", notice())
    done(program.run(made, "run"))
    made.write("0.txt", notice(amount="900"))
    made.write("1.txt", notice("福州", "新能源", 9))
    return made


@pytest.fixture
def place(changed: Place, tmp_path: Path) -> Place:
    """A copy of it."""
    return changed.copy(tmp_path / "place")


@pytest.fixture(scope="module")
def after(program: Program, changed: Place, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of what a run without faults gives."""
    copy = changed.copy(tmp_path_factory.mktemp("after") / "place")
    done(program.run(copy, "run"))
    return state(copy)


@pytest.mark.parametrize(
    "limits", [(1_000, 6_000, 24_000), pytest.param((3_000, 9_000, 12_000, 16_000), marks=pytest.mark.long)]
)
def test_no_file_may_grow_as_on_a_full_disk(
    program: Program, place: Place, after: str, tmp_path: Path, limits: tuple[int, ...]
) -> None:
    before = state(place)
    refused = 0
    for limit in limits:
        copy = place.copy(tmp_path / str(limit))
        ended = program.run(copy, "run", file_bytes=limit)
        assert "Traceback" not in ended.output
        if ended.status:
            refused += 1
            assert ended.status in (1, 2)
            assert "File too large" in ended.output, ended.output
        assert published_state(copy) in (before, after)
        done(program.run(copy, "run", "--retry"))
        assert state(copy) == after
    assert refused >= 2


@pytest.mark.skipif(os.geteuid() != 0, reason="a file system of its own can only be mounted by root")
@pytest.mark.parametrize("kilobytes", [64, *(pytest.param(size, marks=pytest.mark.long) for size in (300, 600))])
def test_a_full_disk(program: Program, place: Place, after: str, tmp_path: Path, kilobytes: int) -> None:
    import subprocess

    before = state(place)
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", disk], check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        copy = place.copy(disk / "place")
        free = shutil.disk_usage(disk).free - kilobytes * 1024
        with (disk / "ballast").open("wb") as ballast:
            ballast.write(b"\0" * free)
        ended = program.run(copy, "run")
        assert "Traceback" not in ended.output
        assert published_state(copy) in (before, after)
        if ended.status:
            assert "No space left on device" in ended.output, ended.output
        (disk / "ballast").unlink()
        done(program.run(copy, "run", "--retry"))
        assert state(copy) == after
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_warehouse_that_may_not_be_written_is_one_sentence(program: Program, place: Place, tmp_path: Path) -> None:
    import subprocess

    before = state(place)
    folder = str(place.warehouse)
    if subprocess.run(["mount", "--bind", folder, folder], check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        for arguments in (["run"], ["maintain"]):
            ended = program.run(place, *arguments)
            assert (ended.status, "Traceback" in ended.output) == (2, False), ended.output
            assert "cannot be written (Read-only file system)" in ended.output
        assert program.run(place, "sql", "SELECT count(*) FROM money").status == 0
        assert state(place) == before
    finally:
        subprocess.run(["umount", folder], check=True)
    done(program.run(place, "run"))


def test_a_clock_that_jumps_back_and_forth_changes_nothing(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    warehouse = Warehouse.create(tmp_path / "w", clock=lambda: now[0])
    plain = Warehouse.create(tmp_path / "plain")
    for number, days in enumerate((0, -400, 4000, -9000)):
        now[0] += timedelta(days=days)
        for one in (warehouse, plain):
            one.commit([parsed("a/1.txt", amount=number + 1, revision=str(number))], RUN)
            one.publish(RUN)
            one.record_run(run_row())
    assert published(warehouse) == published(plain)
    assert [one.flip.revision for one in warehouse.revisions(parsed("a/1.txt").source_id)] == list("0123")


def published(warehouse: Warehouse) -> list[bytes]:
    folder = warehouse.published.resolve()
    return [(folder / f"{name}.parquet").read_bytes() for name in ("money", "documents", "sources", "texts")]


def commit_over(root: Path, patch: pytest.MonkeyPatch, whole: int | None = None) -> tuple[Warehouse, int]:
    """Commit over an earlier load, where all writes after the first `whole` fail; return how many were tried."""
    warehouse = Warehouse.create(root)
    warehouse.commit([parsed("a/1.txt", amount=1)], RUN)
    tried: list[object] = []

    def write(*arguments: Any, **options: Any) -> None:
        tried.append(None)
        if whole is not None and len(tried) > whole:
            raise DeltaError("Generic LocalFileSystem error: Unable to copy data to file (os error 5)")
        write_deltalake(*arguments, **options)

    patch.setattr("warehouse.store.write_deltalake", write)
    patch.setattr("warehouse.fliplog.write_deltalake", write)
    if whole is None:
        warehouse.commit([parsed("a/1.txt", amount=2), parsed("a/2.txt")], RUN)
    else:
        with pytest.raises(UsageError, match="Input/output error"):
            warehouse.commit([parsed("a/1.txt", amount=2), parsed("a/2.txt")], RUN)
    return warehouse, len(tried)


@pytest.fixture(scope="module")
def writes(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many writes a commit takes, the flips last."""
    with pytest.MonkeyPatch.context() as patch:
        return commit_over(tmp_path_factory.mktemp("clean") / "w", patch)[1]


@pytest.mark.parametrize("share", [0, 0.2, 0.4, 0.6, 0.8, 1])
def test_a_commit_that_fails_midway_is_made_again_whole(
    tmp_path: Path, writes: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = round(share * (writes - 1))
    with monkeypatch.context() as patch:
        warehouse, tried = commit_over(tmp_path / "w", patch, whole)
    assert tried == whole + 1
    warehouse.publish(RUN)
    assert amounts(warehouse) == [1]
    warehouse.commit([parsed("a/1.txt", amount=2), parsed("a/2.txt")], RUN)
    warehouse.publish(RUN)
    assert amounts(warehouse) == [2, 5_000_000]


def test_a_commit_that_only_seemed_to_fail_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Warehouse.create(tmp_path / "w")
    failed: list[object] = []

    def write(*arguments: Any, **options: Any) -> None:
        write_deltalake(*arguments, **options)
        if options.get("commit_properties") and not failed:
            failed.append(None)
            raise CommitFailedError("the answer was lost")

    monkeypatch.setattr("warehouse.fliplog.write_deltalake", write)
    (outcome,) = warehouse.commit([parsed("a/1.txt", amount=2)], RUN)
    assert (outcome.superseded, len(warehouse.store.flips()[0])) == (False, 1)


def test_rows_whose_append_only_seemed_to_fail_are_there_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Warehouse.create(tmp_path / "w")
    failed: set[str] = set()

    def write(table: DeltaTable, *arguments: Any, **options: Any) -> None:
        write_deltalake(table, *arguments, **options)
        if (place := table.table_uri) not in failed:
            failed.add(place)
            raise CommitFailedError("the answer was lost")

    monkeypatch.setattr("warehouse.store.write_deltalake", write)
    warehouse.commit([parsed("a/1.txt", amount=2)], RUN)
    warehouse.publish(RUN)
    assert len(failed) > 10
    assert amounts(warehouse) == [2]


def amounts(warehouse: Warehouse) -> list[int]:
    from warehouse import generations

    return sorted(int(row["amount_min"]) for row in generations.read_table(warehouse.published, "money").to_pylist())


LEFT_BEHIND: dict[str, Callable[[Path], object]] = {
    "no link": lambda root: (root / "published").unlink(),
    "a link to nothing": lambda root: shutil.rmtree((root / "published").resolve()),
    "a half made link": lambda root: (root / "published.tmp").symlink_to("generations/00000009"),
    "no lock": lambda root: (root / "publish.lock").unlink(),
    "a half written generation": lambda root: shutil.copytree(
        (root / "published").resolve(), root / "generations" / "00000002.partial"
    ),
    "a generation that was never published": lambda root: shutil.copytree(
        (root / "published").resolve(), root / "generations" / "00000002"
    ),
    "half written tables of runs": lambda root: (root / "runs" / "runs.tmp").write_bytes(b"PAR1"),
    "no tables of runs": lambda root: shutil.rmtree(root / "runs"),
    "no raw bytes": lambda root: shutil.rmtree(root / "raw"),
}


@pytest.mark.long
@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_what_is_left_behind_or_gone_stops_no_run(program: Program, place: Place, after: str, what: str) -> None:
    LEFT_BEHIND[what](place.warehouse)
    done(program.run(place, "run"))
    assert state(place) == after
    assert not list((place.warehouse / "generations").glob("*.partial"))
