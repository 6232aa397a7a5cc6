"""Outlines of real papers against goldens that were read against the papers, and outlines of generated papers."""

from __future__ import annotations

import pytest

from tests.parsers.golden import compare, outline_lines, sum_lines
from tests.parsers.whole import COMPILATION, SEEDS, read_corpus

FIRST_LINES = 80
PAPERS = {"000": None, "001": FIRST_LINES, "002": None, "003": None}
POLICIES = (2, 7, 14, 20)
OFFICIAL_PDFS = ("state_council_2017_40", "state_council_2021_29_excerpt", "nda_2024_data_space", "cac_2021_excerpt")


@pytest.mark.parametrize("paper", PAPERS)
def test_outline_of_a_seed(paper: str, pytestconfig: pytest.Config) -> None:
    reading = read_corpus(next(name for name in SEEDS if name.startswith(paper)))
    last = PAPERS[paper]
    rows = [row for row in reading["sections"] if last is None or reading.line_of(row["source_start"]) <= last]
    compare(f"outline/{paper}", outline_lines(reading, rows), pytestconfig)


@pytest.mark.parametrize("position", POLICIES)
def test_outline_of_a_policy_in_the_compilation(position: int, pytestconfig: pytest.Config) -> None:
    reading = read_corpus(COMPILATION)
    doc_id = reading["documents"][position - 1]["doc_id"]
    rows = [row for row in reading["sections"] if row["doc_id"] == doc_id]
    compare(f"outline/004-{position:02}", outline_lines(reading, rows), pytestconfig)


@pytest.mark.parametrize("name", OFFICIAL_PDFS)
def test_outline_of_an_official_pdf(name: str, pytestconfig: pytest.Config) -> None:
    reading = read_corpus(f"pdf/{name}.pdf")
    compare(f"outline/{name}", outline_lines(reading, reading["sections"]), pytestconfig)


@pytest.mark.parametrize("name", OFFICIAL_PDFS)
def test_sums_of_an_official_pdf(name: str, pytestconfig: pytest.Config) -> None:
    compare(f"sums/{name}", sum_lines(read_corpus(f"pdf/{name}.pdf")), pytestconfig)
