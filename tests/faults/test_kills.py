"""Killed by SIGKILL at any moment, the warehouse stays whole, and the next run finishes the work.

`pytest tests/faults/test_kills.py --kills 20` kills twenty times inside every step.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.conftest import LANDED
from tests.faults.program import Program
from tests.faults.reader import Reader
from tests.faults.scenario import Scenario, done, publish_from_store, scenarios, state
from tests.faults.tracing import STEPS
from warehouse import Warehouse

KILLED = -9
_TRIES = 12  # a kill: on a busy machine a step may be over before its timer strikes, or the timer strike late


@pytest.fixture(scope="module")
def known(program: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    return scenarios(program, tmp_path_factory.mktemp("scenarios"))


def scenario_of(step: str, trial: int) -> str:
    """Every fourth run is the first one of its warehouse."""
    own = {"maintenance": "maintain", "rollback": "rollback"}
    return own.get(step, "first run" if trial % 4 == 3 else "update")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("step", STEPS)
def test_killed_inside_a_step(
    step: str, program: Program, known: dict[str, Scenario], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    wanted = request.config.getoption("--kills")
    chance = random.Random(f"{step} {wanted}")
    inside = trial = reads = 0
    elsewhere: Counter[str] = Counter()
    while inside < wanted:
        assert trial < _TRIES * wanted, f"only {inside} kills landed in {step}; elsewhere: {elsewhere}"
        scenario = known[scenario_of(step, trial)]
        place = scenario.template.copy(tmp_path / str(trial))
        with Reader(place, scenario.states) as reader:
            ended = program.run(place, *scenario.arguments, **scenario.kill_in(step, chance))
            for arguments in scenario.finish:
                done(program.run(place, *arguments, **scenario.plan))
        assert reader.problems == []
        assert state(place) == scenario.states[-1]
        if ended.status == KILLED:
            inside += step in ended.inside
            if step not in ended.inside:
                elsewhere[" in ".join(reversed(ended.inside)) or "between steps"] += 1
            reads += reader.reads
        if step == "maintenance" or trial % 10 == 0:
            assert publish_from_store(place) == scenario.states[-1]
        trial += 1
    landed = request.config.stash[LANDED]
    landed.append(f"killed in {step}: {inside}, on the way there: {dict(elsewhere)}; reads meanwhile: {reads}")


def test_a_rollback_that_is_killed_is_done_or_not_begun(
    program: Program, known: dict[str, Scenario], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    scenario, chance = known["rollback"], random.Random(7)
    for trial in range(2 * pytestconfig.getoption("--kills")):
        place = scenario.template.copy(tmp_path / str(trial))
        program.run(place, *scenario.arguments, **scenario.kill_in("rollback", chance))
        Warehouse.open(place.warehouse).publish("0" * 20)  # what any later run does
        assert state(place) in scenario.states
