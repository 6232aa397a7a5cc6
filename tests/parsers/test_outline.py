"""Outlines of real papers against goldens that were read against the papers, and outlines of generated papers."""

from __future__ import annotations

import pytest

from parsers.block_signs import ROLE_KINDS
from parsers.formal_lines import Role
from tests.parsers.golden import compare, outline_lines, sum_lines
from tests.parsers.whole import COMPILATION, SEEDS, read_corpus, read_paper

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


def test_every_part_of_a_paper_has_a_kind_of_section() -> None:
    """A part that the anatomy learns to tell and the outline does not know would stop the whole file."""
    unknown = [role for role in Role if role not in ROLE_KINDS]
    assert unknown == []


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("1. 甲项；2. 乙项；3. 丙项。", [("arabic", 1), ("arabic", 2), ("arabic", 3)]),
        ("（一）甲类。建设平台。（二）乙类。引进人才。", [("paren_han", 1), ("paren_han", 2)]),
        ("符合下列条件：（1）在本市注册；（2）经营规范。", [("paren_arabic", 1), ("paren_arabic", 2)]),
        ("一是加强领导；二是落实资金。", []),
        ("落实《规划》第三条、第五条规定。", []),
        ("含一期、二期（一、二、三期）工程。", []),
        ("按照（一）的规定执行。", []),
        ("到 2020 年。2022 年完成。", []),
    ],
)
def test_sections_inside_a_line(line: str, kinds: list[tuple[str, int]]) -> None:
    rows = read_paper("\n".join(("关于甲的实施方案", "一、总体要求", line, "二、附则")))["sections"]
    inside = [(row["kind"], row["ordinal"]) for row in rows if row["ordinal"] and row["kind"] != "han"]
    assert inside == kinds
