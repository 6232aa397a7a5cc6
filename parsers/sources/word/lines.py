"""The lines that a document's blocks become, and how the pieces of a paragraph make them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.vocabulary import DiscardReason

_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one format; `contents` says that a table of contents made them."""

    text: str
    bold: bool = False
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source text with its marks; `schemas.records.MarkedLine` without a place."""

    text: str
    level: int = 0
    bold_length: int = 0
    centred: bool = False
    table_row: bool = False
    whole: bool = True
    furniture: DiscardReason | None = None


def lines_of(pieces: Sequence[Piece], *, level: int, centred: bool) -> Iterator[Line]:
    """Yield the lines of a paragraph: one, or those between its line breaks; blank ones are left out.

    A line break inside a paragraph may wrap a title or stand for a paragraph's end, so such lines are not `whole`.
    """
    parts = list(_parts(pieces))
    for part in parts:
        text = "".join(piece.text for piece in part)
        words = text.strip()
        if words:
            made = all(piece.contents for piece in part if piece.text.strip())
            yield Line(
                text=words,
                level=level,
                bold_length=bold_length(part),
                centred=centred,
                whole=len(parts) == 1,
                furniture=DiscardReason.TABLE_OF_CONTENTS if made else None,
            )


def bold_length(pieces: Sequence[Piece]) -> int:
    """Return how many leading characters are bold, spaces that only set characters apart not counted."""
    text = "".join(piece.text if piece.bold else "\0" * len(piece.text) for piece in pieces if piece.text.strip())
    leading = text.partition("\0")[0]
    return len(re.sub(r"(?<![!-~])\s+|\s+(?![!-~])", "", leading))


def _parts(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for piece in pieces:
        first, *others = _BREAK.split(piece.text)
        part.append(Piece(first, piece.bold, piece.contents))
        for other in others:
            yield part
            part = [Piece(other, piece.bold, piece.contents)]
    yield part
