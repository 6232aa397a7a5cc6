"""The parts of a paper around its numbered text: head, title, addressees, signature, attached paper's title, imprint.

A paper is read from its head. A notice ends in a signature, and behind a notice the head of the paper it carries may
follow; so heads are looked for at the beginning and behind each signature.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from parsers.agencies import read_agencies
from parsers.dates import DAY
from parsers.doc_numbers import match_number
from parsers.formal_lines import (
    Role,
    addressees_end,
    is_appendix_line,
    number_span,
    role_of,
    signing_role,
)
from parsers.late import LatePattern
from parsers.markers import read_marker
from parsers.title_lines import title_length
from parsers.titles import LONGEST_TITLE, is_notice, named_titles, squash, tidy, without_number
from schemas.records import CleanText, PolicySpan

_MOST_COPIES_LINES = 12
_LAST_OF_DATE = ("日", *"0123456789")
_SIGNED_INLINE = LatePattern(rf"(?P<names>[\u4e00-\u9fff、\s]{{2,80}}?)\s*(?P<day>{DAY})\s*$")
_HEAD_ROLES = frozenset(
    {
        Role.LETTERHEAD,
        Role.DOC_NUMBER,
        Role.SPEECH,
        Role.BYLINE,
        Role.ISSUER,
        Role.EDITORIAL,
        Role.ADOPTION,
        Role.DATE,
        Role.DISCLOSURE,
        Role.RECORD,
    }
)
_PERHAPS_TITLE = frozenset({Role.ISSUER, Role.BYLINE, Role.ATTACHMENTS, Role.DISCLOSURE})
_ORDER_NUMBER = re.compile(r"第\s*[0-9〇一二三四五六七八九十百]{1,6}\s*号")
_FOOT_ROLES = frozenset((Role.DISCLOSURE, Role.ATTACHMENTS, Role.CONTACT, Role.COPIES, Role.PRINTED))


@dataclass(frozen=True, slots=True)
class Part:
    """What some characters of a block are: half-open clean offsets and the block's index in the clean text."""

    role: Role
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A title as printed, over one or several blocks (half-open block indexes), tidied."""

    role: Role
    first_block: int
    last_block: int
    text: str


@dataclass(frozen=True)
class Anatomy:
    """The parts of one policy in reading order, and the titles among them."""

    parts: tuple[Part, ...] = ()
    headings: tuple[Heading, ...] = ()

    @cached_property
    def roles(self) -> Mapping[int, Role]:
        """Return the role of each block that has one; of a block with several, the last."""
        return MappingProxyType({part.block: part.role for part in self.parts})

    def of(self, *roles: Role) -> tuple[Part, ...]:
        """Return the parts of some roles, in reading order."""
        return tuple(part for part in self.parts if part.role in roles)


def read_anatomy(clean: CleanText, policy: PolicySpan) -> Anatomy:
    """Return what the unnumbered blocks at the head and foot of a policy, and of the paper it carries, are."""
    return _Reader(clean, policy).read()


class _Reader:
    """Walks over a policy's blocks, from head to foot."""

    def __init__(self, clean: CleanText, policy: PolicySpan) -> None:
        self._clean = clean
        self._policy = policy
        self._last = policy.last_block
        self._texts = {i: clean.block_text(clean.blocks[i]) for i in range(policy.first_block, policy.last_block)}
        self._parts: list[Part] = []
        self._headings: list[Heading] = []
        self._roles: dict[int, Role | None] = {}
        self._carried: frozenset[str] = frozenset()

    def read(self) -> Anatomy:
        index = self._read_head(self._policy.first_block, Role.TITLE)
        while index < self._last:
            index = self._read_block(index)
        return Anatomy(tuple(sorted(self._parts, key=lambda part: part.start)), tuple(self._headings))

    def _read_block(self, index: int) -> int:
        """Read one block of the body or foot; return the index of the next."""
        text = self._texts[index]
        if after := self._read_signature(index):
            return self._read_after_foot(after)
        if self._is_carried(text):
            return self._read_head(index, Role.ATTACHED_TITLE)
        if self._is_printer(index):
            return self._read_after_foot(self._add_foot(index, Role.PRINTED))
        role = self._role_of(index) if read_marker(text) is None or text.startswith("附") else None
        if role in _FOOT_ROLES and self._is_foot(index, role):
            return self._read_after_foot(self._add_foot(index, role))
        if self._carries(text):
            self._carried = frozenset(map(squash, named_titles(text)))
        return index + 1

    def _role_of(self, index: int) -> Role | None:
        """Return what a block is by its words alone; a block is asked for as one's last and the next one's first."""
        if index not in self._roles:
            self._roles[index] = role_of(self._texts[index])
        return self._roles[index]

    def _carries(self, text: str) -> bool:
        return not self._carried and ("印发" in text or "制定了" in text) and "《" in text

    def _is_foot(self, index: int, role: Role) -> bool:
        """Return whether a foot line stands at a foot: contacts only beside one, the other roles anywhere."""
        beside = bool(self._parts) and self._parts[-1].block == index - 1
        return role is not Role.CONTACT or beside

    # heads

    def _read_head(self, index: int, role: Role) -> int:
        """Read title and the lines around it from `index` on; return the index of the first block behind them."""
        titled = False
        while index < self._last:
            own = self._role_of(index)
            if own is Role.RECIPIENTS or own is Role.SALUTATION:
                self._add(own, index)
                return index + 1
            if own is None and self._numbers_an_order(index):
                own = Role.DOC_NUMBER
            count = 0 if own is not None and own not in _PERHAPS_TITLE else self._title_length(index)
            if count and (not titled or self._repeats(index, count)):
                self._add_title(index, count, role, repeated=titled)
                titled, index = True, index + count
            elif own in _HEAD_ROLES:
                self._add_head_line(own, index)
                index += 1
            elif self._read_inline_head(index):
                return index + 1
            else:
                break
        return index

    def _numbers_an_order(self, index: int) -> bool:
        """Return whether a line is the number under an order's red head: 国务院令 / 第658号."""
        headed = bool(self._parts) and self._parts[-1].role is Role.LETTERHEAD
        return headed and _ORDER_NUMBER.fullmatch(self._texts[index].strip()) is not None

    def _title_length(self, index: int) -> int:
        """Return how many blocks from `index` on make a title; 0 if none does."""
        length = title_length(self._texts, index, wanted=self._policy.title)
        return length or int(self._is_carried(self._texts.get(index, "")))

    def _is_carried(self, text: str) -> bool:
        """Return whether a line is the title, whatever it ends in, that the notice before it gave in 《》."""
        return bool(self._carried) and len(text) <= LONGEST_TITLE and squash(text) in self._carried

    def _repeats(self, index: int, count: int) -> bool:
        joined = squash(self._title_text(index, count))
        return any(joined in squash(heading.text) or squash(heading.text) in joined for heading in self._headings[-1:])

    def _title_text(self, index: int, count: int) -> str:
        return without_number(tidy("".join(self._texts[i] for i in range(index, index + count))))

    def _add_title(self, index: int, count: int, role: Role, *, repeated: bool) -> None:
        for block in range(index, index + count):
            self._add(role, block)
        text = self._title_text(index, count)
        shown = squash(self._headings[-1].text) if repeated else ""
        if repeated and squash(text) != shown and squash(text).endswith(shown):
            self._headings.pop()  # a page's heading; the paper's own title names who issued it
            repeated = False
        if not repeated:
            self._headings.append(Heading(role, index, index + count, text))

    def _add_head_line(self, role: Role, index: int) -> None:
        text = self._texts[index]
        if role is not Role.DOC_NUMBER:
            self._add(role, index)
            return
        start, end = number_span(text)
        start, end = (0, len(text)) if start < 0 else (start, end)
        if before := text[:start].rstrip():
            self._add(Role.DATE if role_of(before) is Role.DATE else Role.ISSUER, index, 0, len(before))
        self._add(role, index, start, end)

    def _read_inline_head(self, index: int) -> bool:
        """Read a number and addressees that stand in one block with the text behind them."""
        text = self._texts[index]
        number = match_number(text)
        at = number.end() if number else 0
        length = addressees_end(text[at:]) if at or not self._parts or self._parts[-1].role is Role.TITLE else 0
        if number and length:
            self._add(Role.DOC_NUMBER, index, 0, at)
        if length:
            self._add(Role.RECIPIENTS, index, at, at + length)
        return bool(length)

    # feet

    def _read_signature(self, index: int) -> int:
        """Read names and date that sign a paper from `index` on; return the index behind them, 0 if none is there."""
        end = index
        while end < self._last and signing_role(self._texts[end]):
            end += 1
        if end < self._last and self._role_of(end) is Role.DATE:
            for block in range(index, end):
                self._add(signing_role(self._texts[block]) or Role.SIGNATURE, block)
            self._add(Role.DATE, end)
            return end + 1
        return index + 1 if end == index and self._read_inline_signature(index) else 0

    def _read_inline_signature(self, index: int) -> bool:
        """Read a name and date at the end of a block: …起施行。财政部2019年7月26日."""
        text = self._texts[index]
        if not text.endswith(_LAST_OF_DATE):
            return False
        match = _SIGNED_INLINE.match(text, max(map(text.rfind, "。；！？")) + 1)
        if match is None or not read_agencies(match["names"]):
            return False
        self._add(Role.SIGNATURE, index, match.start("names"), match.end("names"))
        self._add(Role.DATE, index, match.start("day"), match.end("day"))
        return True

    def _add_foot(self, index: int, role: Role) -> int:
        self._add(role, index)
        index += 1
        limit = min(self._last, index + _MOST_COPIES_LINES)
        if role is Role.COPIES and any(self._role_of(i) is Role.PRINTED for i in range(index, limit)):
            while self._role_of(index) is not Role.PRINTED and not self._is_printer(index):
                self._add(Role.COPIES, index)
                index += 1
        if index < self._last and self._is_printer(index):
            self._add(Role.PRINTED, index)
            index += 1
        return index

    def _is_printer(self, index: int) -> bool:
        """Return whether a line names the office that printed the paper, the date being on the next line."""
        followed = index + 1 < self._last and self._role_of(index + 1) is Role.PRINTED
        return followed and bool(read_agencies(self._texts[index]))

    def _read_after_foot(self, index: int) -> int:
        """Read the other lines of a foot, then the head of the paper that follows it, if there is one."""
        while index < self._last:
            role = self._role_of(index)
            if role not in _FOOT_ROLES:
                break
            index = self._add_foot(index, role)
        begin = index + (index < self._last and is_appendix_line(self._texts[index]))
        return self._read_head(begin, Role.ATTACHED_TITLE) if self._may_carry(begin) else index

    def _may_carry(self, index: int) -> bool:
        """Return whether the paper that begins here is carried by what was read: by a letter, or a notice with a title.

        Behind a paper that is no notice only its own title, printed again, begins the paper proper.
        """
        length = self._title_length(index)
        if not length or any(heading.role is Role.ATTACHED_TITLE for heading in self._headings):
            return False
        return not self._headings or is_notice(self._headings[0].text) or self._repeats(index, length)

    def _add(self, role: Role, index: int, start: int = 0, end: int | None = None) -> None:
        begin = self._clean.blocks[index].start
        length = len(self._texts[index]) if end is None else end
        self._parts.append(Part(role, index, begin + start, begin + length))
