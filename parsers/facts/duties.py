"""Who is to do what: lists of 责任单位, 牵头单位, 配合单位 and 政策咨询部门, body by body, with full names."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.facts.agency_names import Namer, is_collective
from parsers.facts.body_lists import Body
from parsers.facts.contacts import find_contacts
from parsers.facts.duty_columns import find_duty_columns
from parsers.facts.duty_lists import DutyList, find_duty_lists
from parsers.facts.view import FactRows, PolicyView
from parsers.lexicon import words
from schemas.issues import Issue, IssueCode
from schemas.vocabulary import Certainty, DutyRole


def read_responsibilities(view: PolicyView, rows: FactRows) -> None:
    """Add a row to `responsibilities` for each body of each list."""
    if not view.sections:
        return
    first = view.sections[0].start
    text = view.text(first, view.sections[-1].end)
    namer = Namer.of(view.metadata)
    unknown: dict[str, tuple[int, int]] = {}
    blocks = range(view.span.first_block, view.span.last_block)
    lists = [*find_duty_lists(text), *find_duty_columns(view.clean, blocks, first)]
    lists += _asked_under_headings(view, text, first, {body.start for found in lists for body in found.bodies})
    for found in sorted(lists, key=lambda item: item.bodies[0].start):
        _add_list(rows, found, first, namer, unknown)
    for name, span in unknown.items():
        detail = f"no full name is known for {name!r}; it is kept as printed"
        rows.issue(Issue(IssueCode.AGENCY_UNKNOWN, detail, *span))


def _asked_under_headings(view: PolicyView, text: str, first: int, listed: set[int]) -> Iterator[DutyList]:
    """Yield the departments with a telephone under a heading such as 政策咨询, which has no label of its own."""
    headings = words("duties", "words.consulting_headings")
    for contact in find_contacts(text):
        if contact.department is None or contact.department[0] in listed:
            continue
        start, end = contact.department
        heading = view.sections[view.section_at(first + start)].heading
        if heading in headings:
            listed.add(start)
            yield DutyList(DutyRole.ANSWERS, heading, (Body(start, end, text[start:end]),), Certainty.CARRIED)


def _add_list(rows: FactRows, found: DutyList, offset: int, namer: Namer, unknown: dict[str, tuple[int, int]]) -> None:
    names = namer.full_names([body.name for body in found.bodies])
    role, certainty = found.role.value, found.certainty.value
    for position, (body, full) in enumerate(zip(found.bodies, names, strict=True), 1):
        span = (offset + body.start, offset + body.end)
        rows.add(
            "responsibilities",
            *span,
            *(role, body.name),
            role=role,
            label=found.label,
            agency=body.name,
            agency_name=full,
            position=position,
            certainty=certainty,
        )
        if full is None and not is_collective(body.name):
            unknown.setdefault(body.name, span)
