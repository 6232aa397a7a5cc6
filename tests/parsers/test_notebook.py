from __future__ import annotations

import doctest
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from parsers import ParsedDocument, notebook, parse_document
from parsers.document import parse_source
from schemas.arrow import arrow_schema
from schemas.errors import ErrorCode, SourceError, UsageError
from schemas.ids import source_id_of
from schemas.tables import SOURCE_TABLES

SEEDS = sorted((Path(__file__).parents[1] / "corpus").glob("*.txt"))


def test_the_examples_in_the_documentation_hold() -> None:
    outcome = doctest.testmod(notebook)
    assert outcome.attempted > 5
    assert outcome.failed == 0


@pytest.fixture(scope="module")
def paper() -> ParsedDocument:
    return parse_document(SEEDS[0].read_bytes(), SEEDS[0].name)


def test_every_table_is_there_with_the_columns_of_the_dictionary(paper: ParsedDocument) -> None:
    assert list(paper.tables) == [spec.name for spec in SOURCE_TABLES]
    for name, rows in paper.tables.items():
        assert rows.schema.equals(arrow_schema(name), check_metadata=True), name


def test_it_is_what_a_run_makes_of_the_same_bytes(paper: ParsedDocument) -> None:
    parsed = parse_source(SEEDS[0].read_bytes(), source_uri=SEEDS[0].name, parser_revision="")
    assert {name: paper.tables[name] for name in parsed.tables} == dict(parsed.tables)
    assert set(paper) == {name for name, rows in parsed.tables.items() if rows.num_rows}


def test_records_and_words(paper: ParsedDocument) -> None:
    sums = paper.records("money")
    assert len(sums) == paper.tables["money"].num_rows > 0
    assert all(isinstance(row["amount_max"], Decimal) for row in sums)
    for row in sums:  # a quote leaves out white space and what a page break put between
        assert "".join(paper.words(row).split()) == "".join(str(row["quote"]).split())


def test_text_gives_the_same_as_its_bytes() -> None:
    text = SEEDS[1].read_text("utf-8")
    assert parse_document(text, "a.txt").tables == parse_document(text.encode(), "a.txt").tables
    assert parse_document(text).source_text == text


def test_ids_derive_from_the_name() -> None:
    [source] = parse_document("一、奖励100万元。", "corpus/a.txt").records("sources")
    assert source["source_id"] == source_id_of("corpus/a.txt")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", ErrorCode.EMPTY),
        (b"%PDF-1.7 cut", "a.pdf", ErrorCode.DAMAGED),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.doc", None),
    ],
)
def test_what_cannot_be_read_is_one_sentence(data: bytes, name: str, code: ErrorCode | None) -> None:
    with pytest.raises(SourceError) as caught:
        parse_document(data, name)
    assert code in (None, caught.value.code)
    assert "\n" not in caught.value.message


def test_a_lone_surrogate_is_read_as_a_question_mark() -> None:
    assert parse_document("一、奖励\ud800100万元。").source_text == "一、奖励?100万元。"


def test_an_unknown_table_is_named_with_those_there_are(paper: ParsedDocument) -> None:
    with pytest.raises(UsageError, match="no table 'monies'"):
        paper.records("monies")


def test_importing_the_package_is_cheap() -> None:
    code = "import parsers, sys; print([name for name in ('pyarrow', 'lxml', 'pypdfium2') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
