"""Papers that were copied from web pages as text: what the page printed around them is no part of them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.parsers.nothing_lost import assert_nothing_lost
from tests.parsers.whole import Reading, read_bytes

PAGES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("copied_pages.toml").read_text("utf-8"))["page"]
LONGEST = 24  # characters of a heading in the cases


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_a_copied_page_gives_the_paper_alone(page: dict[str, Any]) -> None:
    reading = read_bytes(page["text"].encode(), "page.txt")
    [document] = reading["documents"]
    found = {name: document[name] for name in page["fields"]}
    assert {name: value if isinstance(value, int) else str(value) for name, value in found.items()} == page["fields"]
    assert outline_of(reading) == page["outline"]
    discarded = [row["text"].replace("\n", " ") for row in reading["discarded"] if row["reason"] != "markup"]
    assert discarded == page["discarded"]
    assert_nothing_lost(reading)


def outline_of(reading: Reading) -> list[str]:
    """Return kind, marker and heading of each section that has one of the last two, or closes a paper."""
    return [
        " ".join(filter(None, (row["kind"], row["marker"], (row["heading"] or "")[:LONGEST])))
        for row in reading["sections"]
        if row["marker"] or row["kind"] in ("title", "recipients", "signature")
    ]
