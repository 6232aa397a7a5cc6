"""All facts of a page of each seed, against goldens that were read against the page."""

from __future__ import annotations

import pytest

from tests.parsers.golden import compare, fact_lines
from tests.parsers.whole import SEEDS, read_corpus

# The first and last line of the page, from 1: text files have no page breaks, so a page is what a screen or two hold.
PAGES = {"000": (1, 60), "001": (85, 124), "002": (321, 361), "003": (1, 24), "004": (3117, 3150)}


@pytest.mark.parametrize("seed", PAGES)
def test_all_facts_of_a_page(seed: str, pytestconfig: pytest.Config) -> None:
    reading = read_corpus(next(name for name in SEEDS if name.startswith(seed)))
    found = fact_lines(reading, *PAGES[seed])
    assert found.count("\n") > 20
    compare(f"facts/{seed}", found, pytestconfig)
