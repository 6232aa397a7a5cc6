"""Records to rows: what a row says of its place, and that every table's rows are as its specification wants them."""

from __future__ import annotations

import pytest

from parsers.document import parse_source, quarantine
from schemas.errors import ErrorCode, SourceError
from schemas.tables import TABLES
from tests.parsers.whole import CORPUS, SEEDS, read_corpus, read_paper

TEXT = """厦门市人工智能行动计划

一、总体要求
坚持创新引领。到2025年，培育 50 家以上龙头企业，占比不低于30%。
（一）支持研发
对企业分别给予最高 500 万元、200 万元奖励！
"""


def test_a_section_row() -> None:
    reading = read_paper(TEXT)
    row = next(row for row in reading["sections"] if row["marker"] == "（一）")
    parent = next(section for section in reading["sections"] if section["section_id"] == row["parent_id"])
    assert (row["kind"], row["ordinal"], row["heading"], row["depth"]) == ("paren_han", 1, "支持研发", 2)
    assert (row["path"], parent["path"]) == ("一/（一）", "一")
    assert row["text"] == "（一）支持研发\n对企业分别给予最高500万元、200万元奖励！"
    assert TEXT[row["source_start"] : row["source_end"]] == TEXT[TEXT.index("（一）") :].rstrip("\n")


def test_a_sum_row() -> None:
    reading = read_paper(TEXT)
    first, second = reading["money"]
    assert TEXT[first["source_start"] : first["source_end"]] == "500 万元"
    assert (first["quote"], first["amount_min"], first["amount_max"], first["currency"]) == (
        "500万元",
        5000000,
        5000000,
        "CNY",
    )
    assert (first["comparator"], second["comparator"]) == ("le", "le")
    assert first["sentence"] == second["sentence"] == "对企业分别给予最高500万元、200万元奖励！"
    assert (
        first["section_id"]
        == next(row for row in reading["sections"] if row["ordinal"] == 1 and row["depth"] == 2)["section_id"]
    )


def test_a_count_and_a_rate() -> None:
    reading = read_paper(TEXT)
    (rate,) = reading["percentages"]
    assert (rate["quote"], str(rate["value_min"]), rate["comparator"]) == ("30%", "0.3", "ge")
    count = next(row for row in reading["counts"] if row["unit"] == "家")
    assert (count["quote"], count["noun"], count["comparator"]) == ("50家", "龙头企业", "ge")


@pytest.mark.parametrize("name", [*SEEDS, "pdf/state_council_2017_40.pdf", "pdf/004-20.pdf"])
def test_rows_fit_their_specification(name: str) -> None:
    """No column outside the specification, nothing missing that must be there, no empty text in place of null."""
    for table, rows in read_corpus(name).tables.items():
        required = [column.name for column in TABLES[table].columns if not column.nullable]
        for row in rows:
            assert not [key for key in required if row[key] is None], (table, row)
            assert not [key for key, value in row.items() if value == "" and key != "text"], (table, row)


@pytest.mark.parametrize("name", ["pdf/000.pdf", "pdf/state_council_2017_40.pdf"])
def test_pages_of_rows(name: str) -> None:
    reading = read_corpus(name)
    starts = reading.source.page_starts
    for table in ("sections", "money", "percentages", "counts", "discarded"):
        for row in reading[table]:
            assert starts[row["page"] - 1] <= row["source_start"]
            assert row["page"] == len(starts) or row["source_start"] < starts[row["page"]]


def test_the_lines_of_a_layout_are_its_text() -> None:
    reading = read_corpus("pdf/000.pdf")
    text = reading.source.text
    covered = "".join(text[row["source_start"] : row["source_end"]] for row in reading["lines"])
    assert "".join(covered.split()) == "".join(text.split())
    for row in reading["lines"]:
        assert 0 <= row["x0"] < row["x1"] <= 600
        assert 0 <= row["top"] < row["bottom"] <= 850


def test_a_parsed_file_has_arrow_tables_of_its_schemas() -> None:
    data = (CORPUS / SEEDS[0]).read_bytes()
    parsed = parse_source(data, source_uri=f"seeds/{SEEDS[0]}", parser_revision="r1")
    assert parsed.documents == 1
    assert {name: table.num_rows for name, table in parsed.tables.items()} == dict(parsed.counts)
    again = parse_source(data, source_uri=f"seeds/{SEEDS[0]}", parser_revision="r1")
    assert again.revision == parsed.revision
    assert all(table.equals(again.tables[name]) for name, table in parsed.tables.items())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ErrorCode.EMPTY),
        (b"\x00\x01\x02\xff" * 40, ErrorCode.NOT_TEXT),
        ("\n— 1 —\n\n— 2 —\n".encode(), ErrorCode.NO_POLICY),
    ],
)
def test_a_file_without_a_policy_is_quarantined_with_one_sentence(data: bytes, code: ErrorCode) -> None:
    parsed = parse_source(data, source_uri="papers/a.txt", parser_revision="r1")
    (row,) = parsed.tables["sources"].to_pylist()
    assert (parsed.error_code, row["status"], row["error_code"]) == (code.value, "quarantined", code.value)
    assert row["error_message"].endswith(".")
    assert "\n" not in row["error_message"]
    assert set(parsed.tables) == {"sources"}


def test_a_file_that_cannot_be_opened_is_quarantined_without_bytes() -> None:
    error = SourceError(ErrorCode.EMPTY)
    (row,) = quarantine("papers/a.txt", error, parser_revision="r1").tables["sources"].to_pylist()
    assert (row["sha256"], row["bytes"], row["error_message"]) == (None, None, error.message)
