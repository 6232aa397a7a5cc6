"""Figures of indicator tables: the metric from the row, the year from the heading, the unit from its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.facts.cut_rows import Cell
from parsers.facts.grids import YEAR, Grid
from parsers.facts.target_years import PLANS, Calendar, plan_end
from parsers.facts.view import FactRows, PolicyView
from parsers.lexicon import words
from parsers.quantities import find_quantities
from parsers.quantities.patterns import alternation
from schemas.records import Quantity
from schemas.vocabulary import Certainty, QuantityKind, TargetStatus

_DIGITS = "[0-9０-９][0-9０-９.．,，]*"
_NUMBER = re.compile(
    r"(?P<before>[≥≤><＞＜约超近]?|[^0-9０-９\s]{0,4})\s*"
    rf"(?P<number>{_DIGITS}(?:[-—–~～至]{_DIGITS})?[万亿]*)(?P<after>.{{0,12}})"
)
_LEAD = "为"  # a number that opens a line could be one of a heading
_UNIT_IN_NAME = re.compile(r"[（(](?P<unit>[^（）()0-9]{1,8})[）)]$")
_ORDINAL = re.compile(r"^[0-9]{1,2}[.．、]\s*(?![0-9])")
_LEVELS = re.compile("/(?![^（(]*[）)])")  # between a merged cell's words and a row's own; not in （微克/立方米）
_PLAN = re.compile(f"“?十(?P<plan>[{PLANS}])五”?")
_RATE_UNIT = re.compile("/[一-龥]{1,4}")
_MEASURE = "平方米"  # a unit that any number may have, so that the words around a mere number are read
_NO_UNIT = re.compile("[—－–/-]*")
_SHARE_UNITS = {QuantityKind.PERCENT: "%", QuantityKind.PERMILLE: "‰", QuantityKind.POINT: "百分点"}

NamedRow = tuple[int, str | None, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures of one year."""

    year: int
    status: TargetStatus


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of an indicator table: what is measured, in what unit."""

    table_id: str
    metric: str
    unit: str | None


def add_indicators(view: PolicyView, rows: FactRows, grid: Grid, table_id: str, named: Sequence[NamedRow]) -> None:
    """Add a row of `targets` for each figure of an indicator table."""
    columns = _columns(view, grid)
    if not columns:
        return
    units = [column for column in range(grid.width) if grid.column_header(column) in words("tables", "headers.unit")]
    for _, row_header, row in named:
        if row_header is None:
            continue
        metric, printed = _split_unit(_ORDINAL.sub("", _LEVELS.split(row_header)[-1]))
        unit = next((cell.text for cell in row if cell.column in units), printed)
        for cell in row:
            if cell.column in columns:
                _add(view, rows, cell, columns[cell.column], Indicator(table_id, metric, unit))


def _columns(view: PolicyView, grid: Grid) -> dict[int, Column]:
    """Return the columns headed by one year, with what their figures are."""
    current = Calendar(view).current
    columns: dict[int, Column] = {}
    for column in range(grid.width):
        header = grid.column_header(column) or ""
        years = {int(match.group()) for match in YEAR.finditer(header)} or _plan_years(header)
        if len(years) == 1 and not _any("headers.changes").search(header):
            year = years.pop()
            columns[column] = Column(year, _status(header, year, current))
    return columns


def _plan_years(header: str) -> set[int]:
    """Return the last years of the plans that a heading names: “十三五”末, “十四五”目标."""
    return {plan_end(match["plan"]) for match in _PLAN.finditer(header)}


@cache
def _any(key: str) -> re.Pattern[str]:
    return re.compile(alternation(words("tables", key)))


def _status(header: str, year: int, current: int | None) -> TargetStatus:
    if _any("headers.actual").search(header):
        return TargetStatus.ACTUAL
    if _any("headers.target").search(header) or current is None:
        return TargetStatus.TARGET
    return TargetStatus.ACTUAL if year < current else TargetStatus.TARGET


def _split_unit(name: str) -> tuple[str, str | None]:
    """Return a metric without the unit printed behind it in brackets, and that unit."""
    found = _UNIT_IN_NAME.search(name)
    if found is None:
        return name, None
    scaled = find_quantities(f"1{found['unit']}")
    rest = found["unit"][scaled[0].end - 1 :] if scaled else "?"
    known = not rest or _RATE_UNIT.fullmatch(rest)
    return (name[: found.start()], found["unit"]) if known else (name, None)


def _add(view: PolicyView, rows: FactRows, cell: Cell, column: Column, row: Indicator) -> None:
    found = _NUMBER.match(cell.text)
    quantity = _read(found, row.unit) if found else None
    if found is None or quantity is None:
        return
    start, end = cell.start + found.start("number"), cell.start + found.end("number")
    if cell.end - cell.start != len(cell.text):  # a page's end cuts the cell
        start, end = cell.start, cell.end
    rows.add(
        "targets",
        start,
        end,
        *(row.metric, column.year, cell.text),
        table_id=row.table_id,
        metric=row.metric,
        value_min=quantity.minimum,
        value_max=quantity.maximum,
        unit=_SHARE_UNITS.get(quantity.kind, quantity.unit or None),
        comparator=quantity.comparator.value,
        year=column.year,
        status=column.status.value,
        certainty=Certainty.CARRIED.value,
        carried_from=rows.section_id(view.section_at(cell.start)),
        quote=found["number"],
        sentence=cell.text,
    )


def _read(found: re.Match[str], unit: str | None) -> Quantity | None:
    """Return the quantity a cell says: with the unit printed in it, else that of its row, else a mere number."""
    before, number, after = f"{_LEAD}{found['before']}", found["number"], found["after"]
    own = _scan(before, number + after)
    if own is not None:
        return own
    unit = None if unit is None or _NO_UNIT.fullmatch(unit) else unit
    for word in filter(None, (unit, _MEASURE)):
        read = _scan(before, f"{number}{word}{after}")
        if read is not None:
            return read if word == unit else replace(read, unit=unit or "")
    return None


def _scan(before: str, words_from_number: str) -> Quantity | None:
    """Return the quantity whose number begins where the second string does."""
    found = find_quantities(before + words_from_number)
    return found[0] if found and found[0].start <= len(before) else None
