"""Footnotes: kept out of the sentence that a page break cuts, each a paragraph of its own behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.joining import Paragraph
from parsers.late import LatePattern
from parsers.lines import Line

STARTS_NOTE = LatePattern(
    r"[⁰¹²³⁴-⁹]+|[①-⑳]|[\[〔［(（][0-9]{1,3}[\]〕］)）]|[*†‡※]{1,3}|[0-9]{1,3}(?=[\s\u4e00-\u9fff])|注[:：0-9]"
)


def note_paragraphs(lines: Sequence[Line], notes: Sequence[int]) -> Iterator[Paragraph]:
    """Yield the footnotes that some lines make, by index; a line without a mark goes on with the note before it."""
    pending: Paragraph | None = None
    for index in notes:
        if pending is not None and not STARTS_NOTE.match(lines[index].text):
            if lines[index].page != lines[pending.members[-1]].page:
                pending.turned.add(index)
            pending.members.append(index)
            continue
        if pending is not None:
            yield pending
        pending = Paragraph([index])
    if pending is not None:
        yield pending


def in_order(paragraphs: Sequence[Paragraph], notes: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs and footnotes by their first line, so that a footnote inside a paragraph comes behind it."""
    return iter(sorted([*paragraphs, *notes], key=lambda paragraph: paragraph.members[0]))
