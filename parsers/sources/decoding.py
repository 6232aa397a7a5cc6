"""Bytes to text: the encoding of a file is told by its marks first, by the plausibility of its characters then."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.late import LatePattern
from parsers.lexicon import words

_MARKS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_CODECS = {"big5": ("cp950", "big5hkscs")}  # the name of an encoding → the codecs that read it, the commonest first
_REPLACEMENT = "\ufffd"
_SAMPLE = 1 << 16  # bytes that are enough to tell the encodings apart
_MOST_LOST = 0.02  # share of characters that may be undecodable; with more the encoding is a wrong one
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.005
_PLAIN = re.compile(r"[\t\n\r\f\x20-\x7e\u00b0-\u00b7\u00d7\u2010-\u2027\u2030-\u203b\u2160-\u217f\u2460-\u249b]")
_CJK_SIGNS = re.compile(r"[\u2500-\u25ff\u3000-\u301f\u3220-\u3229\ufe30-\ufe4f\uff01-\uff5e\uffe5]")
_HAN = LatePattern(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text without its byte order mark; `lossy` says that some bytes became U+FFFD."""

    text: str
    encoding: str
    lossy: bool = False


def decode(data: bytes) -> Decoded | None:
    """Return the text of a file in UTF-8, UTF-16, UTF-32, GB18030 or Big5, or None where it is no such text."""
    marked = _decode_marked(data)
    found = marked or _decode_utf8(data) or _decode_likeliest(data)
    return found if found and not _looks_binary(found) else None


def why_not_text(data: bytes) -> str:
    """Return in a few words what makes `data` no text; to be asked when `decode` gave None."""
    match = re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data)
    if match is None:
        return "its bytes make sense in none of these encodings"
    return f"byte {match.group()[0]:#04x} at offset {match.start()} is a control character"


def lost_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of the runs of U+FFFD, the sign that stands for undecodable bytes."""
    if _REPLACEMENT in text:
        yield from (match.span() for match in re.finditer(f"{_REPLACEMENT}+", text))


def plausibility(text: str) -> float:
    """Return how much a text looks like a policy paper, from about 2 down to -4, the mean over its characters."""
    if not text:
        return 0.0
    return sum(count * _weight(character) for character, count in Counter(text).items()) / len(text)


def _decode_marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    return None


def _decode_utf8(data: bytes) -> Decoded | None:
    if b"\0" in data:  # valid UTF-8, but more likely UTF-16 or no text at all
        return None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _decode_likeliest(data: bytes) -> Decoded:
    wide = _WIDE if len(data) % 2 == 0 else ()
    narrow = () if wide and b"\0" in data else ("utf-8", "gb18030", "big5")
    # A sample of whole UTF-16 units; a character that its end cuts counts little among thousands.
    sample = data[:_SAMPLE]
    encoding = max((*narrow, *wide), key=lambda name: plausibility(_decode_as(sample, name).text))
    return _decode_as(data, encoding)


def _decode_as(data: bytes, encoding: str) -> Decoded:
    names = _CODECS.get(encoding, (encoding,))
    for codec in names:
        try:
            return Decoded(data.decode(codec), encoding)
        except UnicodeDecodeError:
            continue
    return Decoded(data.decode(names[0], errors="replace"), encoding, lossy=True)


@cache
def _weight(character: str) -> float:
    if character in _frequent():
        return 2.0
    if _PLAIN.match(character) or _CJK_SIGNS.match(character) or _is_everyday(character):
        return 1.0
    if _HAN.match(character):
        return -1.0
    return -4.0 if character == _REPLACEMENT else -2.0


@cache
def _frequent() -> frozenset[str]:
    return frozenset("".join((*words("encodings", "simplified"), *words("encodings", "traditional"))))


def _is_everyday(character: str) -> bool:
    """Tell whether a character is of the first level of GB 2312 or Big5, the levels of everyday characters."""
    return _in_level(character, "gb2312", b"\xb0\xa1", b"\xd7\xfe") or _in_level(
        character, "big5", b"\xa4\x40", b"\xc6\x7e"
    )


def _in_level(character: str, codec: str, first: bytes, last: bytes) -> bool:
    try:
        return first <= character.encode(codec) <= last
    except UnicodeEncodeError:
        return False


def _looks_binary(decoded: Decoded) -> bool:
    sample = decoded.text[:_SAMPLE]
    # One is forgiven: old editors end a file with Ctrl-Z.
    if len(_CONTROLS.findall(sample)) > max(1, _MOST_CONTROLS * len(sample)):
        return True
    lost = decoded.text.count(_REPLACEMENT) if decoded.lossy else 0
    # A short piece may have one bad byte, which the share alone would not allow.
    return lost > max(1, _MOST_LOST * len(decoded.text)) or (decoded.encoding != "utf-8" and plausibility(sample) < 0)
