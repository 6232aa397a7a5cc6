"""The folder `published` as other programs open it: every file by itself, with the same rows and types."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import pyarrow.dataset
import pyarrow.parquet
import pytest

from schemas.tables import TABLES

# Physical and logical types of Parquet that Spark 3.5 and 4.3 were seen to read cell for cell.
READ_BY_SPARK = {
    ("BYTE_ARRAY", "STRING"),
    ("BOOLEAN", "NONE"),
    ("INT64", "NONE"),
    ("INT32", "DATE"),
    ("INT64", "TIMESTAMP"),
    ("FIXED_LEN_BYTE_ARRAY", "DECIMAL"),
}


@pytest.fixture
def published(seeds_warehouse: Path) -> Path:
    return seeds_warehouse / "published"


def test_every_table_is_one_file_with_the_same_rows_for_all(published):
    files = {path.stem: path for path in published.glob("*.parquet")}
    assert files.keys() == TABLES.keys()
    for name, path in files.items():
        counted = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
        assert counted == len(pandas.read_parquet(path)) == pyarrow.dataset.dataset(path).count_rows(), name


def test_sums_are_exact_and_dates_are_dates_in_each(published):
    largest = "SELECT max(cap_amount) FROM read_parquet('{}')".format(published / "incentives_wide.parquet")
    asked = duckdb.sql(largest).fetchall()[0][0]
    frame = pandas.read_parquet(published / "incentives_wide.parquet")
    assert isinstance(asked, Decimal)
    assert asked == frame["cap_amount"].dropna().max() > Decimal(10_000_000)
    days = pandas.read_parquet(published / "documents.parquet")["issued_date"].dropna()
    assert {type(day) for day in days} == {date}


def test_the_whole_folder_can_be_joined_as_views(published):
    connection = duckdb.connect()
    for path in published.glob("*.parquet"):
        connection.sql(f"CREATE VIEW {path.stem} AS FROM '{path}'")
    paid = connection.sql("SELECT count(*) FROM incentives JOIN documents USING (doc_id)").fetchall()[0][0]
    assert paid == connection.sql("SELECT count(*) FROM incentives").fetchall()[0][0] > 0


def test_columns_are_of_types_that_every_tool_reads(published):
    for path in published.glob("*.parquet"):
        schema = pyarrow.parquet.read_metadata(path).schema
        for column in map(schema.column, range(len(schema))):
            kind = (column.physical_type, column.logical_type.type)
            assert kind in READ_BY_SPARK, (path.stem, column.path, kind)
            assert "nanoseconds" not in str(column.logical_type), (path.stem, column.path)
            assert (column.max_definition_level, column.max_repetition_level) <= (1, 0), (path.stem, column.path)
