"""The compilation with something taken out or put in: the other policies stay what they were."""

from __future__ import annotations

import pytest

from tests.parsers.metamorphic.alike import fact, plain, text_of
from tests.parsers.whole import COMPILATION, Reading, corpus_text, read_corpus, read_paper

LINES = corpus_text(COMPILATION).split("\n")
CONTENTS = slice(25, 115)  # lines 26 to 115
FRONT = slice(0, 25)
EXTRA = text_of("000")
EXTRA_TITLE = "厦门市新一代人工智能产业发展行动计划（2019-2021）"


def described(reading: Reading) -> dict[str, tuple[list[object], list[object]]]:
    """Return the facts and the outline of each policy by its title."""
    policies: dict[str, tuple[list[object], list[object]]] = {}
    for document in reading["documents"]:
        rows = [row for row in reading["sections"] if row["doc_id"] == document["doc_id"]]
        outline: list[object] = [(row["kind"], row["path"], row["depth"], plain(row["heading"])) for row in rows]
        found: list[object] = [fact(row) for row in reading.facts if row["doc_id"] == document["doc_id"]]
        policies[document["title"]] = (found, outline)
    return policies


def without(part: slice) -> str:
    lines = list(LINES)
    del lines[part]
    return "\n".join(lines)


def test_without_its_table_of_contents() -> None:
    assert described(read_paper(without(CONTENTS))) == described(read_corpus(COMPILATION))


def test_without_cover_and_preface() -> None:
    assert described(read_paper(without(FRONT))) == described(read_corpus(COMPILATION))


@pytest.mark.parametrize("contents", [True, False], ids=["with contents", "without contents"])
def test_with_one_more_policy_in_front(contents: bool) -> None:
    first = 116  # line 117 is the first policy's title
    lines = [*(LINES[:first] if contents else LINES[FRONT]), EXTRA, "", *LINES[first:]]
    changed, before = described(read_paper("\n".join(lines))), described(read_corpus(COMPILATION))
    added = set(changed) - set(before)
    assert {title: changed[title] for title in before} == before
    assert len(added) == 1, added


@pytest.mark.parametrize("position", [1, 8, 20, 33])
def test_with_one_policy_less(position: int) -> None:
    reading = read_corpus(COMPILATION)
    gone = reading["documents"][position - 1]
    first, last = reading.lines_of(gone)
    changed = described(read_paper("\n".join(LINES[: first - 1] + LINES[last:])))
    wanted = described(reading)
    del wanted[gone["title"]]
    assert changed == wanted


@pytest.mark.parametrize("position", range(1, 34))
def test_a_policy_alone_is_what_it_is_in_the_compilation(position: int) -> None:
    reading = read_corpus(COMPILATION)
    document = reading["documents"][position - 1]
    first, last = reading.lines_of(document)
    alone = read_paper("\n".join(LINES[first - 1 : last]))
    assert [row["title"] for row in alone["documents"]] == [document["title"]]
    assert described(alone)[document["title"]] == described(reading)[document["title"]]
