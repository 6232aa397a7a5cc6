"""Commits: what becomes live, what is quarantined, and that nothing is ever doubled."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from schemas.errors import UsageError
from schemas.ids import digest
from schemas.records import ParsedSource
from schemas.vocabulary import SourceStatus
from tests.warehouse.factory import RUN, broken, parsed, quarantined, table_of
from warehouse import Warehouse
from warehouse.fliplog import ConflictError
from warehouse.records import Flip, FlipStatus
from warehouse.store import Store, store_schema


def live_rows(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    loads = {load.load_id for load in warehouse.live().values() if load.good}
    return warehouse.store.read(table, loads).to_pylist()


def test_a_good_source_is_live(warehouse: Warehouse) -> None:
    (outcome,) = warehouse.commit([parsed("a/1.txt", "甲", "乙")], RUN)
    assert (outcome.status, outcome.changed, outcome.rows_added["money"]) == (SourceStatus.PARSED, True, 2)
    assert warehouse.live()[outcome.source_id].revision == "1"
    assert len(live_rows(warehouse, "money")) == 2


def test_rows_come_back_as_they_were(warehouse: Warehouse) -> None:
    source = parsed("a/1.txt", "甲", amount=12_345_678_901_234_567_890)
    warehouse.commit([source], RUN)
    for name, rows in source.tables.items():
        assert live_rows(warehouse, name) == rows.to_pylist(), name


def test_the_same_again_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    (outcome,) = warehouse.commit([parsed("a/1.txt")], RUN)
    assert (outcome.changed, outcome.rows_added, outcome.rows_removed) == (False, {}, {})


def test_a_changed_row_is_counted_alone(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt", "甲", "乙", amount=1), parsed("a/2.txt")], RUN)
    (outcome,) = warehouse.commit([parsed("a/1.txt", "甲", "乙", amount=2, revision="2")], RUN)
    assert (outcome.rows_added, outcome.rows_removed) == ({"money": 2}, {"money": 2})


def test_a_file_that_cannot_be_read_is_quarantined_and_not_tried_again(warehouse: Warehouse) -> None:
    (outcome,) = warehouse.commit([quarantined("a/1.txt", revision="7")], RUN)
    live = warehouse.live()[outcome.source_id]
    assert (outcome.status, outcome.error_code, outcome.rows_added) == ("quarantined", "empty", {"sources": 1})
    assert (live.status, live.revision, live.good, live.error_code) == ("quarantined", "7", False, "empty")


BAD: dict[str, ParsedSource] = {
    "money.not_null(quote)": broken(parsed("a/1.txt"), "money", "quote", None),
    "money.not_null(quantity_id)": broken(parsed("a/1.txt"), "money", "quantity_id", None),
    "money.pattern(quantity_id)": broken(parsed("a/1.txt"), "money", "quantity_id", "a" * 20 + "\n"),
    "money.allowed(comparator)": broken(parsed("a/1.txt"), "money", "comparator", "?"),
    "money.ordered(amount_min, amount_max)": broken(parsed("a/1.txt"), "money", "amount_max", Decimal(-1)),
    "money.reference(section_id)": broken(parsed("a/1.txt"), "money", "section_id", "0" * 20),
    "sections.reference(parent_id)": broken(parsed("a/1.txt"), "sections", "parent_id", "0" * 20),
    "documents.range(plan_end_year)": broken(parsed("a/1.txt"), "documents", "plan_end_year", 20250),
    "lines.unique(source_id, page, line)": broken(parsed("a/1.txt"), "lines", "line", 2),
    "sources.pattern(sha256)": broken(parsed("a/1.txt"), "sources", "sha256", "ab"),
    "money.source_id is": broken(parsed("a/1.txt"), "money", "source_id", digest("a/2.txt")),
    "money.type(amount_min)": parsed("a/1.txt", money=pa.table({"amount_min": [float("nan")]})),
    "money.type(quantity_id)": parsed("a/1.txt", money=pa.table({"source_id": [digest("a/1.txt")]})),
    "money has the unknown column note": parsed(
        "a/1.txt", money=parsed("a/1.txt").tables["money"].append_column("note", pa.array(["x"]))
    ),
    "there is no table moneys": parsed("a/1.txt", moneys=pa.table({"source_id": [digest("a/1.txt")]})),
    "sources must have one row": parsed("a/1.txt", sources=table_of("sources", [])),
}


@pytest.mark.parametrize("reason", BAD)
def test_broken_rows_are_refused_by_the_name_of_their_check(warehouse: Warehouse, reason: str) -> None:
    bad, good = warehouse.commit([BAD[reason], parsed("a/2.txt")], RUN)
    assert (bad.status, bad.error_code, good.status) == ("quarantined", "audit_failed", "parsed")
    assert "money.type(" in str(bad.error_message) if "type(" in reason else reason in str(bad.error_message)
    assert {row["source_id"] for row in live_rows(warehouse, "money")} == {good.source_id}
    publication = warehouse.publish(RUN)
    assert publication.published
    assert publication.withdrawn == ()


def test_a_bad_rerun_keeps_the_last_good_load(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt", amount=1)], RUN)
    before = live_rows(warehouse, "money")
    for bad in (broken(parsed("a/1.txt", amount=2), "money", "quote", None), quarantined("a/1.txt")):
        (outcome,) = warehouse.commit([replace(bad, revision="2")], RUN)
        live = warehouse.live()[outcome.source_id]
        assert (live.good, live.status, live.revision) == (True, "quarantined", "2")
        assert (live_rows(warehouse, "money"), outcome.changed) == (before, False)


def test_a_row_that_leads_to_a_failed_source_fails_too(warehouse: Warehouse) -> None:
    bad = broken(parsed("a/1.txt"), "money", "quote", None)
    doc_id = bad.tables["documents"]["doc_id"][0].as_py()
    leads = broken(parsed("a/2.txt"), "documents", "duplicate_of", doc_id)
    assert [outcome.error_code for outcome in warehouse.commit([bad, leads], RUN)] == ["audit_failed"] * 2


def test_a_row_may_lead_to_a_live_row_of_another_source(warehouse: Warehouse) -> None:
    first = parsed("a/1.txt")
    warehouse.commit([first], RUN)
    leads = broken(parsed("a/2.txt"), "documents", "duplicate_of", first.tables["documents"]["doc_id"][0].as_py())
    assert [outcome.status for outcome in warehouse.commit([leads], RUN)] == ["parsed"]


def test_a_corrected_title_remembers_its_old_id(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt", "若干错施", number="榕政〔2020〕1号")], RUN)
    old = live_rows(warehouse, "documents")[0]["doc_id"]
    for _ in range(2):
        warehouse.commit([parsed("a/1.txt", "若干措施", number="榕政〔2020〕1号")], RUN)
        (row,) = live_rows(warehouse, "documents")
        assert (row["title"], row["previous_doc_id"]) == ("若干措施", old)


def test_a_source_stands_once_in_a_batch(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="twice"):
        warehouse.commit([parsed("a/1.txt"), parsed("a/1.txt")], RUN)


def test_a_slow_run_does_not_override_a_newer_one(warehouse: Warehouse) -> None:
    seen = warehouse.live()
    warehouse.commit([parsed("a/1.txt", revision="new", amount=2)], RUN)
    (late,) = warehouse.commit([parsed("a/1.txt", revision="old", amount=1)], RUN, against=seen)
    assert (late.superseded, late.changed) == (True, False)
    assert warehouse.live()[late.source_id].revision == "new"
    assert {row["amount_min"] for row in live_rows(warehouse, "money")} == {Decimal(2)}


def test_a_void_flip_in_the_log_changes_nothing(warehouse: Warehouse) -> None:
    (outcome,) = warehouse.commit([parsed("a/1.txt")], RUN)
    before = warehouse.live()
    _, version = warehouse.store.flips()
    stale = Flip(outcome.source_id, "stale", "0", None, FlipStatus.LIVE, RUN)
    warehouse.store.append_flips([stale], version)
    assert warehouse.live() == before


def test_a_claim_on_the_log_that_is_taken_is_refused(warehouse: Warehouse) -> None:
    flip = Flip("ab" * 10, "load", "1", None, FlipStatus.LIVE, RUN)
    _, version = warehouse.store.flips()
    warehouse.store.append_flips([flip], version)
    with pytest.raises(ConflictError):
        warehouse.store.append_flips([replace(flip, load_id="other")], version)
    assert [one.load_id for one in warehouse.store.flips()[0]] == ["load"]


def test_a_lost_race_for_the_log_is_run_again(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    append, races = Store.append_flips, []

    def raced(store: Store, flips: Sequence[Flip], version: int) -> None:
        if not races:
            races.append(version)
            append(store, [Flip("cd" * 10, "rival", "1", None, FlipStatus.LIVE, RUN)], version)
        append(store, flips, version)

    monkeypatch.setattr(Store, "append_flips", raced)
    (outcome,) = warehouse.commit([parsed("a/1.txt")], RUN)
    assert not outcome.superseded
    assert warehouse.live().keys() == {outcome.source_id, "cd" * 10}


def test_a_flip_that_only_seemed_lost_is_not_written_again(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Store.append_flips

    def pretend(store: Store, flips: Sequence[Flip], version: int) -> None:
        append(store, flips, version)
        raise ConflictError

    monkeypatch.setattr(Store, "append_flips", pretend)
    (outcome,) = warehouse.commit([parsed("a/1.txt")], RUN)
    assert not outcome.superseded
    assert len(warehouse.store.flips()[0]) == 1


def test_a_store_made_before_a_column_was_added_goes_on(tmp_path: Path) -> None:
    schema = store_schema("money")
    older = schema.remove(schema.get_field_index("per"))
    DeltaTable.create(tmp_path / "w" / "store" / "money", schema=older)
    old = pa.Table.from_pylist([{name: "old" if name == "load_id" else None for name in older.names}], schema=older)
    write_deltalake(tmp_path / "w" / "store" / "money", old, mode="append")
    warehouse = Warehouse.create(tmp_path / "w")
    warehouse.commit([parsed("a/1.txt", amount=3)], RUN)
    assert [row["amount_min"] for row in live_rows(warehouse, "money")] == [Decimal(3)]
    assert warehouse.store.read("money", {"old"})["per"].to_pylist() == [None]


def test_a_crash_before_the_flip_leaves_what_was_live_and_a_retry_doubles_nothing(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.commit([parsed("a/1.txt", amount=1)], RUN)
    before = live_rows(warehouse, "money")

    def crash(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "append_flips", crash)
        with pytest.raises(RuntimeError):
            warehouse.commit([parsed("a/1.txt", amount=2)], RUN)
    assert live_rows(warehouse, "money") == before
    warehouse.commit([parsed("a/1.txt", amount=2)], RUN)
    assert [row["amount_min"] for row in live_rows(warehouse, "money")] == [Decimal(2)]
    warehouse.publish(RUN)
    assert len(warehouse.store.read("lines", {load.load_id for load in warehouse.live().values()})) == 2


WORKER = """
import sys
from pathlib import Path
from tests.warehouse.factory import RUN, parsed
from warehouse import Warehouse
root, worker = Path(sys.argv[1]), int(sys.argv[2])
for step in range(3):
    own = parsed(f"own/{worker}-{step}.txt", amount=worker)
    shared = parsed("shared.txt", amount=worker, revision=f"{worker}-{step}")
    Warehouse.open(root).commit([own, shared], RUN)
    Warehouse.open(root).publish(RUN)
"""


def test_processes_that_commit_and_publish_at_once_lose_and_double_nothing(warehouse: Warehouse) -> None:
    here = Path(__file__).parents[2]
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(warehouse.root), str(number)], cwd=here)
        for number in range(3)
    ]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    live = warehouse.live()
    assert len(live) == 3 * 3 + 1
    assert all(load.good for load in live.values())
    assert len(live_rows(warehouse, "money")) == 3 * 3 + 1
    assert not warehouse.publish(RUN).published
    assert all(result.success for result in warehouse.audit(thorough=False))


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError) as caught:
        Warehouse.create(tmp_path / "file" / "warehouse")
    assert caught.value.code == "warehouse_unwritable"
    assert str(tmp_path / "file" / "warehouse") in caught.value.message
    assert "\n" not in caught.value.message


def test_a_full_disk_is_one_sentence_and_not_tried_again(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[object] = []

    def full(*_: object, **__: object) -> None:
        tries.append(None)
        raise DeltaError("Generic LocalFileSystem error: Unable to copy data to file (os error 28)")

    monkeypatch.setattr("warehouse.store.write_deltalake", full)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\); choose another folder"):
        warehouse.commit([parsed("a/1.txt")], RUN)
    assert len(tries) == 1


def test_a_conflict_over_an_append_is_tried_again(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[object] = []

    def conflict(*arguments: Any, **options: Any) -> None:
        tries.append(None)
        if len(tries) == 1:
            raise CommitFailedError("Failed to commit transaction")
        write_deltalake(*arguments, **options)

    monkeypatch.setattr("warehouse.store.write_deltalake", conflict)
    assert warehouse.commit([parsed("a/1.txt")], RUN)[0].changed
    assert len(live_rows(warehouse, "money")) == 1


def test_a_folder_without_a_warehouse_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no warehouse at"):
        Warehouse.open(tmp_path)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "政策 仓库 (新) #1?")
    warehouse.commit([parsed("a/1.txt", amount=3)], RUN)
    assert warehouse.publish(RUN).published
    assert [row["amount_min"] for row in live_rows(warehouse, "money")] == [Decimal(3)]


def test_creating_twice_keeps_everything(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    assert Warehouse.create(warehouse.root).live() == Warehouse.open(warehouse.root).live() == warehouse.live()


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import warehouse", {"pyarrow", "deltalake"}),
        ("from warehouse import Warehouse; Warehouse", {"pandas", "duckdb", "great_expectations"}),
    ],
)
def test_importing_the_warehouse_is_cheap(statement: str, heavy: set[str]) -> None:
    code = f"import sys; {statement}; print({heavy!r} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_batch_reads_only_the_log_files_that_are_new(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    store, read, asked = warehouse.store, Store.rows, list[str]()
    flip = Flip("source", "load", "revision", None, FlipStatus.LIVE, "run")

    def noted(store: Store, uris: Iterable[str], schema: pa.Schema) -> pa.Table:
        asked.extend(uris := list(uris))
        return read(store, uris, schema)

    monkeypatch.setattr(Store, "rows", noted)
    for number in range(4):
        previous = f"load{number - 1}" if number else None
        store.append_flips([replace(flip, load_id=f"load{number}", expected_previous=previous)], store.flips()[1])
    assert [one.load_id for one in store.flips()[0]] == [f"load{number}" for number in range(4)]
    assert len(asked) == len(set(asked)) == 4
    assert store.flips() == Store(store.layout).flips()
