"""Results of checks as entries to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flows.past import run_entries
from schemas.tables import TABLES

if TYPE_CHECKING:
    from schemas.errors import PolicyError
    from warehouse import Warehouse
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


def damage_entries(damages: Iterable[PolicyError]) -> list[dict[str, Any]]:
    """Return one entry for each damaged file, with the columns of a check's."""
    return [
        {"table": None, "check": damage.code.value, "holds": "no", "rows": None, "sample": damage.message}
        for damage in damages
    ]


def check_page(warehouse: Warehouse, results: Sequence[CheckResult]) -> str:
    """Return the results as one HTML page: what does not hold first, then every check by table, then the runs."""
    from jinja2 import Environment, PackageLoader

    entries = sorted(check_entries(results), key=lambda entry: (entry["table"], entry["check"]))
    environment = Environment(loader=PackageLoader("flows", "templates"), autoescape=True, trim_blocks=True)
    return environment.get_template("check.html").render(
        made=f"{warehouse.clock():%Y-%m-%d %H:%M} UTC",
        published=warehouse.published.resolve().name,
        total=len(entries),
        broken=[entry for entry in entries if entry["holds"] == "no"],
        tables=[(name, list(group)) for name, group in groupby(entries, key=lambda entry: entry["table"])],
        titles={name: (spec.en, spec.zh) for name, spec in TABLES.items()},
        runs=list(reversed(run_entries(warehouse))),
    )


def table_summary(results: Sequence[CheckResult]) -> list[dict[str, Any]]:
    """Return one entry a table: how many checks there are, and how many hold."""
    ordered = sorted(results, key=lambda result: result.check.table)
    groups = {name: list(group) for name, group in groupby(ordered, key=lambda result: result.check.table)}
    return [
        {"table": name, "checks": len(group), "hold": sum(result.success for result in group)}
        for name, group in groups.items()
    ]
