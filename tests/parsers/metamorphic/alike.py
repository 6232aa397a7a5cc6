"""What must be the same of two readings of one paper, and the papers that are read twice."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from tests.parsers.whole import COMPILATION, Reading, Row, corpus_text, read_paper

_HALF_WIDTH = str.maketrans("（）％，：；．０１２３４５６７８９—–～", "()%,:;.0123456789---")
NUMBERED = frozenset(("chapter", "section", "article", "han", "paren_han", "arabic", "paren_arabic", "circled"))

Fact = tuple[str, str, str, Decimal, Decimal]
Heading = tuple[str, str, str]

# Whole seeds, and policies of the compilation by their first and last line.
PAPERS: dict[str, tuple[str, int, int | None]] = {
    "000": ("000_cbf320397f326e93.txt", 1, None),
    "002": ("002_db964d3892a9ae0f.txt", 1, None),
    "003": ("003_cdc2e9bdfb7cc299.txt", 1, None),
    "004-02": (COMPILATION, 187, 231),
    "004-07": (COMPILATION, 641, 719),
    "004-09": (COMPILATION, 987, 1051),
    "004-13": (COMPILATION, 1890, 1942),
    "004-14": (COMPILATION, 1944, 2163),
    "004-20": (COMPILATION, 2747, 2939),
    "004-28": (COMPILATION, 3446, 3538),
}


@cache
def text_of(name: str) -> str:
    return corpus_text(*PAPERS[name])


@cache
def original(name: str) -> Reading:
    return read_paper(text_of(name))


def plain(text: str | None) -> str:
    """A text for comparison: no white space, punctuation and digits in half width."""
    return "".join((text or "").split()).translate(_HALF_WIDTH)


def facts(reading: Reading) -> list[Fact]:
    """Return the facts in reading order: table, words, comparator, bounds."""
    return [fact(row) for row in reading.facts]


def fact(row: Row) -> Fact:
    prefix = "amount" if row["table"] == "money" else "value"
    return row["table"], plain(row["quote"]), row["comparator"], row[f"{prefix}_min"], row[f"{prefix}_max"]


def headings(reading: Reading) -> list[Heading]:
    """Return the numbered headings in reading order: kind, marker, words."""
    return [
        (row["kind"], plain(row["marker"]), plain(row["heading"]))
        for row in reading["sections"]
        if row["kind"] in NUMBERED
    ]


def texts(reading: Reading) -> list[str]:
    """Return each section's own words in reading order."""
    return [plain(row["text"]) for row in reading["sections"]]


def outline(reading: Reading) -> list[tuple[str, str, str, int]]:
    """Return every section with a marker: kind, marker, words, depth."""
    return [
        (row["kind"], plain(row["marker"]), plain(row["heading"]), row["depth"])
        for row in reading["sections"]
        if row["marker"]
    ]


def same_but_cut(found: list[Heading], wanted: list[Heading]) -> bool:
    """Return whether headings are the same, where one may end early at a page break that was put into it."""
    return len(found) == len(wanted) and all(
        one[:2] == other[:2] and other[2].startswith(one[2]) for one, other in zip(found, wanted, strict=True)
    )


def paragraphs(reading: Reading) -> list[str]:
    """Return the paragraphs of a paper, each on one line, without what print put between them."""
    return [reading.clean.block_text(block) for block in reading.clean.blocks]


@cache
def plain_original(name: str) -> Reading:
    """Read a paper whose paragraphs are a line each: without the marks of an editor, which no other layout keeps."""
    return read_paper("\n\n".join(paragraphs(original(name))))
