"""What the head of a page's source says of its paper: its <meta> and <title>."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.property_tables import Pair, without_site
from parsers.sources.web.tree import Element

_META = {"articletitle": "标题", "pubdate": "发布日期", "contentsource": "来源"}


def said_by_head(elements: Sequence[Element]) -> list[Pair]:
    """Return what <meta> and <title> say."""
    found = [
        (_META[name], value)
        for element in elements
        if element.tag == "meta"
        and (name := element.attributes.get("name", "").lower()) in _META
        and (value := element.attributes.get("content", "").strip())
    ]
    title = next((element for element in elements if element.tag == "title"), None)
    if title is not None and not any(label == "标题" for label, _ in found):
        words = without_site("".join(child for child in title.children if isinstance(child, str)))
        found += [("标题", words)] if words else []
    return found
