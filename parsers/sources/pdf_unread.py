"""What of a PDF is not read though it may hold words: attached files, forms of XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemas.issues import Issue, IssueCode

_XFA = (2, 3)  # PDFium's FORMTYPE_XFA_FULL and FORMTYPE_XFA_FOREGROUND


def unread_parts(document: Any) -> Iterator[Issue]:
    """Yield an issue for each part of an open document that holds words beside its pages."""
    if attached := document.count_attachments():
        names = "、".join(document.get_attachment(index).get_name() for index in range(min(attached, 5)))
        yield Issue(IssueCode.PART_UNREAD, f"{attached} attached file(s) are not read: {names}", 0, 0, in_source=True)
    if document.get_formtype() in _XFA:
        detail = "the words of its form (XFA) are not read, only what its pages show without them"
        yield Issue(IssueCode.PART_UNREAD, detail, 0, 0, in_source=True)
