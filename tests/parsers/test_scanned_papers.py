"""Scanned papers: pages of the corpus worn as a scanner wears them give the sums and sections of their text.

Two pages of one are read in test_six_forms; these with `--scans`. `python -m tests.parsers.test_scanned_papers`
measures all pages named here and prints what docs/accuracy.md says.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from parsers.document import parse_text
from parsers.sources import read
from schemas.records import SourceText
from schemas.tables import TABLES
from tests.parsers.metamorphic.alike import plain
from tests.parsers.whole import CORPUS, Row
from tests.tools.scanning import pages_of, scanned

# Paper, first and last page from 0, seed: pages with many sums.
PAGES = (
    ("004-07", 0, 3, 11),
    ("004-02", 0, 4, 101),
    ("004-13", 0, 4, 202),
    ("004-09", 0, 3, 303),
    ("004-20", 0, 4, 404),
    ("002", 4, 8, 505),
    ("003", 2, 5, 606),
)
VALUES = {
    "money": ("amount_min", "amount_max", "currency", "comparator"),
    "percentages": ("kind", "value_min", "value_max", "comparator"),
    "counts": ("value_min", "value_max", "unit", "comparator"),
    "sections": ("kind", "marker", "ordinal", "depth", "path"),
}


def rows(source: SourceText) -> dict[str, list[Row]]:
    made = parse_text(source, source_uri="scan.pdf").rows
    return {name: [dict(zip(TABLES[name].names, row, strict=True)) for row in made.get(name, ())] for name in VALUES}


def values(found: dict[str, list[Row]], table: str) -> Counter[tuple[object, ...]]:
    """Return how often each value stands in a table, the width of signs aside: some fonts print ) as wide as ）."""
    return Counter(
        tuple(plain(cell) if isinstance(cell := row[column], str) else cell for column in VALUES[table])
        for row in found[table]
    )


def pair(name: str, first: int, last: int, seed: int) -> tuple[SourceText, SourceText]:
    """The text of some pages, and what is read from their scan."""
    data = pages_of((Path(CORPUS) / "pdf" / f"{name}.pdf").read_bytes(), range(first, last))
    return read(data, name="a.pdf"), read(scanned(data, seed), name="b.pdf")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "first", "last", "seed"), PAGES)
def test_a_scan_gives_the_sums_of_its_text(
    request: pytest.FixtureRequest, name: str, first: int, last: int, seed: int
) -> None:
    if not request.config.getoption("--scans"):
        pytest.skip("two minutes for all pages; --scans has them recognised")
    text, scan = pair(name, first, last, seed)
    printed, seen = rows(text), rows(scan)
    wanted, got = values(printed, "money"), values(seen, "money")
    assert (wanted & got).total() >= 0.97 * wanted.total()
    assert {row["certainty"] for table in ("money", "percentages", "counts") for row in seen[table]} <= {"ocr"}
    wanted, got = values(printed, "sections"), values(seen, "sections")
    assert (wanted - got).total() <= 1  # the space inside a title, which names its path, is not seen in a scan


def measure() -> None:
    """Print, for each paper, what its scan gave of the rows and characters of its text."""
    totals: Counter[str] = Counter()
    for page in PAGES:
        began = time.perf_counter()
        text, scan = pair(*page)
        totals["seconds"] += round(time.perf_counter() - began)
        totals["pages"] += len(scan.page_starts)
        printed, seen = (Counter("".join(source.text.split())) for source in (text, scan))
        totals["characters"] += printed.total()
        totals["characters right"] += (printed & seen).total()
        told = sum(issue.end - issue.start for issue in scan.issues)
        totals["characters in doubt"] += told
        in_text, in_scan = rows(text), rows(scan)
        for table in VALUES:
            wanted, got = values(in_text, table), values(in_scan, table)
            totals[table] += wanted.total()
            totals[f"{table} right"] += (wanted & got).total()
            totals[f"{table} wrong"] += (got - wanted).total()
            if wanted != got:
                sys.stdout.write(f"{page} {table}: missing {wanted - got}, wrong {got - wanted}\n")
        sys.stdout.write(f"{page} missing {printed - seen} extra {seen - printed}\n")
        sys.stdout.flush()
    sys.stdout.write("".join(f"{name}\t{count}\n" for name, count in totals.items()))


if __name__ == "__main__":
    measure()
