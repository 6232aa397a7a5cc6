"""Metadata of the corpus's papers against what a careful reader wrote down (expected.jsonl)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.parsers.metadata.papers import corpus_lines, fields_of

EXPECTED = [json.loads(line) for line in (Path(__file__).parent / "expected.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", EXPECTED, ids=[f"{row['source'][:3]}-{row['first_line']}" for row in EXPECTED])
def test_every_field_is_as_a_reader_found_it(row: dict[str, Any]) -> None:
    place = {name: row[name] for name in ("source", "first_line", "last_line")}
    assert fields_of(corpus_lines(*place.values())) | place == row
