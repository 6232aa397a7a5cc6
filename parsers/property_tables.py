"""The table of properties that a page prints above a paper (索引号、发文字号、成文日期), line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from parsers.properties import as_label, labelled, opens_with_label
from parsers.titles import kind_of_title

_PARTS = re.compile(r"\s*[_|｜]+\s*|\s+[-–—]+\s+")
_SITE = re.compile(r"[-–—]+[^-–—]{0,30}(?:网站?|政府|门户|公报|平台|局|厅|委员会)$")
_LONGEST_VALUE = 200
LONGEST_HEAD = 60  # lines at the top of a paper among which a table of properties is looked for
_TABLE_FROM = 2  # so many labels make a table of properties; one may be a word of a paper's own table

Pair = tuple[str, str]


class PrintedLine(Protocol):
    """A line of a page, or of a text that was copied from one."""

    @property
    def text(self) -> str:
        """Its words; cells are separated by tabs."""

    @property
    def table_row(self) -> bool:
        """Whether it is a row of a table."""


def pairs_of(lines: Sequence[PrintedLine]) -> list[Pair]:
    """Return the labels and values in lines, also where a value stands on the line below its label."""
    found: list[Pair] = []
    waiting: str | None = None
    for line in lines:
        here = list(_pairs(line))
        if waiting and not here and as_label(line.text) is None and not line.table_row:
            found.append((waiting, line.text))
        found += [pair for pair in here if pair[1]]
        waiting = here[-1][0] if here and not here[-1][1] else as_label(line.text)
    return [(label, value) for label, value in found if len(value) <= _LONGEST_VALUE]


def record_lines(lines: Sequence[PrintedLine]) -> set[int]:
    """Return the indexes of the lines at a paper's top that are a table of properties, not its own words."""
    found: dict[int, int] = {}
    for index, line in enumerate(lines[:LONGEST_HEAD]):
        labels = [label for label, _ in _pairs(line)] if _opens_with_label(line) else []
        if labels:
            found[index] = len(labels)
        elif "。" in line.text:
            break
    return set(found) if sum(found.values()) >= _TABLE_FROM else set()


def without_site(title: str) -> str:
    """Return a page's title without the names of site and column that stand behind or before it."""
    parts = [part for part in _PARTS.split(" ".join(title.split())) if part]
    named = next((part for part in parts if kind_of_title(_SITE.sub("", part))), parts[0] if parts else "")
    return _SITE.sub("", named)


def _opens_with_label(line: PrintedLine) -> bool:
    first = next(iter(line.text.split("\t")), "")
    return as_label(first) is not None or opens_with_label(line.text)


def _pairs(line: PrintedLine) -> Iterator[Pair]:
    """Yield the labels of a line with their values, which may be empty."""
    if not line.table_row:
        yield from labelled(line.text)
        return
    cells = [cell.strip() for cell in line.text.split("\t")]
    cells = [cell for cell in cells if cell]
    waiting: str | None = None
    for cell in cells:
        label = as_label(cell)
        if waiting and label is None:
            yield waiting, cell
        elif waiting:
            yield waiting, ""
        if label is None and not waiting:
            yield from labelled(cell)
        waiting = label
    if waiting:
        yield waiting, ""
