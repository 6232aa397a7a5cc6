"""Where the sections of a policy open, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.anatomy import Anatomy
from parsers.block_signs import (
    INLINE_KINDS,
    ROLE_KINDS,
    inline_markers,
    is_appendix,
    is_lead,
    lead_span,
    title_span,
    whole_block_roles,
)
from parsers.formal_lines import Role
from parsers.late import LatePattern
from parsers.lexicon import words
from parsers.line_ends import starts_anew
from parsers.markers import Marker, is_attachment_list, is_preface, read_marker
from parsers.opening import Closing, Opening, Run, clipped, merged
from parsers.titles import LONGEST_TITLE, named_titles, squash
from schemas.records import Block, CleanText, PolicySpan
from schemas.vocabulary import SectionKind

TRAILING = "。：:；;，, \t"  # signs that are no part of a heading's end
LONGEST_HEADING = 400
_STOP = re.compile(r"[。：]|:(?![0-9/])|(?<=[^0-9]):")
# What an article is about, in brackets behind its number: 第一条（立法目的）为了…
_CAPTION = LatePattern(
    r"[（(【](?P<words>(?!不?含|以下|[一二三四五六七八九十])[\u4e00-\u9fff、]{2,16})[)）】](?=\s*[^。，；\s])"
)
_CAPTIONS = frozenset((SectionKind.TABLE, SectionKind.FIGURE))
CLOSED_KINDS = frozenset(
    (SectionKind.TITLE, SectionKind.RECIPIENTS, SectionKind.SIGNATURE, SectionKind.LETTERHEAD, SectionKind.IMPRINT)
)
MERGED_KINDS = CLOSED_KINDS - {SectionKind.RECIPIENTS}  # several lines of one of these are one block


class Openings:
    """Finds the places where sections open, block by block."""

    def __init__(self, clean: CleanText, policy: PolicySpan, anatomy: Anatomy) -> None:
        self._clean = clean
        self._policy = policy
        self._roles = whole_block_roles(clean, anatomy)
        self._attached: set[str] = set()
        self._last: dict[tuple[SectionKind, int], int] = {}
        self._run = Run()
        self._attachments = 0  # the last number of a list of attachments just read
        self._appendix_title = -2  # the block that is the title of the 附件 above it

    def find(self) -> Iterator[Opening]:
        """Yield the openings in order; the first is at the policy's start."""
        pending: Opening | None = None
        for index in range(self._policy.first_block, self._policy.last_block):
            for opening in self._of_block(index, pending.kind if pending else None):
                if pending is not None and opening.kind is pending.kind and opening.kind in MERGED_KINDS:
                    pending = pending if self._says_again(pending, opening) else merged(pending, opening)
                    continue
                if pending is not None:
                    yield pending
                pending = opening
        if pending is not None:
            yield pending

    def _says_again(self, opening: Opening, following: Opening) -> bool:
        """Return whether a title line is the title above it, printed once more."""
        if opening.heading is None or following.heading is None:
            return False
        first, second = (squash(self._clean.text[slice(*each.heading or (0, 0))]) for each in (opening, following))
        return bool(second) and second in first

    def _of_block(self, index: int, current: SectionKind | None) -> Iterator[Opening]:
        block = self._clean.blocks[index]
        text = self._clean.block_text(block)
        if block.note:  # its mark is no number of the outline
            if current is None or current in CLOSED_KINDS:
                yield Opening(SectionKind.BODY, block.start)
            return
        first = self._at_start(index, block, text)
        if first is None:
            first = self._plain(index, block, text, current)
        self._run.note(first, block, text)
        inline: list[Opening] = []
        if first is not None:
            self._note(first.marker)
        if (first is None or first.kind in INLINE_KINDS or first.kind is SectionKind.BODY) and not block.table_row:
            inline = list(self._inline(index, block, text))
        if first is not None:
            yield clipped(first, inline)
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
        return Opening(SectionKind.LEAD, block.start, heading=lead_span(block, text)) if is_lead(block, text) else None

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
        if role is not None and (marker is None or marker.ordinal is None) and not is_appendix(marker):
            attached = role is Role.ATTACHED_TITLE
            self._last = {} if attached else self._last
            heading = title_span(role, block)
            return Opening(ROLE_KINDS[role], block.start, heading=heading, resets=attached, closes=Closing.ALL)
        if self._attached and len(text) <= LONGEST_TITLE and squash(text) in self._attached:
            self._last.clear()
            return Opening(SectionKind.TITLE, block.start, heading=(block.start, block.end), resets=True)
        if is_preface(text):
            return Opening(SectionKind.PREFACE, block.start, heading=(block.start, block.end))
        return None

    def _plain(self, index: int, block: Block, text: str, current: SectionKind | None) -> Opening | None:
        """Return an opening for unnumbered text that cannot belong to the section before it."""
        if current is None or current in CLOSED_KINDS:
            return Opening(SectionKind.BODY, block.start)
        if current in _CAPTIONS and not self._belongs_to_caption(index, block):
            return Opening(SectionKind.BODY, block.start)
        if text.startswith(words("numbering", "salutations")):
            return Opening(SectionKind.BODY, block.start, closes=Closing.CHAPTER)
        if block.table_row or not self._run.is_long:
            return None
        closing = text.startswith(words("numbering", "closings")) or (starts_anew(text) and not self._run.labelled)
        if closing and self._run.is_over(self._next_marker(index)):
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
        if marker.kind is SectionKind.APPENDIX and not text[start:].strip(TRAILING):
            return self._heading_below(index, block)
        if marker.kind is SectionKind.ARTICLE and (caption := _CAPTION.match(text, start)):
            return block.start + caption.start("words"), block.start + caption.end("words")
        stop = _STOP.search(text, len(text) - len(text[start:].lstrip(TRAILING)))
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
        found = [] if is_attachment_list(text) else list(inline_markers(text))
        last_two = {marker.kind: place for place, (_, marker) in enumerate(found) if marker.ordinal == 2}
        for place, (start, marker) in enumerate(found):
            if not self._goes_on_inline(index, marker, second_follows=last_two.get(marker.kind, -1) > place):
                continue
            self._note(marker)
            stop = _STOP.search(text, marker.end)
            bound = found[place + 1][0] if place + 1 < len(found) else len(text)
            end = min(stop.start() if stop else len(text), bound)
            opening = marker._replace(end=marker.end - start)
            yield Opening(marker.kind, block.start + start, opening, (block.start + marker.end, block.start + end))

    def _goes_on_inline(self, index: int, marker: Marker, *, second_follows: bool) -> bool:
        """Return whether a marker inside a block goes on a list, or starts one that goes on."""
        if marker.ordinal is None or marker.bare:
            return False
        if marker.ordinal != 1:
            return marker.ordinal == self._last.get((marker.kind, marker.levels), 0) + 1
        if second_follows:
            return True
        following = self._next_marker(index + 1)
        return following is not None and following.kind is marker.kind and following.ordinal == 2
