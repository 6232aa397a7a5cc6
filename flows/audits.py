"""Results of checks as entries to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.records import CheckResult


def check_entries(results: Iterable[CheckResult]) -> list[dict[str, Any]]:
    """Return one entry a check: what it is, whether it holds, how many rows break it, and some of their values."""
    return [
        {
            "table": result.check.table,
            "check": result.check.name.removeprefix(f"{result.check.table}."),
            "holds": "yes" if result.success else "no",
            "rows": result.unexpected_count,
            "sample": result.sample,
        }
        for result in results
    ]


def table_summary(results: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Return one entry a table: how many checks there are, and how many hold."""
    ordered = sorted(results, key=lambda result: result.check.table)
    groups = {name: list(group) for name, group in groupby(ordered, key=lambda result: result.check.table)}
    return [
        {"table": name, "checks": len(group), "hold": sum(result.success for result in group)}
        for name, group in groups.items()
    ]
