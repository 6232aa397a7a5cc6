"""A small writer of Word documents for tests: the markup as it is, with as little around it as Word needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{MAIN}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KINDS = {"header1": "header", "footer1": "footer", "document": "document.main"}


def run(text: str, properties: str = "") -> str:
    """Return a run: words with run properties as markup."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", properties: str = "", *, runs: str = "") -> str:
    """Return a paragraph of words, or of runs as markup, with paragraph properties as markup."""
    look = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{look}{run(text) if text else ''}{runs}</w:p>"


def numbered(number_id: int, level: int = 0) -> str:
    """Return the paragraph properties of an automatic number."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'


def level(
    index: int, number_format: str, text: str, *, start: int | None = 1, suffix: str = "nothing", more: str = ""
) -> str:
    """Return a level of a list; `more` is markup between the number format and the text."""
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    return (
        f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{number_format}"/>{more}<w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    """Return an abstract list definition."""
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{number}">{kind}{"".join(levels)}</w:abstractNum>'


def num(number_id: int, of: int, overrides: str = "") -> str:
    """Return a list that takes its levels from an abstract definition."""
    return f'<w:num w:numId="{number_id}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def style(style_id: str, properties: str = "", *, name: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """Return a style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name or style_id}"/>{base}{properties}'
        "</w:style>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of cells, each a cell's markup (`cell`) or its words."""
    grid = "<w:gridCol w:w='2000'/>" * max(map(len, rows))
    cells = ("".join(item if item.startswith("<w:tc>") else cell(item) for item in row) for row in rows)
    return (
        f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    )


def cell(text: str = "", properties: str = "", *, blocks: str = "") -> str:
    """Return a cell of words or blocks."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks or paragraph(text)}</w:tc>"


def document(
    *blocks: str,
    numbering: Sequence[str] = (),
    styles: Sequence[str] = (),
    parts: Mapping[str, str] | None = None,
    section: str = "",
) -> bytes:
    """Return a Word document; `parts` are further parts of its folder by name (footnotes), as the markup inside."""
    written = {"document": f"<w:body>{''.join(blocks)}<w:sectPr>{section}</w:sectPr></w:body>"}
    if numbering:
        written["numbering"] = "".join(numbering)
    if styles:
        written["styles"] = "".join(styles)
    written |= parts or {}
    return zipped(
        {
            "[Content_Types].xml": _content_types(written),
            "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
            "word/_rels/document.xml.rels": _relationships(
                {name: (_KINDS.get(name, name), f"{name}.xml") for name in written if name != "document"}
            ),
        }
        | {f"word/{name}.xml": _part(name, inside) for name, inside in written.items()}
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP file of parts, the same bytes every time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _part(name: str, inside: str) -> str:
    root = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
    return f"{_HEAD}<w:{root} {NAMESPACES}>{inside}</w:{root}>"


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _content_types(names: Mapping[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{_KINDS.get(name, name)}+xml"/>'
        for name in names
    )
    defaults = (
        f'<Default Extension="rels" ContentType="{"application/vnd.openxmlformats-package.relationships+xml"}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'
