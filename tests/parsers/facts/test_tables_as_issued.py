"""Every cell of tables of government papers, read by eye against the page; regenerate with --regenerate-goldens.

The indicator tables (corpus/tables) are typed after the plans they name: the outline of the 14th five-year plan,
Made in China 2025 (国发〔2015〕28号), and the plans 国发〔2016〕65号, 〔2021〕25号, 27号, 29号 and 国办发〔2022〕11号.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.document import parse_source
from tests.parsers.golden import as_lines, compare

_CORPUS = Path(__file__).parents[2] / "corpus"
_COLUMNS = ("caption", "row", "column", "row_header", "column_header", "text")
_TABLES = {
    "004_deqing": ("004_19fc23e80da6329a.txt", "表1 新一代人工智能应用县"),
    "state_council_2017_40": ("pdf/state_council_2017_40.pdf", ""),
    "nda_2024_data_space": ("pdf/nda_2024_data_space.pdf", ""),
    "cac_2021": ("pdf/cac_2021_excerpt.pdf", ""),
}


@pytest.mark.parametrize("name", _TABLES)
def test_every_cell_is_as_read(name: str, pytestconfig: pytest.Config) -> None:
    file, caption = _TABLES[name]
    parsed = parse_source((_CORPUS / file).read_bytes(), source_uri=f"tests/{file}", parser_revision="0" * 20)
    cells = [row for row in parsed.tables["table_cells"].to_pylist() if (row["caption"] or "").startswith(caption)]
    compare(f"tables/{name}", as_lines([row[column] for column in _COLUMNS] for row in cells), pytestconfig)


_FIGURES = ("metric", "quote", "value_min", "value_max", "unit", "per", "comparator", "year", "status")


@pytest.mark.parametrize("name", sorted(path.stem for path in (_CORPUS / "tables").glob("*.txt")))
def test_every_figure_of_an_indicator_table(name: str, pytestconfig: pytest.Config) -> None:
    data = (_CORPUS / "tables" / f"{name}.txt").read_bytes()
    rows = parse_source(data, source_uri=f"tests/{name}.txt", parser_revision="0" * 20).tables["targets"].to_pylist()
    plain = [{key: f"{row[key]:f}" if key.startswith("value") else row[key] for key in _FIGURES} for row in rows]
    for row in plain:
        row |= {key: row[key].rstrip("0").rstrip(".") for key in ("value_min", "value_max")}
    compare(f"indicators/{name}", as_lines([row[key] for key in _FIGURES] for row in plain), pytestconfig)
