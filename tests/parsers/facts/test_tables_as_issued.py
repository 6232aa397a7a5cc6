"""Every cell of tables of government papers, read by eye against the page; regenerate with --regenerate-goldens."""

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
