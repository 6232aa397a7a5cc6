"""Rows of `incentives`, `incentive_caps` and `incentives_wide`: a policy's promises of money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from parsers.facts.grouping import recipient_type, recognition_level
from parsers.facts.promise import Cap, Promise
from parsers.facts.promises import read_promises
from parsers.facts.view import FactRows, PolicyView
from schemas.ids import digest
from schemas.records import Quantity
from schemas.tables.incentives_wide import PAPER
from schemas.vocabulary import CapScope, Comparator, QuantityKind, Role


def read_incentives(view: PolicyView, rows: FactRows) -> None:
    """Add every promise of a policy, with its caps and as a row of the wide table."""
    reading = read_promises(view)
    paper = {name: getattr(view.metadata, name) for name in PAPER} | {
        "issuers": "、".join(view.metadata.issuers) or None
    }
    for quantity in reading.thresholds:
        rows.set_role(quantity, Role.THRESHOLD)
    for promise in reading.promises:
        _add(view, rows, promise, paper)
        for quantity, role in _roles(promise):
            rows.set_role(quantity, role)
    for issue in reading.issues:
        rows.issue(issue)


def _add(view: PolicyView, rows: FactRows, promise: Promise, paper: Mapping[str, Any]) -> None:
    start, end = promise.quote.start, promise.quote.end
    values = _values(view, rows, promise)
    identity = digest(promise.recipient, promise.condition, promise.tier, values["quote"])
    incentive_id = rows.add("incentives", start, end, identity, **values)
    section = view.sections[promise.section]
    rows.add(
        "incentives_wide",
        start,
        end,
        incentive_id=incentive_id,
        section_path=section.path,
        section_heading=_headings(view, promise.section),
        **paper,
        **values,
    )
    for position, cap in enumerate(_caps(promise), 1):
        _add_cap(rows, incentive_id, position, cap)


def _add_cap(rows: FactRows, incentive_id: str, position: int, cap: Cap) -> None:
    rows.add(
        "incentive_caps",
        cap.quantity.start,
        cap.quantity.end,
        incentive_id=incentive_id,
        position=position,
        amount=cap.quantity.maximum,
        currency=cap.quantity.unit,
        per=cap.per,
        scope=cap.scope,
        quantity_id=rows.quantity_id(cap.quantity),
    )


def _values(view: PolicyView, rows: FactRows, promise: Promise) -> dict[str, Any]:
    """Return the columns that `incentives` and `incentives_wide` share."""
    text = view.text(promise.quote.start, promise.quote.end)
    return {
        "instrument": promise.instrument,
        "recipient": promise.recipient,
        "recipient_type": recipient_type(promise.recipient),
        "recognition_level": recognition_level(promise.tier, promise.condition, promise.recipient),
        "condition": promise.condition,
        "tier": promise.tier,
        "rate_base": promise.rate_base,
        "per": promise.per,
        "stacking": promise.stacking,
        "certainty": promise.certainty.value,
        "carried_from": rows.section_id(promise.carried_from) if promise.carried_from is not None else None,
        "quote": text,
        "sentence": rows.sentence(promise.quote.start, promise.quote.end),
        **_numbers(rows, promise),
    }


def _numbers(rows: FactRows, promise: Promise) -> dict[str, Any]:
    """Return the sums and rates with the ids of the rows they stand in."""
    rate, amount, floor = promise.rate, promise.amount, promise.floor
    caps = list(_caps(promise))
    award = next((cap for cap in caps if cap.scope != CapScope.YEAR), None)
    annual = next((cap for cap in caps if cap.scope == CapScope.YEAR), None)
    fixed = amount if amount is not None and not _is_range(amount) else None
    least = amount if amount is not None and _is_range(amount) else floor
    money = next((number for number in (amount, floor, *(cap.quantity for cap in caps)) if number is not None), None)
    return {
        "rate_min": _rate_min(rate),
        "rate_max": rate.maximum if rate else None,
        "amount": fixed.maximum if fixed else None,
        "floor_amount": least.minimum if least else None,
        "cap_amount": award.quantity.maximum if award else None,
        "cap_per": award.per if award else None,
        "cap_amount_annual": annual.quantity.maximum if annual else None,
        "currency": money.unit if money else None,
        "duration_years": _years(promise.years),
        "rate_quantity_id": _id(rows, rate),
        "amount_quantity_id": _id(rows, fixed),
        "floor_quantity_id": _id(rows, least),
        "cap_quantity_id": _id(rows, award.quantity if award else None),
        "cap_annual_quantity_id": _id(rows, annual.quantity if annual else None),
        "duration_quantity_id": _id(rows, promise.years),
    }


def _id(rows: FactRows, quantity: Quantity | None) -> str | None:
    return rows.quantity_id(quantity) if quantity is not None else None


def _rate_min(rate: Quantity | None) -> Decimal | None:
    return None if rate is None or rate.comparator is Comparator.LE else rate.minimum


def _years(term: Quantity | None) -> Decimal | None:
    """Return how many years a term is, to two places where it is given in months (36 个月 is 3)."""
    if term is None or term.maximum is None or term.unit != "个月":
        return term.maximum if term else None
    return (term.maximum / 12).quantize(Decimal("0.01")).normalize()


def _is_range(amount: Quantity) -> bool:
    return amount.minimum != amount.maximum


def _caps(promise: Promise) -> Iterator[Cap]:
    """Yield the upper bounds; a sum given as a range (30—50 万元) has its upper end for one."""
    if promise.amount is not None and _is_range(promise.amount):
        yield Cap(promise.amount, promise.per, CapScope.AWARD.value)
    yield from promise.caps


def _headings(view: PolicyView, index: int) -> str | None:
    places = [*reversed(list(view.above(index))), index]
    return " › ".join(heading for place in places if (heading := view.sections[place].heading)) or None


def _roles(promise: Promise) -> Iterator[tuple[Quantity, Role]]:
    """Yield what each number of a promise is for."""
    sums = (promise.amount, promise.rate, promise.floor)
    fund = promise.instrument == "fund" and promise.rate is None
    for number in sums:
        if number is not None:
            most = number.comparator is Comparator.LE and number.kind is QuantityKind.MONEY
            yield number, Role.FUND if fund else Role.CAP if most else Role.INCENTIVE
    for cap in promise.caps:
        yield cap.quantity, Role.CAP
    if promise.years is not None:
        yield promise.years, Role.INCENTIVE
