"""Read every file under a folder with the real `zhengce run`, and say what became of each and what it took.

    python -m tests.tools.corpus_outcomes ../shared/corpus [--processes 2] [--table outcomes.tsv]

Prints a table of outcomes by folder, and the peak of memory of the run's own process and of its largest reader.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb

SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Outcomes:
    """What a run over a folder came to; memory in bytes, files as (path below the folder, code, message)."""

    exit_code: int
    seconds: float
    own_peak: int
    reader_peak: int
    files: tuple[tuple[str, str, str], ...]
    stderr: str


def run(folder: Path, *options: str) -> Outcomes:
    """Run the command line over all files of a folder, into a new warehouse, and watch its memory."""
    with tempfile.TemporaryDirectory() as scratch:
        warehouse, said, failed = Path(scratch) / "warehouse", Path(scratch) / "out", Path(scratch) / "err"
        command = [sys.executable, "-m", "flows", "run", str(folder), "--json", "--warehouse", str(warehouse)]
        command += ["--set", "patterns=**/*", "--set", "thorough_audit=no", *options]
        began = time.monotonic()
        with said.open("wb") as out, failed.open("wb") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, cwd=scratch, env=environment())
            own_peak, reader_peak = watch(process)
        seconds = time.monotonic() - began
        sources = warehouse / "published" / "sources.parquet"
        rows = duckdb.sql(
            f"select source_uri, coalesce(error_code, status), coalesce(error_message, '') from '{sources}' order by 1"
        ).fetchall()
        json.loads(said.read_text("utf-8"))
        top = f"file{folder.resolve()}/"
        files = tuple((uri.removeprefix(top), code, message) for uri, code, message in rows)
        return Outcomes(process.returncode, seconds, own_peak, reader_peak, files, failed.read_text("utf-8"))


def environment() -> dict[str, str]:
    """Return the environment of a run that has no settings but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGCE_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}


def watch(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Wait for a process; return the peaks of its own memory and of its largest child's."""
    own = reader = 0
    while process.poll() is None:
        own = max(own, peak_of(process.pid))
        reader = max([reader, *(peak_of(child) for child in children_of(process.pid))])
        time.sleep(SAMPLE_SECONDS)
    return own, reader


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started from any of its threads."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in listed.read_text("ascii").split()]
        except OSError:
            continue
    return found


def peak_of(pid: int) -> int:
    """Return the most memory that a process has held at once; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def report(outcomes: Outcomes) -> str:
    """Return a table of outcomes by folder, and what the run took."""
    counts = Counter((name.partition("/")[0], code) for name, code, _ in outcomes.files)
    folders = sorted({folder for folder, _ in counts})
    lines = ["| outcome | " + " | ".join(folders) + " | all |", "|---" * (len(folders) + 2) + "|"]
    totals = Counter(code for _, code, _ in outcomes.files)
    for code, total in totals.most_common():
        cells = [str(counts[folder, code] or "") for folder in folders]
        lines.append(f"| {code} | " + " | ".join(cells) + f" | {total} |")
    lines.append(
        f"\n{len(outcomes.files)} files in {outcomes.seconds:.0f} s; peak memory {outcomes.own_peak / 1e6:.0f} MB, "
        f"of the largest reader {outcomes.reader_peak / 1e6:.0f} MB; exit code {outcomes.exit_code}"
    )
    return "\n".join(lines)


def main() -> None:
    """Run over the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", default="0")
    parser.add_argument("--table", type=Path)
    given = parser.parse_args()
    outcomes = run(given.folder, "--set", f"processes={given.processes}")
    print(report(outcomes))
    if given.table:
        given.table.write_text("".join("\t".join(file) + "\n" for file in outcomes.files), "utf-8")


if __name__ == "__main__":
    main()
