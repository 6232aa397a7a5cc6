"""What a page's styles say of an element, as far as a reader sees it in the words: hidden, bold, centred, a block."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from parsers.sources.web.tree import Element

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"(@?[^{}@;]{0,4000})\{([^{}]{0,20000})\}")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]*)", re.IGNORECASE)
_SEEN = frozenset(
    (
        "display",
        "visibility",
        "text-align",
        "font-weight",
        "font",
        "text-decoration",
        "text-decoration-line",
        "list-style",
        "list-style-type",
        "white-space",
        "mso-hide",
    )
)
_BOLD = re.compile(r"\b(?:bold|bolder|[6-9]00)\b")
_NOT_BOLD = re.compile(r"\b(?:normal|lighter|[1-5]00)\b")
_HEADING = re.compile(r"h([1-6])")
_MOST_RULES = 5000

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup",
    "option", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "xmp",
))  # fmt: skip
SILENT = frozenset((
    "script", "style", "head", "title", "meta", "link", "template", "noscript", "iframe", "frame", "object", "embed",
    "applet", "canvas", "svg", "math", "audio", "video", "map", "select", "button", "input", "textarea", "datalist",
    "progress", "meter", "rt", "rp", "rtc", "xml", "del", "s", "strike", "noframes", "noembed",
))  # fmt: skip
_BOLD_TAGS = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"))
_PRE_TAGS = frozenset(("pre", "listing", "xmp", "plaintext"))

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Style:
    """What holds at a place: bold print, alignment, heading level, kept line breaks, and the list's kind of numbers."""

    bold: bool = False
    align: str = ""
    level: int = 0
    keeps_breaks: bool = False
    list_type: str = ""
    linked: bool = False
    raised: bool = False


class StyleSheet:
    """The rules of a page's own <style> elements that name one class, one id or one kind of element."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._rules: defaultdict[str, Declarations] = defaultdict(dict)
        for element in elements:
            if element.tag == "style":
                self._read("".join(child for child in element.children if isinstance(child, str)))

    def declarations(self, element: Element) -> Declarations:
        """Return what the rules and the element's own style say, the latter winning."""
        found: Declarations = {}
        for key in _keys(element) if self._rules else ():
            found |= self._rules.get(key, {})
        own = element.attributes.get("style")
        return found | _declared(own) if own else found

    def _read(self, text: str) -> None:
        for number, match in enumerate(_RULE.finditer(_without_media(_COMMENT.sub("", text)))):
            declared = _declared(match.group(2))
            if number > _MOST_RULES or not declared:
                continue
            for selector in match.group(1).split(","):
                simple = _SIMPLE.fullmatch(selector.strip())
                if simple and simple.group():
                    tag, sign, name = simple.groups()
                    self._rules[f"{(tag or '').lower()}{sign or ''}{name or ''}"] |= declared


def _without_media(text: str) -> str:
    """Leave out @media and its like, with the rules inside: they are for print and small screens."""
    pieces: list[str] = []
    depth = 0
    for piece in re.split(r"(@[a-z-]+[^{;]{0,2000}\{|[{}])", text):
        if depth or piece.startswith("@"):
            depth += piece.count("{") - piece.count("}")
            depth = max(depth, 0)
        else:
            pieces.append(piece)
    return "".join(pieces)


def _keys(element: Element) -> Iterable[str]:
    yield element.tag
    for name in element.attributes.get("class", "").split():
        yield f".{name}"
        yield f"{element.tag}.{name}"
    if name := element.attributes.get("id", ""):
        yield f"#{name}"


def _declared(text: str) -> Declarations:
    found = {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(text[:20000])}
    return {name: value for name, value in found.items() if name in _SEEN}


def is_hidden(element: Element, declared: Mapping[str, str]) -> bool:
    """Return whether an element and all in it is not shown."""
    return (
        "hidden" in element.attributes
        or declared.get("display", "").startswith("none")
        or declared.get("visibility", "").startswith(("hidden", "collapse"))
        or declared.get("mso-hide") == "all"
        or is_struck(declared)
    )


def is_struck(declared: Mapping[str, str]) -> bool:
    """Return whether words are struck out: a draft shows so what it drops."""
    return "line-through" in declared.get("text-decoration", "") + declared.get("text-decoration-line", "")


def is_block(element: Element, declared: Mapping[str, str]) -> bool:
    """Return whether an element begins and ends a line."""
    display = declared.get("display", "")
    if display.startswith("inline"):
        return element.tag in ("table", "tr", "td", "th")  # even side by side their words do not run together
    return element.tag in BLOCKS or display.startswith(("block", "flex", "grid", "table", "list-item"))


def inherit(style: Style, element: Element, declared: Mapping[str, str]) -> Style:
    """Return the style inside an element that stands in a place of the given style."""
    tag, changes = element.tag, dict[str, object]()
    bold = _boldness(tag, declared)
    if bold is not None and bold != style.bold:
        changes["bold"] = bold
    align = _alignment(element, declared)
    if align and align != style.align:
        changes["align"] = align
    if heading := _HEADING.fullmatch(tag):
        changes["level"] = int(heading.group(1))
    if tag in _PRE_TAGS or declared.get("white-space", "").startswith("pre"):
        changes["keeps_breaks"] = True
    listed = declared.get("list-style-type") or declared.get("list-style")
    if tag in ("ol", "ul", "menu", "dir"):
        changes["list_type"] = listed or _list_type(element)
    elif listed:
        changes["list_type"] = listed
    if tag == "a":
        changes["linked"] = True
    if tag == "sup":
        changes["raised"] = True
    return replace(style, **changes) if changes else style  # type: ignore[arg-type]


def _boldness(tag: str, declared: Mapping[str, str]) -> bool | None:
    weight = declared.get("font-weight", "") or declared.get("font", "")
    if _BOLD.search(weight):
        return True
    if "font-weight" in declared and _NOT_BOLD.search(weight):
        return False
    return True if tag in _BOLD_TAGS else None


def _alignment(element: Element, declared: Mapping[str, str]) -> str:
    said = declared.get("text-align", "") or element.attributes.get("align", "").lower()
    if said.startswith("center") or element.tag == "center":
        return "center"
    return said.split()[0] if said.split() else ""


def _list_type(element: Element) -> str:
    if element.tag != "ol":
        return "bullet"
    named = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
    return named.get(element.attributes.get("type", ""), "decimal")


def names_of(element: Element) -> Sequence[str]:
    """Return an element's id and classes, in lower case."""
    if not element.attributes:
        return ()
    return (element.attributes.get("id", "") + " " + element.attributes.get("class", "")).lower().split()
