"""Metadata of short papers, every field of them (papers.toml)."""

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Metadata
from tests.parsers.metadata.papers import metadata_of

PAPERS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("papers.toml").read_text("utf-8"))["paper"]


@pytest.mark.parametrize("paper", PAPERS, ids=[paper["name"] for paper in PAPERS])
def test_every_field_is_as_a_reader_found_it(paper: dict[str, Any]) -> None:
    found = metadata_of(paper["text"])
    names = [field.name for field in fields(Metadata) if field.name != "issues"]
    got = {name: getattr(found, name) for name in names}
    got = {name: value.isoformat() if isinstance(value, date) else value for name, value in got.items()}
    got = {name: list(value) if isinstance(value, tuple) else value for name, value in got.items()}
    assert {name: value for name, value in got.items() if value not in (None, [])} == paper["fields"]
