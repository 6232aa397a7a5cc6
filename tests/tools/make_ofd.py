"""OFD files (GB/T 33190-2016) for tests: of pieces of XML, or set by the typesetter that also sets the PDFs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.pagesizes import A4

from tests.tools.make_pdfs import Paper, paragraphs, set_paper, set_table

MILLIMETRES = 25.4 / 72  # in a point
ASCENT = 0.88


@dataclass(frozen=True)
class Dialect:
    """How a writer writes OFD: its namespace, the prefix of its elements, and how it names parts."""

    namespace: str | None = "http://www.ofdspec.org/2016"
    prefix: str = "ofd:"
    folder: str = "Doc_0"
    pages: str = "Pages/Page_{}/Content.xml"
    slash: str = "/"
    absolute: bool = False
    encoding: str = "UTF-8"
    compression: int = zipfile.ZIP_DEFLATED

    def path(self, path: str) -> str:
        """Return a part's name as it is written."""
        return (f"/{self.folder}/{path}" if self.absolute else path).replace("/", self.slash)

    def xml(self, name: str, content: str) -> bytes:
        """Return a part; in `content` the elements have the prefix `o:`."""
        declared = ""
        if self.namespace:
            declared = f" xmlns{':' if self.prefix else ''}{self.prefix.rstrip(':')}={quoteattr(self.namespace)}"
        root = f"<o:{name}{declared}>{content}</o:{name}>"
        head = f'<?xml version="1.0" encoding="{self.encoding}"?>\n'
        body = root.replace("<o:", f"<{self.prefix}").replace("</o:", f"</{self.prefix}")
        return (head + body).encode(self.encoding)


STANDARD = Dialect()


def ofd(
    pages: Sequence[str],
    *,
    common: str = "",
    public: str = "",
    document: str = "",
    parts: Mapping[str, bytes] | None = None,
    dialect: Dialect = STANDARD,
) -> bytes:
    """Return an OFD file.

    Args:
        pages: the content of each page's root element.
        common: more of the document's CommonData: templates, other resources.
        public: the content of the public resources.
        document: more of the document: annotations.
        parts: other parts by name; one of a name that is there already goes instead of it, an empty one goes missing.
        dialect: how it is written.
    """
    references = "".join(
        f'<o:Page ID="{number + 1}" BaseLoc={quoteattr(dialect.path(dialect.pages.format(number)))}/>'
        for number in range(len(pages))
    )
    area = "<o:PageArea><o:PhysicalBox>0 0 210 297</o:PhysicalBox></o:PageArea>"
    resources = f"<o:PublicRes>{dialect.path('PublicRes.xml')}</o:PublicRes>"
    root = dialect.path("Document.xml") if dialect.absolute else f"{dialect.folder}{dialect.slash}Document.xml"
    description = f"<o:CommonData>{area}{resources}{common}</o:CommonData><o:Pages>{references}</o:Pages>{document}"
    found = {
        "OFD.xml": dialect.xml("OFD", f"<o:DocBody><o:DocInfo/><o:DocRoot>{root}</o:DocRoot></o:DocBody>"),
        f"{dialect.folder}/Document.xml": dialect.xml("Document", description),
        f"{dialect.folder}/PublicRes.xml": dialect.xml("Res", public),
    }
    for number, page in enumerate(pages):
        found[f"{dialect.folder}/{dialect.pages.format(number)}"] = dialect.xml("Page", page)
    return zipped({name: content for name, content in (found | dict(parts or {})).items() if content}, dialect)


def zipped(parts: Mapping[str, bytes], dialect: Dialect = STANDARD) -> bytes:
    """Return parts as a ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", dialect.compression) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name.replace("/", dialect.slash))
            archive.writestr(member, content, dialect.compression)
    return file.getvalue()


def layer(*objects: str) -> str:
    """Return the content of a page with one layer."""
    return f"<o:Content><o:Layer>{''.join(objects)}</o:Layer></o:Content>"


def text(words: str, x: float, y: float, size: float = 5, *, steps: str | None = None, more: str = "") -> str:
    """Return a text object whose first glyph's top left corner is at x, y, in millimetres, size included."""
    widths = [width_of(character) * size for character in words]
    steps = steps_of(widths[:-1]) if steps is None else steps
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<o:TextObject Boundary="{x:.3f} {y:.3f} {sum(widths):.3f} {size:.3f}" Size="{size:.4f}" Font="1" {more}>'
        f'<o:TextCode X="0" Y="{ASCENT * size:.4f}"{delta}>{escape(words)}</o:TextCode></o:TextObject>'
    )


def width_of(character: str) -> float:
    """Return a character's width in ems, as the typesetter sets it."""
    return 0.5 if character.isascii() else 1.0


def steps_of(widths: Sequence[float]) -> str:
    """Return steps from glyph to glyph, runs of equal ones in short."""

    def pieces() -> Iterator[str]:
        for width, run in groupby(f"{width:.4f}" for width in widths):
            times = len(list(run))
            yield f"g {times} {width}" if times > 2 else " ".join([width] * times)

    return " ".join(pieces())


def path(data: str, x: float = 0, y: float = 0, more: str = "") -> str:
    """Return a path object whose boundary starts at x, y."""
    return (
        f'<o:PathObject Boundary="{x:.3f} {y:.3f} 200 200" {more}>'
        f"<o:AbbreviatedData>{data}</o:AbbreviatedData></o:PathObject>"
    )


class Words:
    """Words to be drawn, as reportlab's text object collects them."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self.size, self.words, self.bold = 0.0, "", False

    def setFont(self, name: str, size: float) -> None:  # noqa: N802  (reportlab's names)
        self.size = size

    def setTextRenderMode(self, mode: int) -> None:  # noqa: N802
        self.bold = self.bold or mode == 2

    def textOut(self, words: str) -> None:  # noqa: N802
        self.words += words


class OfdCanvas:
    """What the typesetter needs of reportlab's canvas, drawn as OFD; each page stands on the same template."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self._objects: list[str] = []
        self._size = 0.0

    def file(self, template: Sequence[str] = (), dialect: Dialect = STANDARD) -> bytes:
        """Return the pages as a file; `template` are the objects of the template."""
        return ofd(
            self.pages,
            common=f'<o:TemplatePage ID="90" BaseLoc={quoteattr(dialect.path("Tpls/Tpl_0.xml"))}/>',
            parts={f"{dialect.folder}/Tpls/Tpl_0.xml": dialect.xml("Page", layer(*template))},
            dialect=dialect,
        )

    def beginText(self, x: float, y: float) -> Words:  # noqa: N802
        return Words(x, y)

    def drawText(self, drawn: Words) -> None:  # noqa: N802
        size = drawn.size * MILLIMETRES
        top = (A4[1] - drawn.y) * MILLIMETRES - ASCENT * size
        more = 'Stroke="true" LineWidth="0.1"' if drawn.bold else ""
        self._objects.append(text(drawn.words, drawn.x * MILLIMETRES, top, size, more=more))

    def drawString(self, x: float, y: float, words: str) -> None:  # noqa: N802
        drawn = Words(x, y)
        drawn.setFont("", self._size)
        drawn.textOut(words)
        self.drawText(drawn)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, top = x0 * MILLIMETRES, (A4[1] - y0) * MILLIMETRES
        data = f"M 0 0 L {(x1 - x0) * MILLIMETRES:.3f} {(y0 - y1) * MILLIMETRES:.3f}"
        self._objects.append(path(data, left, top))

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        across, down = width * MILLIMETRES, height * MILLIMETRES
        top = (A4[1] - y - height) * MILLIMETRES
        data = f"M 0 0 L {across:.3f} 0 L {across:.3f} {down:.3f} L 0 {down:.3f} C"
        self._objects.append(path(data, x * MILLIMETRES, top))

    def stringWidth(self, words: str, font: str, size: float) -> float:  # noqa: N802
        return sum(map(width_of, words)) * size

    def setFont(self, name: str, size: float) -> None:  # noqa: N802
        self._size = size

    def setFillColorRGB(self, *color: float) -> None:  # noqa: N802
        """Draw in whatever colour: a reader of words does not mind."""

    setStrokeColorRGB = setLineWidth = setFillColorRGB  # noqa: N815

    def showPage(self) -> None:  # noqa: N802
        self.pages.append('<o:Template TemplateID="90" ZOrder="Background"/>' + layer(*self._objects))
        self._objects = []


def set_ofd(paper: Paper | None, template: Sequence[str] = (), dialect: Dialect = STANDARD) -> bytes:
    """Return a paper of the corpus, or the long table where there is none, as OFD; all pages stand on a template."""
    canvas = OfdCanvas()
    if paper:
        set_paper(canvas, paper.letterhead, paragraphs(paper))
    else:
        set_table(canvas)
    return canvas.file(template, dialect)
