"""The same paper as text and as PDF: the same outline and the same facts."""

from __future__ import annotations

import pytest

from tests.parsers.metamorphic.alike import PAPERS, facts, headings, original, plain_original, same_but_cut
from tests.parsers.whole import read_corpus

PAIRS = ("000", "002", "003", "004-02", "004-07", "004-09", "004-13", "004-20")


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_facts(name: str) -> None:
    assert facts(read_corpus(f"pdf/{name}.pdf")) == facts(original(name))


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_outline(name: str) -> None:
    """The text's own page breaks are gone in the PDF, and the PDF has others: an item's heading may end at either."""
    printed, typed = headings(read_corpus(f"pdf/{name}.pdf")), headings(plain_original(name))
    assert same_but_cut(printed, typed)


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_depths(name: str) -> None:
    def depths(rows: list[dict[str, object]]) -> list[tuple[object, object, object]]:
        return [(row["kind"], row["ordinal"], row["depth"]) for row in rows if row["marker"]]

    assert name in PAPERS
    assert depths(read_corpus(f"pdf/{name}.pdf")["sections"]) == depths(original(name)["sections"])
