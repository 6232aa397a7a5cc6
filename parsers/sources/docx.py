"""Word documents (.docx, .docm, .dotx, as Word, WPS, LibreOffice and others write them): the text as it is printed.

One paragraph or table row a line, numbers of automatic numbering included; what is deleted, hidden or a field's
instruction is left out; page heads and feet stand at the end, as furniture. There are no pages: where they break is up
to the program and the fonts that print the document.
"""

from __future__ import annotations

from parsers.sources.limits import DEFAULT_LIMITS
from parsers.sources.look_alikes import unify
from parsers.sources.word.lines import Line
from parsers.sources.word.package import Package, W
from parsers.sources.word.story import Story, mark_contents_headings
from schemas.errors import ErrorCode, SourceError
from schemas.issues import Issue, IssueCode
from schemas.records import MarkedLine, ReaderLimits, SourceText

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return a Word document as source text with the marks of every line.

    Raises:
        SourceError: with code DAMAGED, TOO_LARGE, ENCRYPTED (the ZIP has a password) or EMPTY (it holds no words).
    """
    package = Package(data, limits)
    document = package.document()
    body = document.find(f"{W}body")
    story = Story(package)
    lines = list(story.lines(body if body is not None else document))
    if not lines:
        raise SourceError(ErrorCode.EMPTY)
    lines = [*mark_contents_headings(lines), *story.margins(document)]
    text = unify("\n".join(line.text for line in lines))
    return SourceText(
        text=text,
        media_type=MEDIA_TYPE,
        marked=_marked(lines),
        issues=tuple(_issue(part, len(text)) for part in (*package.unread, *story.altered)),
    )


def _marked(lines: list[Line]) -> tuple[MarkedLine, ...]:
    marked: list[MarkedLine] = []
    start = 0
    for line in lines:
        marked.append(
            MarkedLine(
                start=start,
                end=start + len(line.text),
                level=line.level,
                bold_length=line.bold_length,
                centred=line.centred,
                table_row=line.table_row,
                whole=line.whole,
                furniture=line.furniture,
            )
        )
        start += len(line.text) + 1
    return tuple(marked)


def _issue(part: str, end: int) -> Issue:
    return Issue(IssueCode.PART_UNREAD, f"{part} could not be read; what it holds is missing", end, end, in_source=True)
