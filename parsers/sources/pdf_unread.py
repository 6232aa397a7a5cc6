"""What of a PDF is not read though it may hold words: attached files, forms of XML, pictures among text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from parsers.sources.glyphs import Box
from parsers.sources.layout import Line
from schemas.issues import Issue, IssueCode

_XFA = (2, 3)  # PDFium's FORMTYPE_XFA_FULL and FORMTYPE_XFA_FOREGROUND
_WIDEST_ORNAMENT = 1 / 3  # of the page; what is narrower is a seal, a code or a logo
_SHARES = (0.03, 0.9)  # of the page's area: above it lies behind the whole page


def unread_parts(document: Any) -> Iterator[Issue]:
    """Yield an issue for each part of an open document that holds words beside its pages."""
    if attached := document.count_attachments():
        names = "、".join(document.get_attachment(index).get_name() for index in range(min(attached, 5)))
        yield Issue(IssueCode.PART_UNREAD, f"{attached} attached file(s) are not read: {names}", 0, 0, in_source=True)
    if document.get_formtype() in _XFA:
        detail = "the words of its form (XFA) are not read, only what its pages show without them"
        yield Issue(IssueCode.PART_UNREAD, detail, 0, 0, in_source=True)


def unread_pictures(lines: Sequence[Line], pictures: Sequence[Box], width: float, height: float) -> str | None:
    """Return what is to be said of pictures that stand among the text of a page and may hold words themselves."""
    least, most = _SHARES
    large = [
        box
        for box in pictures
        if box[2] - box[0] > _WIDEST_ORNAMENT * width and least < _area(box) / (width * height) < most
    ]
    count = sum(not any(_lies_in(line.box, box) for line in lines) for box in large)
    return f"has {count} picture(s) whose words, if any, are not read" if lines and count else None


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lies_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
