"""Set papers of tests/corpus as PDFs, for tests to read them both ways, and PDFs that are hard to read.

Run by hand after a change: `python -m tests.tools.make_pdfs`; the PDFs are committed, so no test needs the fonts.
Fonts come with `apt-get install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.tools.typesetting import HEIGHT, LEFT, PITCH, SIZE, TOP, TYPE_HEIGHT, WIDTH, Setter

CORPUS = Path(__file__).parents[1] / "corpus"
PDFS = CORPUS / "pdf"
FONTS = {
    "song": "/usr/share/fonts/truetype/arphic/uming.ttc",  # stands for 仿宋_GB2312 and 小标宋
    "kai": "/usr/share/fonts/truetype/arphic/ukai.ttc",  # 楷体_GB2312
    "hei": "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",  # 黑体
}


@dataclass(frozen=True)
class Paper:
    """A paper of the corpus: the lines it spans, and what its lines are where they are no plain paragraphs.

    Line numbers count from 1. `continued` are lines that go on with the paragraph before, which the page break of an
    earlier edition cut. `roles` are title, subtitle, recipients, signature, date, attachment, imprint or skip.
    """

    name: str
    source: str
    first: int
    last: int
    continued: frozenset[int] = frozenset()
    roles: dict[int, str] = field(default_factory=dict)
    letterhead: tuple[str, str] | None = None


COMPILATION = "004_19fc23e80da6329a.txt"
PAPERS = (
    Paper(
        "000",
        "000_cbf320397f326e93.txt",
        1,
        93,
        frozenset({29, 53}),
        {
            3: "title",
            5: "skip",
            7: "recipients",
            11: "signature",
            13: "date",
            17: "title",
            91: "imprint",
            93: "imprint",
        },
        letterhead=("厦门市经济和信息化局文件", "厦经信服务〔2018〕552号"),
    ),
    Paper(
        "002",
        "002_db964d3892a9ae0f.txt",
        3,
        361,
        frozenset({35, 51, 59, 67, 83, 105, 117, 145, 167, 181, 197, 217, 231, 245, 259, 273, 283, 299, 319, 327, 352}),
        {
            **{3: "skip", 5: "skip", 9: "title", 11: "recipients", 15: "signature", 17: "date", 21: "title"},
            **{335: "attachment", 337: "title"},
            **dict.fromkeys((349, 351, 354, 358, 360), "imprint"),
        },
        letterhead=("福州市人民政府办公厅文件", "榕政办〔2020〕15号"),
    ),
    Paper(
        "003",
        "003_cdc2e9bdfb7cc299.txt",
        1,
        45,
        roles={1: "recipients", 5: "signature", 6: "date", 8: "attachment", 9: "title", 10: "subtitle"},
    ),
    Paper("004-02", COMPILATION, 187, 231, frozenset({213}), {187: "title"}),
    Paper("004-07", COMPILATION, 641, 719, frozenset({683}), {641: "title"}),
    Paper("004-09", COMPILATION, 987, 1051, frozenset({999, 1013, 1027, 1041}), {987: "title"}),
    Paper("004-13", COMPILATION, 1890, 1942, frozenset({1914, 1926, 1938}), {1890: "title"}),
    Paper(
        "004-20",
        COMPILATION,
        2747,
        2939,
        frozenset({2763, 2783, 2797, 2827, 2847, 2867, 2885, 2899, 2933}),
        {2747: "title"},
    ),
)


def paragraphs(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield role and words of each paragraph, with ** around bold words left in."""
    lines = (CORPUS / paper.source).read_text("utf-8").split("\n")
    role, words = "skip", ""
    for number in range(paper.first, min(paper.last, len(lines)) + 1):
        line = lines[number - 1].strip().lstrip("#").strip().removeprefix("- ")
        if not line or line == "---":
            continue
        if number in paper.continued:
            words += line
            continue
        if role != "skip":
            yield role, words
        role, words = paper.roles.get(number, "body"), line
    yield role, words


def make_paper(paper: Paper) -> None:
    """Write the PDF of a paper."""
    canvas = new_canvas(paper.name)
    set_paper(canvas, paper.letterhead, paragraphs(paper))
    canvas.save()


def set_paper(canvas: Any, letterhead: tuple[str, str] | None, body: Iterable[tuple[str, str]]) -> None:
    """Set the paragraphs of a paper, each with its role, on a canvas: reportlab's, or one that draws alike."""
    setter = Setter(canvas)
    if letterhead:
        setter.letterhead(*letterhead)
    imprint = []
    for role, words in body:
        if role == "imprint":
            imprint.append(words)
        elif role != "skip":
            setter.paragraph(role, words)
    if imprint:
        setter.imprint(imprint)
    setter.finish()


def make_table() -> None:
    """Write a PDF whose ruled table runs over a page's end."""
    canvas = new_canvas("table")
    set_table(canvas)
    canvas.save()


def set_table(canvas: Any) -> None:
    """Set a ruled table that runs over a page's end, with its head on the first page only."""
    rows = [line.split("\t") for line in (PDFS / "table.tsv").read_text("utf-8").splitlines()]
    widths = (3 * SIZE, 15 * SIZE, 10 * SIZE)
    setter = Setter(canvas)
    setter.paragraph("title", "重点任务分工方案")
    y = HEIGHT - TOP - setter.row * PITCH
    for row in rows:
        cells = [cell_lines(words, width) for words, width in zip(row, widths, strict=True)]
        height = max(map(len, cells)) * 1.3 * 12 + 6
        if y - height < HEIGHT - TOP - TYPE_HEIGHT:
            setter.new_page()
            y = HEIGHT - TOP
        x = LEFT
        for lines, width in zip(cells, widths, strict=True):
            canvas.setLineWidth(0.5)
            canvas.rect(x, y - height, width, height)
            canvas.setFont("song", 12)
            for index, line in enumerate(lines):
                canvas.drawString(x + 3, y - 15 - index * 1.3 * 12, line)
            x += width
        y -= height
    setter.row = (HEIGHT - TOP - y) / PITCH + 1
    setter.paragraph("body", "以上任务由各有关部门按职责分工负责。")
    setter.finish()


def cell_lines(words: str, width: float) -> list[str]:
    """Return the words of a cell broken to its width."""
    each = int((width - 6) / 12)
    return [words[start : start + each] for start in range(0, len(words), each)]


def make_hard_cases() -> None:
    """Write a PDF that needs a password, one that is locked but opens without, and one that is a picture of a page."""
    for name, password in (("encrypted", "geheim"), ("owner_password", "")):
        encryption = StandardEncryption(password, ownerPassword="owner", canCopy=0, strength=128)
        canvas = new_canvas(name, encryption)
        setter = Setter(canvas)
        setter.paragraph("title", "关于加强保密工作的通知")
        setter.paragraph("body", "一、总体要求。到2025年，安排专项资金500万元。")
        setter.finish()
        canvas.save()
    canvas = new_canvas("scan")
    canvas.drawImage(ImageReader(picture_of_text()), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()


def picture_of_text() -> Image.Image:
    """Return a page of words as an image."""
    image = Image.new("1", (827, 1169), 1)
    font = ImageFont.truetype(FONTS["song"], 36)
    ImageDraw.Draw(image).text((120, 150), "关于印发专项资金管理办法的通知", fill=0, font=font)
    return image


def new_canvas(name: str, encryption: StandardEncryption | None = None) -> Canvas:
    """Return a canvas that writes the same bytes every time (but where it is encrypted)."""
    return Canvas(str(PDFS / f"{name}.pdf"), pagesize=A4, invariant=1, encrypt=encryption, pageCompression=1)


def main() -> None:
    """Write all PDFs."""
    missing = [path for path in FONTS.values() if not Path(path).is_file()]
    if missing:
        sys.exit(f"{missing[0]} is missing; apt-get install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei")
    for name, path in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, path, subfontIndex=0))
    for paper in PAPERS:
        make_paper(paper)
    make_table()
    make_hard_cases()


if __name__ == "__main__":
    main()
