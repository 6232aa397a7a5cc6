"""The program under test: started, killed, traced; and what it left behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas.tables import SOURCE_TABLES

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code, or minus the signal that killed it, what it printed, its CPU in seconds."""

    status: int
    output: str
    cpu: float
    trace: tuple[Step, ...] = ()

    @property
    def inside(self) -> tuple[str, ...]:
        """Return the steps that it was in when it died, the outermost first."""
        return tuple(step.name for step in self.trace if step.seconds is None)


@dataclass(frozen=True, slots=True)
class Step:
    """One time that a step was done: which time of that step's, how long it took (None: it never ended), events."""

    name: str
    occurrence: int
    seconds: float | None = None
    events: int = 0


class Program:
    """Runs the command line in processes forked from one that has imported it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._outputs: dict[int, tuple[Path, Path]] = {}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGCE_")}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"],
            cwd=REPOSITORY,
            env=environment | {"PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, place: Place, *arguments: str, **plan: Any) -> int:
        """Start the command line; return its process id."""
        self._count += 1
        output, trace = (self._folder / f"{self._count}.{kind}" for kind in ("output", "trace"))
        asked = {"arguments": arguments, "environment": place.environment, "output": str(output)}
        pid = int(self._ask({"start": asked | {"plan": plan | {"trace": str(trace)}}})["pid"])
        self._outputs[pid] = output, trace
        return pid

    def wait(self, pid: int) -> Ended:
        """Wait for the end of a process."""
        answer = self._ask({"wait": pid})
        output, trace = self._outputs.pop(pid)
        printed = output.read_text("utf-8") if output.exists() else ""
        steps = _steps(trace.read_text("utf-8") if trace.exists() else "")
        return Ended(answer["status"], printed, answer["cpu"], steps)

    def run(self, place: Place, *arguments: str, **plan: Any) -> Ended:
        """Run the command line to its end."""
        return self.wait(self.start(place, *arguments, **plan))

    def close(self) -> None:
        """Stop the process that forks."""
        self._server.communicate(timeout=60)

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(question) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


@dataclass(frozen=True, slots=True)
class Place:
    """A warehouse and the papers that belong in it."""

    root: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def papers(self) -> Path:
        """Return the folder of papers."""
        return self.root / "papers"

    @property
    def warehouse(self) -> Path:
        """Return the folder of the warehouse."""
        return self.root / "warehouse"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that tell the program about this place."""
        own = {"WAREHOUSE": str(self.warehouse), "ROOTS": f"papers={self.papers}", "THOROUGH_AUDIT": "false"}
        return {f"ZHENGCE_{name}": value for name, value in (own | self.settings).items()}

    def copy(self, root: Path) -> Place:
        """Return a copy under another root."""
        shutil.copytree(self.root, root, symlinks=True)
        return Place(root, self.settings)

    def write(self, name: str, text: str) -> None:
        """Write a paper."""
        (self.papers / name).parent.mkdir(parents=True, exist_ok=True)
        (self.papers / name).write_text(text, "utf-8")


def state_of(generation: Path) -> str:
    """Return a digest of all data tables of a generation; equal rows give equal bytes."""
    found = sha256()
    for spec in SOURCE_TABLES:
        found.update(spec.name.encode() + (generation / f"{spec.name}.parquet").read_bytes())
    return found.hexdigest()


def published_state(place: Place) -> str | None:
    """Return the digest of what is published, None before the first generation."""
    published = place.warehouse / "published"
    return state_of(published.resolve(strict=True)) if published.is_symlink() else None


def _steps(trace: str) -> tuple[Step, ...]:
    """Return the steps of a trace in the order in which they began."""
    steps: list[Step] = []
    began: list[tuple[int, float]] = []
    for line in trace.splitlines():
        name, time, *events = line[1:].split("\t")
        if line[0] == "+":
            occurrence = sum(step.name == name for step in steps) + 1
            began.append((len(steps), float(time)))
            steps.append(Step(name, occurrence))
        else:
            place, start = began.pop()
            step = steps[place]
            steps[place] = Step(step.name, step.occurrence, float(time) - start, int(events[0]))
    return tuple(steps)
