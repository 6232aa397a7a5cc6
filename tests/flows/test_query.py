from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from flows.query import query
from schemas.errors import UsageError
from schemas.tables import TABLES


@pytest.fixture
def published(ingested, tmp_path) -> Path:
    return tmp_path / "warehouse" / "published"


def test_every_table_is_a_view(published):
    found = query(published, "SHOW TABLES").to_pylist()
    assert {row["name"] for row in found} == set(TABLES)


def test_sums_stay_exact(published):
    found = query(published, "SELECT max(amount_max) AS most FROM money").to_pylist()
    assert found == [{"most": Decimal("500000000.000000")}]


@pytest.mark.parametrize("sql", ["FROM money", "WITH a AS (FROM money) FROM a", "DESCRIBE money", "EXPLAIN FROM money"])
def test_what_reads_is_run(published, sql):
    assert query(published, sql).num_rows > 0


@pytest.mark.parametrize(
    "sql",
    [
        "COPY money TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/warehouse/published/money.parquet'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/out.db'",
        "CREATE TABLE a (b INTEGER)",
        "DROP VIEW money",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "",
        "SELEC 1",
        "SELECT nothing FROM money",
        "FROM read_text('{folder}/secret.txt')",
        "FROM read_parquet('{folder}/warehouse/published/money.parquet')",
        "FROM '{folder}/secret.txt'",
        "FROM glob('{folder}/*')",
        "SELECT getenv('HOME')",
    ],
)
def test_what_does_more_than_read_the_tables_is_refused(published, tmp_path, sql):
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    with pytest.raises(UsageError, match="The query could not be run"):
        query(published, sql.format(folder=tmp_path))
    assert {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))} == before
