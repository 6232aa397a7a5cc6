"""The labelled papers scored against the thresholds that this project set itself."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parsers.document import parse_source
from tests.parsers.whole import SHARED
from tests.scorecard import score

GOLD = SHARED / "gold" / "dev"
THRESHOLDS = {
    "sections": 0.99,
    "sections.parent": 0.99,
    "money": 0.99,
    "percentages": 0.99,
    "documents.boundary": 1.0,
}
DOCUMENT_FIELDS = 0.95

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD.exists(), reason="no labelled papers beside the checkout; set ZHENGCE_SHARED"),
]


def labelled_papers() -> list[Path]:
    names = {json.loads(path.read_text("utf-8"))["source"] for path in GOLD.glob("*/policy.json")}
    return [path for folder in ("seeds", "corpus/text") for path in (SHARED / folder).glob("*") if path.name in names]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """F1 by layer, of tables made from the labelled papers without a warehouse."""
    folder = tmp_path_factory.mktemp("scored")
    tables: dict[str, list[pa.Table]] = defaultdict(list)
    for path in labelled_papers():
        parsed = parse_source(path.read_bytes(), source_uri=f"papers/{path.name}", parser_revision="tests")
        for name, table in parsed.tables.items():
            tables[name].append(table)
    for name, members in tables.items():
        pq.write_table(pa.concat_tables(members), folder / f"{name}.parquet")
    return {layer: found["f1"] for layer, found in score(SHARED, folder, folder / "figures.json").figures.items()}


@pytest.mark.parametrize("layer", THRESHOLDS)
def test_a_layer_reaches_its_threshold(layer: str, figures: dict[str, float]) -> None:
    assert figures[layer] >= THRESHOLDS[layer]


def test_every_document_field_reaches_its_threshold(figures: dict[str, float]) -> None:
    fields = {layer: f1 for layer, f1 in figures.items() if layer.startswith("documents.")}
    assert len(fields) > 10
    assert {layer: f1 for layer, f1 in fields.items() if f1 < DOCUMENT_FIELDS} == {}
