"""Many writers at once: all their documents arrive, each once, and nobody is shown an error.

`pytest tests/faults/test_writers.py --writers 8x25` has eight processes write 25 papers each.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.conftest import LANDED
from tests.faults.program import Ended, Place, Program
from tests.faults.scenario import done, state
from tests.flows.conftest import notice
from warehouse import Warehouse, generations


def filled(root: Path, writers: int, each: int) -> Place:
    place = Place(root)
    for serial in range(writers * each):
        name = f"{serial // each}/{serial % each}.txt"
        place.write(name, notice("厦门", f"第{serial}类", serial, str(100 + serial)))
    return place


@pytest.mark.timeout(1800)
def test_writers_at_once(program: Program, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    writers, each = map(int, request.config.getoption("--writers").split("x"))
    together, alone = (filled(tmp_path / name, writers, each) for name in ("together", "alone"))
    began = time.monotonic()
    running = [program.start(together, "run", str(together.papers / str(writer))) for writer in range(writers)]
    ended = [done(program.wait(pid)) for pid in running]
    between = time.monotonic()
    one = done(program.run(alone, "run"))
    finished = time.monotonic()
    for one_ended in ended:
        assert_no_error(one_ended)
    published = (together.warehouse / "published").resolve()
    titles = Counter(generations.read_table(published, "documents", ["title"])["title"].to_pylist())
    assert len(titles) == writers * each
    assert set(titles.values()) == {1}
    assert state(together) == state(alone)
    live = Warehouse.open(together.warehouse).live()
    assert len(live) == writers * each
    assert all(load.good for load in live.values())
    request.config.stash[LANDED].append(
        f"{writers} writers of {each}: {between - began:.1f} s ({sum(one.cpu for one in ended):.1f} s of CPU); "
        f"one of {writers * each}: {finished - between:.1f} s ({one.cpu:.1f} s of CPU)"
    )


def test_two_publishers_at_once(program: Program, tmp_path: Path) -> None:
    place = Place(tmp_path / "place")
    for number in range(2):
        place.write(f"{number}/1.txt", notice("厦门", f"第{number}类", number))
    for again in ([], ["--all"], ["--all"]):
        running = [program.start(place, "run", str(place.papers / str(number)), *again) for number in range(2)]
        for pid in running:
            assert_no_error(done(program.wait(pid)))
    published = (place.warehouse / "published").resolve()
    assert generations.read_table(published, "documents", ["title"]).num_rows == 2
    assert not list((place.warehouse / "generations").glob("*.partial"))


def assert_no_error(ended: Ended) -> None:
    assert not [line for line in ended.output.splitlines() if "rror" in line or line.startswith("zhengce:")]
