"""One paper in several forms, made from its paragraphs: what differs is the form, not a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count

from parsers.markers import Marker, read_marker
from schemas.vocabulary import SectionKind
from tests.tools.make_docx import abstract, cell, document, level, num, numbered, paragraph, table
from tests.tools.make_ofd import OfdCanvas
from tests.tools.make_pdfs import PAPERS, paragraphs, set_paper

_LEVELS = (
    *(SectionKind.CHAPTER, SectionKind.SECTION, SectionKind.ARTICLE, SectionKind.HAN, SectionKind.PAREN_HAN),
    *(SectionKind.ARABIC, SectionKind.PAREN_ARABIC, SectionKind.CIRCLED),
)
_ARABIC, _HAN = re.compile(r"[0-9]+"), re.compile(r"[一二三四五六七八九十百零]+")
_LONGEST_HEADING = 40
_CENTRED, _RIGHT = ("letterhead", "title", "subtitle"), ("signature", "date")
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title><script>var visits = 500;</script></head>
<body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li>
<li><a href="/hd">互动</a></li></ul></div>
<div class="content"><div id="zoom">
{body}
</div></div>
<div class="footer"><p>版权所有：市人民政府办公厅</p><p>网站标识码：3500000001</p></div>
</body></html>
"""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its role: body, or letterhead, title, subtitle, recipients, signature, date and so on."""

    role: str
    words: str

    @property
    def marker(self) -> Marker | None:
        """The number or sign it starts with."""
        return read_marker(self.words) if self.role == "body" else None

    @property
    def is_heading(self) -> bool:
        """Whether it is nothing but a numbered heading."""
        return self.marker is not None and len(self.words) <= _LONGEST_HEADING and not self.words.endswith("。")


def paper(name: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a paper of the corpus, in plain print."""
    found = next(item for item in PAPERS if item.name == name)
    letterhead = (Paragraph("letterhead", words) for words in found.letterhead or ())
    body = (Paragraph(role, words.replace("**", "")) for role, words in paragraphs(found) if role != "skip")
    return (*letterhead, *body)


def as_text(paper: Sequence[Paragraph]) -> bytes:
    """Return a paper as text, a paragraph a line."""
    return "\n".join(f"　　{item.words}" if item.role == "body" else item.words for item in paper).encode()


def as_markdown(paper: Sequence[Paragraph]) -> bytes:
    """Return a paper as Markdown with headings of three levels."""
    return "\n\n".join(_heading_sign(item) + item.words for item in paper).encode()


def _heading_sign(item: Paragraph) -> str:
    if item.role == "title":
        return "# "
    if not item.is_heading or item.marker is None:
        return ""
    return "### " if item.marker.kind is SectionKind.PAREN_HAN else "## "


def as_html(paper: Sequence[Paragraph]) -> bytes:
    """Return a paper as a page of a government's site, with what stands around papers there."""
    title = next(item.words for item in paper if item.role == "title")
    return _PAGE.format(title=escape(title), body="\n".join(map(_html_line, paper))).encode()


def _html_line(item: Paragraph) -> str:
    words = escape(item.words)
    if item.role in _CENTRED:
        return f'<p style="text-align: center"><strong>{words}</strong></p>'
    if item.role in _RIGHT:
        return f'<p style="text-align: right">{words}</p>'
    indent = "2em" if item.role == "body" else "0"
    return f'<p style="text-indent: {indent}">{words}</p>'


def as_docx(paper: Sequence[Paragraph]) -> bytes:
    """Return a paper as a Word document whose numbers are all automatic, none of them in its words."""
    lists = _Lists()
    blocks = [_docx_paragraph(item, lists) for item in paper]
    return document(*blocks, numbering=lists.markup())


def _docx_paragraph(item: Paragraph, lists: _Lists) -> str:
    alignment = "center" if item.role in _CENTRED else "right" if item.role in _RIGHT else None
    properties = f'<w:jc w:val="{alignment}"/>' if alignment else ""
    marker = item.marker
    if marker is None or marker.kind not in _LEVELS or marker.ordinal is None:
        return paragraph(item.words, properties)
    return paragraph(item.words[marker.end :], lists.number(marker, marker.ordinal))


@dataclass
class _Lists:
    """One outline of automatic numbers, its levels as they are first printed.

    A list of its own, which counts on with the others, is where the paper counts or prints a number otherwise.
    """

    counts: dict[int, int] = field(default_factory=dict)
    formats: dict[int, tuple[str, str]] = field(default_factory=dict)
    overrides: list[str] = field(default_factory=lambda: [""])

    def number(self, marker: Marker, ordinal: int) -> str:
        """Return the paragraph properties that print a marker."""
        at = _LEVELS.index(marker.kind)
        begins = self.counts.get(at, 0) + 1 != ordinal
        self.counts = {other: value for other, value in self.counts.items() if other < at} | {at: ordinal}
        printed = _format(marker, at)
        differs = self.formats.setdefault(at, printed) != printed
        override = f'<w:startOverride w:val="{ordinal}"/>' if begins else ""
        override += level(at, *printed, suffix="nothing") if differs else ""
        return numbered(self._list(f'<w:lvlOverride w:ilvl="{at}">{override}</w:lvlOverride>' if override else ""), at)

    def _list(self, override: str) -> int:
        if override not in self.overrides or "startOverride" in override:
            self.overrides.append(override)
            return len(self.overrides)
        return self.overrides.index(override) + 1

    def markup(self) -> list[str]:
        """Return the numbering part."""
        plain = ("decimal", "")
        levels = (level(at, *self.formats.get(at, plain), suffix="nothing") for at in range(len(_LEVELS)))
        return [abstract(0, *levels), *map(num, count(1), [0] * len(self.overrides), self.overrides)]


def _format(marker: Marker, at: int) -> tuple[str, str]:
    """Return the number format and the text of a level that prints a marker."""
    if len(marker.text) == 1:
        return "decimalEnclosedCircle", f"%{at + 1}"
    pattern, number_format = (_ARABIC, "decimal") if _ARABIC.search(marker.text) else (_HAN, "chineseCountingThousand")
    return number_format, pattern.sub(f"%{at + 1}", marker.text, count=1)


def as_ofd(paper: Sequence[Paragraph]) -> bytes:
    """Return a paper as OFD, in the layout of GB/T 9704, with page numbers."""
    canvas = OfdCanvas()
    head = [item.words for item in paper if item.role == "letterhead"]
    body = ((item.role, item.words) for item in paper if item.role != "letterhead")
    set_paper(canvas, (head[0], head[1]) if head else None, body)
    return canvas.file()


Rows = Sequence[Sequence[str]]


def table_as_text(title: str, rows: Rows) -> bytes:
    """Return a titled table as text, its cells between tabs."""
    return "\n".join([title, *("\t".join(row) for row in rows)]).encode()


def table_as_markdown(title: str, rows: Rows) -> bytes:
    """Return a titled table as Markdown."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([f"# {title}", "", head, "|" + "---|" * len(rows[0]), *body]).encode()


def table_as_html(title: str, rows: Rows) -> bytes:
    """Return a titled table on a page of a government's site."""
    cells = ("".join(f"<td><p>{escape(words)}</p></td>" for words in row) for row in rows)
    body = f"<h1>{title}</h1><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    return _PAGE.format(title=title, body=body).encode()


def table_as_docx(title: str, rows: Rows) -> bytes:
    """Return a titled table as a Word document whose first column is numbered automatically where it counts."""
    lists = (abstract(0, level(0, "decimal", "%1")), num(1, 0))
    counting = cell(blocks=paragraph("", numbered(1)))
    body = [[counting if words.isdigit() and not place else words for place, words in enumerate(row)] for row in rows]
    return document(paragraph(title, '<w:jc w:val="center"/>'), table(body), numbering=lists)
