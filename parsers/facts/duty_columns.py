"""Columns of tables headed 责任单位, 负责部门 and their like: one list of bodies a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from parsers.facts.agency_names import is_collective
from parsers.facts.body_lists import ends_like_body, split_bodies
from parsers.facts.duty_lists import DutyList
from parsers.lexicon import mapping
from schemas.records import Block, CleanText
from schemas.vocabulary import DutyRole

_CELL = re.compile(r"[^\t|]+")
_SPACES = re.compile(r"\s+")
_LONGEST_GAP = 3  # lines that a page break or a cell over two lines puts between the rows of one table


def find_duty_columns(clean: CleanText, blocks: range, offset: int) -> Iterator[DutyList]:
    """Yield the lists of bodies in the columns of tables.

    Args:
        clean: the clean text.
        blocks: the indexes of the policy's blocks.
        offset: where the policy begins; the lists' offsets count from it.
    """
    columns: Mapping[int, str] = {}
    policy, gap = clean.text[offset:], 0
    for index in blocks:
        block = clean.blocks[index]
        gap = 0 if block.table_row else gap + 1
        if not block.table_row:
            columns = columns if gap <= _LONGEST_GAP else {}
            continue
        cells = _cells(clean, block)
        heads = {place: word for place, word in enumerate(_words(clean, cells)) if word in mapping("duties", "labels")}
        columns = heads or columns
        if not heads:
            yield from _of_row(policy, [(start - offset, end - offset) for start, end in cells], columns)


def _cells(clean: CleanText, block: Block) -> list[tuple[int, int]]:
    return [match.span() for match in _CELL.finditer(clean.text, block.start, block.end)]


def _words(clean: CleanText, cells: list[tuple[int, int]]) -> Iterator[str]:
    for start, end in cells:
        yield _SPACES.sub("", clean.text[start:end])


def _of_row(text: str, cells: list[tuple[int, int]], columns: Mapping[int, str]) -> Iterator[DutyList]:
    """Yield the lists of one row; a cell with anything but bodies is none: a remark, or a row with cells merged."""
    for place, label in columns.items():
        if place >= len(cells):
            continue
        bodies = tuple(split_bodies(text, *cells[place]))
        if bodies and all(ends_like_body(body.name) or is_collective(body.name) for body in bodies):
            yield DutyList(DutyRole(mapping("duties", "labels")[label]), label, bodies)
