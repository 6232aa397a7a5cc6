"""Figures of indicator tables: the metric from the row, the year from the heading, the unit from its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.facts.cut_rows import Cell
from parsers.facts.grids import YEAR, Grid
from parsers.facts.target_years import Calendar
from parsers.facts.view import FactRows, PolicyView
from parsers.facts.word_patterns import any_word
from parsers.facts.year_words import PLANS, plan_end
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.quantities import find_quantities
from schemas.records import Quantity
from schemas.vocabulary import Certainty, QuantityKind, TargetStatus

_DIGITS = "[0-9０-９][0-9０-９.．,，]*"
_NUMBER = LatePattern(
    r"(?P<before>[≥≤><＞＜约超近]?|[^0-9０-９\s]{0,4})\s*"
    rf"(?P<number>{_DIGITS}(?:[-—–~～至]{_DIGITS})?[万亿]*)(?P<after>.{{0,12}})"
)
_LEAD = "为"  # a number that opens a line could be one of a heading
_UNIT_IN_NAME = LatePattern(
    r"[（(](?P<unit>[^（）()0-9]{1,8}|[^（）()0-9]{0,4}/[^（）()]{1,8}|每秒[^（）()0-9]{1,12})[）)]$"
)
_COMPARED = re.compile(rf"[比较]\s*(?:(?:19|20)[0-9]{{2}}\s*年(?:底|末)?|“?十[{PLANS}]五”?(?:时期|期间|末)?)")
_OBSERVED = re.compile(r"[（(]\s*(?P<year>(?:19|20)[0-9]{2})\s*年?\s*[）)]$")
_AMONG = re.compile("^其中[:：]?")
_BRACKETS = "〔[［【"
_ORDINAL = re.compile(r"^[0-9]{1,2}[.．、]\s*(?![0-9])")
_LEVELS = re.compile("/(?![^（(]*[）)])")  # between a merged cell's words and a row's own; not in （微克/立方米）
_PLAN = re.compile(f"“?十(?P<plan>[{PLANS}])五”?")
_RATE_UNIT = LatePattern("[一-龥]{0,4}/[0-9一-龥]{1,8}|每秒[一-龥]+|[一-龥]+每秒")
_MEASURE = "平方米"  # a unit that any number may have, so that the words around a mere number are read
_NO_UNIT = re.compile("[—－–/-]*")
_MOST_STEPS = 3  # years that a plan without a base year aims at: 2025, 2030, 2035
_SHARE_UNITS = {QuantityKind.PERCENT: "%", QuantityKind.PERMILLE: "‰", QuantityKind.POINT: "百分点"}

NamedRow = tuple[int, str | None, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures of one year, or of changes up to it."""

    year: int
    status: TargetStatus
    changes: bool = False
    yearly: bool = False


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
    above: str | None = None
    for _, row_header, row in named:
        if row_header is None:
            continue
        name = _ORDINAL.sub("", _LEVELS.split(row_header)[-1])
        metric, printed = _split_unit(_AMONG.sub("", name))
        unit = next((cell.text for cell in row if cell.column in units), printed)
        if _AMONG.match(name):
            unit = unit or above  # 铁路营业里程（万公里）, 其中：高速铁路营业里程
        above = unit
        for cell in _figures(row, columns):
            _add(view, rows, cell, columns[cell.column], Indicator(table_id, metric, unit))


def _figures(row: Sequence[Cell], columns: dict[int, Column]) -> list[Cell]:
    """Return the cells of a row that say a figure: a change only where no value is aimed at."""
    aims = [cell for cell in row if cell.column in columns and _is_aim(columns[cell.column])]
    valued = any(_NUMBER.match(cell.text) for cell in aims)
    return [cell for cell in row if cell.column in columns and not (columns[cell.column].changes and valued)]


def _is_aim(column: Column) -> bool:
    return column.status is TargetStatus.TARGET and not column.changes


def _columns(view: PolicyView, grid: Grid) -> dict[int, Column]:
    """Return the columns headed by one year, and those of changes, with what their figures are."""
    headers = [grid.column_header(column) or "" for column in range(grid.width)]
    years = {column: _year_of(header) for column, header in enumerate(headers)}
    known = [year for year in years.values() if year is not None]
    begun = _begun(grid, headers, known)
    columns = {
        column: Column(year, _status(view, headers[column], year, known, begun))
        for column, year in years.items()
        if year is not None
    }
    last = max((column.year for column in columns.values() if _is_aim(column)), default=None)
    for column, header in enumerate(headers):
        if last is not None and column not in columns and any_word("tables", "headers.spans").search(header):
            columns[column] = Column(last, TargetStatus.TARGET, changes=True, yearly="年均" in header)
    return columns


def _year_of(header: str) -> int | None:
    """Return the one year that a header names; None for a header of changes, or of several years."""
    years = {int(match.group()) for match in YEAR.finditer(header)} or _plan_years(header)
    return years.pop() if len(years) == 1 and not any_word("tables", "headers.changes").search(header) else None


def _plan_years(header: str) -> set[int]:
    """Return the last years of the plans that a heading names: “十三五”末, “十四五”目标."""
    return {plan_end(match["plan"]) for match in _PLAN.finditer(header)}


def _begun(grid: Grid, headers: Sequence[str], years: Sequence[int]) -> int | None:
    """Return the year that the others start from, in a paper that does not say from when it is.

    It is the first of two where the table says so (2020年末, a column 属性), else both may be aims (2025年, 2030年);
    and the first of many (2013, 2015, 2020, 2025).
    """
    first = min(years, default=None)
    if first is None or len(set(years)) > _MOST_STEPS:
        return first
    if len(set(years)) != 2:
        return None
    heads = [header for header in headers if _year_of(header) == first]
    says = any(any_word("tables", "headers.from").search(header) for header in heads)
    kinds = words("tables", "headers.kinds")
    sorted_out = any(any_word("tables", "headers.kinds").search(header) for header in headers) or any(
        cell.text in kinds for row in grid.rows[grid.headings :] for cell in row
    )
    return first if says or sorted_out else None


def _status(view: PolicyView, header: str, year: int, years: Sequence[int], begun: int | None) -> TargetStatus:
    """Return what the figures of a year are: as its header says, else observed before the paper's time or its plan's.

    Where the paper does not say from when it is, only `begun` is observed, the year that the other starts from.
    """
    if any_word("tables", "headers.actual").search(header):
        return TargetStatus.ACTUAL
    if any_word("tables", "headers.target").search(header):
        return TargetStatus.TARGET
    current, start = Calendar(view).current, view.metadata.plan_start_year
    meta = view.metadata
    if year == begun and not (meta.issued_date or meta.printed_date or meta.effective_date):
        return TargetStatus.ACTUAL  # 2022年 beside 2035年 in a plan of 2022—2035
    if current is None:
        return TargetStatus.TARGET
    later = min((other for other in years if other > year), default=year)
    closing = year == current and start is None and later > year + 1  # 2013, 2015, 2020, 2025 in a paper of 2015
    return TargetStatus.ACTUAL if closing or year < max(current, start or 0) else TargetStatus.TARGET


def _split_unit(name: str) -> tuple[str, str | None]:
    """Return a metric without the unit printed behind it in brackets, and that unit."""
    found = _UNIT_IN_NAME.search(name)
    if found is None:
        return name, None
    if found["unit"] in words("tables", "units.scales"):
        return name[: found.start()], found["unit"]
    scaled = find_quantities(f"1{found['unit']}")
    counted = scaled and not found["unit"].startswith("/")  # （/10万） is no hundred thousandth
    rest = found["unit"][scaled[0].end - 1 :] if counted else found["unit"]
    known = not rest or _RATE_UNIT.fullmatch(rest) or "/" in found["unit"]
    return (name[: found.start()], found["unit"]) if known else (name, None)


def _add(view: PolicyView, rows: FactRows, cell: Cell, column: Column, row: Indicator) -> None:
    compared = _COMPARED.match(cell.text)
    found = _NUMBER.match(cell.text, compared.end() if compared else 0)
    quantity = _read(found, row.unit) if found else None
    if found is None or quantity is None:
        return
    start, end = cell.start + found.start("number"), cell.start + found.end("number")
    if cell.end - cell.start != len(cell.text):  # a page's end cuts the cell
        start, end = cell.start, cell.end
    observed = _OBSERVED.search(cell.text)
    year = int(observed["year"]) if observed and column.status is TargetStatus.ACTUAL else column.year
    yearly = column.yearly and not cell.text.startswith(tuple(_BRACKETS))
    rows.add(
        "targets",
        start,
        end,
        *(row.metric, year, cell.text),
        table_id=row.table_id,
        metric=row.metric,
        value_min=quantity.minimum,
        value_max=quantity.maximum,
        unit=_SHARE_UNITS.get(quantity.kind, quantity.unit or None),
        comparator=quantity.comparator.value,
        year=year,
        per="每年" if yearly else quantity.per,
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
    if unit in words("tables", "units.scales"):
        read = _scan(before, f"{number}{unit}{_MEASURE}{after}")
        return read._replace(unit="") if read else None
    for word in filter(None, (unit, _MEASURE)):
        read = _scan(before, f"{number}{word}{after}")
        if read is not None:
            if word != unit:
                return read._replace(unit=unit or "")
            rated = "/" in word and read.kind is QuantityKind.COUNT
            return read._replace(unit=word.lstrip("万亿")) if rated else read
    return None


def _scan(before: str, words_from_number: str) -> Quantity | None:
    """Return the quantity whose number begins where the second string does."""
    found = find_quantities(before + words_from_number)
    return found[0] if found and found[0].start <= len(before) else None
