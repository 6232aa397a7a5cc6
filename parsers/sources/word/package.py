"""The parts of a Word document: XML files of a ZIP archive that name one another by relationships.

Source: ECMA-376 part 2 (Open Packaging Conventions). Read with lxml over the archive, not with python-docx, which
opens archives of any size, knows no strict namespaces, numbering, notes, text boxes or tracked changes, and gives up
where a part is missing: all that this reader is for. lxml (BSD, long and well kept) is needed by either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, split

from parsers.sources.archives import Archive
from parsers.sources.safe_xml import Element, NotPlainXmlError, parse_part
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits

LABEL = "a Word document"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = ("word/document.xml", "document.xml")
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "ms-word.template.macroEnabledTemplate.main+xml",
)
_STRICT = (  # namespaces of ISO/IEC 29500 Strict and the transitional ones that mean the same
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """How a part names another: `kind` is the last word of its type (styles, footnotes), `target` a part's name."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a Word document, read when they are asked for.

    Raises:
        SourceError: the archive is damaged or too large, or has no document in it.
    """

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        self._archive = Archive(data, label=LABEL, limits=limits)
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        self.unread: list[str] = []  # names of parts that are there and could not be read

    @cached_property
    def main(self) -> str:
        """Return the name of the part that holds the document's text."""
        named = (item.target for item in self.relationships("") if item.kind == "officeDocument")
        for name in (*named, *self._typed_main(), *_MAIN):
            if found := self._archive.find(name):
                return found
        raise SourceError(ErrorCode.DAMAGED, got=LABEL, reason="it has no part with the document's text")

    def document(self) -> Element:
        """Return the root of the document's text.

        Raises:
            SourceError: it is no well-formed XML, or declares entities.
        """
        try:
            root = self._parse(self.main)
        except NotPlainXmlError as error:
            raise SourceError(ErrorCode.DAMAGED, got=LABEL, reason=f"its part {self.main} {error}") from error
        if root is None:
            raise SourceError(ErrorCode.DAMAGED, got=LABEL, reason=f"its part {self.main} is missing")
        return root

    def part(self, name: str) -> Element | None:
        """Return the root of a part; None where it is missing or broken, which is noted in `unread`."""
        try:
            root = self._parse(name)
        except (NotPlainXmlError, SourceError):
            root = None
        if root is None and self._archive.find(name) and name not in self.unread:
            self.unread.append(name)
        return root

    def related(self, kind: str) -> Element | None:
        """Return the first part that the document names as its styles, numbering, footnotes and so on."""
        for item in self.relationships(self.main):
            if item.kind == kind:
                return self.part(item.target)
        return self.part(join(dirname(self.main), f"{kind}.xml"))

    def by_id(self, relationship: str | None) -> Relationship | None:
        """Return what the document names by a relationship's id."""
        return next((item for item in self.relationships(self.main) if item.id == relationship), None)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """Return how a part names others inside the package; "" is the package itself."""
        if part not in self._relationships:
            self._relationships[part] = tuple(self._read_relationships(part))
        return self._relationships[part]

    def _read_relationships(self, part: str) -> Iterator[Relationship]:
        folder, name = split(part)
        root = self.part(join(folder, "_rels", f"{name}.rels"))
        for item in root.iter(_RELATIONSHIP) if root is not None else ():
            target = item.get("Target", "")
            if item.get("TargetMode") == "External" or not target:
                continue
            whole = target if target.startswith(("/", "\\")) else join(folder, target)
            yield Relationship(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], whole)

    def _typed_main(self) -> Iterator[str]:
        root = self.part("[Content_Types].xml")
        for item in root.iter(_OVERRIDE) if root is not None else ():
            if item.get("ContentType", "").endswith(_MAIN_TYPES):
                yield item.get("PartName", "")

    def _parse(self, name: str) -> Element | None:
        data = self._archive.read(name)
        if data is None:
            return None
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        return parse_part(data)
