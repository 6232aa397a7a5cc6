"""Test cases of other projects, read with their conventions converted to ours; see peer_cases/README.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from parsers.quantities import find_quantities
from schemas.records import Quantity
from schemas.vocabulary import Comparator, QuantityKind

FOLDER = Path(__file__).parent / "peer_cases"
KINDS = {
    "money": {"money"},
    "percent": {"percent", "permille"},
    "percent_point": {"point"},
    "ratio": {"ratio", "fraction", "multiple"},
}
TESTED = {"money": {"money"}, "percent": {"percent", "permille", "point"}, "ratio": {"ratio", "fraction"}}


@dataclass(frozen=True)
class Case:
    file: str
    data: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.file, self.data["id"]


def load_cases() -> list[Case]:
    return [
        Case(path.stem, json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def load_exclusions() -> dict[tuple[str, str], str]:
    lines = (FOLDER / "excluded.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(file, case): reason for file, case, reason in rows}


CASES = load_cases()
EXCLUDED = load_exclusions()


def same(value: Decimal, expected: str | None, scale: int = 1) -> bool:
    """Compare to the twelve places that a column holds; an open bound of the peer is not asserted."""
    return expected is None or abs(Fraction(value) - Fraction(expected) * scale) < Fraction(1, 10**11)


def agrees(found: Quantity, expected: dict[str, Any]) -> bool:
    kind, comparator = expected["kind"], expected["cmp"]
    scale = 100 if kind == "percent_point" else 1
    if found.kind.value not in KINDS[kind] or (expected["currency"] and found.unit != expected["currency"]):
        return False
    if comparator == "range_approx" and found.comparator is Comparator.GT:  # 3000多: the peer guesses an upper end
        return same(found.minimum, expected["min"])
    meant = {"range_approx": {"range", "approx"}}.get(comparator, {comparator})
    ends = same(found.minimum, expected["min"], scale) and same(found.maximum, expected["max"], scale)
    return ends and found.comparator.value in meant


@pytest.mark.parametrize("case", [case for case in CASES if case.key not in EXCLUDED], ids=lambda case: str(case.key))
def test_peer_case_is_read_as_its_author_meant(case: Case) -> None:
    tested = {kind for name in case.data["tests"] for kind in TESTED[name]}
    found = [item for item in find_quantities(case.data["text"]) if item.kind.value in tested]
    assert len(found) == len(case.data["expected"]), found
    for item, expected in zip(found, case.data["expected"], strict=True):
        assert agrees(item, expected), (item, expected)
        assert item.start < expected["end"]
        assert expected["start"] < item.end


def test_every_exclusion_names_a_case_and_a_reason() -> None:
    assert set(EXCLUDED) <= {case.key for case in CASES}
    assert all(reason.strip() for reason in EXCLUDED.values())


@pytest.mark.parametrize("key", sorted(EXCLUDED), ids=str)
def test_excluded_case_is_not_read_as_its_author_meant(key: tuple[str, str]) -> None:
    """An exclusion that is no longer needed must leave the list."""
    case = next(case for case in CASES if case.key == key)
    found = [item for item in find_quantities(case.data["text"]) if item.kind is not QuantityKind.COUNT]
    expected = case.data["expected"]
    assert len(found) != len(expected) or not all(map(agrees, found, expected))
