"""Metadata of short papers, every field of them (papers.toml)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.parsers.metadata.papers import fields_of, metadata_of

PAPERS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("papers.toml").read_text("utf-8"))["paper"]


@pytest.mark.parametrize("paper", PAPERS, ids=[paper["name"] for paper in PAPERS])
def test_every_field_is_as_a_reader_found_it(paper: dict[str, Any]) -> None:
    assert fields_of(metadata_of(paper["text"])) == paper["fields"]
