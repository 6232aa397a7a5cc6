"""How numbered blocks nest, on papers whose outline is known because it was put in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from tests.parsers.strategies import Paper, papers
from tests.parsers.whole import read_paper

CASES = Path(__file__).parent / "cases"


@given(papers())
def test_the_outline_put_in_comes_out(paper: Paper) -> None:
    rows = [row for row in read_paper(paper.text)["sections"] if row["ordinal"] is not None]
    found = [(row["kind"], row["ordinal"], row["heading"], row["depth"]) for row in rows]
    assert found == [(part.kind, part.ordinal, part.heading, part.level) for part in paper.parts]


@given(papers())
def test_a_paper_has_its_title_and_one_document(paper: Paper) -> None:
    reading = read_paper(paper.text)
    assert [row["title"] for row in reading["documents"]] == [paper.title]
    assert not [row for row in reading["issues"] if row["code"].startswith("numbering")]


def outlines() -> Iterator[tuple[str, list[str]]]:
    """Yield the papers of cases/nesting.txt: name and lines."""
    blocks = (CASES / "nesting.txt").read_text("utf-8").split("\n\n")
    for block in blocks[1:]:
        name, *lines = block.strip("\n").split("\n")
        yield name.removeprefix("# "), lines


@pytest.mark.parametrize(("name", "lines"), list(outlines()), ids=[name for name, _ in outlines()])
def test_depth_is_as_indented(name: str, lines: list[str]) -> None:
    words = [line.strip().removeprefix("~ ") for line in lines]
    reading = read_paper("\n".join(["关于甲的实施方案", "为促进产业发展，结合实际，制定本方案。", *words]))
    found = {reading.line_of(row["source_start"]) - 2: row["depth"] for row in reading["sections"]}
    depths = [int(found.get(number, 0)) for number in range(1, len(lines) + 1)]
    drawn = ["  " * (depth - 1) + word if depth else f"~ {word}" for depth, word in zip(depths, words, strict=True)]
    assert drawn == [line if not line.strip().startswith("~") else line.strip() for line in lines]
