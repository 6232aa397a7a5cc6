"""Maintenance: what it drops, what it leaves, and that it is safe beside others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ErrorCode, UsageError
from schemas.ids import digest
from tests.warehouse.factory import broken, parsed, quarantined
from tests.warehouse.test_history import RUNS, amounts, run
from warehouse import Warehouse
from warehouse.flips import histories, live_loads
from warehouse.maintain import Retention, due_loads
from warehouse.records import Flip, FlipStatus
from warehouse.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING_KEPT = Retention(timedelta(0), timedelta(0), timedelta(0))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def warehouse(tmp_path: Path, clock: Clock) -> Warehouse:
    return Warehouse.create(tmp_path / "warehouse", clock=clock)


def loads_in(store: Store, table: str = "money") -> set[str]:
    return set(store.read_all(table, ["load_id"])["load_id"].to_pylist())


def test_what_was_replaced_long_ago_is_dropped(warehouse: Warehouse, clock: Clock) -> None:
    for number in range(3):
        run(warehouse, number, parsed("a/1.txt", amount=number + 1, revision=str(number)))
        clock.pass_days(20)
    assert len(loads_in(warehouse.store)) == 3
    published = (warehouse.published / "money.parquet").read_bytes()
    done = warehouse.maintain(Retention(keep=timedelta(days=30)), RUNS[4])
    assert (done.loads, len(loads_in(warehouse.store))) == (1, 2)
    assert (warehouse.published / "money.parquet").read_bytes() == published
    warehouse.roll_back(RUNS[1], RUNS[3])
    run(warehouse, 3)
    assert amounts(warehouse.published) == {"a/1.txt": {2}}
    with pytest.raises(UsageError) as refused:
        warehouse.roll_back(RUNS[0], RUNS[5])
    assert refused.value.code is ErrorCode.BEYOND_RETENTION


def test_history_still_tells_of_dropped_loads(warehouse: Warehouse, clock: Clock) -> None:
    for number in range(2):
        run(warehouse, number, parsed("a/1.txt", amount=number + 1, revision=str(number)))
    clock.pass_days(1)
    warehouse.maintain(NOTHING_KEPT, RUNS[4])
    first, second = warehouse.revisions(digest("a/1.txt"))
    assert (first.kept, first.rows_added) == (False, None)
    assert (second.kept, second.live, second.rows_added) == (True, True, None)


def test_rows_of_an_attempt_that_crashed_go_after_the_lease(warehouse: Warehouse, clock: Clock) -> None:
    run(warehouse, 0, parsed("a/1.txt"))
    rows = warehouse.store.read_all("money")
    lost = rows.set_column(0, "load_id", [["lost"] * rows.num_rows])
    warehouse.store.append("money", lost)
    clock.now = datetime.now(UTC)
    warehouse.maintain(Retention(), RUNS[4])
    assert "lost" in loads_in(warehouse.store)
    clock.now += timedelta(hours=7)
    warehouse.maintain(Retention(), RUNS[4])
    assert loads_in(warehouse.store) == {load.load_id for load in warehouse.live().values()}


def test_an_attempt_that_maintenance_gave_up_cannot_become_live(warehouse: Warehouse, clock: Clock) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    clock.now = datetime.now(UTC) + timedelta(hours=1)
    append = Store.append_flips
    maintained = []

    def slow(store: Store, flips: list[Flip], version: int) -> None:
        if not maintained and flips[0].status is FlipStatus.LIVE:
            maintained.append(True)
            warehouse.maintain(NOTHING_KEPT, RUNS[4])
        append(store, flips, version)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "append_flips", slow)
        (outcome,) = warehouse.commit([parsed("a/1.txt", amount=2, revision="2")], RUNS[1])
    assert outcome.superseded
    run(warehouse, 2)
    assert amounts(warehouse.published) == {"a/1.txt": {1}}
    run(warehouse, 3, parsed("a/1.txt", amount=2, revision="2"))
    assert amounts(warehouse.published) == {"a/1.txt": {2}}


def test_many_small_files_are_joined_and_rows_stay(warehouse: Warehouse, clock: Clock) -> None:
    for number in range(10):
        warehouse.commit([parsed(f"a/{number}.txt", amount=number)], RUNS[0])
    run(warehouse, 1)
    before = amounts(warehouse.published)
    folder = warehouse.layout.table("money")
    clock.now = datetime.now(UTC) + timedelta(hours=1)
    warehouse.maintain(Retention(lease=timedelta(0)), RUNS[4])
    assert len(list(folder.glob("*.parquet"))) == 1
    assert len(warehouse.store.flips()[0]) == 10
    fresh = Warehouse.open(warehouse.root)
    run(fresh, 2, parsed("a/1.txt", amount=99, revision="2"))
    assert amounts(fresh.published) == before | {"a/1.txt": {99}}


def test_bytes_that_no_row_needs_go(warehouse: Warehouse, clock: Clock) -> None:
    clock.now = datetime.now(UTC) + timedelta(hours=7)
    digest_of = warehouse.raw.keep("奖励".encode())
    (warehouse.raw.path(digest_of).with_name("ab.tmp")).write_bytes(b"half")
    done = warehouse.maintain(Retention(), RUNS[4])
    assert (done.files, list(warehouse.raw.digests())) == (2, [])


def test_bytes_of_published_sources_stay(warehouse: Warehouse, clock: Clock) -> None:
    kept = warehouse.raw.keep(b"x")
    run(warehouse, 0, broken(parsed("a/1.txt"), "sources", "sha256", kept))
    clock.now = datetime.now(UTC) + timedelta(days=400)
    warehouse.maintain(Retention(), RUNS[4])
    assert warehouse.raw.path(kept).is_file()


def test_a_quarantined_source_keeps_its_row(warehouse: Warehouse, clock: Clock) -> None:
    run(warehouse, 0, quarantined("a/1.txt"))
    clock.pass_days(100)
    assert warehouse.maintain(Retention(), RUNS[4]).loads == 0


STATUSES = st.sampled_from([one for one in FlipStatus if one is not FlipStatus.DROPPED])
LOGS = st.lists(st.tuples(STATUSES, st.integers(0, 60), st.booleans()), max_size=12)


@given(LOGS)
def test_dropping_what_is_due_changes_no_state_within_the_retention(steps: list[tuple[FlipStatus, int, bool]]) -> None:
    log: list[Flip] = []
    day = 0
    for number, (status, days, valid) in enumerate(steps):
        day += days
        live = live_loads(log).get("s")
        expected = (live.good_load if live else None) if valid else f"other {number}"
        at = (START + timedelta(days=day)).isoformat()
        log.append(Flip("s", f"load {number}", str(number), expected, status, "run", at=at))
    now, keep = START + timedelta(days=day), timedelta(days=30)
    due = due_loads(log, now, keep)
    for length in range(len(log) + 1):
        following = log[length:]
        replaced = next((one.at for one in following if one in histories(log)["s"].valid), None)
        if length and (replaced is None or now - datetime.fromisoformat(replaced) <= keep):
            state = live_loads(log[:length]).get("s")
            assert state is None or state.load_id not in due
    dropped = [Flip("s", load, "", None, FlipStatus.DROPPED, "run", at=now.isoformat()) for load in due]
    assert live_loads([*log, *dropped]) == live_loads(log)
