"""What a file is, told by its bytes; its name is only a hint where the bytes could be several things."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from parsers.sources import compound
from parsers.sources.archives import member_names
from parsers.sources.compound import Contents


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: `key` names the module of this package that reads it, if there is one; `label` is for people.

    One with a media type is read by having another program make a Word document of it.
    """

    key: str
    label: str
    media_type: str = ""


TEXT = Format("text", "plain text")
PDF = Format("pdf", "a PDF")
HTML = Format("html", "an HTML page")
DOCX = Format("docx", "a Word document (.docx)")
OFD = Format("ofd", "an OFD document")
BINARY = Format("binary", "binary data of an unknown kind")
_ARCHIVE = Format("archive", "an archive")
_XML = Format("xml", "XML data")
_IMAGE = Format("image", "an image")
LOCKED = Format("locked", "an Office document with a password")
_OLD_WORD = Format("old_word", "an old Word document (.doc or .wps)", "application/msword")
_RICH_TEXT = Format("rtf", "a rich text document (.rtf)", "application/rtf")
_WORD_XML = Format("word_xml", "a Word document in one XML file", "application/msword")
_OFFICE = Format("office", "an old Office document that holds no Word text (.xls, .ppt, or cut short)")
_COMPOUND = {Contents.WORD: _OLD_WORD, Contents.LOCKED: LOCKED, Contents.OTHER: _OFFICE}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\0", _ARCHIVE),
    (b"{\\rtf", _RICH_TEXT),
)
_OTHER_IMAGE = re.compile(rb"BM.{4}\0{4}|RIFF.{4}WEBP", re.DOTALL)  # BMP's two letters alone may begin a text
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)  # stands before each part, with its name's length
_MOST_BEGUN = 1000
_PDF_OBJECT = re.compile(rb"\d\s+obj\b|\bstartxref\b")
_BLANK = b"\xef\xbb\xbf \t\r\n\f\0"
_PDF_HEADER_WITHIN = 1024  # bytes; the PDF specification's readers look no further
_ZIP_MEMBERS = (  # case aside, as some writers have it; Word's own web service numbers its document parts
    (r"word/document\d*\.xml", DOCX),
    (r"(?:[^/\n]+/)?OFD\.xml", OFD),  # some writers pack the folder around it too
    (r"Encryptions\.xml", OFD),
    (r"xl/workbook\.xml", Format("xlsx", "an Excel workbook (.xlsx)")),
    (r"ppt/presentation\.xml", Format("pptx", "a PowerPoint presentation (.pptx)")),
)
_WORD_PROGRAM = re.compile(rb'<\?mso-application\s+progid="Word\.Document"\s*\?>')
_HTML = re.compile(
    # Each comment ends at its first end: otherwise a row of them could be read in exponentially many ways.
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which a page shows that it is one
_TAG = re.compile(rb"\s*</?[a-zA-Z]")
_TAG_ANYWHERE = re.compile(rb"<(?:p|div|br|span|table|td|font|a|h[1-6]|meta|title|body)\b", re.IGNORECASE)
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml", ".xhtml"})
_HTML_SUFFIXES = _PAGE_SUFFIXES | {".pdf", ".doc"}  # servers give pages of errors, and Word its own, such names
_WEB_ARCHIVE = re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,40}")
_WIDE_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md", ".markdown"})


def detect(data: bytes, *, name: str) -> Format:
    """Return what a file is by its first bytes; what carries no signature is taken for text.

    The name decides only where a tag comes first: a page saved in part is HTML, a Markdown file may start with a tag.
    """
    if _is_pdf(data):
        return PDF
    if data.startswith(_ZIP_STARTS):
        return _detect_zipped(data, name)
    return _by_signature(data) or _by_head(data, _suffix(name))


def _by_signature(data: bytes) -> Format | None:
    if data.startswith(compound.SIGNATURE):
        return _COMPOUND[compound.contents(data)]
    if _OTHER_IMAGE.match(data):
        return _IMAGE
    return next((found for signature, found in _SIGNATURES if data.startswith(signature)), None)


def _by_head(data: bytes, suffix: str) -> Format:
    head = _narrowed(data[:_HEAD])
    if is_web_archive(data) or _is_page(head, suffix):
        return HTML
    if _WORD_PROGRAM.search(head):
        return _WORD_XML
    return _XML if head.removeprefix(codecs.BOM_UTF8).startswith(b"<?xml ") else TEXT


def _is_pdf(data: bytes) -> bool:
    """Tell a PDF, whose header may stand behind junk, from a text that speaks of one."""
    header = data.find(b"%PDF-", 0, _PDF_HEADER_WITHIN)
    return header >= 0 and (not data[:header].strip(_BLANK) or _PDF_OBJECT.search(data) is not None)


def is_web_archive(data: bytes) -> bool:
    """Return whether a file is a page with its pictures in one file, as browsers and Word save it (.mht, .mhtml)."""
    head = _WEB_ARCHIVE.match(data[:_HEAD])
    fields = head.group().lower() if head else b""
    return b"mime-version:" in fields and re.search(rb"content-type:\s*(?:multipart/|text/html)", fields) is not None


def _is_page(head: bytes, suffix: str) -> bool:
    if _HTML.match(head) or (suffix in _HTML_SUFFIXES and _TAG.match(head)):
        return True
    return suffix in _PAGE_SUFFIXES and _TAG_ANYWHERE.search(head) is not None


def _narrowed(head: bytes) -> bytes:
    """Return the first bytes of a file in a form in which a tag is ASCII."""
    for mark, encoding in _WIDE_MARKS:
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").encode("utf-8", "ignore")
    return head


def is_named_as_text(name: str) -> bool:
    """Tell whether a file's name promises text."""
    return _suffix(name) in _TEXT_SUFFIXES


def is_named_as(name: str, suffix: str) -> bool:
    """Tell whether a file's name promises a format, by its suffix such as `.pdf`."""
    return _suffix(name) == suffix


def _suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _detect_zipped(data: bytes, name: str) -> Format:
    """Return what a ZIP file is by its list of parts, or by its parts where the end with the list is lost."""
    members = "\n".join(member_names(data) or _begun_members(data))
    kinds = (
        (re.search(rf"^{pattern}$", members, re.IGNORECASE | re.MULTILINE), found) for pattern, found in _ZIP_MEMBERS
    )
    fallback = {".ofd": OFD, ".docx": DOCX}.get(_suffix(name), _ARCHIVE)  # its reader says what is wrong with it
    return next((found for is_member, found in kinds if is_member), fallback)


def _begun_members(data: bytes) -> Iterator[str]:
    """Yield the names that stand before the first parts of a ZIP file."""
    for found in islice(_LOCAL_HEADER.finditer(data), _MOST_BEGUN):
        length = int.from_bytes(found[1], "little")
        yield data[found.end() : found.end() + length].decode("utf-8", "replace")
