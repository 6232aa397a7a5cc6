"""Whole papers: nothing is lost, everything is traceable, and the compilation falls into its 33 policies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.contents_list import fold
from schemas.errors import SourceError
from tests.parsers.golden import as_lines, compare
from tests.parsers.nothing_lost import assert_nothing_lost, discarded_share, wrongly_discarded
from tests.parsers.strategies import mutated, relaid, rough_papers, wild_texts
from tests.parsers.whole import (
    COMPILATION,
    CORPUS,
    SEEDS,
    SHARED,
    Reading,
    corpus_text,
    read_bytes,
    read_corpus,
    read_paper,
    read_source,
)

UNREADABLE = ("encrypted.pdf", "scan.pdf")
PDFS = tuple(sorted(path.name for path in CORPUS.glob("pdf/*.pdf") if path.name not in UNREADABLE))
SHARED_TEXTS = tuple(sorted(path.name for path in SHARED.glob("corpus/text/*")))
CONTENTS_ENTRY = re.compile(r"(?:- )?[0-9]+\. (.+?)[.\s]*[0-9]+$")
# The compiler of 004 says in his preface that it has seventeen parts: his words, and no policy's.
COMPILERS_NUMBERS = {COMPILATION: [("editorial", "十七个")]}


def report(reading: Reading, name: str) -> None:
    """Print the share of discarded text by reason; pytest shows it with -rP."""
    whole = len("".join(reading.source.text.split()))
    for reason, count in discarded_share(reading).most_common():
        print(f"{name}\t{reason}\t{count}\t{count / whole:.2%}")


@pytest.mark.parametrize("name", [*SEEDS, *(f"pdf/{name}" for name in PDFS)])
def test_nothing_of_a_corpus_paper_is_lost(name: str) -> None:
    reading = read_corpus(name)
    report(reading, name)
    assert_nothing_lost(reading)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED_TEXTS, reason="no shared corpus beside the checkout; set ZHENGCE_SHARED")
@pytest.mark.parametrize("name", SHARED_TEXTS, ids=lambda name: Path(name).stem[:24])
def test_nothing_of_a_shared_paper_is_lost(name: str) -> None:
    reading = read_bytes((SHARED / "corpus" / "text" / name).read_bytes(), name)
    report(reading, name)
    assert_nothing_lost(reading)
    assert not wrongly_discarded(reading)


@pytest.mark.parametrize("name", [*SEEDS, *(f"pdf/{name}" for name in PDFS)])
def test_no_quantity_or_heading_is_discarded(name: str) -> None:
    assert wrongly_discarded(read_corpus(name)) == COMPILERS_NUMBERS.get(name, [])


def test_the_compilation_holds_33_policies(pytestconfig: pytest.Config) -> None:
    reading = read_corpus(COMPILATION)
    rows = [(row["position"], *reading.lines_of(row), row["title"]) for row in reading["documents"]]
    compare("compilation", as_lines(rows), pytestconfig)
    assert len(rows) == 33


def test_the_titles_are_those_of_the_table_of_contents() -> None:
    entries = corpus_text(COMPILATION, 26, 115).split("\n")
    printed = [found.group(1) for entry in entries if (found := CONTENTS_ENTRY.match(entry))]
    titles = [row["title"] for row in read_corpus(COMPILATION)["documents"]]
    assert [fold(title) for title in titles] == [fold(title) for title in printed]


def read_or_refuse(text: str) -> Reading | None:
    """Read a text; a refusal with a reason is the only other way it may end."""
    try:
        return read_paper(text)
    except SourceError:
        return None


@given(rough_papers())
def test_nothing_of_a_generated_paper_is_lost(text: str) -> None:
    assert_nothing_lost(read_paper(text))


@given(mutated([corpus_text(name) for name in SEEDS]))
def test_nothing_of_a_mutated_paper_is_lost(text: str) -> None:
    reading = read_or_refuse(text)
    if reading is not None:
        assert_nothing_lost(reading)


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize("name", ["000", "004-20", "state_council_2017_40", "cac_2021_excerpt", "table"])
def test_nothing_of_a_mutated_layout_is_lost(name: str, data: st.DataObject) -> None:
    source = data.draw(relaid(read_corpus(f"pdf/{name}.pdf").source))
    try:
        reading = read_source(source)
    except SourceError:
        return
    assert_nothing_lost(reading)


@given(wild_texts)
def test_nothing_of_any_text_is_lost(text: str) -> None:
    reading = read_or_refuse(text)
    if reading is not None:
        assert_nothing_lost(reading)


@given(st.binary(max_size=200) | wild_texts.map(lambda text: text.encode("utf-16")) | wild_texts.map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        reading = read_bytes(data)
    except SourceError:
        return
    assert_nothing_lost(reading)
