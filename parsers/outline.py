"""The outline of a policy: which blocks open a section, how they nest, and where each section's own words end.

Depth follows the order in which kinds of numbering nest in this very paper (GB/T 9704 lets 1. follow 一、), not a fixed
table. Sections partition the policy: each clean character belongs to one section's own span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.anatomy import Anatomy
from parsers.formal_lines import Role
from parsers.lexicon import words
from parsers.line_ends import holds_label, starts_anew
from parsers.markers import Marker, is_attachment_list, is_preface, read_marker
from parsers.nesting import Closing, Nesting
from parsers.titles import named_titles, squash
from schemas.issues import Issue
from schemas.records import Block, CleanText, PolicySpan, Section
from schemas.vocabulary import SectionKind

_STOP = re.compile(r"[。：]|:(?![0-9/])|(?<=[^0-9]):")
_INLINE = re.compile(r"[。；;：:！？]\s*(?=[（(第①-⑳0-9一二三四五六七八九十])")
_GLUED = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][^，。；：、0-9]{4,30}?(?=[0-9]{1,2}[.．、][^0-9])")
_TRAILING = "。：:；;，, \t"
_INLINE_KINDS = frozenset(
    SectionKind(name)
    for name in ("chapter", "section", "article", "han", "paren_han", "arabic", "paren_arabic", "circled")
)
_CAPTIONS = frozenset((SectionKind.TABLE, SectionKind.FIGURE))
_ROLE_KINDS = {
    Role.LETTERHEAD: SectionKind.LETTERHEAD,
    Role.DOC_NUMBER: SectionKind.LETTERHEAD,
    Role.TITLE: SectionKind.TITLE,
    Role.ATTACHED_TITLE: SectionKind.TITLE,
    Role.ADOPTION: SectionKind.BODY,
    Role.SPEECH: SectionKind.BODY,
    Role.BYLINE: SectionKind.SIGNATURE,
    Role.ISSUER: SectionKind.SIGNATURE,
    Role.RECIPIENTS: SectionKind.RECIPIENTS,
    Role.SALUTATION: SectionKind.RECIPIENTS,
    Role.SIGNATURE: SectionKind.SIGNATURE,
    Role.DATE: SectionKind.SIGNATURE,
    Role.DISCLOSURE: SectionKind.SIGNATURE,
    Role.ATTACHMENTS: SectionKind.BODY,
    Role.CONTACT: SectionKind.BODY,
    Role.EDITORIAL: SectionKind.BODY,
    Role.RECORD: SectionKind.LETTERHEAD,
    Role.COPIES: SectionKind.IMPRINT,
    Role.PRINTED: SectionKind.IMPRINT,
}
_CLOSED_KINDS = frozenset(
    (SectionKind.TITLE, SectionKind.RECIPIENTS, SectionKind.SIGNATURE, SectionKind.LETTERHEAD, SectionKind.IMPRINT)
)
_MERGED_KINDS = _CLOSED_KINDS - {SectionKind.RECIPIENTS}  # several lines of one of these are one block
LONGEST_HEADING = 400


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a policy in reading order, and what was noticed in their numbering."""

    sections: tuple[Section, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where a section starts: clean offset, kind, marker, and the heading's half-open clean span."""

    kind: SectionKind
    start: int
    marker: Marker | None = None
    heading: tuple[int, int] | None = None
    resets: bool = False  # an attached paper starts: numbering begins anew
    closes: Closing = Closing.NOTHING


def read_outline(clean: CleanText, policy: PolicySpan, anatomy: Anatomy) -> Outline:
    """Return the outline of one policy."""
    openings = list(_Finder(clean, policy, anatomy).openings())
    end = clean.blocks[policy.last_block - 1].end
    nesting = Nesting(openings)
    sections: list[Section] = []
    for index, opening in enumerate(openings):
        place = nesting.place(index, opening)
        stop = openings[index + 1].start if index + 1 < len(openings) else end
        sections.append(_section(clean, opening, sections, place, stop))
    return Outline(tuple(sections), tuple(nesting.issues))


def _section(clean: CleanText, opening: Opening, before: Sequence[Section], parent: int | None, stop: int) -> Section:
    heading = clean.text[slice(*opening.heading)].replace("\n", "").strip(_TRAILING) if opening.heading else ""
    marker = opening.marker
    label = marker.text.strip("、.．") if marker and marker.ordinal is not None else heading[:20] or opening.kind.value
    above = before[parent] if parent is not None else None
    return Section(
        kind=opening.kind,
        marker=marker.text if marker else None,
        ordinal=marker.ordinal if marker else None,
        heading=heading or None,
        start=opening.start,
        end=len(clean.text[:stop].rstrip("\n")) if stop > opening.start else stop,
        parent=parent,
        depth=above.depth + 1 if above else 1,
        path=f"{above.path}/{label}" if above else label,
    )


class _Finder:
    """Finds the places where sections open, block by block."""

    def __init__(self, clean: CleanText, policy: PolicySpan, anatomy: Anatomy) -> None:
        self._clean = clean
        self._policy = policy
        self._roles = _whole_block_roles(clean, anatomy)
        self._attached: set[str] = set()
        self._last: dict[tuple[SectionKind, int], int] = {}
        self._run = _Run()
        self._attachments = 0  # the last number of a list of attachments just read
        self._appendix_title = -2  # the block that is the title of the 附件 above it

    def openings(self) -> Iterator[Opening]:
        """Yield the openings in order; the first is at the policy's start."""
        pending: Opening | None = None
        for index in range(self._policy.first_block, self._policy.last_block):
            for opening in self._of_block(index, pending.kind if pending else None):
                if pending is not None and opening.kind is pending.kind and opening.kind in _MERGED_KINDS:
                    pending = _merged(pending, opening)
                    continue
                if pending is not None:
                    yield pending
                pending = opening
        if pending is not None:
            yield pending

    def _of_block(self, index: int, current: SectionKind | None) -> Iterator[Opening]:
        block, text = self._clean.blocks[index], self._clean.block_text(self._clean.blocks[index])
        first = self._at_start(index, block, text)
        if first is None:
            first = self._plain(index, block, current)
        self._run.note(first, block, text)
        inline: list[Opening] = []
        if first is not None:
            self._note(first.marker)
        if (first is None or first.kind in _INLINE_KINDS or first.kind is SectionKind.BODY) and not block.table_row:
            inline = list(self._inline(index, block, text))
        if first is not None:
            yield _clipped(first, inline)
        yield from inline
        if first is None or first.kind is SectionKind.BODY:
            self._attached |= {squash(name) for name in named_titles(text)} if not self._last else set()

    def _at_start(self, index: int, block: Block, text: str) -> Opening | None:
        """Return the opening at a block's start: a structural line, a number, or a marked heading."""
        marker = None if block.table_row or is_attachment_list(text) else read_marker(text)
        if self._titles_appendix(index) or self._lists_attachment(text, marker):
            return None
        structural = self._structural(index, block, text, marker)
        if structural is not None:
            return structural
        if marker is not None and self._believable(marker):
            return Opening(marker.kind, block.start, marker, self._heading(index, block, text, marker))
        return (
            Opening(SectionKind.LEAD, block.start, heading=_lead_span(block, text)) if _is_lead(block, text) else None
        )

    def _titles_appendix(self, index: int) -> bool:
        """Return whether a block is the title, or a further line of the title, of the 附件 above it."""
        if index == self._appendix_title + 1 and self._roles.get(index) is Role.ATTACHED_TITLE:
            self._appendix_title = index
        return index == self._appendix_title

    def _lists_attachment(self, text: str, marker: Marker | None) -> bool:
        """Return whether a block is a further line of a list of attachments («附件：1.…», «2.…» below it)."""
        if is_attachment_list(text):
            first = read_marker(text, text.index("：" if "：" in text else ":") + 1)
            self._attachments = first.ordinal or 0 if first is not None else 0
        elif marker is not None and self._attachments and marker.ordinal == self._attachments + 1:
            self._attachments += 1
            return True
        else:
            self._attachments = 0
        return False

    def _structural(self, index: int, block: Block, text: str, marker: Marker | None) -> Opening | None:
        """Return the opening of a title, signature or other line that has its meaning without a number."""
        role = self._roles.get(index)
        if role is not None and (marker is None or marker.ordinal is None) and not _is_appendix(marker):
            attached = role is Role.ATTACHED_TITLE
            self._last = {} if attached else self._last
            heading = _title_span(role, block)
            return Opening(_ROLE_KINDS[role], block.start, heading=heading, resets=attached, closes=Closing.ALL)
        if squash(text) in self._attached:
            self._last.clear()
            return Opening(SectionKind.TITLE, block.start, heading=(block.start, block.end), resets=True)
        if is_preface(text):
            return Opening(SectionKind.PREFACE, block.start, heading=(block.start, block.end))
        return None

    def _plain(self, index: int, block: Block, current: SectionKind | None) -> Opening | None:
        """Return an opening for unnumbered text that cannot belong to the section before it."""
        text = self._clean.block_text(block)
        if current is None or current in _CLOSED_KINDS:
            return Opening(SectionKind.BODY, block.start)
        if current in _CAPTIONS and not self._belongs_to_caption(index, block):
            return Opening(SectionKind.BODY, block.start)
        if text.startswith(words("numbering", "salutations")):
            return Opening(SectionKind.BODY, block.start, closes=Closing.CHAPTER)
        closing = text.startswith(words("numbering", "closings")) or (starts_anew(text) and not self._run.labelled)
        if closing and not block.table_row and self._run.is_over(self._next_marker(index)):
            return Opening(SectionKind.BODY, block.start, closes=Closing.LIST)
        return None

    def _next_marker(self, index: int) -> Marker | None:
        for block in self._clean.blocks[index : self._policy.last_block]:
            marker = read_marker(self._clean.text[block.start : min(block.end, block.start + 20)])
            if marker is not None and marker.ordinal is not None:
                return marker
        return None

    def _belongs_to_caption(self, index: int, block: Block) -> bool:
        text = self._clean.block_text(block)
        latin = len(text.encode("ascii", "ignore")) > 0.6 * len(text)
        return block.table_row or latin or text.startswith(words("numbering", "caption_notes"))

    def _believable(self, marker: Marker) -> bool:
        """Return whether a marker at a block's start opens it: one that may be a citation must go on a list."""
        if not marker.bare:
            return True
        return marker.ordinal == self._last.get((marker.kind, marker.levels), 0) + 1

    def _note(self, marker: Marker | None) -> None:
        if marker is not None and marker.ordinal is not None:
            self._last[marker.kind, marker.levels] = marker.ordinal
            if marker.kind is not SectionKind.PAREN_ARABIC:
                self._last.pop((SectionKind.PAREN_ARABIC, 1), None)

    def _heading(self, index: int, block: Block, text: str, marker: Marker) -> tuple[int, int]:
        """Return the span of a heading: its line, or a run-in heading or item up to its first full stop or colon."""
        start = marker.end
        if marker.kind is SectionKind.APPENDIX and not text[start:].strip(_TRAILING):
            return self._heading_below(index, block)
        stop = _STOP.search(text, start + len(text[start:]) - len(text[start:].lstrip(_TRAILING)))
        end = stop.start() if stop else len(text)
        # A layout tells for certain that a heading goes on over a page break; without one, the labels end it there.
        turned = len(text) if block.size else next((place - block.start for place in block.page_breaks), len(text))
        return block.start + start, block.start + min(end, turned, start + LONGEST_HEADING)

    def _heading_below(self, index: int, block: Block) -> tuple[int, int]:
        """Return the title on the line below an 附件 that stands alone."""
        if index + 1 >= self._policy.last_block:
            return block.end, block.end
        below = self._clean.blocks[index + 1]
        text = self._clean.block_text(below)
        if len(text) > 80 or read_marker(text) is not None or "。" in text or below.table_row:
            return block.end, block.end
        self._appendix_title = index + 1
        return below.start, below.end

    def _inline(self, index: int, block: Block, text: str) -> Iterator[Opening]:
        """Yield sections that open inside a block: a newline is missing."""
        found = [] if is_attachment_list(text) else list(_inline_markers(text))
        for place, (start, marker) in enumerate(found):
            if not self._goes_on_inline(index, marker, [later for _, later in found[place + 1 :]]):
                continue
            self._note(marker)
            stop = _STOP.search(text, marker.end)
            bound = found[place + 1][0] if place + 1 < len(found) else len(text)
            end = min(stop.start() if stop else len(text), bound)
            opening = replace(marker, end=marker.end - start)
            yield Opening(marker.kind, block.start + start, opening, (block.start + marker.end, block.start + end))

    def _goes_on_inline(self, index: int, marker: Marker, later: Sequence[Marker]) -> bool:
        """Return whether a marker inside a block goes on a list, or starts one that goes on."""
        if marker.ordinal is None or marker.bare:
            return False
        if marker.ordinal != 1:
            return marker.ordinal == self._last.get((marker.kind, marker.levels), 0) + 1
        following = self._next_marker(index + 1)
        return any(
            other is not None and other.kind is marker.kind and other.ordinal == 2 for other in (*later, following)
        )


def _inline_markers(text: str) -> Iterator[tuple[int, Marker]]:
    """Yield the markers inside a block that may open a section: behind a sentence, or glued to a heading."""
    for match in _INLINE.finditer(text):
        marker = read_marker(text, match.end())
        if marker is not None and marker.kind in _INLINE_KINDS:
            yield match.end(), marker
    glued = _GLUED.match(text)
    if glued is not None:
        marker = read_marker(text, glued.end())
        if marker is not None and marker.kind is SectionKind.ARABIC and marker.ordinal != 1:
            yield glued.end(), marker


@dataclass(slots=True)
class _Run:
    """A run of numbered siblings, each of one paragraph: text behind the last of them is not the last one's."""

    kind: SectionKind | None = None
    ordinal: int = 0
    length: int = 0
    labelled: bool = False  # the siblings say themselves who is responsible

    def note(self, opening: Opening | None, block: Block, text: str) -> None:
        """Follow the blocks; a heading on a line of its own, or a second paragraph, ends the run."""
        marker = opening.marker if opening is not None else None
        if opening is None or marker is None or marker.ordinal is None:
            self.kind = None
            return
        run_in = opening.heading is not None and opening.heading[1] + 1 < block.end
        goes_on = marker.kind is self.kind and marker.ordinal == self.ordinal + 1
        self.length = (self.length + 1 if goes_on else 1) if run_in else 0
        self.labelled = holds_label(text) or (goes_on and self.labelled)
        self.kind, self.ordinal = marker.kind, marker.ordinal

    def is_over(self, following: Marker | None) -> bool:
        """Return whether unnumbered text here stands behind a run of three or more that does not go on."""
        if self.kind is None or self.length < 3:
            return False
        return following is None or following.kind is not self.kind or following.ordinal != self.ordinal + 1


def _merged(opening: Opening, following: Opening) -> Opening:
    """Return one opening for two lines of one block, such as the lines of a title."""
    if opening.heading is None or following.heading is None:
        return opening
    return replace(opening, heading=(opening.heading[0], following.heading[1]))


def _clipped(opening: Opening, inline: Sequence[Opening]) -> Opening:
    """Return an opening whose heading ends where the first section inside its block starts."""
    if not inline or opening.heading is None:
        return opening
    return replace(opening, heading=(opening.heading[0], min(opening.heading[1], inline[0].start)))


def _is_appendix(marker: Marker | None) -> bool:
    return marker is not None and marker.kind is SectionKind.APPENDIX


def _whole_block_roles(clean: CleanText, anatomy: Anatomy) -> dict[int, Role]:
    """Return the role of each block that one part covers whole, or that several parts cover together."""
    covered: dict[int, int] = {}
    for part in anatomy.parts:
        covered[part.block] = covered.get(part.block, 0) + part.end - part.start
    roles = anatomy.roles
    return {
        index: roles[index]
        for index, length in covered.items()
        if length >= 0.7 * (clean.blocks[index].end - clean.blocks[index].start)
    }


def _title_span(role: Role, block: Block) -> tuple[int, int] | None:
    return (block.start, block.end) if role in (Role.TITLE, Role.ATTACHED_TITLE) else None


@cache
def _no_lead() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("numbering", "not_leads"))))


def _is_lead(block: Block, text: str) -> bool:
    """Return whether a block starts with an unnumbered heading that the source marks: in bold, or by a heading sign."""
    if block.table_row or _no_lead().match(text):
        return False
    if block.level:
        return len(text) <= 60
    whole = block.bold >= len(text)
    run_in = 0 < block.bold <= 60 and text[: block.bold].endswith(("。", "：", ":", "."))
    return run_in or (whole and len(text) <= 60)


def _lead_span(block: Block, text: str) -> tuple[int, int]:
    return block.start, block.start + (block.bold or len(text))
