"""What a document was called before, and of what it is a duplicate."""

from typing import Any

import pytest

from warehouse.identity import duplicates, normalised, previous_ids


def document(doc_id: str, title: str, number: str | None, *, start: int = 0, end: int = 10, **more: Any) -> Any:
    return {
        "doc_id": doc_id,
        "title": title,
        "doc_number": number,
        "source_uri": "a",
        "position": 1,
        "source_start": start,
        "source_end": end,
        "previous_doc_id": None,
        "text_sketch": None,
        **more,
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("榕政办〔2020〕15号", "榕政办[2020] 15 号"),
        ("榕政办〔2020〕15号", "榕政办【２０２０】１５号"),
        ("若干 措施", "若干\n措施"),
    ],
)
def test_spellings_of_one_number_or_title(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_the_later_source_is_the_duplicate() -> None:
    rows = [document("x", "甲", "1号", source_uri="b"), document("y", "甲", "1号", source_uri="a")]
    assert duplicates(rows) == {"x": "y"}


def test_within_a_source_the_later_position_is_the_duplicate() -> None:
    rows = [document("x", "甲", "1号", position=2), document("y", "甲", "1号"), document("z", "甲", "1号", position=3)]
    assert duplicates(rows) == {"x": "y", "z": "y"}


@pytest.mark.parametrize(("title", "number"), [("甲", "2号"), ("乙", "1号"), ("甲", None)])
def test_number_and_title_must_both_agree(title: str, number: str | None) -> None:
    assert duplicates([document("x", "甲", "1号"), document("y", title, number, position=2)]) == {}


def test_titles_alone_recur() -> None:
    assert duplicates([document("x", "甲", None), document("y", "甲", None, position=2)]) == {}


PHRASES = [f"{number:08x}" for number in range(40)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (PHRASES[:32], PHRASES[:32], True),
        (PHRASES[:32], PHRASES[3:35], True),  # a copy without its notice
        (PHRASES[:32], PHRASES[20:40], False),  # the same report of another year
        (PHRASES[:32], [], False),
    ],
)
def test_a_copy_without_a_number_has_its_title_and_nearly_its_text(
    one: list[str], other: list[str], same: bool
) -> None:
    numbered = document("x", "甲《乙》办法", "1号", text_sketch=" ".join(one))
    copy = document("y", "甲乙办法", None, position=2, text_sketch=" ".join(other))
    assert duplicates([numbered, copy]) == ({"y": "x"} if same else {})
    assert duplicates([numbered, copy | {"doc_number": "2号"}]) == {}


def test_a_corrected_title_keeps_the_way_back() -> None:
    assert previous_ids([document("old", "甲", "1号")], [document("new", "乙", "1号")]) == {"new": "old"}


def test_a_corrected_number_keeps_the_way_back() -> None:
    assert previous_ids([document("old", "甲", None)], [document("new", "甲", "1号")]) == {"new": "old"}


def test_an_unrelated_document_has_no_way_back() -> None:
    assert previous_ids([document("old", "甲", "1号")], [document("new", "乙", "2号")]) == {}


def test_a_document_that_is_still_there_is_nobodys_predecessor() -> None:
    old = [document("old", "甲", "1号")]
    assert previous_ids(old, [*old, document("new", "甲", "2号", start=20, end=30)]) == {}


def test_what_was_known_stays_known() -> None:
    old = [document("new", "乙", "1号", previous_doc_id="old")]
    assert previous_ids(old, [document("new", "乙", "1号")]) == {"new": "old"}


def test_of_several_the_one_at_the_same_place() -> None:
    old = [document("far", "甲", "1号", start=50, end=90), document("near", "甲", "2号", start=0, end=40)]
    assert previous_ids(old, [document("new", "甲", "3号", start=5, end=45)]) == {"new": "near"}


def test_no_document_has_two_successors() -> None:
    new = [document("n1", "甲", "1号", start=0, end=5), document("n2", "甲", "2号", start=5, end=9)]
    assert previous_ids([document("old", "甲", None)], new) == {"n1": "old"}
