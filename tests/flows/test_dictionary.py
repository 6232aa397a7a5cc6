from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.catalogue import table_paths
from flows.dictionary import as_markdown, examples
from schemas.tables import SOURCE_TABLES, TABLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_dictionary_in_the_documentation_is_of_today(
    seeds_warehouse: Path, zhengce, pytestconfig: pytest.Config
) -> None:
    made = zhengce("tables", "--markdown", "--warehouse", seeds_warehouse).stdout
    if pytestconfig.getoption("--regenerate-goldens"):
        DOCUMENT.write_text(made, "utf-8")
        pytest.fail("docs/tables.md was written; look at the difference and run again without the flag")
    assert DOCUMENT.read_text("utf-8") == made, "docs/tables.md is stale; make it anew with `make docs`"


def test_every_table_of_facts_but_lines_has_an_example(seeds_warehouse: Path) -> None:
    shown = examples(seeds_warehouse / "published")
    assert {spec.name for spec in SOURCE_TABLES} - set(shown) == {"lines"}  # only pages have lines; the seeds are text


def test_without_a_warehouse_there_are_no_examples(zhengce, tmp_path: Path) -> None:
    assert zhengce("tables", "--markdown", "--warehouse", tmp_path / "none").stdout == as_markdown({})


def test_a_value_cannot_break_the_table() -> None:
    made = as_markdown({"texts": {"text": "a|b\n`c` " + "长" * 100}})
    [line] = [line for line in made.splitlines() if line.startswith("| text |") and "长" in line]
    assert "a\\|b 'c' 长" in line
    assert line.endswith("…` |")
    assert line.replace("\\|", "").count("|") == 8


def test_parquet_carries_meanings_and_units(seeds_warehouse: Path) -> None:
    for name, path in table_paths(seeds_warehouse / "published").items():
        spec, schema = TABLES[name], pq.read_schema(path)
        assert schema.metadata[b"description"].decode() == spec.en
        assert schema.metadata[b"description_zh"].decode() == spec.zh
        for column in spec.columns:
            said = {key.decode(): value.decode() for key, value in schema.field(column.name).metadata.items()}
            wanted = {"description": column.en, "description_zh": column.zh}
            wanted |= {"unit": column.unit} if column.unit else {}
            assert said.items() >= wanted.items(), (name, column.name)
