"""XML of unknown origin: parsed without entities, document types or a network, and read whatever its namespaces are."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

Element = etree._Element


def parse(data: bytes) -> Element | None:
    """Return the root of an XML document; None where it is broken, nests too deeply or declares a document type.

    Files made of XML need no document type, and entities declared in one can grow without end.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None
    return root if root.getroottree().docinfo.internalDTD is None else None


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
