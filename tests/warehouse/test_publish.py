"""Publishing: equal bytes for equal rows, only what changed is written, readers never see half of it."""

import os
import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.arrow import arrow_schema
from schemas.errors import PolicyError, UsageError
from schemas.ids import digest
from schemas.tables import SOURCE_TABLES, TABLES
from tests.warehouse.factory import RUN, broken, parsed, quarantined, row, run_row, table_of
from warehouse import Warehouse, audit, commit, generations, store
from warehouse.staging import PublishSettings

DATA_TABLES = [spec.name for spec in SOURCE_TABLES]
SMALL_FILES = PublishSettings(file_bytes=1, buckets=8)


def state(warehouse: Warehouse) -> dict[str, tuple[str, int, int]]:
    """Return content, inode and time of every published file."""
    root = warehouse.published.resolve()
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(root)): (
            sha256(path.read_bytes()).hexdigest(),
            path.stat().st_ino,
            path.stat().st_mtime_ns,
        )
        for path in files
    }


def data(warehouse: Warehouse) -> dict[str, tuple[str, int, int]]:
    """Return the state of the data files alone."""
    return {
        name: value for name, value in state(warehouse).items() if name.split(".")[0] not in ("runs", "quality_results")
    }


def read(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    return generations.read_table(warehouse.published, name).to_pylist()


def filled(root: Path, count: int = 6, **options: Any) -> Warehouse:
    warehouse = Warehouse.create(root, **options)
    warehouse.commit([parsed(f"a/{number}.txt", "甲", "乙") for number in range(count)], RUN)
    warehouse.publish(RUN)
    return warehouse


def test_what_is_read_a_few_loads_at_a_time_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = filled(tmp_path / "whole")
    monkeypatch.setattr(store, "_READ_AT_ONCE", 2)
    few = filled(tmp_path / "few")
    assert {name: value[0] for name, value in data(few).items()} == {name: v[0] for name, v in data(whole).items()}


def test_every_table_is_published_with_its_schema_and_meaning(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    publication = warehouse.publish(RUN)
    assert (publication.published, publication.generation) == (True, 1)
    for name in DATA_TABLES:
        schema = pq.read_schema(warehouse.published / f"{name}.parquet")
        assert schema.equals(arrow_schema(name), check_metadata=True), name
        assert "load_id" not in schema.names


def test_rows_are_in_their_order(warehouse: Warehouse) -> None:
    warehouse.commit([parsed(f"a/{number}.txt", "乙", "甲") for number in (3, 1, 2)], RUN)
    warehouse.publish(RUN)
    for spec in SOURCE_TABLES:
        rows = pq.ParquetFile(warehouse.published / f"{spec.name}.parquet").read().to_pylist()
        order = [tuple(str(one[name]).zfill(9) for name in spec.sort) for one in rows]
        assert order == sorted(order), spec.name


def test_an_empty_warehouse_publishes_empty_tables(warehouse: Warehouse) -> None:
    assert warehouse.publish(RUN).published
    assert read(warehouse, "documents") == []


def test_running_twice_touches_nothing(warehouse: Warehouse) -> None:
    batch = [parsed("a/1.txt", "甲", number="1号"), parsed("a/2.txt", "甲", number="1号"), quarantined("a/3.txt")]
    warehouse.commit(batch, RUN)
    warehouse.publish(RUN)
    warehouse.record_run(run_row(published=True))
    before = state(warehouse)
    assert not warehouse.publish(RUN).published
    warehouse.commit(batch, RUN)
    again = warehouse.publish(RUN)
    warehouse.record_run(run_row(digest("run", 2)))
    assert (again.published, again.generation) == (False, 1)
    assert state(warehouse) == before
    assert warehouse.layout.numbers() == [1]


@pytest.mark.parametrize(
    "settings",
    [pytest.param(PublishSettings(), id="files"), pytest.param(SMALL_FILES, id="buckets", marks=pytest.mark.long)],
)
def test_the_same_rows_are_the_same_bytes_by_whatever_way(tmp_path: Path, settings: PublishSettings) -> None:
    one, other = filled(tmp_path / "1", 3, settings=settings), Warehouse.create(tmp_path / "2", settings=settings)
    for number in (2, 0, 1):
        other.commit([parsed(f"a/{number}.txt", "丙")], RUN)
        other.publish(RUN)
        other.commit([parsed(f"a/{number}.txt", "甲", "乙")], RUN)
        other.publish(RUN)
    assert {name: value[0] for name, value in data(one).items()} == {
        name: value[0] for name, value in data(other).items()
    }


def test_one_changed_source_rewrites_only_its_tables(warehouse: Warehouse) -> None:
    warehouse.commit([parsed(f"a/{number}.txt") for number in range(3)], RUN)
    warehouse.publish(RUN)
    before, rows = data(warehouse), read(warehouse, "money")
    warehouse.commit([parsed("a/1.txt", amount=7)], RUN)
    assert warehouse.publish(RUN).tables == ("money",)
    after = data(warehouse)
    assert {name for name in after if after[name] != before[name]} == {"money.parquet"}
    changed = [one for one in read(warehouse, "money") if one not in rows]
    assert {one["source_id"] for one in changed} == {digest("a/1.txt")}


def test_one_changed_source_rewrites_only_its_bucket(tmp_path: Path) -> None:
    warehouse = filled(tmp_path / "w", settings=SMALL_FILES)
    before = data(warehouse)
    assert len([name for name in before if name.startswith("money/")]) == 8
    warehouse.commit([parsed("a/1.txt", "甲", "乙", amount=7)], RUN)
    warehouse.publish(RUN)
    after = data(warehouse)
    bucket = int(digest("a/1.txt")[:2], 16) * 8 // 256
    assert {name for name in after if after[name] != before[name]} == {f"money/bucket-{bucket:02x}.parquet"}
    assert len(read(warehouse, "money")) == 12


def test_buckets_are_cut_in_four_as_sources_grow_in_number(tmp_path: Path) -> None:
    settings = PublishSettings(file_bytes=1, buckets=2, bucket_sources=2)
    grown, fresh = filled(tmp_path / "1", 4, settings=settings), filled(tmp_path / "2", 5, settings=settings)
    assert len([name for name in data(grown) if name.startswith("money/")]) == 2
    grown.commit([parsed("a/4.txt", "甲", "乙")], RUN)
    grown.publish(RUN)
    assert len([name for name in data(grown) if name.startswith("money/")]) == 8
    assert {name: value[0] for name, value in data(grown).items()} == {
        name: value[0] for name, value in data(fresh).items()
    }
    before = data(grown)
    grown.remove([digest("a/4.txt")], RUN)
    grown.publish(RUN)
    after = data(grown)
    assert after.keys() == before.keys()
    assert 0 < len([name for name in after if after[name] != before[name]]) < len(after) / 2


def test_a_table_that_outgrows_a_file_becomes_buckets_with_the_same_rows(tmp_path: Path) -> None:
    warehouse = filled(tmp_path / "w")
    before = {name: sorted(map(str, read(warehouse, name))) for name in DATA_TABLES}
    smaller = Warehouse.open(warehouse.root, settings=SMALL_FILES)
    smaller.commit([parsed("a/6.txt", "甲", "乙")], RUN)
    smaller.publish(RUN)
    assert (warehouse.published / "money").is_dir()
    assert not (warehouse.published / "money.parquet").exists()
    for name in DATA_TABLES:
        kept = [one for one in read(warehouse, name) if one["source_id"] != digest("a/6.txt")]
        assert sorted(map(str, kept)) == before[name]
    assert all(result.success for result in smaller.audit(thorough=False))


@pytest.mark.long
def test_little_memory_reads_the_store_in_steps(tmp_path: Path) -> None:
    settings = replace(SMALL_FILES, memory_bytes=1)
    stepwise, whole = filled(tmp_path / "1", settings=settings), filled(tmp_path / "2", settings=SMALL_FILES)
    assert [read(stepwise, name) for name in DATA_TABLES] == [read(whole, name) for name in DATA_TABLES]


def test_a_table_that_is_huge_at_once_is_written_in_buckets_at_once(tmp_path: Path) -> None:
    huge = PublishSettings(file_bytes=0, buckets=16, memory_bytes=0)
    warehouse = filled(tmp_path / "w", settings=huge)
    assert all((warehouse.published / name).is_dir() for name in ("money", "texts"))
    assert len(read(warehouse, "money")) == 12


def test_rows_alone_say_whether_a_table_is_one_file_however_much_the_store_takes_for_them(tmp_path: Path) -> None:
    settings = PublishSettings(14_000, buckets=2)
    one, many = (Warehouse.create(tmp_path / name, settings=settings) for name in "12")
    sources = [parsed(f"a/{number}.txt", "甲", "乙") for number in range(12)]
    one.commit(sources, RUN)
    for source in sources:  # twelve files a table, which take more than four times a published one's most
        many.commit([source], RUN)
    one.publish(RUN)
    many.publish(RUN)
    live = {load.load_id for load in many.live().values()}
    assert many.store.stored_bytes("money", live) > 4 * settings.file_bytes
    assert (many.published / "money.parquet").is_file()
    assert {name: value[0] for name, value in data(one).items()} == {
        name: value[0] for name, value in data(many).items()
    }


def test_a_file_system_without_hard_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    warehouse = filled(tmp_path / "w")
    before = {name: value[0] for name, value in data(warehouse).items()}
    warehouse.commit([parsed("a/1.txt", "甲", "乙", amount=7)], RUN)
    assert warehouse.publish(RUN).tables == ("money",)
    after = {name: value[0] for name, value in data(warehouse).items()}
    assert {name for name in after if after[name] != before[name]} == {"money.parquet"}


def test_the_later_of_two_equal_policies_points_to_the_first(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("b/1.txt", "甲", number="榕政〔2020〕1号")], RUN)
    warehouse.publish(RUN)
    assert [one["duplicate_of"] for one in read(warehouse, "documents")] == [None]
    warehouse.commit([parsed("a/1.txt", "甲", number="榕政[2020]1号")], RUN)
    warehouse.publish(RUN)
    first, second = read(warehouse, "documents")
    assert (first["source_uri"], first["duplicate_of"], second["duplicate_of"]) == ("a/1.txt", None, first["doc_id"])
    warehouse.commit([parsed("a/1.txt", "乙", number="榕政[2020]2号")], RUN)
    warehouse.publish(RUN)
    assert [one["duplicate_of"] for one in read(warehouse, "documents")] == [None, None]


def test_a_new_first_rewrites_the_bucket_of_its_duplicate(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "w", settings=SMALL_FILES)
    warehouse.commit([parsed("b/1.txt", "甲", number="1号")], RUN)
    warehouse.publish(RUN)
    warehouse.commit([parsed("a/3.txt", "甲", number="1号")], RUN)
    warehouse.publish(RUN)
    by_uri = {one["source_uri"]: one for one in read(warehouse, "documents")}
    assert by_uri["b/1.txt"]["duplicate_of"] == by_uri["a/3.txt"]["doc_id"]


def test_quarantined_sources_are_published_with_their_reason_only(warehouse: Warehouse) -> None:
    warehouse.commit([quarantined("a/1.txt"), broken(parsed("a/2.txt"), "money", "quote", None)], RUN)
    warehouse.publish(RUN)
    reasons = {one["source_uri"]: (one["status"], one["error_code"]) for one in read(warehouse, "sources")}
    assert reasons == {"a/1.txt": ("quarantined", "empty"), "a/2.txt": ("quarantined", "audit_failed")}
    assert [read(warehouse, name) for name in DATA_TABLES if name != "sources"] == [[]] * (len(DATA_TABLES) - 1)


def test_rows_that_failed_are_published_once_they_pass(warehouse: Warehouse) -> None:
    """Its rows were appended before, and sealed as they are now, but never shown."""
    warehouse.commit([parsed("a/0.txt"), broken(parsed("a/1.txt"), "money", "quote", None)], RUN)
    warehouse.publish(RUN)
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    assert [len(read(warehouse, name)) for name in ("documents", "sections", "targets")] == [2, 2, 2]


def test_tables_whose_rows_are_as_they_were_are_not_read(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    names: set[str] = set()
    plain = store.Store.read

    def noting(self: store.Store, name: str, load_ids: Collection[str], *rest: Any) -> pa.Table:
        names.update([name] if load_ids else [])
        return plain(self, name, load_ids, *rest)

    monkeypatch.setattr(store.Store, "read", noting)
    warehouse.commit([parsed("a/1.txt", amount=7)], RUN)
    warehouse.publish(RUN)
    assert names == {"documents", "sources", "citations", "money"}


def test_a_bad_rerun_leaves_the_published_files_alone(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    before = state(warehouse)
    warehouse.commit([quarantined("a/1.txt", revision="2")], RUN)
    assert not warehouse.publish(RUN).published
    assert state(warehouse) == before


def unaudited(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let rows into the store that the commit would refuse, as an older program might have."""
    monkeypatch.setattr(commit, "audit_batch", lambda *_: {})
    return monkeypatch


def test_a_load_that_fails_the_audit_of_a_generation_is_withdrawn(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.commit([parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=1)], RUN)
    with monkeypatch.context() as patch:
        unaudited(patch)
        bad = broken(parsed("a/1.txt", amount=2, revision="2"), "money", "quote", None)
        new = broken(parsed("a/3.txt", amount=2), "money", "section_id", "0" * 20)
        warehouse.commit([bad, new, parsed("a/2.txt", amount=2)], RUN)
    publication = warehouse.publish(RUN)
    assert publication.published
    assert {one.source_uri for one in publication.withdrawn} == {"a/1.txt", "a/3.txt"}
    amounts = {one["source_id"]: int(one["amount_min"]) for one in read(warehouse, "money")}
    assert amounts == {digest("a/1.txt"): 1, digest("a/2.txt"): 2}
    assert {one["source_uri"]: one["status"] for one in read(warehouse, "sources")}["a/3.txt"] == "quarantined"
    live = warehouse.live()[digest("a/1.txt")]
    assert (live.good, live.status, live.revision, live.error_code) == (True, "quarantined", "2", "audit_failed")
    failed = {result.check.name for result in publication.results if not result.success}
    assert failed == {"money.not_null(quote)", "money.reference(section_id)"}


def test_doubles_and_references_are_found_in_whichever_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = filled(tmp_path / "w", settings=SMALL_FILES)
    unaudited(monkeypatch)
    monkeypatch.setattr(audit, "_KEYS_AT_ONCE", 0)
    taken = read(warehouse, "money")[0]
    double = broken(parsed("a/7.txt"), "money", "quantity_id", taken["quantity_id"])
    pointing = broken(parsed("a/8.txt"), "money", "section_id", taken["section_id"])
    lost = broken(parsed("a/9.txt"), "money", "section_id", "0" * 20)
    warehouse.commit([double, pointing, lost], RUN)
    publication = warehouse.publish(RUN)
    assert {one.source_uri for one in publication.withdrawn} == {"a/7.txt", "a/9.txt"}
    failed = {result.check.name for result in publication.results if not result.success}
    assert failed == {"money.unique(quantity_id)", "money.reference(section_id)"}


def test_a_row_that_refers_to_one_that_went_from_another_bucket_is_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = filled(tmp_path / "w", settings=SMALL_FILES)
    unaudited(monkeypatch)
    taken = next(one for one in read(warehouse, "sections") if one["source_id"] == digest("a/1.txt"))
    warehouse.commit([broken(parsed("a/8.txt"), "money", "section_id", taken["section_id"])], RUN)
    assert warehouse.publish(RUN).withdrawn == ()
    warehouse.commit([parsed("a/1.txt", "丙")], RUN)
    publication = warehouse.publish(RUN)
    assert {one.source_uri for one in publication.withdrawn} == {"a/8.txt"}
    assert all(result.success for result in warehouse.audit(thorough=False))


def test_where_nothing_can_be_withdrawn_the_published_generation_stays(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    before = state(warehouse)
    unaudited(monkeypatch)
    bad = row("sources", source_id=digest("a/2.txt"), source_uri=None, status="quarantined")
    monkeypatch.setattr(commit, "_quarantined", lambda *_: table_of("sources", [bad]).cast(plain_sources()))
    warehouse.commit([quarantined("a/2.txt")], RUN)
    with pytest.raises(PolicyError, match=r"sources\.not_null\(source_uri\)"):
        warehouse.publish(RUN)
    assert state(warehouse) == before


def plain_sources() -> pa.Schema:
    return pa.schema([(field.name, field.type) for field in arrow_schema("sources")])


@pytest.mark.long
def test_great_expectations_audits_what_changed(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt", "甲", "乙")], RUN)
    thorough = warehouse.publish(RUN, thorough=True)
    assert thorough.published
    assert {result.check.table for result in thorough.results} == set(DATA_TABLES)
    assert all(result.success for result in thorough.results)
    assert [r.check for r in thorough.results] == [r.check for r in warehouse.audit(thorough=False)]


def test_great_expectations_refuses_a_generation_too(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    unaudited(monkeypatch)
    warehouse.commit([broken(parsed("a/1.txt"), "money", "currency", "CNY\n")], RUN)
    monkeypatch.setattr("warehouse.publish.native", lambda *_: ())
    with pytest.raises(PolicyError, match=r"money\.pattern\(currency\)"):
        warehouse.publish(RUN, thorough=True)
    assert not warehouse.published.exists()


def test_an_audit_before_the_first_generation_is_one_sentence(warehouse: Warehouse) -> None:
    with pytest.raises(UsageError):
        warehouse.audit(thorough=False)


def test_readers_see_one_moment_while_generations_change(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt", amount=0), parsed("a/2.txt", amount=0)], RUN)
    warehouse.publish(RUN)
    done, seen, problems = threading.Event(), set(), []

    def watch() -> None:
        while not done.is_set():
            try:
                folder = Path(os.path.realpath(warehouse.published))
                amounts = {int(one["amount_min"]) for one in generations.read_table(folder, "money").to_pylist()}
                titles = {one["title"] for one in generations.read_table(folder, "documents").to_pylist()}
                seen.add((*sorted(amounts), *sorted(titles)))
            except Exception as error:
                problems.append(error)

    reader = threading.Thread(target=watch)
    reader.start()
    for amount in range(1, 6):
        warehouse.commit([parsed(f"a/{n}.txt", str(amount), amount=amount) for n in (1, 2)], RUN)
        warehouse.publish(RUN)
    done.set()
    reader.join()
    assert problems == []
    allowed = {(0, "关于促进发展的若干措施"), *((amount, str(amount)) for amount in range(1, 6))}
    assert seen <= allowed
    assert len(seen) > 1


def test_a_crash_while_a_generation_is_written_leaves_the_one_before(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    before = state(warehouse)
    warehouse.commit([parsed("a/1.txt", amount=9)], RUN)
    for step in ("seal", "swap"):
        with monkeypatch.context() as patch:
            patch.setattr(generations, step, crash)
            with pytest.raises(RuntimeError):
                warehouse.publish(RUN)
        assert state(warehouse) == before
    assert warehouse.publish(RUN).published
    assert [int(one["amount_min"]) for one in read(warehouse, "money")] == [9]
    assert not list(warehouse.layout.generations.glob("*.partial"))


def crash(*_: object) -> None:
    raise RuntimeError("power cut")


def test_old_generations_are_kept_for_hours_after_they_were_replaced(tmp_path: Path) -> None:
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    warehouse = Warehouse.create(tmp_path / "w", clock=lambda: now[0])
    for hours, kept in ((0, [1]), (100, [1, 2]), (1, [1, 2, 3]), (5.5, [2, 3, 4]), (7, [4, 5])):
        now[0] += timedelta(hours=hours)
        warehouse.commit([parsed("a/1.txt", amount=int(now[0].timestamp()))], RUN)
        warehouse.publish(RUN)
        assert warehouse.layout.numbers() == kept
    assert sorted(path.name for path in warehouse.layout.generations.glob("*.json")) == [
        "00000004.files.json",
        "00000004.manifest.json",
        "00000005.files.json",
        "00000005.manifest.json",
    ]


def test_a_new_wording_of_a_column_rewrites_every_file(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    monkeypatch.setattr("warehouse.publish.fingerprint", lambda: "another")
    assert warehouse.publish(RUN).tables == tuple(DATA_TABLES)


def test_runs_and_their_results_stand_beside_the_data(warehouse: Warehouse) -> None:
    warehouse.commit([parsed("a/1.txt")], RUN)
    warehouse.publish(RUN)
    assert read(warehouse, "runs") == []
    warehouse.record_run(run_row(published=True))
    (recorded,) = read(warehouse, "runs")
    results = read(warehouse, "quality_results")
    assert recorded["run_id"] == RUN
    assert {one["run_id"] for one in results} == {RUN}
    assert {one["table"] for one in results} == set(DATA_TABLES)
    for name in ("runs", "quality_results"):
        assert pq.read_schema(warehouse.published / f"{name}.parquet").equals(arrow_schema(name), check_metadata=True)


def test_every_run_is_in_the_folder_of_runs(warehouse: Warehouse) -> None:
    for number in range(3):
        warehouse.record_run(run_row(digest("run", number), started_at=datetime(2026, 1, 3 - number, tzinfo=UTC)))
    warehouse.record_run(run_row(digest("run", 1), started_at=datetime(2026, 1, 2, tzinfo=UTC)))
    recorded = pq.ParquetFile(warehouse.layout.run_table("runs")).read().to_pylist()
    assert [one["run_id"] for one in recorded] == [digest("run", number) for number in (2, 1, 0)]


def test_a_run_that_breaks_its_checks_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match=r"runs\.range\(rows_added\)"):
        warehouse.record_run(run_row(rows_added=-1))


def test_specs_of_run_tables_are_not_published_as_data() -> None:
    assert {spec.name for spec in TABLES.values()} - set(DATA_TABLES) == {"runs", "quality_results"}
