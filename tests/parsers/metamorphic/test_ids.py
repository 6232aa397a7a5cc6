"""Identity: the same input gives the same ids, and an edit changes the ids of what it touches, nothing else."""

from __future__ import annotations

import pytest

from tests.parsers.metamorphic.alike import PAPERS, original, plain, text_of
from tests.parsers.whole import FACTS, Reading, Row, read_paper

NAMES = ("000", "003", "004-07", "004-13", "004-20")
NEW_SENTENCE = "对表现突出的单位另行奖励 77 万元。"


def section_ids(reading: Reading) -> list[str]:
    return [row["section_id"] for row in reading["sections"]]


def fact_ids(reading: Reading, *, outside: frozenset[str] = frozenset()) -> list[str]:
    return [row["quantity_id"] for row in reading.facts if row["section_id"] not in outside]


def below(reading: Reading, section_id: str) -> frozenset[str]:
    """Return a section's id and those of the sections under it."""
    family = {section_id}
    for row in reading["sections"]:
        if row["parent_id"] in family:
            family.add(row["section_id"])
    return frozenset(family)


def numbered(reading: Reading) -> list[Row]:
    return [row for row in reading["sections"] if row["ordinal"] is not None and row["heading"]]


def inserted(text: str, place: int, words: str) -> str:
    return text[:place] + words + text[place:]


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_text_has_the_same_rows(name: str) -> None:
    assert read_paper(text_of(name)).tables == original(name).tables


@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_added_to_a_section_changes_no_other(name: str) -> None:
    before = original(name)
    for section in numbered(before)[::5]:
        end = section["source_end"]
        if before.source.text[end - 1] != "。":
            continue
        after = read_paper(inserted(text_of(name), end, NEW_SENTENCE))
        assert section_ids(after) == section_ids(before)
        assert [key for key in fact_ids(after) if key not in fact_ids(before)] == [
            row["quantity_id"] for row in after.facts if row["quote"].split() == ["77", "万元"] or "77" in row["quote"]
        ]
        assert set(fact_ids(before)) <= set(fact_ids(after))


def in_heading(reading: Reading, row: Row) -> bool:
    """Return whether a fact stands in its section's heading: an item without one takes its first sentence for it."""
    section = next(section for section in reading["sections"] if section["section_id"] == row["section_id"])
    return plain(row["quote"]) in plain(section["heading"])


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_number_changes_the_facts_of_its_sentence_only(name: str) -> None:
    before = original(name)
    changed = [row for row in before["money"] if not in_heading(before, row)]
    for row in changed[::3]:
        after = read_paper(inserted(text_of(name), row["source_start"], "9"))
        elsewhere = [other for other in before.facts if other["sentence"] != row["sentence"]]
        assert {other["quantity_id"] for other in elsewhere} <= set(fact_ids(after))
        assert row["quantity_id"] not in fact_ids(after)
        assert section_ids(after) == section_ids(before)


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_heading_changes_its_section_and_those_below(name: str) -> None:
    before = original(name)
    for section in numbered(before)[::5]:
        place = before.source.text.index(section["heading"][:2], section["source_start"])
        after = read_paper(inserted(text_of(name), place, "全面"))
        touched = below(before, section["section_id"])
        assert set(section_ids(before)) - set(section_ids(after)) == touched
        assert set(fact_ids(before, outside=touched)) <= set(fact_ids(after))


@pytest.mark.parametrize("name", NAMES)
def test_a_paragraph_put_in_front_of_the_text_changes_no_later_id(name: str) -> None:
    before = original(name)
    first = numbered(before)[0]
    paragraph = "为便于执行，现将背景说明如下。本市已有企业 77 家。\n\n"
    after = read_paper(inserted(text_of(name), first["source_start"], paragraph))
    later = [row for row in before["sections"] if row["source_start"] >= first["source_start"]]
    assert {row["section_id"] for row in later} <= set(section_ids(after))
    assert set(fact_ids(before)) <= set(fact_ids(after))
    assert [row["doc_id"] for row in after["documents"]] == [row["doc_id"] for row in before["documents"]]


def test_offsets_are_no_part_of_an_id() -> None:
    before, after = original("004-07"), read_paper("\n\n\n" + text_of("004-07"))
    for table in ("sections", *FACTS):
        key = "section_id" if table == "sections" else "quantity_id"
        assert [row[key] for row in after[table]] == [row[key] for row in before[table]]
