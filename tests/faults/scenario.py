"""What is done to a warehouse when it is killed, and what must be seen before and afterwards."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.faults.program import Ended, Place, Program, Step, published_state
from tests.flows.conftest import notice
from warehouse import Warehouse

EVENT_SHARE = 0.4  # of the kills come right before something is done to the disk, the others at some moment


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command on a copy of `template`; `states` are the digests that readers may see, in their order in time.

    `trace` is that of the same command when nothing kills it.
    """

    template: Place
    arguments: tuple[str, ...]
    states: tuple[str, ...]
    trace: tuple[Step, ...]
    plan: dict[str, Any] = field(default_factory=dict)
    finish: tuple[tuple[str, ...], ...] = (("run",),)

    def kill_in(self, step: str, chance: random.Random) -> dict[str, Any]:
        """Return a plan that kills the command somewhere inside a step."""
        chosen = chance.choice([one for one in self.trace if one.name == step])
        assert chosen.seconds is not None
        moment: dict[str, Any] = {"after": chance.uniform(0, chosen.seconds)}
        if chosen.events and chance.random() < EVENT_SHARE:
            moment = {"event": chance.randint(1, chosen.events)}
        return {**self.plan, "step": step, "occurrence": chosen.occurrence, **moment}


def scenarios(program: Program, folder: Path) -> dict[str, Scenario]:
    """Return the scenarios by name, their templates made by the program itself, without faults."""
    new = Place(folder / "new", {"PRUNE": "true"})
    for number in range(3):
        new.write(f"{number}.txt", notice("厦门", f"第{number}类", number, "100"))
    old = new.copy(folder / "old")
    first = done(program.run(old, "run"))
    before = state(old)
    stale = old.copy(folder / "stale")
    stale.write("0.txt", notice("厦门", "第0类", 0, "900"))
    stale.write("3.txt", notice("厦门", "第3类", 3, "200"))
    (stale.papers / "1.txt").unlink()
    current = stale.copy(folder / "current")
    update = done(program.run(current, "run"))
    after = state(current)
    return {
        "first run": Scenario(new, ("run",), (before,), first.trace),
        "update": Scenario(stale, ("run",), (before, after), update.trace),
        "maintain": _maintain(program, current, after),
        "rollback": _rollback(program, current, before, after),
    }


def _maintain(program: Program, current: Place, state_after: str) -> Scenario:
    often = current.copy(current.root.with_name("often"))
    done(program.run(often, "run", "--all"))
    copy = often.copy(current.root.with_name("maintained"))
    arguments, plan = ("maintain", "--keep-days", "0"), {"impatient": True}
    ended = done(program.run(copy, *arguments, **plan))
    assert "0 loads dropped" not in ended.output
    assert state(copy) == state_after
    return Scenario(often, arguments, (state_after,), ended.trace, plan, (arguments, ("run",)))


def _rollback(program: Program, current: Place, before: str, after: str) -> Scenario:
    copy = current.copy(current.root.with_name("rolled back"))
    arguments, plan = ("rollback", _first_run(current)), {"one_by_one": True}
    ended = done(program.run(copy, *arguments, **plan))
    assert state(copy) == before
    return Scenario(current, arguments, (after, before), ended.trace, plan, (arguments,))


def _first_run(place: Place) -> str:
    rows = pq.ParquetFile(place.warehouse / "runs" / "runs.parquet").read().to_pylist()
    return str(min(rows, key=lambda row: row["started_at"])["run_id"])


def done(ended: Ended) -> Ended:
    """Return how a process ended that had to end well."""
    assert ended.status == 0, ended.output
    assert "Traceback" not in ended.output
    return ended


def state(place: Place) -> str:
    """Return the digest of what is published, which must be something."""
    found = published_state(place)
    assert found is not None
    return found


def publish_from_store(place: Place) -> str:
    """Return the digest of what the store alone gives, nothing that was published before being there."""
    (place.warehouse / "published").unlink()
    shutil.rmtree(place.warehouse / "generations")
    (place.warehouse / "generations").mkdir()
    Warehouse.open(place.warehouse).publish("0" * 20)
    return state(place)
