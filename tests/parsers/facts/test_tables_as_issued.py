"""Every cell of tables of government papers, read by eye against the page; regenerate with --regenerate-goldens.

The indicator tables (corpus/tables) are typed after the plans they name: the outline of the 14th five-year plan,
Made in China 2025 (国发〔2015〕28号), and the plans 国发〔2016〕65号, 〔2021〕25号, 27号, 29号, 国办发〔2022〕11号 and
工信部规〔2021〕164号. The ministry's plan for civil explosives (2016) and the village plan of 金田 (2022) are parts of
published copies, one a web page, one Markdown.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parsers.document import parse_source
from tests.parsers.golden import as_lines, compare
from tests.tools.table_forms import as_markdown, as_page, as_pdf

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


_INDICATORS = sorted((_CORPUS / "tables").iterdir())
_FORMS = {"md": as_markdown, "html": as_page, "pdf": as_pdf}


def _figures(data: bytes, name: str) -> list[list[Any]]:
    rows = parse_source(data, source_uri=f"tests/{name}", parser_revision="0" * 20).tables["targets"].to_pylist()
    for row in rows:
        row |= {key: f"{row[key]:f}".rstrip("0").rstrip(".") for key in ("value_min", "value_max")}
    return [[row[key] for key in _FIGURES] for row in rows]


@pytest.mark.parametrize("path", _INDICATORS, ids=lambda path: path.stem)
def test_every_figure_of_an_indicator_table(path: Path, pytestconfig: pytest.Config) -> None:
    compare(f"indicators/{path.stem}", as_lines(_figures(path.read_bytes(), path.name)), pytestconfig)


@pytest.mark.parametrize(("form", "change"), _FORMS.items(), ids=_FORMS)
@pytest.mark.parametrize("path", [path for path in _INDICATORS if path.suffix == ".txt"], ids=lambda path: path.stem)
def test_an_indicator_table_says_the_same_in_every_form(path: Path, form: str, change: Callable[[str], bytes]) -> None:
    text = path.read_text("utf-8")
    assert _figures(change(text), f"{path.stem}.{form}") == _figures(text.encode(), path.name)
