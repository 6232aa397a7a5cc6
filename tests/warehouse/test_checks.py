"""The native checks: every kind, on a row that breaks it and on rows that do not."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from schemas.spec import CheckKind, checks_of
from schemas.tables import SOURCE_TABLES, TABLES
from tests.warehouse.factory import parsed, rows_of, table_of
from warehouse.checks import run_checks

NOWHERE = "0" * 20
BROKEN: dict[str, tuple[str, Mapping[str, Any]]] = {
    "money.not_null(quantity_id)": ("money", {"quantity_id": None}),
    "money.not_null(quote)": ("money", {"quote": None}),
    "money.allowed(comparator)": ("money", {"comparator": "about"}),
    "money.pattern(currency)": ("money", {"currency": "CNY "}),
    "money.pattern(quantity_id)": ("money", {"quantity_id": "a" * 20 + "\n"}),
    "money.pattern(doc_id)": ("money", {"doc_id": "A" * 20}),
    "money.range(source_start)": ("money", {"source_start": -1}),
    "money.ordered(source_start, source_end)": ("money", {"source_start": 9, "source_end": 8}),
    "money.ordered(amount_min, amount_max)": ("money", {"amount_min": Decimal("1.000001"), "amount_max": Decimal(1)}),
    "money.reference(section_id)": ("money", {"section_id": NOWHERE}),
    "sections.reference(parent_id)": ("sections", {"parent_id": NOWHERE}),
    "documents.range(plan_start_year)": ("documents", {"plan_start_year": 1899}),
    "documents.pattern(admin_code)": ("documents", {"admin_code": "350100\n"}),
    "lines.unique(source_id, page, line)": ("lines", {"line": 2}),
    "sources.pattern(sha256)": ("sources", {"sha256": "ab" * 31}),
}


def everything(reference: str, values: Any) -> Any:
    known = {row[c] for rows in SOUND.values() for row in rows for c in [reference.split(".")[1]] if c in row}
    return values.filter(pa.array([value in known for value in values.to_pylist()], pa.bool_()))


SOUND = rows_of("a/1.txt", ["甲", "乙"], number=None, amount=1, lines=2)


def failed(name: str, rows: pa.Table) -> set[str]:
    return {result.check.name for result in run_checks(TABLES[name], rows, everything) if not result.success}


@pytest.mark.parametrize("name", [spec.name for spec in SOURCE_TABLES])
def test_sound_and_empty_tables_pass(name: str) -> None:
    assert failed(name, table_of(name, SOUND[name])) == set()
    assert failed(name, table_of(name, [])) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_fails_its_check(name: str) -> None:
    table, values = BROKEN[name]
    rows = [SOUND[table][0] | values, *SOUND[table][1:]]
    assert name in failed(table, table_of(table, rows))


def test_every_kind_of_check_is_broken_somewhere() -> None:
    kinds = {check.kind for spec in SOURCE_TABLES for check in checks_of(spec) if check.name in BROKEN}
    of_sources = {CheckKind.INSIDE, CheckKind.QUOTED, CheckKind.TILED, CheckKind.STEADY}
    assert kinds == set(CheckKind) - {CheckKind.TYPE} - of_sources


def test_a_result_says_how_many_rows_which_values_and_whose() -> None:
    table = table_of("money", [SOUND["money"][0] | {"currency": "元"}, SOUND["money"][1]])
    (result,) = [r for r in run_checks(TABLES["money"], table, everything) if not r.success]
    assert (result.unexpected_count, result.sample) == (1, "'元'")
    assert result.sources == {SOUND["money"][0]["source_id"]}


@pytest.mark.parametrize(
    ("column", "values", "seen"),
    [
        ("amount_min", pa.array([float("nan"), 1.0]), "amount_min is double"),
        ("amount_min", pa.array([Decimal(1), Decimal(2)], pa.decimal128(28, 12)), "amount_min is decimal128(28, 12)"),
        ("source_start", pa.array(["1", "2"]), "source_start is string"),
        ("quote", None, "quote is missing"),
    ],
)
def test_a_column_of_another_type_fails_all_its_checks(column: str, values: Any, seen: str) -> None:
    rows = table_of("money", SOUND["money"])
    place = rows.column_names.index(column)
    changed = rows.remove_column(place) if values is None else rows.set_column(place, column, values)
    results = [result for result in run_checks(TABLES["money"], changed, everything) if not result.success]
    about = [check for check in checks_of(TABLES["money"]) if column in check.columns]
    assert [result.check for result in results] == about
    assert seen in str(results[0].sample)


def test_a_key_that_is_absent_in_part_is_not_unique() -> None:
    rows = table_of("lines", [SOUND["lines"][0] | {"page": None}, SOUND["lines"][1]])
    assert failed("lines", rows) == {"lines.unique(source_id, page, line)"}


def test_the_factory_fills_every_table_that_has_a_reference() -> None:
    filled = parsed("a/1.txt").tables.keys()
    assert {spec.name for spec in SOURCE_TABLES if any(column.references for column in spec.columns)} - filled <= {
        "citations",
        "discarded",
        "incentive_caps",
        "issues",
    }
