"""Signs that look different and mean the same: the same facts and the same outline come out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.parsers.metamorphic.alike import PAPERS, facts, original, outline, text_of
from tests.parsers.strategies import full_width, half_width, spaced
from tests.parsers.whole import COMPILATION, corpus_text, read_corpus, read_paper

_BESIDE_DIGITS = re.compile(r"(?<=[0-9])[ \t]+|[ \t]+(?=[0-9])")


def unspaced(text: str) -> str:
    """Take out the spaces beside digits; those that end a line or a marker stay."""
    return "\n".join(_BESIDE_DIGITS.sub("", line) if "\t" not in line else line for line in text.split("\n"))


def with_carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


CHANGES: dict[str, Callable[[str], str]] = {
    "full-width digits": full_width,
    "half-width punctuation": half_width,
    "spaces around digits": spaced,
    "no spaces around digits": unspaced,
    "CRLF": with_carriage_returns,
    "indented paragraphs": lambda text: re.sub(r"^(?=\S)", "\u3000\u3000", text, flags=re.MULTILINE),
    "trailing spaces": lambda text: text.replace("\n", " \u3000\n"),
    "single line breaks": lambda text: re.sub(r"\n{2,}", "\n", text),
}
CHANGES_OF_THE_WHOLE = ("CRLF", "spaces around digits", "trailing spaces")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", PAPERS)
def test_the_same_facts_and_outline(name: str, change: str) -> None:
    changed = read_paper(CHANGES[change](text_of(name)))
    assert facts(changed) == facts(original(name))
    assert outline(changed) == outline(original(name))


@pytest.mark.parametrize("change", CHANGES_OF_THE_WHOLE)
def test_the_same_of_the_whole_compilation(change: str) -> None:
    changed, before = read_paper(CHANGES[change](corpus_text(COMPILATION))), read_corpus(COMPILATION)
    assert [row["title"] for row in changed["documents"]] == [row["title"] for row in before["documents"]]
    assert facts(changed) == facts(before)
    assert outline(changed) == outline(before)
