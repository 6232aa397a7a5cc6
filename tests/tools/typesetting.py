"""Typesetting of papers in the layout of GB/T 9704-2012 (党政机关公文格式): 22 lines of 28 characters a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

WIDTH, HEIGHT = A4
LEFT, TOP = 28 * mm, 37 * mm
TYPE_WIDTH, TYPE_HEIGHT = 156 * mm, 225 * mm
LINES, COLUMNS = 22, 28
PITCH = TYPE_HEIGHT / LINES
SIZE = TYPE_WIDTH / COLUMNS  # 三号, 28 characters a line
NOT_FIRST = "。，、；：？！）》〉”’】〕%％)],.;:"
NOT_LAST = "（《〈“‘【〔(["
HEADING_FONTS = (
    (re.compile(r"[一二三四五六七八九十]+、"), "hei"),
    (re.compile(r"[（(][一二三四五六七八九十]+[）)]"), "kai"),
)
CHAPTER = re.compile(r"第[一二三四五六七八九十]+章 ")


@dataclass(frozen=True)
class Glyph:
    """A character to be set, with its font."""

    character: str
    font: str
    bold: bool = False

    @property
    def width(self) -> float:
        """Return the width in ems."""
        return 0.5 if self.character.isascii() else 1.0


class Setter:
    """Sets paragraphs on pages of 22 lines of 28 characters."""

    def __init__(self, canvas: Any) -> None:  # reportlab's, or one that draws alike
        self.canvas = canvas
        self.row = 0.0
        self.page = 1

    def letterhead(self, issuer: str, number: str) -> None:
        """Set the red head, the document's number and the red rule under it."""
        self.canvas.setFillColorRGB(0.8, 0, 0)
        self._centred([Glyph(character, "song") for character in issuer], self._baseline(2), min(36, 400 / len(issuer)))
        self.canvas.setFillColorRGB(0, 0, 0)
        self._centred([Glyph(character, "song") for character in number], self._baseline(4), SIZE)
        self.canvas.setStrokeColorRGB(0.8, 0, 0)
        self.canvas.setLineWidth(1.5)
        rule = self._baseline(4) - 4 * mm
        self.canvas.line(LEFT, rule, LEFT + TYPE_WIDTH, rule)
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.row = 6

    def paragraph(self, role: str, words: str) -> None:
        """Set one paragraph as its role asks."""
        glyphs = list(styled(words, role))
        if role in ("title", "subtitle"):
            self._title(glyphs, 22 if role == "title" else SIZE)
        elif role in ("signature", "date"):
            width = sum(glyph.width for glyph in glyphs) * SIZE
            indent = 2 if role == "signature" else 4
            self._line(glyphs, LEFT + TYPE_WIDTH - width - indent * SIZE)
        else:
            self._body(glyphs, 0 if role in ("recipients", "attachment") else 2)

    def imprint(self, lines: list[str]) -> None:
        """Set the imprint at the foot of the last page, between rules: copies, then office and date on one line."""
        *copies, office, printed = lines
        top = LINES - len(copies) - 1
        if self.row > top:
            self.new_page()
        self.row = top
        self._rule()
        for line in copies:
            self._line(list(styled(line, "imprint")), LEFT + SIZE)
        self._rule()
        baseline = self._baseline(self.row)
        self._draw(list(styled(office, "imprint")), LEFT + SIZE, baseline, 14)
        width = sum(glyph.width for glyph in styled(printed, "imprint")) * 14
        self._draw(list(styled(printed, "imprint")), LEFT + TYPE_WIDTH - SIZE - width, baseline, 14)
        self.row += 1
        self._rule()

    def finish(self) -> None:
        """Number and end the last page."""
        self._number()
        self.canvas.showPage()

    def _title(self, glyphs: list[Glyph], size: float) -> None:
        self.row += 1 if self.row else 0
        most = int(TYPE_WIDTH / size) - 2
        count = -(-len(glyphs) // most)
        each = -(-len(glyphs) // count)
        for start in range(0, len(glyphs), each):
            self._make_room()
            self._centred(glyphs[start : start + each], self._baseline(self.row), size)
            self.row += 1.25
        self.row = float(int(self.row + 1))

    def _body(self, glyphs: list[Glyph], indent: float) -> None:
        for line in wrapped(glyphs, indent):
            self._line(line, LEFT + indent * SIZE)
            indent = 0

    def _line(self, glyphs: list[Glyph], x: float) -> None:
        self._make_room()
        self._draw(glyphs, x, self._baseline(self.row), SIZE)
        self.row += 1

    def _centred(self, glyphs: list[Glyph], baseline: float, size: float) -> None:
        width = sum(glyph.width for glyph in glyphs) * size
        self._draw(glyphs, LEFT + (TYPE_WIDTH - width) / 2, baseline, size)

    def _draw(self, glyphs: list[Glyph], x: float, baseline: float, size: float) -> None:
        for (font, bold), piece in groupby(glyphs, key=lambda glyph: (glyph.font, glyph.bold)):
            run = list(piece)
            text = self.canvas.beginText(x, baseline)
            text.setFont(font, size)
            text.setTextRenderMode(2 if bold else 0)
            self.canvas.setLineWidth(0.4)
            text.textOut("".join(glyph.character for glyph in run))
            text.setTextRenderMode(0)
            self.canvas.drawText(text)
            x += sum(glyph.width for glyph in run) * size

    def _rule(self) -> None:
        y = HEIGHT - TOP - self.row * PITCH
        self.canvas.setLineWidth(0.7)
        self.canvas.line(LEFT, y, LEFT + TYPE_WIDTH, y)

    def _baseline(self, row: float) -> float:
        return HEIGHT - TOP - (row + 1) * PITCH + (PITCH - SIZE) / 2 + 0.14 * SIZE

    def _make_room(self) -> None:
        if self.row > LINES - 1:
            self.new_page()

    def new_page(self) -> None:
        """Number and end the page, and go on with the next."""
        self._number()
        self.canvas.showPage()
        self.page += 1
        self.row = 0.0

    def _number(self) -> None:
        """Print the page number 7 mm under the type area, one character from the outer edge."""
        text = f"— {self.page} —"
        width = self.canvas.stringWidth(text, "song", 14)
        x = LEFT + TYPE_WIDTH - width - 14 if self.page % 2 else LEFT + 14
        self.canvas.setFont("song", 14)
        self.canvas.drawString(x, HEIGHT - TOP - TYPE_HEIGHT - 7 * mm, text)


def styled(words: str, role: str) -> Iterator[Glyph]:
    """Yield the characters with their fonts: 黑体 for 一、 and 楷体 for （一） headings, bold where ** says so."""
    bold = False
    plain = words.replace("**", "")
    font, length = heading_font(plain, role)
    position = 0
    for piece in re.split(r"(\*\*)", words):
        if piece == "**":
            bold = not bold
            continue
        for character in piece:
            yield Glyph(character, font if position < length else "song", bold)
            position += 1


def heading_font(words: str, role: str) -> tuple[str, int]:
    """Return the font of a paragraph's heading and how many characters it takes."""
    if role == "attachment" or (role == "body" and CHAPTER.match(words)):
        return "hei", len(words)
    for pattern, font in HEADING_FONTS:
        if role == "body" and pattern.match(words):
            stop = words.find("。")
            return font, stop + 1 if stop >= 0 else len(words)
    return "song", 0


def wrapped(glyphs: list[Glyph], indent: float) -> Iterator[list[Glyph]]:
    """Yield lines of at most 28 ems: numbers and Latin words stay whole, no line starts with a closing sign."""
    line: list[Glyph] = []
    room = COLUMNS - indent
    for token in tokens(glyphs):
        width = sum(glyph.width for glyph in token)
        hangs = len(token) == 1 and token[0].character in NOT_FIRST and room > -1
        if line and width > room and not hangs:
            carried = [line.pop()] if line[-1].character in NOT_LAST and len(line) > 1 else []
            yield line
            line = carried
            room = COLUMNS - sum(glyph.width for glyph in carried)
        line += token
        room -= width
    if line:
        yield line


def tokens(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield what a line break must not cut: each Han character, or a whole number or Latin word."""
    for is_word, piece in groupby(glyphs, key=lambda glyph: bool(re.match(r"[0-9A-Za-z.%+&/-]", glyph.character))):
        run = list(piece)
        yield from [run] if is_word and len(run) < COLUMNS else [[glyph] for glyph in run]
