from __future__ import annotations

from pathlib import Path

import pytest

from parsers.sources.legibility import is_legible
from tests.parsers.whole import SEEDS, corpus_text

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "legibility.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("what", "legible", "text"), CASES, ids=[case[0] for case in CASES])
def test_text_is_legible_or_not(what: str, legible: str, text: str) -> None:
    assert is_legible(text) == (legible == "yes")


@pytest.mark.parametrize("name", SEEDS)
def test_every_line_and_every_page_of_real_papers_is_legible(name: str) -> None:
    text = corpus_text(name)
    pages = [text[start : start + 600] for start in range(0, len(text), 600)]
    assert [page for page in (*pages, *text.splitlines()) if not is_legible(page)] == []


@pytest.mark.parametrize("name", SEEDS[:2])
def test_papers_whose_codes_were_shifted_are_not(name: str) -> None:
    """Each Han character as the one so many places further in the font: what a subset font without a map gives."""
    text = corpus_text(name)
    for shift in (1_711, 5_003, -9_001):
        shifted = "".join(
            chr(ord(character) + shift) if "\u4e00" <= character <= "\u9fa5" else character for character in text
        )
        pages = [shifted[start : start + 600] for start in range(0, len(shifted) - 600, 600)]
        assert not any(map(is_legible, pages)), shift
