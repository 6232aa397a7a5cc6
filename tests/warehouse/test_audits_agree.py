"""The native checks and Great Expectations give one verdict on every check, on good and on broken tables."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.arrow import arrow_schema
from schemas.spec import ColumnType
from schemas.tables import TABLES
from tests.warehouse.factory import rows_of, table_of
from tests.warehouse.test_checks import BROKEN, SOUND, everything
from warehouse.checks import run_checks
from warehouse.expectations import run_expectations, suite_of

CHECKED = ("money", "documents", "sections", "lines", "percentages", "discarded")
ODD: dict[ColumnType, list[Any]] = {
    ColumnType.TEXT: ["", " ", "CNY", "CNY\n", "a" * 20, "a" * 20 + "\n", "a" * 20 + " x", "0" * 20, "350100", "eq"],
    ColumnType.INTEGER: [-1, 0, 1, 1899, 2**53 + 1, 2**63 - 1],
    ColumnType.MONEY: [Decimal("-0.000001"), Decimal(0), Decimal("9" * 22 + ".999999")],
    ColumnType.NUMBER: [Decimal(-1), Decimal("0.000000000001"), Decimal("9" * 16)],
}
OTHER_TYPES = [
    pa.float64(),
    pa.int64(),
    pa.string(),
    pa.decimal128(28, 12),
    pa.decimal128(28, 6),
    pa.date32(),
    pa.null(),
]


def verdicts(results: Any) -> dict[str, bool]:
    return {result.check.name: result.success for result in results}


def assert_agree(name: str, rows: pa.Table) -> dict[str, bool]:
    native = verdicts(run_checks(TABLES[name], rows, everything))
    assert verdicts(run_expectations(TABLES[name], rows, everything)) == native
    return native


def sound_rows(name: str) -> list[dict[str, Any]]:
    if name != "discarded":
        return SOUND[name]
    span = {"source_start": 1, "source_end": 2, "page": None, "doc_id": None}
    return [{"source_id": SOUND["sources"][0]["source_id"], "reason": "markup", "text": "**", **span}]


@pytest.mark.parametrize("name", CHECKED)
def test_good_and_empty_tables(name: str) -> None:
    assert all(assert_agree(name, table_of(name, sound_rows(name))).values())
    assert all(assert_agree(name, table_of(name, [])).values())


@pytest.mark.parametrize("name", BROKEN)
def test_broken_tables(name: str) -> None:
    table, values = BROKEN[name]
    rows = [SOUND[table][0] | values, *SOUND[table][1:]]
    assert not assert_agree(table, table_of(table, rows))[name]


def test_nan_fails_by_its_type() -> None:
    rows = table_of("money", SOUND["money"])
    place = rows.column_names.index("amount_min")
    agreed = assert_agree("money", rows.set_column(place, "amount_min", pa.array([float("nan"), 1.0])))
    assert not agreed["money.type(amount_min)"]
    assert not agreed["money.ordered(amount_min, amount_max)"]


def test_batches_of_rows_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.expectations.ROWS_PER_BATCH", 2)
    rows = rows_of("a/1.txt", ["甲"], number=None, amount=1, lines=5)["lines"]
    broken = [row | {"line": -row["line"]} for row in rows]
    found = run_expectations(TABLES["lines"], table_of("lines", broken), lambda _, values: values)
    assert [(r.check.name, r.unexpected_count) for r in found if not r.success] == [("lines.range(line)", 5)]


def test_the_suite_of_a_table_expects_each_key_to_be_there() -> None:
    expected = [(e.expectation_type, getattr(e, "column", None)) for e in suite_of(TABLES["lines"]).expectations]
    assert ("expect_column_values_to_not_be_null", "page") in expected


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pa.Table]:
    """Return a table some of whose cells, rows and column types were changed."""
    name = draw(st.sampled_from(CHECKED))
    spec = TABLES[name]
    rows = [dict(row) for row in sound_rows(name)]
    rows = draw(st.lists(st.sampled_from(rows), max_size=4)) if draw(st.booleans()) else rows
    rows = [dict(row) for row in rows]
    for _ in range(draw(st.integers(0, 3))):
        column = draw(st.sampled_from(spec.columns))
        for row in rows[: draw(st.integers(1, 2))]:
            row[column.name] = draw(st.sampled_from([None, *ODD.get(column.type, [])]))
    table = table_of(name, rows)
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(0, len(spec.columns) - 1))
        other = draw(st.sampled_from(OTHER_TYPES))
        if other != arrow_schema(name).field(place).type:
            table = table.set_column(place, spec.names[place], pa.nulls(len(rows), other))
    return name, table


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(tables())
def test_any_table(case: tuple[str, pa.Table]) -> None:
    assert_agree(*case)
