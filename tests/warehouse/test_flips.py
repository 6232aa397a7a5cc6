"""Which load is live after a log of flips."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import SourceStatus
from warehouse.flips import live_loads
from warehouse.records import Flip, FlipStatus

SOURCE = "ab" * 10


def flip(load: str, previous: str | None, status: FlipStatus = FlipStatus.LIVE, **more: str) -> Flip:
    return Flip(SOURCE, load, f"revision of {load}", previous, status, "run", **more)


QUARANTINED, WITHDRAWN = FlipStatus.QUARANTINED, FlipStatus.WITHDRAWN


@pytest.mark.parametrize(
    ("log", "load", "good", "revision"),
    [
        ([flip("1", None)], "1", True, "1"),
        ([flip("1", None), flip("2", "1")], "2", True, "2"),
        ([flip("1", None, QUARANTINED)], "1", False, "1"),
        ([flip("1", None, QUARANTINED), flip("2", None)], "2", True, "2"),
        ([flip("1", None), flip("2", "1", QUARANTINED)], "1", True, "2"),
        ([flip("1", None), flip("2", "1", QUARANTINED), flip("3", "1")], "3", True, "3"),
        ([flip("1", None), flip("2", "1"), flip("3", "1")], "2", True, "2"),
        ([flip("1", None), flip("2", None)], "1", True, "1"),
        ([flip("1", None), flip("2", "1"), flip("3", "1", QUARANTINED)], "2", True, "2"),
        ([flip("1", None), flip("2", "1"), flip("3", "2", WITHDRAWN)], "1", True, "3"),
        ([flip("1", None), flip("2", "1", WITHDRAWN)], "2", False, "2"),
        ([flip("1", None), flip("2", "1", WITHDRAWN), flip("3", None)], "3", True, "3"),
    ],
    ids=[
        "first",
        "newer",
        "failed",
        "failed then good",
        "failed keeps the last good",
        "failed in between",
        "void: the load it expects was replaced",
        "void: it expects none but there is one",
        "void: a slow failure says nothing of the newer load",
        "withdrawn uncovers the load before",
        "withdrawn leaves none",
        "good after withdrawn",
    ],
)
def test_live_load(log: list[Flip], load: str, good: bool, revision: str) -> None:
    live = live_loads(log)[SOURCE]
    assert (live.load_id, live.good, live.revision) == (load, good, f"revision of {revision}")


def test_status_and_error_are_of_the_newest_attempt() -> None:
    log = [flip("1", None), flip("2", "1", QUARANTINED, error_code="empty", error_message="It is empty.")]
    live = live_loads(log)[SOURCE]
    assert (live.status, live.error_code, live.error_message) == (SourceStatus.QUARANTINED, "empty", "It is empty.")
    assert live.good_load == "1"


def test_a_source_whose_only_flip_is_void_is_not_known() -> None:
    assert live_loads([flip("2", "1")]) == {}


@given(st.lists(st.tuples(st.sampled_from([None, *"0123"]), st.sampled_from(FlipStatus)), max_size=12))
def test_void_flips_can_be_left_out(steps: list[tuple[str | None, FlipStatus]]) -> None:
    log = [flip(str(number), previous, status) for number, (previous, status) in enumerate(steps)]
    valid: list[Flip] = []
    for one in log:
        before = live_loads(valid).get(SOURCE)
        if one.expected_previous == (before.good_load if before else None):
            valid.append(one)
    assert live_loads(log) == live_loads(valid)


@given(st.permutations(["ab" * 10, "cd" * 10, "ef" * 10]))
def test_sources_do_not_touch_each_other(sources: list[str]) -> None:
    log = [replace(flip("1", None), source_id=source) for source in sources]
    assert {load.source_id for load in live_loads(log).values()} == set(sources)
