"""Watching the roots: what makes a run due, and which files it leaves for the next."""

from __future__ import annotations

import os
from pathlib import Path
from time import time

import pytest

from flows.discover import discover
from flows.settings import load_settings
from flows.watch import MOST_LOOKS, Watch, at_rest, glance

A, B = Path("a.txt"), Path("b.txt")
OLD, NEW, NEWER = (1, 1), (2, 2), (3, 3)


def looks(*glances):
    """A watch that sees these, one after the other."""
    return Watch(iter(glances).__next__)


@pytest.mark.parametrize(
    ("glances", "due"),
    [
        ([{}, {}], [False, False]),
        ([{A: OLD}, {A: OLD}, {A: OLD}], [False, True, False]),  # what is there at the beginning
        ([{A: OLD}, {A: NEW}, {A: NEW}, {A: NEW}], [False, False, True, False]),  # still growing at the second look
        ([{A: OLD}, {A: OLD}, {A: NEW}, {A: NEW}], [False, True, False, True]),
        ([{A: OLD}, {A: OLD}, {}, {}, {}], [False, True, False, True, False]),  # a file went
        ([{A: OLD}, {A: OLD}, {}, {A: OLD}, {A: OLD}], [False, True, False, False, False]),  # and was there again
        ([{A: OLD}, {A: OLD, B: OLD}, {A: OLD, B: NEW}, {A: OLD, B: NEW}], [False, False, False, True]),  # in one run
    ],
)
def test_a_run_is_due_when_a_change_has_come_to_rest(glances, due):
    watch, said = looks(*glances), []
    for _ in glances:
        said.append(watch.is_due())
        if said[-1]:
            watch.took()
    assert said == due


def test_a_run_that_could_not_begin_stays_due():
    watch = looks(*[{A: OLD}] * 4)
    assert [watch.is_due() for _ in range(4)] == [False, True, True, True]


def test_a_file_that_never_rests_does_not_hold_up_the_others():
    watch = looks(*({A: OLD, B: (turn, turn)} for turn in range(3 * MOST_LOOKS)))
    due = []
    for turn in range(3 * MOST_LOOKS - 1):
        if watch.is_due():
            due.append(turn)
            watch.took()
    assert due == [MOST_LOOKS]


def test_what_was_not_at_rest_when_a_run_began_makes_another_due():
    busy = [{A: OLD, B: (turn, turn)} for turn in range(MOST_LOOKS + 1)]
    watch = looks(*busy, busy[-1], busy[-1])
    due = []
    for _ in range(MOST_LOOKS + 3):
        due.append(watch.is_due())
        if due[-1]:
            watch.took()
    assert due[-3:] == [True, True, False]  # A alone, then B, then nothing


def test_papers_and_their_corrections_are_watched_and_nothing_else(papers):
    (papers / "notes.xlsx").touch()
    (papers / "福州" / "通知.md.corrections.toml").touch()
    (papers / "gone.txt").symlink_to(papers / "nowhere")
    assert {path.name for path in glance(load_settings())} == {"通知.txt", "通知.md", "通知.md.corrections.toml"}


def test_a_root_that_is_away_is_seen_as_empty(papers):
    papers.rename(papers.parent / "elsewhere")
    assert glance(load_settings()) == {}


def age(folder: Path, seconds: float) -> None:
    for path in folder.rglob("*.*"):
        os.utime(path, (time() - seconds,) * 2)


def no_pause(seconds: float) -> None:
    raise AssertionError("nothing is to be waited for")


def test_old_files_are_taken_at_once_and_a_growing_one_is_left(papers):
    age(papers, 1000)
    found = discover(load_settings())
    assert at_rest(found, 300, no_pause) == found
    growing = papers / "福州" / "通知.md"
    growing.write_text("一、", "utf-8")
    left = at_rest(found, 300, lambda _: growing.write_text("一、奖励 5 万元。", "utf-8"))
    assert left.waiting == ("papers/福州/通知.md",)
    assert [source.uri for source in left.sources] == ["papers/厦门/通知.txt"]


@pytest.mark.parametrize("seconds", [0, -100_000])
def test_a_young_file_that_rests_is_taken_whatever_the_clock_of_its_drive(papers, seconds):
    age(papers, seconds)
    found, waited = discover(load_settings()), []
    assert at_rest(found, 300, waited.append) == found
    assert waited == [300]


def test_without_a_time_to_rest_nothing_is_waited_for(papers):
    age(papers, -100_000)
    found = discover(load_settings())
    assert at_rest(found, 0, no_pause).sources == found.sources


def test_a_file_that_goes_meanwhile_is_left(papers):
    found = discover(load_settings())
    left = at_rest(found, 300, lambda _: (papers / "厦门" / "通知.txt").unlink())
    assert left.waiting == ("papers/厦门/通知.txt",)
