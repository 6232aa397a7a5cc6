"""Who is to do what: lists of 责任单位, 牵头单位, 配合单位 and 政策咨询部门, body by body, with full names."""

from __future__ import annotations

from parsers.facts.agency_names import Namer
from parsers.facts.duty_lists import DutyList, find_duty_lists
from parsers.facts.view import FactRows, PolicyView
from schemas.issues import Issue, IssueCode
from schemas.vocabulary import Certainty


def read_responsibilities(view: PolicyView, rows: FactRows) -> None:
    """Add a row to `responsibilities` for each body of each list."""
    if not view.sections:
        return
    first = view.sections[0].start
    text = view.text(first, view.sections[-1].end)
    namer = Namer.of(view.metadata)
    unknown: dict[str, tuple[int, int]] = {}
    for found in sorted(find_duty_lists(text), key=lambda item: item.bodies[0].start):
        _add_list(rows, found, first, namer, unknown)
    for name, span in unknown.items():
        detail = f"no full name is known for {name!r}; it is kept as printed"
        rows.issue(Issue(IssueCode.AGENCY_UNKNOWN, detail, *span))


def _add_list(rows: FactRows, found: DutyList, offset: int, namer: Namer, unknown: dict[str, tuple[int, int]]) -> None:
    certainty = Certainty.EXPLICIT if found.label else Certainty.INFERRED
    names = namer.full_names([body.name for body in found.bodies])
    for position, (body, full) in enumerate(zip(found.bodies, names, strict=True), 1):
        span = (offset + body.start, offset + body.end)
        rows.add(
            "responsibilities",
            *span,
            *(found.role.value, body.name),
            role=found.role.value,
            label=found.label,
            agency=body.name,
            agency_name=full,
            position=position,
            certainty=certainty.value,
        )
        if full is None and not namer.is_collective(body.name):
            unknown.setdefault(body.name, span)
