"""What finding the facts costs beside sections and quantities: no large multiple of them."""

from __future__ import annotations

import time
from statistics import median

import pytest

import parsers.rows
from parsers.document import parse_text
from parsers.sources import read
from schemas.records import SourceText
from tests.parsers.whole import CORPUS, SEEDS

RUNS = 5
MOST = 4.0  # times sections and quantities alone; 2.0 as measured, so that only a large regression fails


def _seconds(sources: list[SourceText]) -> float:
    """Return the processor time of one reading of all seeds: other work on the machine does not count."""
    began = time.process_time()
    for position, source in enumerate(sources):
        parse_text(source, source_uri=f"seeds/{position}.txt")
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.long
def test_all_facts_take_no_large_multiple_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [read((CORPUS / name).read_bytes(), name=name) for name in SEEDS]
    _seconds(sources)  # word lists are compiled once
    ratios = []
    for _ in range(RUNS):  # one after the other, so that a slower spell of the machine touches both
        whole = _seconds(sources)
        with monkeypatch.context() as patch:
            patch.setattr(parsers.rows, "READERS", ())
            ratios.append(whole / _seconds(sources))
    print(f"\nfacts, sections and quantities take {median(ratios):.2f} times as long as sections and quantities alone")
    assert median(ratios) <= MOST, ratios
