"""What zhengce costs beside its peers and beside the limit, as ratios from one run: `make bench`.

Processor time counts, not the clock, where a row is about one process: the machine may be busy with other things. Each
row is the least of several runs. What a reading remembers for the same words is forgotten between runs, and processes
start with their bytecode written, as that of an installed program is. The table is printed as Markdown and written as
JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import _lru_cache_wrapper
from itertools import chain
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
LARGEST = "004_19fc23e80da6329a.txt"
_TURNS = 3  # in which peers and the scan are timed one after the other, as the machine's speed changes within a minute
_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、]|第[一二三四五六七八九十百]+[章条])", re.MULTILINE)  # fmt: skip  # noqa: E501
_MONEY = re.compile(r"\d[\d,.]*\s*[万亿]?元")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: what, how much in which unit, beside what, the goal, and whether it is met."""

    what: str
    measured: str
    beside: str
    goal: str
    met: bool | None


def least(action: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.process_time) -> float:
    """Return the least time in seconds of so many runs, after one that does not count."""
    action()
    memories = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper) and _is_bounded(one)]
    spent = []
    for _ in range(times):
        for memory in memories:
            memory.cache_clear()
        start = clock()
        action()
        spent.append(clock() - start)
    return min(spent)


def _is_bounded(memory: _lru_cache_wrapper[object]) -> bool:
    """Say whether a memory is of what was read, not of what is made once."""
    return memory.cache_parameters()["maxsize"] is not None


def child_seconds(command: Sequence[str], times: int = 5, **environment: str) -> float:
    """Return the least processor time, own and system's, that a command takes as a process of its own."""
    run(command, **environment)
    return min(run(command, **environment) for _ in range(times))


def run(command: Sequence[str], **environment: str) -> float:
    """Return the processor time, own and system's, of a command and its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=os.environ | environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def quantities(peers: str | None) -> Iterator[Row]:
    """Yield the scan of all seeds beside the peers' extractors."""
    from parsers.quantities import scan

    text = "".join(path.read_text("utf-8") for path in sorted(CORPUS.glob("*.txt")))
    seconds = least(lambda: scan(text))
    rates: dict[str, float] = {}
    for _ in range(_TURNS if peers else 0):
        for name, rate in _rates_of(str(peers), text).items():
            rates[name] = max(rates.get(name, 0), rate)
        seconds = min(seconds, least(lambda: scan(text)))
    ours = len(text) / seconds
    yield Row("money, percentages, ratios of the seeds", f"{ours / 1e6:.2f} M characters/s", "", "", None)
    for name, least_times in (("JioNLP money, by line", 10), ("Recognizers-Text currency", 100)):
        if name in rates:
            times = ours / rates[name]
            beside = f"{name}: {rates[name] / 1e6:.4f} M/s"
            yield Row("the same, against a peer", f"{times:.1f} times", beside, f"≥ {least_times} times", times >= least_times)  # fmt: skip  # noqa: E501


def _rates_of(peers: str, text: str) -> dict[str, float]:
    """Return the characters a second of each peer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = [peers, str(HERE / "peers.py"), file.name]
        said = subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL)
    rates: dict[str, float] = json.loads(said.splitlines()[-1])
    return rates


def text_to_tables() -> Iterator[Row]:
    """Yield the way from text to all Arrow tables, beside bare regular expressions and the scan."""
    from parsers.document import parse_source
    from parsers.quantities import scan

    data = (CORPUS / LARGEST).read_bytes()
    text = data.decode("utf-8")
    spent = least(lambda: parse_source(data, source_uri="seeds/004.txt", parser_revision="bench"), 3)
    bare = least(lambda: (_HEADING.findall(text), _MONEY.findall(text)))
    scanned = least(lambda: scan(text))
    beside = f"re.findall alone {bare:.3f} s, the scan {scanned:.3f} s"
    yield Row("text to all tables, 231,456 characters, warm", f"{spent:.2f} s", beside, "≤ 0.25 s", spent <= 0.25)
    rate = len(text) / spent / 1e6
    yield Row("the same, a core", f"{rate:.2f} M characters/s", "", "≥ 1.0 M/s", rate >= 1)


def pdf_to_tables() -> Iterator[Row]:
    """Yield the way from PDF to all Arrow tables, beside raw PDFium and pdfplumber."""
    import pdfplumber
    import pypdfium2

    from parsers.document import parse_source

    def raw(data: bytes) -> None:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                page.get_textpage().get_text_bounded()

    def plumber(path: Path) -> None:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()

    for path in sorted((CORPUS / "pdf").glob("state_council_*.pdf")):
        data = path.read_bytes()
        ours = least(lambda: parse_source(data, source_uri=f"x/{path.name}", parser_revision="bench"), 3)  # noqa: B023
        bare, slow = least(lambda: raw(data), 3), least(lambda: plumber(path), 1)  # noqa: B023
        name = f"PDF {path.stem[:24]} to all tables"
        yield Row(name, f"{ours / bare:.1f} times raw PDFium", f"{ours:.2f} s against {bare:.2f} s", "≤ 2.5 times", ours <= 2.5 * bare)  # fmt: skip  # noqa: E501
        yield Row("the same, against pdfplumber", f"{slow / ours:.1f} times as fast", f"{slow:.2f} s", "≥ 20 times", slow >= 20 * ours)  # fmt: skip  # noqa: E501


def cold_starts(folder: Path) -> Iterator[Row]:
    """Yield processes that start cold: help, and one paper again."""
    papers = folder / "papers"
    papers.mkdir()
    for path in CORPUS.glob("*.txt"):
        shutil.copy(path, papers)
    warehouse = {"ZHENGCE_WAREHOUSE": str(folder / "seeds"), "ZHENGCE_ROOTS": f"corpus={papers}"}
    zhengce = [sys.executable, "-m", "flows"]
    plain = run([*zhengce, "run", "--set", "thorough_audit=false"], **warehouse)
    anew = warehouse | {"ZHENGCE_WAREHOUSE": str(folder / "audited")}
    audited = run([*zhengce, "run", "--set", "thorough_audit=true"], **anew)
    yield Row("first run over the seeds", f"{plain:.1f} s", f"with Great Expectations {audited:.1f} s", "", None)  # fmt: skip  # noqa: E501
    paper = str(papers / "002_db964d3892a9ae0f.txt")
    bare = child_seconds([sys.executable, "-c", "pass"]) + child_seconds([sys.executable, "-c", "import pyarrow, deltalake"])  # fmt: skip  # noqa: E501
    spent = child_seconds([*zhengce, "rerun", paper], 3, **warehouse)
    yield Row("zhengce rerun, cold, to published", f"{spent:.2f} s", f"Python, pyarrow and deltalake: {bare:.2f} s", "≤ 1.5 s", spent <= 1.5)  # fmt: skip  # noqa: E501
    shown = child_seconds([*zhengce, "--help"])
    yield Row("zhengce --help", f"{shown:.2f} s", "", "≤ 0.3 s", shown <= 0.3)


def growth(folder: Path, documents: int) -> Iterator[Row]:
    """Yield runs over few and over ten times as many varied papers, and a run after one of them changed."""
    from parsers.document import parse_source

    paper = (CORPUS / "000_cbf320397f326e93.txt").read_text("utf-8")
    spent, size = {}, {}
    for count in (documents // 10, documents):
        root, warehouse = folder / f"papers-{count}", folder / f"warehouse-{count}"
        root.mkdir()
        for number in range(count):
            (root / f"{number:06d}.txt").write_text(paper.replace("万元", f"{number % 7}万元"), "utf-8")
        settings = {"ZHENGCE_WAREHOUSE": str(warehouse), "ZHENGCE_ROOTS": f"papers={root}"}
        command = [sys.executable, "-m", "flows", "run", "--set", "thorough_audit=false"]
        start = time.perf_counter()
        computed = run(command, **settings)
        spent[count] = time.perf_counter() - start
        size[count] = sum(file.stat().st_size for file in (warehouse / "store").rglob("*") if file.is_file())
    few, many = sorted(spent)
    ratio = (spent[many] / many) / (spent[few] / few)
    yield Row(f"run over {many} papers", f"{many / spent[many]:.0f} papers/s", f"{few}: {few / spent[few]:.0f} papers/s", "a paper costs no more", ratio <= 1.1)  # fmt: skip  # noqa: E501
    bytes_ratio = (size[many] / many) / (size[few] / few)
    yield Row("disk a paper", f"{size[many] / many / 1000:.0f} kB", f"{few}: {size[few] / few / 1000:.0f} kB", "within 10 %", bytes_ratio <= 1.1)  # fmt: skip  # noqa: E501
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Row("most memory of any process", f"{peak:.0f} MiB", "", "≤ 1536 MiB", peak <= 1536)
    papers = [path.read_bytes() for path in sorted(root.iterdir())[: many // 10]]
    parsed = 10 * least(lambda: [parse_source(data, source_uri="x/a.txt", parser_revision="") for data in papers], 1)
    yield Row(f"processor time of the run over {many}", f"{computed / parsed:.2f} times parsing alone", f"{computed:.0f} s against {parsed:.0f} s", "", None)  # fmt: skip  # noqa: E501
    (root / "000000.txt").write_text(paper.replace("万元", "9万元"), "utf-8")
    start = time.perf_counter()
    run(command, **settings)
    yield Row(f"run after one of {many} changed", f"{time.perf_counter() - start:.1f} s", f"all: {spent[many]:.1f} s", "", None)  # fmt: skip  # noqa: E501


def print_rows(rows: Sequence[Row]) -> None:
    """Print rows as a Markdown table, with the date and the machine."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}\n\n| work | measured | beside | goal | met |\n|---|---|---|---|---|"
    )
    for row in rows:
        met = "" if row.met is None else "yes" if row.met else "**no**"
        print(f"| {row.what} | {row.measured} | {row.beside} | {row.goal} | {met} |")


def report(parts: Iterable[Iterable[Row]], target: Path | None) -> None:
    """Print rows as they are measured, then all as a table, and write them to a JSON file where one is asked for."""
    rows = []
    for row in chain.from_iterable(parts):
        print(f"{row.what}: {row.measured} ({row.beside})", file=sys.stderr, flush=True)
        rows.append(row)
        if target:  # after each row: who stops a long run has what was measured
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")
    print_rows(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="a Python that has the peers installed")
    parser.add_argument("--documents", type=int, default=1000, help="papers of the largest run")
    parser.add_argument("--json", type=Path, help="a file to write the rows to")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        parts = (quantities(arguments.peers), text_to_tables(), pdf_to_tables(), cold_starts(folder), growth(folder, arguments.documents))  # fmt: skip  # noqa: E501
        report(parts, arguments.json)


if __name__ == "__main__":
    main()
