"""The same words in other lines and pages: re-wrapped, cut by page breaks, with running heads and page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from parsers.lines import printed_width
from tests.parsers.metamorphic.alike import (
    PAPERS,
    facts,
    headings,
    original,
    paragraphs,
    plain_original,
    same_but_cut,
    texts,
)
from tests.parsers.nothing_lost import assert_nothing_lost
from tests.parsers.whole import Reading, read_paper

WIDTHS = (24, 30, 38)
SHORTEST_CUT = 25  # a page's last line is full: what stands before a cut is longer than this
_ONE_WORD = re.compile(r"[A-Za-z]{2}")
_TELEPHONE = re.compile(r"[0-9]{7,}$")
_NEVER_FIRST = "，。、；：？！）)》”’】％%"


def wrap(paragraph: str, width: int, indent: str) -> Iterator[str]:
    """Yield the lines of a paragraph as print breaks it: at the width, and never before a closing sign."""
    line = indent
    for char in paragraph:
        if printed_width(line + char) > width and char not in _NEVER_FIRST:
            yield line
            line = ""
        line += char
    yield line


def wrapped(name: str, width: int, indent: str) -> Reading:
    lines = [line for paragraph in paragraphs(original(name)) for line in wrap(paragraph, width, indent)]
    return read_paper("\n".join(lines))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAPERS)
def test_wrapped_lines_with_indented_paragraphs(name: str, width: int) -> None:
    changed = wrapped(name, width, "\u3000\u3000")
    assert facts(changed) == facts(plain_original(name))
    assert headings(changed) == headings(plain_original(name))
    assert texts(changed) == texts(plain_original(name))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAPERS)
def test_wrapped_lines_without_indents(name: str, width: int) -> None:
    """Where a paragraph's last line happens to be full, nothing says that it is the last: headings may run on."""
    changed = wrapped(name, width, "")
    assert facts(changed) == facts(plain_original(name))
    assert [row[:2] for row in headings(changed)] == [row[:2] for row in headings(plain_original(name))]


def cuts(paragraph: str) -> list[int]:
    """Return where a page break cuts a sentence: amid words, and not behind a telephone number."""
    places = range(SHORTEST_CUT, len(paragraph) - 5) if "。" in paragraph else range(0)
    return [
        place
        for place in places
        if paragraph[place - 1] not in "。；！？：: "
        and paragraph[place] != " "
        and not _ONE_WORD.search(paragraph[place - 1 : place + 1])
        and not _TELEPHONE.search(paragraph[:place])
    ]


def is_beyond_doubt(paragraph: str, place: int) -> bool:
    """Return whether what stands before a cut holds a whole sentence; before its first, an item may be a heading."""
    return "。" in paragraph[: place - 1]


def broken(name: str, seed: int, head: str) -> str:
    """Return a paper with page breaks in the middle of sentences, each with a page number and a running head."""
    random = Random(seed)
    lines, page = [], 1
    for paragraph in paragraphs(original(name)):
        places = [place for place in cuts(paragraph) if is_beyond_doubt(paragraph, place)]
        if places and random.random() < 0.5:
            cut = random.choice(places)
            lines += [paragraph[:cut], f"— {page} —", *([head] if head else []), paragraph[cut:]]
            page += 1
        else:
            lines.append(paragraph)
    return "\n\n".join(lines)


@pytest.mark.parametrize("head", ["", "厦门市产业政策选编"])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", PAPERS)
def test_page_breaks_inside_sentences(name: str, seed: int, head: str) -> None:
    changed = read_paper(broken(name, seed, head))
    assert_nothing_lost(changed)
    assert facts(changed) == facts(plain_original(name))
    assert texts(changed) == texts(plain_original(name))
    assert same_but_cut(headings(changed), headings(plain_original(name)))


@pytest.mark.parametrize("name", PAPERS)
def test_one_line_a_paragraph(name: str) -> None:
    """Without the page breaks of an earlier edition: an item without a heading of its own ended at one."""
    assert facts(plain_original(name)) == facts(original(name))
    assert same_but_cut(headings(original(name)), headings(plain_original(name)))


def test_most_page_breaks_in_a_first_sentence_are_seen() -> None:
    """A long heading at a page's end and an item cut in its first sentence can look the same: most are told apart."""
    whole = cut = 0
    for number, name in enumerate(PAPERS):
        random = Random(number)
        wanted: list[str] = []
        lines: list[str] = []
        for paragraph in paragraphs(plain_original(name)):
            places = [place for place in cuts(paragraph) if not is_beyond_doubt(paragraph, place)]
            if places and random.random() < 0.5:
                place = random.choice(places)
                lines += [paragraph[:place], f"— {len(wanted) + 1} —", paragraph[place:]]
                wanted.append(paragraph)
            else:
                lines.append(paragraph)
        found = paragraphs(read_paper("\n\n".join(lines)))
        cut += len(wanted)
        whole += sum(any(paragraph in one for one in found) for paragraph in wanted)
    assert cut > 50
    assert whole / cut >= 0.9
