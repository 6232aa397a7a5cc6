"""XML of unknown origin: parsed without entities, document types or a network, and read whatever its namespaces are."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element


class NotPlainXmlError(Exception):
    """What is no plain XML; the message says why, as a clause about the part: is broken at line 3."""


def parse_part(data: bytes) -> Element:
    """Return the root of an XML document, without its comments and processing instructions.

    Nothing is fetched and no entity is ever replaced; depth and size stay within libxml2's limits. Files made of XML
    (Open Packaging Conventions, OFD) need no document type, and entities declared in one can grow without end.

    Raises:
        NotPlainXmlError: it is broken, nests too deeply or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise NotPlainXmlError(f"is broken at line {error.lineno}") from error
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise NotPlainXmlError("is broken") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise NotPlainXmlError("is no plain XML")
    return root


def parse(data: bytes) -> Element | None:
    """Return the root of an XML document; None where `parse_part` says that it is none."""
    try:
        return parse_part(data)
    except NotPlainXmlError:
        return None


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children that have one of some names, in any namespace."""
    if element is not None:
        yield from (child for child in element if local_name(child) in names)


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element down a path of names; None where there is none, or where it starts from none."""
    for name in path:
        element = next(children(element, name), None)
    return element


def words_of(element: Element | None) -> str:
    """Return the character data of an element and of those in it, comments left out; empty where there is none."""
    if element is None:
        return ""
    parts = [element.text or "" if isinstance(element.tag, str) else ""]
    for inner in element:
        parts += [words_of(inner), inner.tail or ""]
    return "".join(parts)


def text_of(element: Element | None) -> str:
    """Return the words of an element, without white space around them; empty where there is none."""
    return words_of(element).strip()
