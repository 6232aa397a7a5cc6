from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from flows.catalogue import open_table, row_counts, table_paths
from flows.export import export, target_of
from flows.export_postgres import write_postgres
from flows.export_sql import SQL_TYPES, meaning
from flows.query import query
from schemas.errors import ErrorCode, UsageError
from schemas.tables import TABLES
from tests.flows.postgres import server
from tests.warehouse.factory import row, table_of

BIGGEST = """
    SELECT d.title, m.quote, m.amount_max, d.issued_date
    FROM {schema}money m JOIN {schema}documents d USING (doc_id)
    WHERE m.role IN ('cap', 'incentive') ORDER BY m.amount_max DESC, m.quantity_id LIMIT 50"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    pytest.importorskip("adbc_driver_postgresql", reason="pip install 'zhengce[postgres]'")
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def exported(url: str, seeds_warehouse: Path) -> Path:
    export(seeds_warehouse / "published", target_of(url))
    return seeds_warehouse / "published"


def ask(url: str, sql: str) -> pa.Table:
    from adbc_driver_postgresql.dbapi import connect

    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetch_arrow_table()
        connection.commit()
        return found


def tell(url: str, *statements: str) -> None:
    from adbc_driver_postgresql.dbapi import connect

    with connect(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def rows_of(url: str, table: str) -> int:
    return ask(url, f"SELECT count(*) AS n FROM {table}")["n"][0].as_py()


def test_every_row_of_every_table_arrives(url: str, exported: Path) -> None:
    counts = {name: open_table(path).count_rows() for name, path in table_paths(exported).items()}
    assert set(counts) == set(TABLES)
    assert {name: rows_of(url, f"zhengce.{name}") for name in TABLES} == counts
    assert row_counts(exported).items() <= counts.items()
    assert counts["money"] > 100


def test_types_keys_and_meanings(url: str, exported: Path) -> None:
    columns = ask(
        url,
        """SELECT c.relname::text AS tab, attname::text AS col, format_type(atttypid, atttypmod) AS type,
                  attnotnull AS needed, col_description(attrelid, attnum) AS said,
                  coalesce(attnum = ANY (i.indkey::int2[]), false) AS key
           FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
           LEFT JOIN pg_index i ON i.indrelid = attrelid AND i.indisprimary
           WHERE relnamespace = 'zhengce'::regnamespace AND relkind = 'r' AND attnum > 0 ORDER BY relname, attnum""",
    ).to_pylist()
    wanted = [
        {
            "tab": spec.name,
            "col": column.name,
            "type": SQL_TYPES[column.type],
            "needed": not column.nullable or column.name in spec.key,
            "said": meaning(column),
            "key": column.name in spec.key,
        }
        for spec in TABLES.values()
        for column in spec.columns
    ]
    assert columns == wanted
    assert {row["type"] for row in columns} > {"numeric(28,6)", "numeric(28,12)", "date", "timestamp with time zone"}


def test_tables_say_what_a_row_is(url: str, exported: Path) -> None:
    [said] = ask(url, "SELECT obj_description('zhengce.money'::regclass) AS said")["said"].to_pylist()
    assert said == "A sum of money / 金额 (zhengce)"


def test_a_question_has_the_same_answer_as_in_duckdb(url: str, exported: Path) -> None:
    there = ask(url, BIGGEST.format(schema="zhengce.")).to_pydict()
    here = query(exported, BIGGEST.format(schema="")).to_pydict()
    there["amount_max"] = [Decimal(value) for value in there["amount_max"]]  # the driver hands numeric over as text
    assert there == here
    assert len(here["title"]) == 50


@pytest.mark.parametrize(
    "amount",
    ["0", "0.000001", "0.05", "10000", "10000.0001", "123456789.123456", "9999999999999999999999.999999"],
)
def test_decimals_arrive_digit_by_digit(url: str, exported: Path, amount: str) -> None:
    rows = table_of("money", [row("money", amount_min=Decimal(amount), amount_max=Decimal(amount))])
    write_postgres({"money": ds.dataset(rows)}, target_of(url, "digits"))
    found = ask(url, "SELECT amount_max::text AS text FROM digits.money")["text"].to_pylist()
    assert found == [format(Decimal(amount), ".6f")]


def test_a_second_export_replaces_rows_and_keeps_views(url: str, exported: Path) -> None:
    tell(url, "CREATE VIEW big AS SELECT quote FROM zhengce.money WHERE amount_max > 1000000")
    before = rows_of(url, "big")
    tell(url, "DELETE FROM zhengce.money WHERE amount_max > 1000000")
    assert rows_of(url, "big") == 0
    export(exported, target_of(url))
    assert rows_of(url, "big") == before > 0
    tell(url, "DROP VIEW big")


def test_a_reader_is_not_blocked_and_sees_one_moment(url: str, exported: Path) -> None:
    from adbc_driver_postgresql.dbapi import connect

    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        first = cursor.execute("SELECT count(*), min(quantity_id) FROM zhengce.money").fetchall()
        cursor.execute("SET lock_timeout = '5s'")
        export(exported, target_of(url))  # would wait for this transaction if it locked readers out
        assert cursor.execute("SELECT count(*), min(quantity_id) FROM zhengce.money").fetchall() == first


def test_where_one_table_fails_none_changes(url: str, exported: Path) -> None:
    export(exported, target_of(url, "half"))
    tell(url, "DELETE FROM half.money", "COMMENT ON TABLE half.texts IS 'mine'")
    with pytest.raises(UsageError) as caught:
        export(exported, target_of(url, "half"))
    assert caught.value.code is ErrorCode.TARGET_TAKEN
    assert urlsplit(url).password not in caught.value.message
    assert rows_of(url, "half.money") == 0


def test_a_table_of_older_columns_is_made_anew(url: str, exported: Path) -> None:
    export(exported, target_of(url, "older"))
    tell(url, "ALTER TABLE older.money DROP COLUMN per, ADD COLUMN gone text")
    export(exported, target_of(url, "older"))
    assert ask(url, "SELECT * FROM older.money LIMIT 0").column_names == list(TABLES["money"].names)


def test_a_schema_of_any_name(url: str, exported: Path) -> None:
    export(exported, target_of(url, '政策 "x"; drop'))
    assert rows_of(url, '"政策 ""x""; drop".documents') > 0


def test_a_null_character_becomes_one_that_the_database_can_hold(url: str, exported: Path) -> None:
    rows = table_of("texts", [row("texts", text="a\0b\N{GRINNING FACE}")])
    write_postgres({"texts": ds.dataset(rows)}, target_of(url, "nul"))
    assert ask(url, "SELECT text FROM nul.texts")["text"].to_pylist() == ["a\ufffdb\N{GRINNING FACE}"]


def test_a_server_that_is_not_there_is_one_sentence_without_the_password(exported: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export(exported, target_of("postgresql://me:hush@127.0.0.1:1/papers"))
    assert caught.value.code is ErrorCode.EXPORT_FAILED
    assert "\n" not in caught.value.message
    assert "hush" not in caught.value.message


def test_without_the_driver_the_extra_is_named(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    with pytest.raises(UsageError, match=r"zhengce\[postgres\]"):
        export(exported, target_of("postgresql://127.0.0.1:1/papers"))


def test_the_command(url: str, exported: Path, zhengce) -> None:
    done = zhengce("export", "--to", url, "--warehouse", exported.parent)
    assert done.exit_code == 0
    assert urlsplit(url).password not in done.output
