"""Heading markers, one case a line: text, kind (- for none, with ? where it may be running text), marker, number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.markers import Marker, han_to_int, is_attachment_list, is_preface, numeral_to_int, read_marker
from tests.parsers.cases_of import cases
from tests.parsers.strategies import MARKERS, headings, wild_texts

DIGITS = "零一二三四五六七八九"


def described(marker: Marker | None) -> tuple[str, str, str]:
    if marker is None:
        return "-", "", ""
    return marker.kind.value + "?" * marker.bare, marker.text, str(marker.ordinal or "")


@pytest.mark.parametrize(("text", "kind", "printed", "ordinal"), cases("markers", 4))
def test_marker_of_a_line(text: str, kind: str, printed: str, ordinal: str) -> None:
    assert described(read_marker(text)) == (kind, printed, ordinal)


@given(st.sampled_from(sorted(MARKERS)), st.integers(1, 10), headings)
def test_a_printed_marker_is_read_whole(kind: str, ordinal: int, heading: str) -> None:
    printed = MARKERS[kind](ordinal)
    marker = read_marker(printed + heading)
    assert marker is not None
    assert (marker.kind.value, marker.ordinal, marker.end) == (kind, ordinal, len(printed))
    assert not marker.bare


@given(wild_texts, st.integers(0, 5))
def test_a_marker_lies_in_its_text(text: str, start: int) -> None:
    marker = read_marker(text, start)
    if marker is not None:
        assert text[start:].strip().startswith(marker.text)
        assert start + len(marker.text) <= marker.end <= len(text)


def spelled(number: int) -> str:
    """Spell a number from 1 to 999 as numbering does: 十一, 二十, 一百零五, 一百一十二."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def test_every_spelled_number_is_read() -> None:
    numbers = range(1, 1000)
    assert [han_to_int(spelled(number)) for number in numbers] == list(numbers)
    assert [numeral_to_int(str(number)) for number in numbers] == list(numbers)


@pytest.mark.parametrize(("numeral", "value"), [("廿三", 23), ("卅", 30), ("一〇", 10), ("１２", 12), ("十 二", 12)])
def test_another_spelling_is_read(numeral: str, value: int) -> None:
    assert numeral_to_int(numeral) == value


@pytest.mark.parametrize("text", ["附件：1.任务分工表", "附 件: 任务分工表"])
def test_a_list_of_attachments_is_no_heading(text: str) -> None:
    assert is_attachment_list(text)


@pytest.mark.parametrize("text", ["附件", "附件1", "附件：", "附件齐全：是"])
def test_a_heading_of_an_attachment_is_no_list(text: str) -> None:
    assert not is_attachment_list(text)


@pytest.mark.parametrize(("text", "expected"), [("前言", True), ("前 言", True), ("引  言", True), ("前言部分", False)])
def test_preface(text: str, expected: bool) -> None:
    assert is_preface(text) is expected
