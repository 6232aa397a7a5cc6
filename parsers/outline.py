"""The outline of a policy: its sections, how they nest, and where each one's own words end.

Depth follows the order in which kinds of numbering nest in this very paper (GB/T 9704 lets 1. follow 一、), not a fixed
table. Sections partition the policy: each clean character belongs to one section's own span.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.anatomy import Anatomy
from parsers.nesting import Nesting
from parsers.opening import Opening
from parsers.openings import TRAILING, Openings
from schemas.issues import Issue
from schemas.records import CleanText, PolicySpan, Section


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a policy in reading order, and what was noticed in their numbering."""

    sections: tuple[Section, ...]
    issues: tuple[Issue, ...] = ()


def read_outline(clean: CleanText, policy: PolicySpan, anatomy: Anatomy) -> Outline:
    """Return the outline of one policy."""
    openings = list(Openings(clean, policy, anatomy).find())
    end = clean.blocks[policy.last_block - 1].end
    nesting = Nesting(openings)
    sections: list[Section] = []
    for index, opening in enumerate(openings):
        place = nesting.place(index, opening)
        stop = openings[index + 1].start if index + 1 < len(openings) else end
        sections.append(_section(clean, opening, sections, place, stop))
    return Outline(tuple(sections), tuple(nesting.issues))


def _section(clean: CleanText, opening: Opening, before: Sequence[Section], parent: int | None, stop: int) -> Section:
    heading = clean.text[slice(*opening.heading)].replace("\n", "").strip(TRAILING) if opening.heading else ""
    marker = opening.marker
    label = marker.text.strip("、.．") if marker and marker.ordinal is not None else heading[:20] or opening.kind.value
    above = before[parent] if parent is not None else None
    return Section(
        kind=opening.kind,
        marker=marker.text if marker else None,
        ordinal=marker.ordinal if marker else None,
        heading=heading or None,
        start=opening.start,
        end=_without_newlines(clean.text, stop) if stop > opening.start else stop,
        parent=parent,
        depth=above.depth + 1 if above else 1,
        path=f"{above.path}/{label}" if above else label,
    )


def _without_newlines(text: str, end: int) -> int:
    """Return an offset moved in front of the newlines that end there."""
    while end and text[end - 1] == "\n":
        end -= 1
    return end
