"""What the words and marks of one block say of it: its role, a bold lead, markers in its middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parsers.anatomy import Anatomy
from parsers.formal_lines import Role
from parsers.lexicon import words
from parsers.markers import Marker, read_marker
from schemas.records import Block, CleanText
from schemas.vocabulary import SectionKind

_INLINE = re.compile(r"[。；;：:！？]\s*(?=[（(第①-⑳0-9一二三四五六七八九十])")
_GLUED = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][^，。；：、0-9]{4,30}?(?=[0-9]{1,2}[.．、][^0-9])")
INLINE_KINDS = frozenset(
    SectionKind(name)
    for name in ("chapter", "section", "article", "han", "paren_han", "arabic", "paren_arabic", "circled")
)
ROLE_KINDS = {
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


def inline_markers(text: str) -> Iterator[tuple[int, Marker]]:
    """Yield the markers inside a block that may open a section: behind a sentence, or glued to a heading."""
    for match in _INLINE.finditer(text):
        marker = read_marker(text, match.end())
        if marker is not None and marker.kind in INLINE_KINDS:
            yield match.end(), marker
    glued = _GLUED.match(text)
    if glued is not None:
        marker = read_marker(text, glued.end())
        if marker is not None and marker.kind is SectionKind.ARABIC and marker.ordinal != 1:
            yield glued.end(), marker


def is_appendix(marker: Marker | None) -> bool:
    """Return whether a marker is 附件 or the like."""
    return marker is not None and marker.kind is SectionKind.APPENDIX


def whole_block_roles(clean: CleanText, anatomy: Anatomy) -> dict[int, Role]:
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


def title_span(role: Role, block: Block) -> tuple[int, int] | None:
    """Return the span of a block that is a title, which is its own heading."""
    return (block.start, block.end) if role in (Role.TITLE, Role.ATTACHED_TITLE) else None


@cache
def _no_lead() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("numbering", "not_leads"))))


def is_lead(block: Block, text: str) -> bool:
    """Return whether a block starts with an unnumbered heading that the source marks: in bold, or by a heading sign."""
    marked = block.level or block.bold
    if not marked or block.table_row or _no_lead().match(text):
        return False
    if block.level:
        return len(text) <= 60
    whole = block.bold >= len(text)
    run_in = 0 < block.bold <= 60 and text[: block.bold].endswith(("。", "：", ":", "."))
    return run_in or (whole and len(text) <= 60)


def lead_span(block: Block, text: str) -> tuple[int, int]:
    """Return the span of a bold lead at a block's start."""
    return block.start, block.start + (block.bold or len(text))
