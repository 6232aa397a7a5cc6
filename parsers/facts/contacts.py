"""Who answers questions: departments with their telephone numbers, as printed for the public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.facts.body_lists import ends_like_body
from parsers.facts.phone_lines import NUMBER, body_start, named_lines, numbers_at
from parsers.facts.view import FactRows, PolicyView
from parsers.late import LatePattern
from parsers.lexicon import mapping, words
from schemas.vocabulary import Certainty, ContactKind

_ENTRY = LatePattern(rf"[\s；;，,、]*(?P<department>[\u4e00-\u9fff（）()]{{2,30}}?)\s*[:：，,]?\s*(?={NUMBER})")
_GAP = " \t\u3000\n，,；;、:："
_BOUND = re.compile(r"[；;。！？\n（(【\[，,：:、]")
_LOOK_BACK = 60
_PERSON = re.compile(r"[（(]?\s*联系人\s*[:：][^，,；;（）()]{2,8}[，,；;\s]*$")
_BEHIND = LatePattern(r"\s*[（(](?P<department>[\u4e00-\u9fff]{3,20})[)）]")  # 0532-12345678（市商务局）


@dataclass(frozen=True, slots=True)
class Contact:
    """A number and who is reached there: half-open offsets of the number, and of the department where one is named."""

    kind: ContactKind
    start: int
    end: int
    department: tuple[int, int] | None
    certainty: Certainty


def read_contacts(view: PolicyView, rows: FactRows) -> None:
    """Add a row to `contacts` for each number, with the department that it belongs to."""
    if not view.sections:
        return
    first = view.sections[0].start
    text = view.text(first, view.sections[-1].end)
    for found in find_contacts(text):
        department = text[slice(*found.department)] if found.department else None
        beside = found.certainty is not Certainty.CARRIED and found.department is not None
        beside_it = found.department if beside and found.department else (found.start, found.end)
        start, end = min(found.start, beside_it[0]), max(found.end, beside_it[1])
        phone = text[found.start : found.end]
        rows.add(
            "contacts",
            first + start,
            first + end,
            *(department, phone),
            department=department,
            phone=phone,
            kind=found.kind.value,
            certainty=found.certainty.value,
        )


@lru_cache(maxsize=1)  # duties and contacts are read from the same text, one after the other
def find_contacts(text: str) -> tuple[Contact, ...]:
    """Return the numbers of a text behind 电话, 传真 and their like, left to right.

    A number without a department of its own is that of the department before it: a fax behind a telephone, a line
    of its own under 落实部门：….
    """
    named = [
        Contact(ContactKind.PHONE, *number, line.department, Certainty.EXPLICIT if line.sure else Certainty.INFERRED)
        for line in named_lines(text)
        for number in line.numbers
    ]
    taken = {contact.start for contact in named}
    labelled = (contact for contact in _labelled(text) if contact.start not in taken)
    return tuple(sorted([*named, *labelled], key=_place))


def _place(contact: Contact) -> int:
    return contact.start


def _labelled(text: str) -> Iterator[Contact]:
    last: tuple[int, int] | None = None
    last_end = -1
    for label in _label().finditer(text):
        kind = ContactKind(mapping("duties", "telephones")[label["label"]])
        if entries := list(_entries(text, label.end())):
            yield from (Contact(kind, *number, department, Certainty.EXPLICIT) for department, number in entries)
            last, last_end = entries[-1][0], entries[-1][1][1]
            continue
        own = _department_before(text, label.start())
        near = last if last_end >= 0 and not text[last_end : label.start()].strip(_GAP) else None
        department = own or near or _labelled_above(text, label.start())
        certainty = Certainty.EXPLICIT if own or department is None else Certainty.CARRIED
        for start, end in numbers_at(text, label.end()):
            behind = _BEHIND.match(text, end)
            if behind and ends_like_body(behind["department"]):
                yield Contact(kind, start, end, behind.span("department"), Certainty.EXPLICIT)
                continue
            yield Contact(kind, start, end, department, certainty)
            last, last_end = department, end


def _entries(text: str, at: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield departments, each with its numbers behind it: 咨询电话：市工信局 2896000；市科技局 2896001."""
    while (entry := _ENTRY.match(text, at)) and ends_like_body(entry["department"]):
        for number in numbers_at(text, entry.end()):
            yield entry.span("department"), number
            at = number[1]


def _department_before(text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the body named in front of a label, in the same item of a list."""
    begin = max(0, end - _LOOK_BACK)
    window = _PERSON.sub("", text[begin:end].rstrip(_GAP + "（(")).rstrip(_GAP + "（(")
    if "\n" in text[begin + len(window) : end]:
        return None
    starts = [match.end() for match in _BOUND.finditer(window)]
    start = begin + (starts[-1] if starts else 0)
    start += body_start(text[start : begin + len(window)])
    name = text[start : begin + len(window)]
    return (start, begin + len(window)) if ends_like_body(name) else None


def _labelled_above(text: str, end: int) -> tuple[int, int] | None:
    """Return the span of the body on the line above, where that line names one: 落实部门：市科技局高新处."""
    window_start = max(0, end - 2 * _LOOK_BACK)
    lines = text[window_start:end].rstrip(_GAP).rsplit("\n", 1)
    label = _department_label().match(lines[-1])
    if label is None or "\n" not in text[window_start + len(lines[0]) : end]:
        return None
    start = text.rindex(lines[-1], window_start, end) + label.end()
    name = text[start:end].rstrip(_GAP)
    return (start, start + len(name)) if ends_like_body(name) else None


def _alternatives(key: str) -> str:
    return "|".join(sorted(mapping("duties", key), key=len, reverse=True))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?P<label>{_alternatives('telephones')})\s*(?:[:：]\s*|(?=[（(0-9]))")


@cache
def _department_label() -> re.Pattern[str]:
    listed = "|".join(words("duties", "words.department_labels"))
    return re.compile(rf"(?:.{{0,8}}[、.．）)])?(?:{_alternatives('labels')}|{listed})\s*[:：]\s*")
