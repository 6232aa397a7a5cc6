"""What a run costs a paper as papers grow in number, and what readers pay at ten million rows: `make bench-scale`.

Processor time is that of the program and all its processes. Memory is the highest resident size of each, sampled.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.bench import Row, least, report
from tests.benchmarks.readers_at_scale import readers
from tests.benchmarks.varied import LONGEST, policy, write_policies

_SAMPLE_SECONDS = 0.2
_TICKS = os.sysconf("SC_CLK_TCK")
_READER = b"flows.worker"  # in the command line of a process that reads files
_SAMPLE_PAPERS = 200  # parsed alone, to tell what parsing costs


@dataclass(slots=True)
class Spent:
    """What a command and its processes took.

    `parsing` is the share of all cores that they were busy with from the first file that a reader read to the last; 0
    where no process of its own read any.
    """

    seconds: float = 0.0
    computed: float = 0.0
    parsing: float = 0.0
    parent: int = 0  # highest resident bytes
    child: int = 0  # of any other of its processes
    peaks: dict[int, int] = field(default_factory=dict)
    clocks: dict[int, float] = field(default_factory=dict)
    readers: set[int] = field(default_factory=set)
    read: list[tuple[float, float]] = field(default_factory=list)  # the clock, seconds computed: while files are read

    @property
    def running(self) -> float:
        """Return the seconds computed so far, as sampled."""
        return sum(self.clocks.values())

    @property
    def reading(self) -> float:
        """Return the seconds that readers computed so far."""
        return sum(self.clocks[number] for number in self.readers)


def spend(command: list[str], **environment: str) -> Spent:
    """Run a command and return what it took.

    Raises:
        RuntimeError: it failed.
    """
    spent, began = Spent(), time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=said)
        while process.poll() is None:
            _sample(process.pid, spent)
            time.sleep(_SAMPLE_SECONDS)
        spent.seconds, spent.computed = time.perf_counter() - began, spent.running
        if process.returncode not in (0, 1):
            said.seek(0)
            raise RuntimeError(f"{command} ended with {process.returncode}: {said.read()[-2000:]}")
    spent.parent = spent.peaks.pop(process.pid, 0)
    spent.child = max(spent.peaks.values(), default=0)
    if len(spent.read) > 1:
        (start, before), (end, after) = spent.read[0], spent.read[-1]
        spent.parsing = (after - before) / (end - start) / (os.cpu_count() or 1)
    return spent


def _sample(root: int, spent: Spent) -> None:
    read = spent.reading
    for number in _family(root):
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{number}/status").read_text()
            if number not in spent.readers and _READER in Path(f"/proc/{number}/cmdline").read_bytes():
                spent.readers.add(number)
        except OSError:
            continue
        spent.clocks[number] = max(spent.clocks.get(number, 0), (int(fields[11]) + int(fields[12])) / _TICKS)
        peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
        spent.peaks[number] = max(spent.peaks.get(number, 0), peak * 1024)
    if spent.reading > read:
        spent.read.append((time.perf_counter(), spent.running))


def _family(number: int) -> set[int]:
    found = {number}
    for children in Path(f"/proc/{number}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for child in below:
            found |= _family(int(child))
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """What a warehouse holds: bytes of its parts, files, commits of its Delta tables."""

    store: int
    raw: int
    published: int
    files: int
    commits: int


def held(warehouse: Path) -> Held:
    """Return what a warehouse holds."""

    def size(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    commits = len({(path.parent, path.name) for path in (warehouse / "store").rglob("_delta_log/*.json")})
    files = sum(path.is_file() for path in warehouse.rglob("*"))
    sizes = (size(warehouse / name) for name in ("store", "raw"))
    return Held(*sizes, size((warehouse / "published").resolve()), files, commits)


def rewritten(before: dict[str, int], folder: Path) -> tuple[int, int]:
    """Return how many published files are not those of before, and their bytes."""
    fresh = [path for path in folder.rglob("*.parquet") if before.get(str(path.relative_to(folder))) != _inode(path)]
    return len(fresh), sum(path.stat().st_size for path in fresh)


def _inode(path: Path) -> int:
    return path.stat().st_ino


def growth(folder: Path, counts: list[int], most_characters: int, *, with_flow: bool) -> Iterator[Row]:
    """Yield what a run costs over ever more papers, as a flow, and after one paper changed."""
    base: tuple[float, float] | None = None
    for count in counts:
        papers, warehouse = folder / f"papers-{count}", folder / f"warehouse-{count}"
        size = write_policies(papers, count, most_characters)
        settings = {"ZHENGCE_WAREHOUSE": str(warehouse), "ZHENGCE_ROOTS": f"papers={papers}"}
        command = [sys.executable, "-m", "flows", "run", "--set", "thorough_audit=false"]
        spent, alone = spend(command, **settings), _parsing_alone(count, most_characters)
        kept = held(warehouse)
        disk = kept.store + kept.raw + kept.published
        name = f"{count:,} papers ({size / 1e6:.1f} MB)"
        yield Row(f"run over {name}", f"{count / spent.seconds:.1f} papers/s", f"{spent.seconds:.0f} s, {spent.computed:.0f} s computed", "", None)  # fmt: skip  # noqa: E501
        yield Row("processor time", f"{spent.computed / alone:.2f} times parsing alone", f"{alone:.0f} s", "", None)
        yield from _busy_and_held(spent)
        yield Row("disk a paper", f"{disk / count / 1000:.1f} kB", f"store {kept.store / count / 1000:.1f}, raw {kept.raw / count / 1000:.1f}, published {kept.published / count / 1000:.1f}", "", None)  # fmt: skip  # noqa: E501
        yield Row("files, commits", f"{kept.files}, {kept.commits}", "", "", None)
        if base is not None:
            ratios = spent.computed / count / base[0], disk / count / base[1]
            yield Row("growth a paper: processor time, disk", f"{ratios[0]:.2f}, {ratios[1]:.2f} times {counts[0]:,}", "", "within 10 %", max(ratios) <= 1.1)  # fmt: skip  # noqa: E501
        base = base or (spent.computed / count, disk / count)
        yield from _one_changed(command, settings, papers, warehouse)
        if with_flow:
            yield from _as_flow(command, settings | {"PREFECT_HOME": str(folder / "prefect")}, spent, folder)
        shutil.rmtree(warehouse)
        shutil.rmtree(papers)


def _busy_and_held(spent: Spent) -> Iterator[Row]:
    most = max(spent.parent, spent.child)
    yield Row("cores busy while parsing", f"{spent.parsing:.0%}", "", "≥ 85 %", spent.parsing >= 0.85)
    yield Row("memory: parent, any worker", f"{spent.parent / 2**20:.0f} MiB, {spent.child / 2**20:.0f} MiB", "", "≤ 1536 MiB", most <= 1536 * 2**20)  # fmt: skip  # noqa: E501


def _parsing_alone(count: int, most_characters: int) -> float:
    from parsers.document import parse_source

    some = [policy(number, most_characters).encode() for number in range(min(count, _SAMPLE_PAPERS))]
    seconds = least(lambda: [parse_source(data, source_uri="x/a.txt", parser_revision="") for data in some], 1)
    return seconds * count / len(some)


def _one_changed(command: list[str], settings: dict[str, str], papers: Path, warehouse: Path) -> Iterator[Row]:
    published = (warehouse / "published").resolve()
    before = {str(path.relative_to(published)): _inode(path) for path in published.rglob("*.parquet")}
    texts = ((path, path.read_text("utf-8")) for path in sorted(papers.rglob("*.txt")))
    path, text = next((path, text) for path, text in texts if "万元" in text)
    path.write_text(text.replace("万元", "1万元"), "utf-8")
    spent = spend(command, **settings)
    files, size = rewritten(before, (warehouse / "published").resolve())
    everything = held(warehouse).published
    beside = f"{spent.computed:.1f} s computed, {spent.parent / 2**20:.0f} MiB"
    yield Row("run after one paper changed", f"{spent.seconds:.1f} s", beside, "", None)
    yield Row("published files written anew", f"{files} of {len(before)}", f"{size / 1e6:.1f} of {everything / 1e6:.1f} MB", "", None)  # fmt: skip  # noqa: E501
    nothing = spend(command, **settings)
    yield Row("run where nothing changed", f"{nothing.seconds:.1f} s", f"{nothing.computed:.1f} s computed", "", None)


def _as_flow(command: list[str], settings: dict[str, str], plain: Spent, folder: Path) -> Iterator[Row]:
    """Yield a flow run over the same papers; what its server costs once is measured with an empty run."""
    place = folder / "flow"
    flow = [*command, "--orchestrator", "prefect"]
    spent = spend(flow, **settings | {"ZHENGCE_WAREHOUSE": str(place)})
    again = spend(flow, **settings | {"ZHENGCE_WAREHOUSE": str(place)})
    shutil.rmtree(place)
    over = spent.computed / plain.computed - 1
    beside = f"{spent.seconds:.0f} s, {spent.computed:.0f} s computed; where nothing changed {again.computed:.0f} s"
    yield Row("the same as a Prefect flow", f"{over:+.0%} processor time", beside, "≤ 10 %", over <= 0.1)
    yield from _busy_and_held(spent)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="*", default=[1000, 10_000], help="papers of each run")
    parser.add_argument(
        "--rows", type=int, default=10_000_000, help="published rows that readers are given; 0 for none"
    )
    parser.add_argument("--most-characters", type=int, default=LONGEST, help="where longer papers are cut")
    parser.add_argument("--flow", action="store_true", help="run each also as a Prefect flow")
    parser.add_argument("--json", type=Path, help="a file to write the rows to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        folder = Path(name)
        parts = [growth(folder, arguments.documents, arguments.most_characters, with_flow=arguments.flow)]
        if arguments.rows:
            parts.append(readers(folder, arguments.rows))
        report(parts, arguments.json)


if __name__ == "__main__":
    main()
