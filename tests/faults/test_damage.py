"""Turned bits and cut files: found, named, never served as data; and how everything is made again.

`pytest tests/faults/test_damage.py --flips 1000` spoils files of each kind a thousand times.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flows.catalogue import rows
from schemas.errors import ErrorCode, PolicyError
from schemas.ids import digest
from schemas.tables import SOURCE_TABLES, TABLES
from tests.faults.conftest import LANDED
from tests.faults.program import Ended, Place, Program
from tests.faults.scenario import done, state
from tests.flows.conftest import notice
from tests.warehouse.factory import RUN, parsed, run_row
from warehouse import Warehouse, generations
from warehouse.layout import SEALS
from warehouse.maintain import Retention
from warehouse.store import Store

CUTS = 0.2  # of the trials cut a file, the others turn one bit of it
SERVED = {"money", "sources"}
Served = dict[str, Any]
Read = Callable[[Warehouse, Path], Served]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse whose store has entries before and after a checkpoint."""
    warehouse = Warehouse.create(tmp_path_factory.mktemp("made") / "warehouse")
    for amount in range(3):
        warehouse.commit([parsed("a/1.txt", amount=amount), parsed(f"a/b{amount}.txt")], RUN)
        warehouse.publish(RUN)
        warehouse.record_run(run_row(published=True))
        if amount == 1:
            nothing = timedelta(0)
            warehouse.maintain(Retention(lease=nothing, generations=nothing), RUN)
    for text in ("奖励", "补助"):
        warehouse.raw.keep(text.encode() * 99)
    return warehouse


@pytest.fixture(scope="module")
def whole(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("whole") / "place")
    for number in range(3):
        place.write(f"{number}.txt", notice("厦门", f"第{number}类", number, "100"))
    done(program.run(place, "run"))
    place.write("0.txt", notice("厦门", "第0类", 0, "900"))
    done(program.run(place, "run"))
    return place


@pytest.fixture
def place(whole: Place, tmp_path: Path) -> Place:
    return whole.copy(tmp_path / "copy")


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one bit turned, or cut short."""
    where = chance.randrange(len(data))
    if chance.random() < CUTS:
        return data[:where]
    return data[:where] + bytes([data[where] ^ 1 << chance.randrange(8)]) + data[where + 1 :]


def read_published(warehouse: Warehouse, path: Path) -> Served:
    """Return the rows of the table that a file belongs to; of some, where it belongs to none."""
    wanted = {path.stem} & TABLES.keys() or SERVED
    return {name: rows(warehouse.published, name) for name in sorted(wanted)}


def read_store(warehouse: Warehouse, path: Path) -> Served:
    """Return what the store gives to those who publish: the log, and the live rows of a table as above, or all runs."""
    store = Store(warehouse.layout)  # of a process of its own
    log, _ = store.flips()
    good = [load.load_id for load in Warehouse(warehouse.root).live().values() if load.good]
    sources = {spec.name for spec in SOURCE_TABLES}
    found = {
        name: store.read(name, good) if name in sources else store.read_all(name)
        for name in {path.relative_to(warehouse.layout.store).parts[0]} & TABLES.keys() or SERVED
    }
    return {"log": log} | {name: sorted(map(str, found[name].to_pylist())) for name in sorted(found)}


def read_raw(warehouse: Warehouse, _: Path) -> Served:
    if found := list(warehouse.raw.damages()):
        raise found[0]
    return {digest: warehouse.raw.path(digest).read_bytes() for digest in warehouse.raw.digests()}


def publish_again(warehouse: Warehouse, _: Path) -> Served:
    """Return what is published after the next run looked at what it builds on."""
    Warehouse(warehouse.root).publish(RUN)
    return {spec.name: generations.read_table(warehouse.published, spec.name).to_pylist() for spec in SOURCE_TABLES}


def the_published(warehouse: Warehouse) -> list[Path]:
    return sorted(warehouse.published.resolve().glob("*.parquet"))


def lists_of_files(warehouse: Warehouse) -> list[Path]:
    number = warehouse.layout.current()
    return [warehouse.layout.generations / f"{number:08d}.{kind}.json" for kind in ("files", "manifest")]


def in_store(pattern: str) -> Callable[[Warehouse], list[Path]]:
    return lambda warehouse: sorted(warehouse.layout.store.glob(pattern))


def the_raw(warehouse: Warehouse) -> list[Path]:
    return sorted(warehouse.layout.raw.glob("*/*"))


# What is spoilt, and who then reads: what he gets must be what he got before, or a sentence.
KINDS: dict[str, tuple[Callable[[Warehouse], list[Path]], Read]] = {
    "published Parquet": (the_published, read_published),
    "published lists": (lists_of_files, read_published),
    "published lists, by the next run": (lists_of_files, publish_again),
    "store Parquet": (in_store("*/*.parquet"), read_store),
    "log of flips": (in_store("flips/*.parquet"), read_store),
    "Delta log": (in_store("*/_delta_log/*.json"), read_store),
    "Delta checkpoints": (in_store("*/_delta_log/*checkpoint*"), read_store),
    "raw bytes": (the_raw, read_raw),
}


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_is_found_or_changes_nothing(made: Warehouse, kind: str, request: pytest.FixtureRequest) -> None:
    files_of, read = KINDS[kind]
    chance, seen = random.Random(kind), Counter[str]()
    before: dict[Path, Served] = {}
    trials = request.config.getoption("--flips")
    for _ in range(trials // 10 if read is publish_again else trials):
        path = chance.choice(files_of(made))
        before.setdefault(path, read(made, path))
        data = path.read_bytes()
        path.write_bytes(spoilt(data, chance))
        given = given_or_refused(read, made, path)
        if isinstance(given, PolicyError):
            assert given.code in (ErrorCode.FILE_DAMAGED, ErrorCode.STORE_DAMAGED, ErrorCode.RAW_DAMAGED)
            assert place_named(path, made) in given.message
            seen["named"] += 1
        else:
            assert given == before[path], path
            seen["meant nothing"] += 1
        path.write_bytes(data)
    request.config.stash[LANDED].append(f"{kind}: {seen.total()} times spoilt, {dict(seen)}, served otherwise: 0")


def given_or_refused(read: Read, warehouse: Warehouse, path: Path) -> Served | PolicyError:
    try:
        return read(warehouse, path)
    except PolicyError as error:
        return error


def place_named(path: Path, warehouse: Warehouse) -> str:
    """Return what a sentence must name of a file: itself, or the table of the store that it belongs to.

    Where rows and their seal differ nobody can know which of them has changed: the store is named.
    """
    store = warehouse.layout.store
    if not path.is_relative_to(store):
        return str(path)
    table = path.relative_to(store).parts[0]
    return str(store if table == SEALS else store / table)


def test_lines_of_the_log_that_are_gone_are_missed(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "warehouse")
    for amount in range(3):
        warehouse.commit([parsed("a/1.txt", amount=amount)], RUN)
    for number in (2, 3):
        entry = warehouse.layout.table("flips") / "_delta_log" / f"{number:020d}.json"
        data = entry.read_bytes()
        for lines in range(len(data.splitlines())):
            entry.write_bytes(b"".join(data.splitlines(keepends=True)[:lines]))
            with pytest.raises(PolicyError) as refused:
                Warehouse(warehouse.root).live()  # of a process of its own
            assert refused.value.code is ErrorCode.STORE_DAMAGED
        entry.write_bytes(data)
    assert len(Warehouse(warehouse.root).live()) == 1


def test_an_older_copy_of_the_log_is_not_published(made: Warehouse, tmp_path: Path) -> None:
    copy = Warehouse(tmp_path / "copy")
    shutil.copytree(made.root, copy.root, symlinks=True)
    shutil.copytree(copy.layout.table("flips"), tmp_path / "older")
    copy.commit([parsed("a/1.txt", amount=77)], RUN)
    copy.publish(RUN)
    shutil.rmtree(copy.layout.table("flips"))
    (tmp_path / "older").rename(copy.layout.table("flips"))
    again = Warehouse(copy.root)
    with pytest.raises(PolicyError, match="lacks 1 load") as refused:
        again.publish(RUN)
    assert refused.value.code is ErrorCode.STORE_DAMAGED
    assert [one.message for one in again.damages()] == [refused.value.message]


def test_seals_and_runs_that_are_gone_are_named_by_a_check(made: Warehouse, tmp_path: Path) -> None:
    add: dict[str, Callable[[Warehouse], object]] = {
        "seals": lambda warehouse: warehouse.commit([parsed("a/9.txt")], RUN),
        "runs": lambda warehouse: warehouse.record_run(run_row()),
    }
    for table, added in add.items():
        copy = Warehouse(tmp_path / table)
        shutil.copytree(made.root, copy.root, symlinks=True)
        added(copy)
        entry = max((copy.layout.table(table) / "_delta_log").glob("*.json"))
        entry.write_bytes(entry.read_bytes().splitlines(keepends=True)[0])  # the file that it added is left out
        (found,) = Warehouse(copy.root).damages()
        assert str(copy.layout.table(table)) in found.message


def test_rows_that_are_gone_from_the_store_are_missed(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "warehouse")
    warehouse.commit([parsed("a/1.txt", amount=1), parsed("a/2.txt", amount=2)], RUN)
    warehouse.store.delete("money", [warehouse.live()[digest("a/1.txt")].load_id])
    with pytest.raises(PolicyError, match="its rows are not those that were appended"):
        warehouse.publish(RUN)
    assert not warehouse.published.exists()


def flip_in_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 4, len(data) * 3 // 4):
        data[place] ^= 0xFF
    path.write_bytes(bytes(data))


def flip_in_the_first_page(path: Path) -> None:
    """Turn what only the checksums of pages tell: a small file is footer for the most part."""
    data = bytearray(path.read_bytes())
    for place in range(4, 300):
        data[place] ^= 0xFF
    path.write_bytes(bytes(data))


def published_file(place: Place) -> Path:
    return (place.warehouse / "published").resolve() / "money.parquet"


def raw_file(place: Place) -> Path:
    return min((place.warehouse / "raw").glob("*/*"))


def store_file(place: Place) -> Path:
    return max((place.warehouse / "store" / "money").glob("*.parquet"), key=lambda path: path.stat().st_mtime)


def one_sentence(ended: Ended, path: Path) -> bool:
    """Say whether the last line printed is one sentence that names a file or its table, and no more was wrong."""
    lines = [line for line in ended.output.splitlines() if line.startswith("zhengce: ")]
    assert "Traceback" not in ended.output
    return len(lines) == 1 and str(path) in lines[0].replace("\n", "")


@pytest.mark.parametrize(
    ("spoil", "columns"), [(flip_in_the_middle, "amount_max"), (flip_in_the_first_page, "COLUMNS(*)")]
)
def test_reading_commands_refuse_a_damaged_file_and_the_next_run_writes_it_anew(
    program: Program, place: Place, spoil: Callable[[Path], object], columns: str
) -> None:
    before = state(place)
    path = published_file(place)
    spoil(path)
    for arguments in (
        ["check"],
        ["sql", f"SELECT max({columns}) FROM money"],
        ["sql", "SELECT * FROM money"],
        ["show", "papers/0.txt", "-o", str(place.root / "page.html")],
        ["report", "-o", str(place.root / "site")],
        ["export", "--to", f"duckdb:{place.root / 'out.duckdb'}"],
        ["export", "--to", f"csv:{place.root / 'out'}"],
    ):
        ended = program.run(place, *arguments)
        assert ended.status != 0, arguments
        assert one_sentence(ended, path), ended.output
        assert "`zhengce run` writes it anew" in ended.output
    done(program.run(place, "run"))
    assert state(place) == before


@pytest.mark.parametrize("spoil", [flip_in_the_middle, Path.unlink])
def test_check_names_raw_bytes_that_changed_or_are_gone(
    program: Program, place: Place, spoil: Callable[[Path], object]
) -> None:
    path = raw_file(place)
    spoil(path)
    ended = program.run(place, "check")
    assert (ended.status, one_sentence(ended, path)) == (1, True)
    done(program.run(place, "run", "--all"))
    assert sha256(path.read_bytes()).hexdigest() == path.name


@pytest.mark.parametrize("spoil", [flip_in_the_middle, lambda path: path.write_bytes(path.read_bytes()[:99])])
@pytest.mark.parametrize("what", ["money", "flips", "flips/_delta_log"])
def test_a_damaged_store_is_named_and_made_again_from_the_kept_bytes(
    program: Program, place: Place, what: str, spoil: Callable[[Path], object]
) -> None:
    before = state(place)
    table = place.warehouse / "store" / what.partition("/")[0]
    files = table.glob("_delta_log/*.json") if "/" in what else table.glob("*.parquet")
    spoil(max(files, key=lambda path: path.stat().st_mtime_ns))
    ended = program.run(place, "check")
    assert (ended.status, one_sentence(ended, table)) == (1, True), ended.output
    assert "move" in ended.output
    shutil.rmtree(place.papers)
    (place.warehouse / "store").rename(place.warehouse / "store.damaged")
    done(program.run(place, "run", "--replay", "--all"))
    assert state(place) == before


def test_a_damaged_manifest_is_written_anew(program: Program, place: Place) -> None:
    before = state(place)
    number = (place.warehouse / "published").resolve().name
    for kind in ("manifest", "files"):
        (place.warehouse / "generations" / f"{number}.{kind}.json").write_text("{", "utf-8")
        done(program.run(place, "run"))
        assert state(place) == before
        number = (place.warehouse / "published").resolve().name
