"""Rows are tied to the source text: whatever comes loose is found, and the source at fault with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from parsers.document import parse_source
from schemas.errors import ErrorCode, PolicyError
from schemas.records import ParsedSource
from tests.warehouse.factory import RUN, parsed, table_of
from warehouse import Warehouse
from warehouse.grounding import checks, run_grounding

PAPER = """厦门市科学技术局关于支持创新的通知

一、支持企业做大
- 2 -
（一）对年营业收入首次超过 5 亿元的企业，给予一次性奖励 100 万元。
（二）研发费用占比不低于 3%的，按 20%给予补助，最高不超过 50
万元。
"""


@pytest.fixture(scope="module")
def paper() -> ParsedSource:
    return parse_source(PAPER.encode(), source_uri="a/1.txt", parser_revision="1")


def broken_checks(source: ParsedSource) -> list[str]:
    return [result.check.name for result in run_grounding(source.tables) if not result.success]


def changed(source: ParsedSource, table: str, **values: object) -> ParsedSource:
    """Return a source with values of the first row of a table replaced."""
    rows = source.tables[table].to_pylist()
    return replace(source, tables={**source.tables, table: table_of(table, [rows[0] | values, *rows[1:]])})


def test_a_parsed_paper_holds(paper: ParsedSource) -> None:
    results = run_grounding(paper.tables)
    assert all(result.success for result in results)
    assert {result.check for result in results} == set(checks())


@pytest.mark.parametrize(
    ("table", "values", "name"),
    [
        ("money", {"quote": "6亿元"}, "money.quoted(quote)"),
        ("money", {"source_end": 10_000}, "money.inside(source_start, source_end)"),
        ("money", {"source_start": 3}, "money.quoted(quote)"),
        ("percentages", {"quote": "0.3%"}, "percentages.quoted(quote)"),
        ("incentives", {"quote": "奖励"}, "incentives.quoted(quote)"),
        ("sections", {"text": "别的"}, "sections.quoted(text)"),
        ("sections", {"source_end": 4}, "texts.tiled(text)"),
        ("discarded", {"text": "- 3 -"}, "discarded.quoted(text)"),
        ("discarded", {"source_start": PAPER.index("2 -")}, "texts.tiled(text)"),
        ("lines", {"source_start": 0, "source_end": 5, "source_id": "?"}, "lines.inside(source_start, source_end)"),
    ],
)
def test_what_comes_loose_is_found(paper: ParsedSource, table: str, values: dict[str, object], name: str) -> None:
    if table == "lines":
        source = replace(paper, tables={**paper.tables, "lines": parsed("a/1.txt").tables["lines"]})
        values = {"source_start": 0, "source_end": 10_000, "source_id": paper.source_id}
    else:
        source = paper
    assert name in broken_checks(changed(source, table, **values))


def laid_out(source: ParsedSource) -> ParsedSource:
    """The same source as if it had been read from a page."""
    rows = [row | {"source_id": source.source_id} for row in parsed("a/1.txt").tables["lines"].to_pylist()]
    return replace(source, tables={**source.tables, "lines": table_of("lines", rows)})


def test_a_note_in_the_middle_of_a_printed_sentence_is_read_behind_it(paper: ParsedSource) -> None:
    last = paper.tables["sections"].to_pylist()[-1]
    words = last["text"]
    note_first = words[10:20] + words[:10] + words[20:]
    rows = [*paper.tables["sections"].to_pylist()[:-1], last | {"text": note_first}]
    moved = replace(paper, tables={**paper.tables, "sections": table_of("sections", rows)})
    assert broken_checks(moved) == ["sections.quoted(text)"]
    assert broken_checks(laid_out(moved)) == []
    other = [*rows[:-1], last | {"text": "别" + note_first[1:]}]
    wrong = replace(paper, tables={**paper.tables, "sections": table_of("sections", other)})
    assert broken_checks(laid_out(wrong)) == ["sections.quoted(text)"]


def test_a_printed_sum_that_a_note_cuts_holds(paper: ParsedSource) -> None:
    rows = paper.tables["money"].to_pylist()
    for quote, holds in (("5元", True), ("6亿元", False)):
        source = replace(paper, tables={**paper.tables, "money": table_of("money", [rows[0] | {"quote": quote}])})
        assert ("money.quoted(quote)" not in broken_checks(laid_out(source))) is holds
        assert "money.quoted(quote)" in broken_checks(source)


def test_a_lost_section_is_found(paper: ParsedSource) -> None:
    rows = paper.tables["sections"].to_pylist()
    source = replace(paper, tables={**paper.tables, "sections": table_of("sections", rows[:-1])})
    assert "texts.tiled(text)" in broken_checks(source)


def test_text_in_two_sections_is_found(paper: ParsedSource) -> None:
    rows = paper.tables["sections"].to_pylist()
    source = replace(paper, tables={**paper.tables, "sections": table_of("sections", [*rows, rows[-1]])})
    assert "texts.tiled(text)" in broken_checks(source)


def test_a_source_whose_rows_are_loose_is_not_flipped(warehouse: Warehouse, paper: ParsedSource) -> None:
    loose = changed(paper, "money", quote="6亿元")
    fine = parsed("a/2.txt")
    first, second = warehouse.commit([loose, fine], RUN)
    assert (first.error_code, second.error_code) == ("audit_failed", None)
    assert "'6亿元'" in (first.error_message or "")


def test_bytes_that_changed_in_the_published_files_are_found(warehouse: Warehouse, paper: ParsedSource) -> None:
    warehouse.commit([paper, parsed("a/2.txt")], RUN)
    warehouse.publish(RUN)
    assert all(result.success for result in warehouse.audit(thorough=False))
    from warehouse.generations import read_table, write_parquet
    from warehouse.rows import published

    folder = Path(warehouse.published).resolve()
    rows = read_table(folder, "money").to_pylist()
    rows[0]["quote"] = "9亿元"
    write_parquet(folder / "money.parquet", published("money", table_of("money", rows)))
    failed = [result for result in warehouse.audit(thorough=False) if not result.success]
    assert [result.check.name for result in failed] == ["money.quoted(quote)"]


def test_a_fall_in_rows_stops_publishing(warehouse: Warehouse) -> None:
    warehouse.commit([parsed(f"a/{number}.txt", lines=40) for number in range(4)], RUN)
    warehouse.publish(RUN)
    before = warehouse.published.resolve()
    warehouse.commit([parsed(f"a/{number}.txt", lines=1, revision="2") for number in range(4)], RUN)
    with pytest.raises(PolicyError) as stopped:
        warehouse.publish(RUN, max_fall_percent=50)
    assert stopped.value.code is ErrorCode.VOLUME_FELL
    assert "lines would fall from 160 rows to 4" in stopped.value.message
    assert warehouse.published.resolve() == before
    assert warehouse.publish(RUN, max_fall_percent=100).published


def test_a_small_fall_is_published(warehouse: Warehouse) -> None:
    warehouse.commit([parsed(f"a/{number}.txt", lines=40) for number in range(4)], RUN)
    warehouse.publish(RUN)
    warehouse.commit([parsed("a/1.txt", lines=1, revision="2")], RUN)
    publication = warehouse.publish(RUN, max_fall_percent=50)
    (steady,) = [r for r in publication.results if r.check.name == "lines.steady()"]
    assert (steady.success, steady.sample) == (True, "160 rows before, 121 now")
