"""The text of a web page: out of a web archive if it is in one, and in the encoding that the page or its bytes tell."""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from email.message import EmailMessage

from parsers.sources.decoding import Decoded, decode, plausibility
from parsers.sources.detection import is_web_archive

_CHARSET = re.compile(
    rb"""(?:<meta[^>]{0,500}?charset|<\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE
)
_AS_BROWSERS_DO = {  # labels of the encoding standard that mean a larger encoding than they say
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "iso-8859-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "unicode": "utf-16-le", "utf-16": "utf-16-le",
}  # fmt: skip
_SAMPLE = 1 << 16
_CLEARLY = 0.3  # so much more plausible must what the bytes tell be, to win over what the page says of itself
_MARKUP = re.compile(r"<[^<>]{0,2000}>|[\x00-\x7f]+")
_MOST_NULLS = 0.05
_CLOSED_IN_XML = re.compile(
    r"<((?:title|script|style|textarea|iframe|div|span|p|a|td)\b)([^<>]{0,1000}?)/>", re.IGNORECASE
)


def decode_page(data: bytes) -> Decoded | None:
    """Return the text of a page, or None where the bytes are no text."""
    label = None
    if is_web_archive(data):
        data, label = _page_of_archive(data)
    if 0 < data.count(b"\0") < _MOST_NULLS * len(data):
        data = data.replace(b"\0", b"")  # stray bytes: UTF-16 has one at each tag's letter
    found = decode(data)
    if found is not None and found.encoding.startswith("utf-") and not found.lossy:
        return found
    declared = _decode_as_said(data, label or _label(data))
    if declared is not None and (found is None or _sense(declared.text) + _CLEARLY >= _sense(found.text)):
        return declared
    return found


def prepare(text: str) -> str:
    """Return a page's text for a parser of HTML: what XHTML closes in its own tag is closed by a tag."""
    is_xml = text.lstrip().startswith("<?xml") or "//dtd xhtml" in text[:500].lower()
    return _CLOSED_IN_XML.sub(r"<\1\2></\1>", text) if is_xml else text


def _page_of_archive(data: bytes) -> tuple[bytes, str | None]:
    """Return the first page of a web archive and the encoding that its head names; nothing where it holds none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(part, EmailMessage):
            content = part.get_payload(decode=True)
            return (content if isinstance(content, bytes) else b""), part.get_content_charset()
    return b"", None


def _label(data: bytes) -> str | None:
    match = _CHARSET.search(data)
    return match.group(1).decode("ascii", "replace") if match else None


def _decode_as_said(data: bytes, label: str | None) -> Decoded | None:
    if not label:
        return None
    name = _AS_BROWSERS_DO.get(label.lower(), label.lower())
    try:
        if not codecs.lookup(name)._is_text_encoding:  # rot13, base64
            return None
        return Decoded(data.decode(name), "big5" if name.startswith("big5") else name)
    except (LookupError, UnicodeError):
        return None


def _sense(text: str) -> float:
    """Return how much the words of a page look like a policy paper; markup is the same in every encoding."""
    return plausibility(_MARKUP.sub("", text)[:_SAMPLE])
