"""Metadata of the corpus's papers against what a careful reader wrote down (expected.jsonl)."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from schemas.records import Metadata
from tests.parsers.metadata.papers import corpus_lines

EXPECTED = [json.loads(line) for line in (Path(__file__).parent / "expected.jsonl").read_text("utf-8").splitlines()]


def as_written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("expected", EXPECTED, ids=[f"{row['source'][:3]}-{row['first_line']}" for row in EXPECTED])
def test_every_field_is_as_a_reader_found_it(expected: dict[str, object]) -> None:
    found = corpus_lines(str(expected["source"]), int(str(expected["first_line"])), int(str(expected["last_line"])))
    names = [field.name for field in fields(Metadata) if field.name != "issues"]
    got = {name: as_written(getattr(found, name)) for name in names}
    assert {name: value for name, value in got.items() if value not in (None, [])} == {
        name: expected[name] for name in names if name in expected
    }
