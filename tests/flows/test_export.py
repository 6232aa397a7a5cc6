from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.catalogue import open_table, table_paths
from flows.export import export, target_of
from flows.export_sql import meaning
from flows.query import query
from flows.spreadsheets import guard_column, guarded
from schemas.errors import ErrorCode, UsageError
from schemas.spec import ColumnType
from schemas.tables import TABLES

csv.field_size_limit(100_000_000)  # a source text is one cell


@pytest.fixture
def published(seeds_warehouse: Path) -> Path:
    return seeds_warehouse / "published"


def counts_of(published: Path) -> dict[str, int]:
    return {name: open_table(path).count_rows() for name, path in table_paths(published).items()}


@pytest.mark.parametrize(
    ("cell", "opened"),
    [
        ("=1+1", "'=1+1"),
        ("+86-592-2896000", "'+86-592-2896000"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("－－", "'－－"),
        ("-5", "-5"),
        ("+1,000.5%", "+1,000.5%"),
        ("-5\n", "'-5\n"),
        ("1=1", "1=1"),
        ("政策", "政策"),
        ("", ""),
        (None, None),
        (-5, -5),
    ],
)
def test_a_formula_is_text_and_a_number_a_number(cell, opened) -> None:
    assert guarded(cell) == opened
    if not isinstance(cell, int):
        assert guard_column(pa.array([cell], pa.string())).to_pylist() == [opened]


@given(st.lists(st.one_of(st.none(), st.text("=+-@\t\r\n＝＋－＠'\"0123456789.,% 政a", max_size=8))))
def test_one_cell_and_a_column_are_guarded_alike(cells) -> None:
    assert guard_column(pa.array(cells, pa.string())).to_pylist() == [guarded(cell) for cell in cells]


def test_csv_holds_every_row_and_decimals_digit_by_digit(published, tmp_path) -> None:
    written = export(published, target_of(f"csv:{tmp_path / 'out'}"))
    assert written == counts_of(published)
    for name, path in table_paths(published).items():
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        rows = open_table(path).to_table().to_pylist()
        assert len(read) == len(rows)
        texts = [column.name for column in TABLES[name].columns if column.type is ColumnType.TEXT]
        exact = [column.name for column in TABLES[name].columns if column.type in ("money", "number", "integer")]
        for cells, row in zip(read, rows, strict=True):
            assert {key: cells[key] for key in texts} == {key: guarded(row[key]) or "" for key in texts}
            assert {key: cells[key] for key in exact} == {
                key: "" if row[key] is None else f"{row[key]:{'d' if isinstance(row[key], int) else 'f'}}"
                for key in exact
            }


def test_a_package_says_types_and_meanings(published, tmp_path) -> None:
    export(published, target_of(f"csv:{tmp_path / 'out'}"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == set(TABLES)
    money = {field["name"]: field for field in resources["money"]["schema"]["fields"]}
    assert list(money) == list(TABLES["money"].names)
    assert money["amount_max"]["type"] == "number"
    assert money["amount_max"]["description_zh"] == TABLES["money"]["amount_max"].zh
    assert resources["money"]["schema"]["primaryKey"] == ["quantity_id"]


@pytest.mark.parametrize("bom", [False, True])
def test_the_mark_for_excel(published, tmp_path, zhengce, bom) -> None:
    options = ["--bom"] if bom else []
    done = zhengce("export", "--to", f"csv:{tmp_path / 'out'}", "--warehouse", published.parent, *options)
    assert done.exit_code == 0
    head = (tmp_path / "out" / "documents.csv").read_bytes()[:20]
    assert head.startswith(b'\xef\xbb\xbf"doc_id"' if bom else b'"doc_id"')


def test_files_of_others_are_left_alone(published, tmp_path) -> None:
    (tmp_path / "money.csv").write_text("mine", "utf-8")
    with pytest.raises(UsageError) as caught:
        export(published, target_of(f"csv:{tmp_path}"))
    assert caught.value.code is ErrorCode.TARGET_TAKEN
    assert [path.name for path in tmp_path.iterdir()] == ["money.csv"]
    assert (tmp_path / "money.csv").read_text("utf-8") == "mine"


def test_a_folder_is_replaced_by_the_next_export(published, tmp_path) -> None:
    for _ in range(2):
        export(published, target_of(f"csv:{tmp_path / 'out'}"))
    assert len(list((tmp_path / "out").iterdir())) == len(TABLES) + 1


def test_duckdb_has_rows_types_keys_and_meanings(published, tmp_path) -> None:
    file = tmp_path / "papers.duckdb"
    assert export(published, target_of(f"duckdb:{file}")) == counts_of(published)
    with duckdb.connect(str(file), read_only=True) as connection:
        said = connection.execute(
            "SELECT table_name, column_name, comment, is_nullable FROM duckdb_columns() WHERE schema_name = 'main' "
            "AND NOT internal ORDER BY table_name, column_index"
        ).fetchall()
        assert said == [
            (spec.name, column.name, meaning(column), column.nullable and column.name not in spec.key)
            for spec in TABLES.values()
            for column in spec.columns
        ]
        sums = "SELECT role, sum(amount_max) AS total, count(*) AS n FROM money GROUP BY role ORDER BY role"
        assert connection.execute(sums).fetchall() == [
            tuple(row.values()) for row in query(published, sums).to_pylist()
        ]
        [(kind,)] = connection.execute("SELECT typeof(amount_max) FROM money LIMIT 1").fetchall()
        assert kind == "DECIMAL(28,6)"
        with pytest.raises(duckdb.Error):
            connection.execute("SET lock_configuration = true; INSERT INTO money SELECT * FROM money")


def test_other_tables_in_a_duckdb_file_stay(published, tmp_path) -> None:
    file = tmp_path / "mine.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE notes AS SELECT 1 AS a; CREATE VIEW caps AS SELECT 1 AS b")
    for _ in range(2):
        export(published, target_of(f"duckdb:{file}", "papers"))
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SELECT a, b FROM notes, caps").fetchall() == [(1, 1)]
        assert connection.execute("SELECT count(*) FROM papers.documents").fetchone() != (0,)


def test_a_table_of_the_same_name_in_a_duckdb_file_is_not_replaced(published, tmp_path) -> None:
    file = tmp_path / "mine.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE texts AS SELECT 1 AS a")
    with pytest.raises(UsageError) as caught:
        export(published, target_of(f"duckdb:{file}"))
    assert caught.value.code is ErrorCode.TARGET_TAKEN
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute("SHOW TABLES").fetchall() == [("texts",)]


@pytest.mark.parametrize("text", ["", "csv:", "mysql://me:hush@host/db", "duckdb", "folder"])
def test_no_target_is_one_sentence_without_a_password(zhengce, seeds_warehouse, text) -> None:
    done = zhengce("export", "--to", text, "--warehouse", seeds_warehouse)
    assert done.exit_code == 2
    assert "postgresql://USER@HOST/DATABASE" in done.output
    assert "hush" not in done.output


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:hush@host:5432/db", "postgresql://me:***@host:5432/db"),
        ("postgres://me@host/db?password=hush&x=1", "postgres://me@host/db?password=***&x=1"),
        ("postgresql://host/db", "postgresql://host/db"),
    ],
)
def test_a_target_is_shown_without_its_password(url, shown) -> None:
    assert str(target_of(url)) == shown


def test_a_file_that_cannot_be_written_is_one_sentence(published, tmp_path) -> None:
    (tmp_path / "plain").write_text("no folder", "utf-8")
    for text in (f"csv:{tmp_path / 'plain'}", f"duckdb:{tmp_path / 'plain'}", f"duckdb:{tmp_path / 'no' / 'x.duckdb'}"):
        with pytest.raises(UsageError) as caught:
            export(published, target_of(text))
        assert caught.value.code is ErrorCode.EXPORT_FAILED
        assert "\n" not in caught.value.message


def test_json_tells_the_rows_by_table(zhengce, seeds_warehouse, tmp_path) -> None:
    done = zhengce("export", "--to", f"csv:{tmp_path / 'out'}", "--warehouse", seeds_warehouse, "--json")
    assert json.loads(done.stdout)["rows"] == counts_of(seeds_warehouse / "published")


def test_sql_as_csv_is_guarded_too(zhengce, seeds_warehouse) -> None:
    sql = "SELECT '=1+1' AS a, '-5' AS b, -5 AS c, -0.5::decimal(9,2) AS d"
    done = zhengce("sql", sql, "--csv", "--warehouse", seeds_warehouse)
    assert list(csv.reader(io.StringIO(done.stdout))) == [["a", "b", "c", "d"], ["'=1+1", "-5", "-5", "-0.50"]]
