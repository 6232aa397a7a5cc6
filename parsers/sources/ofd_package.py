"""The parts of an OFD file: its documents, their pages, templates and resources (GB/T 33190-2016, 7).

Paths are absolute, or relative to the part that names them; as writers err, they are also looked up in other folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from parsers.sources.archives import Archive
from parsers.sources.safe_xml import Element, child, children, parse, text_of
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits

LABEL = "an OFD document"

_ROOT = "OFD.xml"
_ENCRYPTION = "Encryptions.xml"  # GM/T 0099-2020: says which parts are encrypted, and for whom
_BOLD_NAME = re.compile(r"bold|black|heavy", re.IGNORECASE)


@dataclass(slots=True)
class Resources:
    """What pages refer to by number: fonts that are bold, drawings that are used again, and the parts of pictures."""

    bold_fonts: set[str] = field(default_factory=set)
    composites: dict[str, Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A page as its document names it."""

    document: Document
    path: str
    annotations: tuple[str, ...]  # parts


@dataclass(frozen=True, slots=True)
class Document:
    """One of the documents in a file: its folder, what all its pages share, and its pages in their order."""

    folder: str
    area: Element | None
    resources: Resources
    templates: dict[str, str]  # parts by number
    pages: tuple[tuple[str, str], ...]  # number and part
    annotations: dict[str, list[str]]  # parts by the number of the page


class Package:
    """An OFD file.

    Raises:
        SourceError: with code ENCRYPTED, TOO_LARGE, or DAMAGED where its structure is broken.
    """

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        self._archive = Archive(data, label=LABEL, limits=limits)
        entry = min(filter(_is_entry, self._archive.names), key=len, default="")
        self._root = dirname(entry)
        if self._archive.find(self._at(_ENCRYPTION)):
            raise SourceError(ErrorCode.ENCRYPTED)
        root = self.part(entry)
        if root is None:
            raise damaged(f"its part {_ROOT} is missing or broken")
        self.documents = tuple(self._documents(root))

    @property
    def pages(self) -> tuple[Reference, ...]:
        """Return the pages of all documents, one after the other."""
        return tuple(
            Reference(document, path, tuple(document.annotations.get(number, ())))
            for document in self.documents
            for number, path in document.pages
        )

    def part(self, name: str | None) -> Element | None:
        """Return the root of an XML part; None where it is missing or broken."""
        data = self.bytes_of(name)
        return parse(data) if data else None

    def bytes_of(self, name: str | None) -> bytes | None:
        """Return the bytes of a part; None where it is missing or broken."""
        try:
            return self._archive.read(name) if name else None
        except SourceError as error:
            if error.code is not ErrorCode.DAMAGED:
                raise
            return None

    def find(self, path: str, *folders: str) -> str | None:
        """Return the name of the part that a path means, looked for in some folders and then in the file's root."""
        if not path.strip():
            return None
        candidates = [self._at(path)] if path.lstrip().startswith(("/", "\\")) else []
        candidates += [f"{folder}/{path}" for folder in folders] + [self._at(path)]
        return next((name for candidate in candidates if (name := self._archive.find(candidate.strip()))), None)

    def with_page_resources(self, page: Element, reference: Reference) -> Resources:
        """Return the resources of a page: its document's, and its own where it has some."""
        paths = [text_of(item) for item in children(page, "PageRes")]
        if not paths:
            return reference.document.resources
        shared = reference.document.resources
        own = Resources(set(shared.bold_fonts), dict(shared.composites), dict(shared.pictures))
        self._add_resources(own, paths, dirname(reference.path), reference.document.folder)
        return own

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _documents(self, root: Element) -> Iterator[Document]:
        for body in children(root, "DocBody"):
            name = self._current_version(body) or self.find(text_of(child(body, "DocRoot")))
            description = self.part(name)
            if name and description is not None:
                yield self._document(description, dirname(name))

    def _current_version(self, body: Element) -> str | None:
        for version in children(child(body, "Versions"), "Version"):
            if version.get("Current", "").strip() == "true":
                name = self.find(version.get("BaseLoc", ""))
                return self.find(text_of(child(self.part(name), "DocRoot")), dirname(name or ""))
        return None

    def _document(self, description: Element, folder: str) -> Document:
        common = child(description, "CommonData")
        resources = Resources()
        paths = [text_of(item) for item in children(common, "PublicRes", "DocumentRes")]
        self._add_resources(resources, paths, folder)
        templates = {
            item.get("ID", ""): name
            for item in children(common, "TemplatePage")
            if (name := self.find(item.get("BaseLoc", ""), folder))
        }
        pages = tuple(
            (page.get("ID", ""), self.find(path, folder) or path)
            for page in children(child(description, "Pages"), "Page")
            if (path := page.get("BaseLoc", ""))
        )
        annotations = self._annotations(text_of(child(description, "Annotations")), folder)
        return Document(folder, child(common, "PageArea"), resources, templates, pages, annotations)

    def _annotations(self, path: str, folder: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        name = self.find(path, folder)
        for page in children(self.part(name), "Page"):
            if part := self.find(text_of(child(page, "FileLoc")), dirname(name or ""), folder):
                known = found.setdefault(page.get("PageID", ""), [])
                known += [part] if part not in known else []
        return found

    def _add_resources(self, resources: Resources, paths: list[str], *folders: str) -> None:
        for path in paths:
            name = self.find(path, *folders)
            part = self.part(name)
            if name and part is not None:
                self._add_part(resources, part, dirname(name))

    def _add_part(self, resources: Resources, part: Element, folder: str) -> None:
        for group in part:
            for font in children(group, "Font"):
                if font.get("Bold") == "true" or _BOLD_NAME.search(font.get("FontName", "")):
                    resources.bold_fonts.add(font.get("ID", ""))
            for unit in children(group, "CompositeGraphicUnit"):
                resources.composites[unit.get("ID", "")] = unit
            for medium in children(group, "MultiMedia"):
                base = f"{folder}/{part.get('BaseLoc', '')}"
                if name := self.find(text_of(child(medium, "MediaFile")), base, folder, f"{folder}/Res"):
                    resources.pictures[medium.get("ID", "")] = name


def damaged(reason: str) -> SourceError:
    """Return the error of an OFD file that cannot be opened."""
    return SourceError(ErrorCode.DAMAGED, got=LABEL, reason=reason)


def _is_entry(name: str) -> bool:
    """Tell whether a part is the one that names the documents; some writers pack the folder around it too."""
    return name.casefold().rpartition("/")[2] == _ROOT.casefold() and name.count("/") < 2
