"""The same paper as text and as OFD: the same outline and the same facts; furniture of a template is taken out."""

from __future__ import annotations

from functools import cache

import pytest

from schemas.vocabulary import DiscardReason
from tests.parsers.metamorphic.alike import facts, headings, original, plain_original, same_but_cut
from tests.parsers.whole import Reading, read_bytes
from tests.tools.make_ofd import set_ofd, text
from tests.tools.make_pdfs import PAPERS

HEAD = "福建省政策汇编"
BY_NAME = {paper.name: paper for paper in PAPERS}


@cache
def as_ofd(name: str) -> Reading:
    return read_bytes(set_ofd(BY_NAME[name], [text(HEAD, 80, 15)]), f"{name}.ofd")


@pytest.mark.parametrize("name", BY_NAME)
def test_the_same_facts(name: str) -> None:
    assert facts(as_ofd(name)) == facts(original(name))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_same_outline(name: str) -> None:
    printed, typed = headings(as_ofd(name)), headings(plain_original(name))
    assert same_but_cut(printed, typed)


@pytest.mark.parametrize("name", BY_NAME)
def test_page_numbers_and_the_head_of_a_template_are_taken_out(name: str) -> None:
    reading = as_ofd(name)
    pages = len(reading.source.page_starts)
    found = [(row["reason"], row["text"]) for row in reading["discarded"]]
    assert found.count((DiscardReason.RUNNING_HEADER, HEAD)) == pages
    assert found.count((DiscardReason.PAGE_NUMBER, f"— {pages} —")) == 1
    assert HEAD not in reading.clean.text
