"""History: revisions of a source, what differs between them, tables as of a run, rollback, marks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import ErrorCode, UsageError
from schemas.ids import digest
from tests.warehouse.factory import broken, parsed, quarantined, run_row
from warehouse import Warehouse
from warehouse.generations import read_table

RUNS = [digest("run", number) for number in range(6)]


def run(warehouse: Warehouse, number: int, *sources: Any) -> str:
    """Commit, publish and record as a run does."""
    warehouse.commit(sources, RUNS[number])
    publication = warehouse.publish(RUNS[number])
    warehouse.record_run(run_row(RUNS[number], published=publication.published, log_version=publication.log_version))
    return RUNS[number]


def amounts(folder: Path) -> dict[str, set[Decimal]]:
    rows = read_table(folder, "money").to_pylist()
    uris = {row["source_id"]: row["source_uri"] for row in read_table(folder, "sources").to_pylist()}
    return {uri: {row["amount_min"] for row in rows if row["source_id"] == key} for key, uri in uris.items()}


def test_revisions_say_what_each_attempt_did(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"))
    run(warehouse, 2, quarantined("a/1.txt", revision="3"))
    first, second, third = warehouse.revisions(digest("a/1.txt"))
    assert [one.flip.run_id for one in (first, second, third)] == RUNS[:3]
    assert [one.live for one in (first, second, third)] == [False, True, True]
    assert first.rows_added is not None
    assert first.rows_added["money"] == 1
    assert (second.rows_added, second.rows_removed) == ({"money": 1}, {"money": 1})
    assert (third.rows_added, third.rows_removed, third.flip.error_code) == ({}, {}, "empty")
    assert all(one.flip.at for one in (first, second, third))


def test_differences_are_by_row_and_column(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"))
    changes = warehouse.differences(*warehouse.revisions(digest("a/1.txt")))
    (change,) = changes
    assert (change.table, dict(change.before or {}), dict(change.after or {})) == (
        "money",
        {"amount_min": Decimal(1), "amount_max": Decimal(1)},
        {"amount_min": Decimal(2), "amount_max": Decimal(2)},
    )
    assert not change.moved


def test_a_row_that_only_moved_says_so(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt"))
    run(warehouse, 1, broken(parsed("a/1.txt", revision="2"), "money", "page", 3))
    (change,) = warehouse.differences(*warehouse.revisions(digest("a/1.txt")))
    assert change.moved


def test_tables_as_of_a_run(warehouse: Warehouse, tmp_path: Path) -> None:
    first = run(warehouse, 0, parsed("a/1.txt", amount=1))
    second = run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"), parsed("a/2.txt", amount=3))
    idle = run(warehouse, 2)
    for run_id, expected in (
        (first, {"a/1.txt": {1}}),
        (second, {"a/1.txt": {2}, "a/2.txt": {3}}),
        (idle, {"a/1.txt": {2}, "a/2.txt": {3}}),
    ):
        warehouse.write_as_of(run_id, tmp_path / run_id)
        assert amounts(tmp_path / run_id) == expected
    assert (tmp_path / second / "money.parquet").read_bytes() == (warehouse.published / "money.parquet").read_bytes()


def test_an_unknown_run_is_one_sentence(warehouse: Warehouse, tmp_path: Path) -> None:
    run(warehouse, 0, parsed("a/1.txt"))
    for ask in (lambda: warehouse.write_as_of("x", tmp_path / "x"), lambda: warehouse.roll_back("x", RUNS[1])):
        with pytest.raises(UsageError) as refused:
            ask()
        assert refused.value.code is ErrorCode.NO_RUN


def test_rollback_restores_and_removes_and_can_be_rolled_back(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=1))
    before = (warehouse.published / "money.parquet").read_bytes()
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"), parsed("a/3.txt", amount=3))
    outcomes = warehouse.roll_back(RUNS[0], RUNS[2])
    run(warehouse, 2)
    assert {outcome.source_uri for outcome in outcomes} == {"a/1.txt", "a/3.txt"}
    assert amounts(warehouse.published) == {"a/1.txt": {1}, "a/2.txt": {1}}
    assert (warehouse.published / "money.parquet").read_bytes() == before
    warehouse.roll_back(RUNS[1], RUNS[3])
    run(warehouse, 3)
    assert amounts(warehouse.published) == {"a/1.txt": {2}, "a/2.txt": {1}, "a/3.txt": {3}}


def test_a_rollback_is_not_undone_by_the_next_run(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"), parsed("a/2.txt", revision="3"))
    warehouse.roll_back(RUNS[0], RUNS[2])
    assert {key: load.revision for key, load in warehouse.live().items()} == {digest("a/1.txt"): "2"}
    assert warehouse.withheld() == {digest("a/2.txt"): "3"}
    run(warehouse, 3, parsed("a/2.txt", revision="4"))
    assert warehouse.withheld() == {}
    assert warehouse.live()[digest("a/2.txt")].good


def test_a_missing_source_is_marked_and_its_rows_stay(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=2))
    warehouse.mark_missing([digest("a/1.txt")], RUNS[1])
    run(warehouse, 1)
    marked = {row["source_uri"]: row["missing_since"] for row in read_table(warehouse.published, "sources").to_pylist()}
    assert marked["a/1.txt"] is not None
    assert marked["a/2.txt"] is None
    assert amounts(warehouse.published) == {"a/1.txt": {1}, "a/2.txt": {2}}
    warehouse.mark_found([digest("a/1.txt")], RUNS[2])
    run(warehouse, 2)
    assert read_table(warehouse.published, "sources")["missing_since"].null_count == 2


def test_a_new_attempt_takes_the_mark_away(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt"))
    warehouse.mark_missing([digest("a/1.txt")], RUNS[1])
    run(warehouse, 2, parsed("a/1.txt", revision="2"))
    assert warehouse.live()[digest("a/1.txt")].missing_since is None


def test_a_removed_source_is_published_no_more_and_may_come_back(warehouse: Warehouse) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=2))
    (outcome,) = warehouse.remove([digest("a/1.txt")], RUNS[1])
    run(warehouse, 1)
    assert (outcome.source_uri, outcome.rows_removed["money"]) == ("a/1.txt", 1)
    assert amounts(warehouse.published) == {"a/2.txt": {2}}
    assert digest("a/1.txt") not in warehouse.live()
    run(warehouse, 2, parsed("a/1.txt", amount=3))
    assert amounts(warehouse.published) == {"a/1.txt": {3}, "a/2.txt": {2}}


def test_a_removal_does_not_undo_a_newer_revision(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    run(warehouse, 0, parsed("a/1.txt", amount=1))
    seen = dict(warehouse.live())
    run(warehouse, 1, parsed("a/1.txt", amount=2, revision="2"))
    monkeypatch.setattr(Warehouse, "live", lambda _: seen)
    (outcome,) = warehouse.remove([digest("a/1.txt")], RUNS[2])
    monkeypatch.undo()
    assert outcome.superseded
    assert warehouse.live()[digest("a/1.txt")].revision == "2"
