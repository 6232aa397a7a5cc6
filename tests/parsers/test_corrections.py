"""Corrections: applied by id or by words, marked in the row, and told where the text has changed under them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.corrections import corrected
from parsers.document import parse_source
from schemas.records import ParsedSource
from warehouse.grounding import run_grounding

PAPER = """厦门市科学技术局关于支持创新的若干措施

一、支持企业做大
（一）对年营业收入首次超过 5 亿元的企业，给予一次性奖励 100万元。
（二）研发费用占比不低于 3%的，按 20%给予补助，最高不超过 50万元。
（三）再奖励 50万元，安排周转资金叁佰万。
"""


def parse() -> ParsedSource:
    return parse_source(PAPER.encode(), source_uri="a/1.txt", parser_revision="1")


@pytest.fixture(scope="module")
def paper() -> ParsedSource:
    return parse()


def rows(source: ParsedSource, table: str) -> list[dict[str, Any]]:
    return source.tables[table].to_pylist() if table in source.tables else []


def problems(source: ParsedSource) -> list[str]:
    return [row["detail"] for row in rows(source, "issues") if row["code"] == "correction_unfit"]


def test_a_value_is_changed_by_the_words_of_its_row(paper: ParsedSource) -> None:
    text = """
    [[correction]]
    table = "money"
    quote = "100万元"
    set = { comparator = "le", amount_max = "1200000.5", role = "cap" }
    why = "最高 stands in the heading"
    """
    source = corrected(paper, text.encode())
    (row,) = [row for row in rows(source, "money") if row["corrected"]]
    assert (row["comparator"], row["amount_max"], row["role"]) == ("le", Decimal("1200000.5"), "cap")
    assert row["corrected"] == "changed amount_max, comparator, role: 最高 stands in the heading"
    assert problems(source) == []
    assert all(result.success for result in run_grounding(source.tables))


def test_a_row_is_found_by_its_id_and_its_twin_changes_with_it(paper: ParsedSource) -> None:
    incentive = rows(paper, "incentives")[0]
    text = f'[[correction]]\ntable = "incentives"\nrow = "{incentive["incentive_id"]}"\nset = {{ recipient = "企业" }}'
    source = corrected(paper, text.encode())
    for table in ("incentives", "incentives_wide"):
        (row,) = [one for one in rows(source, table) if one["incentive_id"] == incentive["incentive_id"]]
        assert (row["recipient"], row["corrected"]) == ("企业", "changed recipient")


def test_a_row_is_removed_with_what_hangs_on_it(paper: ParsedSource) -> None:
    capped = rows(paper, "incentive_caps")[0]["incentive_id"]
    source = corrected(paper, f'[[correction]]\ntable = "incentives"\nrow = "{capped}"\nremove = true'.encode())
    for table in ("incentives", "incentives_wide", "incentive_caps"):
        assert capped not in {row["incentive_id"] for row in rows(source, table)}


def test_a_missing_fact_is_added_at_its_words(paper: ParsedSource) -> None:
    text = """
    [[correction]]
    table = "money"
    quote = "周转资金叁佰万"
    add = true
    set = { amount_min = "3000000", amount_max = "3000000", currency = "CNY", comparator = "eq", role = "fund" }
    why = "no 元 behind it"
    """
    source = corrected(paper, text.encode())
    assert problems(source) == []
    (row,) = [row for row in rows(source, "money") if row["corrected"]]
    assert (row["amount_min"], row["quote"]) == (3_000_000, "周转资金叁佰万")
    assert row["corrected"] == "added: no 元 behind it"
    assert PAPER[row["source_start"] : row["source_end"]] == "周转资金叁佰万"
    assert row["section_id"] in {one["section_id"] for one in rows(source, "sections")}
    assert all(result.success for result in run_grounding(source.tables))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            'table = "money"\nquote = "90万元"\nset = { comparator = "le" }',
            "no row of money says '90万元'; the text",
        ),
        ('table = "money"\nrow = "00"\nset = { comparator = "le" }', "money has no row 00; the text may have changed"),
        (
            'table = "money"\nquote = "50万元"\nset = { comparator = "le" }',
            "2 rows of money say '50万元'; say which",
        ),
        ('table = "sums"\nquote = "1"\nset = { a = "le" }', "table is 'sums'; allowed are"),
        ('table = "money"\nquote = "100万元"\nset = { sum = "1" }', "money has no column 'sum' that could be set"),
        ('table = "money"\nquote = "100万元"\nset = { doc_id = "1" }', "money has no column 'doc_id' that could be"),
        ('table = "money"\nquote = "100万元"\nset = { comparator = "most" }', "comparator is 'most'; allowed are"),
        (
            'table = "money"\nquote = "100万元"\nset = { amount_max = "many" }',
            "amount_max is 'many', which is no money",
        ),
        ('table = "money"\nquote = "100万元"', "it needs either set = { column = value } or remove = true"),
        ('table = "money"\nset = { comparator = "le" }', "it needs the row's id in `row`, or its words in `quote`"),
        ('table = "money"\nquotes = "1"\nremove = true', "quotes is no key of a correction; allowed are"),
        ('table = "money"\nquote = "万元"\nadd = true\nset = { role = "fund" }', "the text says '万元' 3 times"),
        ('table = "money"\nquote = "叁佰万"\nadd = true\nset = { role = "fund" }', "a new row of money also needs"),
    ],
)
def test_what_does_not_fit_is_an_issue(paper: ParsedSource, entry: str, words: str) -> None:
    source = corrected(paper, f"[[correction]]\n{entry}".encode())
    (problem,) = problems(source)
    assert words in problem
    assert problem.startswith("correction 1 was not applied: ")
    assert not [row for row in rows(source, "money") if row["corrected"]]


def test_the_place_tells_rows_with_the_same_words_apart(paper: ParsedSource) -> None:
    first, second = (row["source_start"] for row in rows(paper, "money") if row["quote"] == "50万元")
    text = f'[[correction]]\ntable = "money"\nquote = "50万元"\nat = {second}\nset = {{ comparator = "ge" }}'
    source = corrected(paper, text.encode())
    assert [row["source_start"] for row in rows(source, "money") if row["corrected"]] == [second]
    assert first != second


@pytest.mark.parametrize("data", [b"[[correction", b"\xff\xfe", b"[settings]\na = 1", b"correction = 3"])
def test_a_file_that_is_no_corrections_file_is_an_issue(paper: ParsedSource, data: bytes) -> None:
    source = corrected(paper, data)
    assert "the corrections file" in problems(source)[0]
    assert rows(source, "money") == rows(paper, "money")


PARSED = parse()
VALUES = st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.lists(st.integers(), max_size=2))
KEYS = st.sampled_from(["table", "row", "quote", "at", "set", "remove", "add", "why"])


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_entry_is_applied_or_told(entry: dict[str, Any]) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    assert problems(corrected(PARSED, "\n".join(["[[correction]]", *lines]).encode("utf-8", "replace")))
