"""What must hold of the rows of any text, whatever it says: no character lost, none counted twice, all traceable."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from parsers.markers import read_marker
from parsers.quantities import find_quantities
from tests.parsers.whole import Reading, Row

_SIGNS = re.compile(r"[\s|\u200b\u200c\u200d\ufeff\x00]+")
_WORD = re.compile(r"\w")  # a sign without words behind it is a rule or an ornament, no heading
_LONGEST_PAGE_NUMBER = 20
_REPEATED = ("table_of_contents", "running_header")


def squeezed(text: str) -> str:
    """A text without white space, table bars and invisible characters."""
    return _SIGNS.sub("", text)


def spans(rows: list[Row]) -> list[tuple[int, int]]:
    return [(row["source_start"], row["source_end"]) for row in rows]


def painted(length: int, of: list[tuple[int, int]]) -> bytearray:
    cover = bytearray(length)
    for start, end in of:
        cover[start:end] = b"\x01" * (end - start)
    return cover


def assert_disjoint(name: str, rows: list[Row]) -> None:
    for (start, end), (following, _) in pairwise(sorted(spans(rows))):
        assert start < end <= following, f"{name}: {start}-{end} runs into {following}"


def assert_tiled(reading: Reading) -> None:
    """Every character that is no white space lies in one section's own span or in one discarded span."""
    text = reading.source.text
    assert_disjoint("sections", reading["sections"])
    assert_disjoint("discarded", reading["discarded"])
    assert_disjoint("documents", reading["documents"])
    cover = painted(len(text), spans(reading["sections"]) + spans(reading["discarded"]))
    lost = [place for place, char in enumerate(text) if not cover[place] and not char.isspace()]
    assert not lost, f"lost {''.join(text[place] for place in lost[:60])!r} at {lost[:3]}"


def assert_sections_in_documents(reading: Reading) -> None:
    bounds = {row["doc_id"]: (row["source_start"], row["source_end"]) for row in reading["documents"]}
    for row in reading["sections"]:
        start, end = bounds[row["doc_id"]]
        assert start <= row["source_start"] < row["source_end"] <= end, row


def assert_outline_is_a_tree(reading: Reading) -> None:
    seen: dict[str, Row] = {}
    for row in reading["sections"]:
        parent = seen[row["parent_id"]] if row["parent_id"] else None
        assert parent is None or parent["doc_id"] == row["doc_id"]
        assert row["depth"] == (parent["depth"] + 1 if parent else 1)
        assert row["path"].startswith(f"{parent['path']}/" if parent else "")
        seen[row["section_id"]] = row


def assert_texts_are_grounded(reading: Reading) -> None:
    """Quotes and section texts are the source's own words, what was discarded left out."""
    text = reading.source.text
    cut = painted(len(text), spans(reading["discarded"]))

    def words(row: Row) -> str:
        start, end = row["source_start"], row["source_end"]
        return squeezed("".join(char for place, char in enumerate(text[start:end], start) if not cut[place]))

    for row in reading["sections"]:
        assert words(row) == squeezed(row["text"]), row
    for row in reading.facts:
        assert words(row) == squeezed(row["quote"]), row
        assert squeezed(row["quote"]) in squeezed(row["sentence"]), row
    for row in reading["discarded"]:
        assert row["text"] == text[row["source_start"] : row["source_end"]]


def assert_facts_in_sections(reading: Reading) -> None:
    """Whatever row names a section lies in that section's own span."""
    sections = {row["section_id"]: row for row in reading["sections"]}
    rows = [row for table, rows in reading.tables.items() if table != "sections" for row in rows]
    for row in rows:
        if row.get("section_id") is None or row.get("source_start") is None:
            continue
        section = sections[row["section_id"]]
        assert section["doc_id"] == row["doc_id"]
        assert section["source_start"] <= row["source_start"] < row["source_end"] <= section["source_end"], row


def assert_ids_unique(reading: Reading) -> None:
    ids = [row["section_id"] for row in reading["sections"]] + [row["quantity_id"] for row in reading.facts]
    ids += [row["doc_id"] for row in reading["documents"]]
    repeated = [key for key, count in Counter(ids).items() if count > 1]
    assert not repeated


def assert_nothing_lost(reading: Reading) -> None:
    """All that must hold of any text."""
    assert_tiled(reading)
    assert_sections_in_documents(reading)
    assert_outline_is_a_tree(reading)
    assert_texts_are_grounded(reading)
    assert_facts_in_sections(reading)
    assert_ids_unique(reading)
    assert_signs_only(reading)


def assert_signs_only(reading: Reading) -> None:
    """Page numbers and marks hold no words, whatever text they are in."""
    for row in reading["discarded"]:
        if row["reason"] == "markup":
            assert not _WORD.search(row["text"].replace("_", "")), row
        elif row["reason"] == "page_number":
            assert not find_quantities(row["text"]), row
            assert len(row["text"]) < _LONGEST_PAGE_NUMBER, row


def wrongly_discarded(reading: Reading) -> list[tuple[str, str]]:
    """Return the quantities and heading markers in discarded text, each with its reason; repeated text is left out."""
    found = []
    for row in reading["discarded"]:
        if row["reason"] in _REPEATED:
            continue
        text = row["text"].strip()
        found += [(row["reason"], text[item.start : item.end]) for item in find_quantities(text)]
        marker = read_marker(text)
        if marker is not None and _WORD.match(text, marker.end):
            found.append((row["reason"], marker.text))
    return found


def discarded_share(reading: Reading) -> Counter[str]:
    """Return how many characters that are no white space were discarded, by reason."""
    share: Counter[str] = Counter()
    for row in reading["discarded"]:
        share[row["reason"]] += len("".join(row["text"].split()))
    return share
