"""A warehouse on an object store: the same tables, one publisher at a time, nothing half published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import ErrorCode, PolicyError, UsageError
from schemas.ids import digest
from schemas.tables import SOURCE_TABLES
from tests.warehouse.factory import RUN, parsed
from tests.warehouse.test_history import RUNS, amounts, run
from warehouse import Warehouse
from warehouse.raw import RawStore
from warehouse.remote import CURRENT, LostError, Remote

pytestmark = pytest.mark.slow  # some twenty tables, each request some milliseconds

DATA_FILES = [f"{spec.name}.parquet" for spec in SOURCE_TABLES]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Open the same place as from another machine: with a mirror of its own."""
    counter = iter(range(100))

    def open_it(place: str) -> Warehouse:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"other-{next(counter)}"))
        return Warehouse.create(place)

    return open_it


@pytest.mark.long
def test_the_tables_are_those_of_a_local_warehouse(bucket: str, tmp_path: Path) -> None:
    local, remote = Warehouse.create(tmp_path / "local"), Warehouse.create(bucket)
    for warehouse in (local, remote):
        run(warehouse, 0, parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=2))
        run(warehouse, 1, parsed("a/1.txt", amount=3, revision="2"))
    for name in DATA_FILES:
        assert (remote.published / name).read_bytes() == (local.published / name).read_bytes(), name


@pytest.mark.long
def test_a_publisher_that_was_overtaken_publishes_on_top(
    bucket: str, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Warehouse.create(bucket), elsewhere(bucket)
    first.commit([parsed("a/1.txt", amount=1)], RUN)
    push, overtaken = Remote.push, []

    def slow(remote: Remote, layout: Any) -> None:
        if not overtaken:
            overtaken.append(True)
            run(second, 1, parsed("a/2.txt", amount=2))
        push(remote, layout)

    monkeypatch.setattr(Remote, "push", slow)
    remote = Remote(bucket)
    current, etag = remote._current()
    first.publish(RUN)
    with pytest.raises(LostError):  # the swap itself is refused to the slower
        remote._swap(current or {"name": ""}, etag)
    assert amounts(first.published) == amounts(second.published) == {"a/1.txt": {1}, "a/2.txt": {2}}


@pytest.mark.long
def test_a_crash_before_the_upload_is_made_good(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Warehouse.create(bucket)
    for number in range(2):  # before anything was published, and after
        warehouse.commit([parsed(f"a/{number}.txt", amount=number)], RUN)
        with monkeypatch.context() as patch:
            patch.setattr(Remote, "push", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                warehouse.publish(RUN)
        again = Warehouse.open(bucket)
        run(again, number)
        assert amounts(again.published) == {f"a/{n}.txt": {n} for n in range(number + 1)}


@pytest.mark.long
def test_history_and_rollback(bucket: str) -> None:
    warehouse = Warehouse.create(bucket)
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"))
    warehouse.roll_back(RUNS[0], RUNS[2])
    run(warehouse, 2)
    assert amounts(warehouse.published) == {"a/1.txt": {1}}
    assert [one.flip.run_id for one in warehouse.revisions(digest("a/1.txt"))] == RUNS[:3]


def test_no_bucket_is_one_sentence(bucket: str, tmp_path: Path) -> None:
    for ask in (Warehouse.create, Warehouse.open):
        with pytest.raises(UsageError) as refused:
            ask("s3://no-such-bucket-here/w")
        assert refused.value.code in (ErrorCode.STORE_UNREACHABLE, ErrorCode.WAREHOUSE_MISSING)
        assert "s3://no-such-bucket-here/w" in refused.value.message


@pytest.mark.long
def test_another_machine_reads_a_whole_generation_and_goes_on(bucket: str, elsewhere: Any) -> None:
    run(Warehouse.create(bucket), 0, parsed("a/1.txt", amount=1))
    remote = Remote(bucket)
    current = json.loads(remote.read(CURRENT))
    assert {*DATA_FILES, "runs.parquet", "quality_results.parquet"} == set(current["files"])
    other = elsewhere(bucket)
    assert amounts(other.published) == {"a/1.txt": {1}}
    run(other, 1, parsed("a/2.txt", amount=2))
    assert amounts(elsewhere(bucket).published) == {"a/1.txt": {1}, "a/2.txt": {2}}
    assert remote.prune(other.clock(), timedelta(hours=6)) == 0
    assert remote.prune(other.clock() + timedelta(hours=7), timedelta(hours=6)) == 1
    folder = f"generations/{json.loads(remote.read(CURRENT))['name']}"
    for key in (f"{folder}/manifest.json", f"{folder}/money.parquet"):
        data = bytearray(remote.read(key))
        data[40] ^= 1
        remote._objects.put(key, bytes(data))
    assert [one.code for one in other.damages()] == [ErrorCode.FILE_DAMAGED] * 2
    with pytest.raises(PolicyError) as refused:
        _ = elsewhere(bucket).published
    assert (refused.value.code, key in refused.value.message) == (ErrorCode.FILE_DAMAGED, True)
    run(other, 2, parsed("a/2.txt", amount=2, revision="2"))  # as its sentence says
    assert amounts(elsewhere(bucket).published) == {"a/1.txt": {1}, "a/2.txt": {2}}
    assert other.damages() == ()


def test_objects_that_are_lost_are_named_and_made_anew(bucket: str, elsewhere: Any) -> None:
    warehouse = Warehouse.create(bucket)
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    remote = Remote(bucket)
    lost = [
        f"generations/{json.loads(remote.read(CURRENT))['name']}/{name}" for name in ("money.parquet", "manifest.json")
    ]
    remote._objects.delete(lost)
    assert not remote._copied(lost[0], "elsewhere.parquet")  # so that a publisher uploads what it has mirrored
    named = [f"{bucket}/{key} is damaged (it is not there)" for key in lost]
    assert [one.message.partition(",")[0] for one in remote.damages(warehouse.layout)] == named
    warehouse.publish(RUN)  # as the sentence says
    assert amounts(elsewhere(bucket).published) == {"a/1.txt": {1}}
    of_the_store = warehouse.store.files("money")[0].address
    remote._objects.delete(of_the_store.removeprefix(f"{bucket}/"))
    remote._objects.put(CURRENT, b"{")
    current, stored = warehouse.damages()
    assert (current.code, stored.code) == (ErrorCode.FILE_DAMAGED, ErrorCode.STORE_DAMAGED)
    assert f"{of_the_store} is damaged (it is not there)" in stored.message


def test_raw_bytes_are_kept_there(bucket: str, tmp_path: Path) -> None:
    here, there = (RawStore(tmp_path / name, Remote(bucket)) for name in ("here", "there"))
    kept = here.keep("奖励".encode())
    assert there.path(kept).read_bytes() == "奖励".encode()
    assert not there.path("ab" * 32).exists()
    assert there.keep("奖励".encode()) == kept
    assert here.drop_all_but({kept}, datetime.now(UTC).timestamp() + 60) == (0, 0)
    assert here.drop_all_but(set(), datetime.now(UTC).timestamp() + 60) == (1, 6)


def test_writers_at_once_lose_nothing(bucket: str) -> None:
    Warehouse.create(bucket)

    def write(number: int) -> None:
        Warehouse.open(bucket).commit([parsed(f"a/{number}.txt", amount=number)], RUN)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    assert {load.status for load in Warehouse.open(bucket).live().values()} == {"parsed"}
    assert len(Warehouse.open(bucket).live()) == 3
