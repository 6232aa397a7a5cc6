"""Rows of a table that a page's end cut in two: the words on the next page go on where those before them stopped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_CLOSED = re.compile("[。；！？.;!?）)】]$")
_FEWEST = 2  # whole rows by which a table shows what its columns hold


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its words: its column from 0 and its half-open clean span.

    A cell that a page's end cut has all its words; its span reaches from the first to the last of them.
    """

    column: int
    text: str
    start: int
    end: int


Row = list[Cell]


def join_cut_rows(rows: Sequence[Row], pages: Sequence[int | None]) -> list[Row]:
    """Return the rows of a table, those that go on over a page's end as one; only where it is sure.

    Args:
        rows: all rows as printed, empty cells too.
        pages: the page of each row, None where the source has none.
    """
    opens = [bool(index) and None is not pages[index] != pages[index - 1] for index in range(len(rows))]
    whole = [row for row, first in zip(rows[1:], opens[1:], strict=True) if not first]
    joined: list[Row] = []
    for row, first in zip(rows, opens, strict=True):
        if first and joined and _goes_on(joined[-1], row, whole):
            joined[-1] = [_join(above, cell) for above, cell in zip(joined[-1], row, strict=True)]
        else:
            joined.append(row)
    return joined


def _goes_on(above: Row, row: Row, whole: Sequence[Row]) -> bool:
    """Return whether a page's first row is the rest of the row above.

    Its first cell is empty and its words stand only below words. Besides, either a column has words in all other rows
    and none in it, or a cell above breaks off in a column whose other cells all end a sentence.
    """
    others = [other for other in whole if len(other) == len(row) and other is not above]
    if len(above) != len(row) or row[0].text or len(others) < _FEWEST:
        return False
    filled = [cell.column for cell in row if cell.text]
    if not filled or not all(above[column].text for column in filled):
        return False
    lacks = any(not cell.text and all(other[cell.column].text for other in others) for cell in row)
    return lacks or any(_breaks_off(above[column].text, column, others) for column in filled)


def _breaks_off(text: str, column: int, others: Sequence[Row]) -> bool:
    texts = [other[column].text for other in others if other[column].text]
    return not _CLOSED.search(text) and len(texts) >= _FEWEST and all(map(_CLOSED.search, texts))


def _join(above: Cell, cell: Cell) -> Cell:
    if not cell.text:
        return above
    between = " " if _is_latin(above.text[-1:]) and _is_latin(cell.text[0]) else ""
    return replace(above, text=f"{above.text}{between}{cell.text}", end=cell.end)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
