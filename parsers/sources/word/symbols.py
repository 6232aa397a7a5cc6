"""Characters that a document gives by their place in a symbol font, superscripts, and signs drawn by field codes."""

from __future__ import annotations

import re

from parsers.lexicon import mapping
from parsers.sources.word.numerals import circled

_PRIVATE = range(0xF020, 0xF100)  # where symbol fonts keep their 8-bit codes
_SUPERSCRIPTS = str.maketrans("0123456789+-n()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ⁽⁾")
_SUPERSCRIPT = re.compile(r"[0-9+\-n()]+")
_EQUATION = re.compile(r"\s*eq\b(.*)", re.IGNORECASE | re.DOTALL)
_OVERSTRIKE = re.compile(r"\\o(?:\\a[lcr])?\((.*)\)\s*", re.IGNORECASE | re.DOTALL)
_RINGS = frozenset("○◯〇Ο□△")


def symbol(code: str | None, font: str | None) -> str:
    """Return the character that a symbol's hexadecimal code means in a font."""
    try:
        place = int(code or "", 16)
    except ValueError:
        return ""
    if not 0x20 <= place <= 0xFFFF or 0xD800 <= place <= 0xDFFF:
        return ""
    return from_font(chr(place), font) if place in _PRIVATE else chr(place)


def from_font(text: str, font: str | None) -> str:
    """Return text with a symbol font's private characters as the characters they look like, where that is known."""
    known = mapping("symbols", "wingdings" if (font or "").lower().startswith("wingdings") else "symbol")
    return "".join(known.get(f"{ord(char) - 0xF000:02X}", char) if ord(char) in _PRIVATE else char for char in text)


def raised(text: str) -> str:
    """Return superscript digits as such, so that 10⁴ is not read as 104; other words stay."""
    return text.translate(_SUPERSCRIPTS) if _SUPERSCRIPT.fullmatch(text) else text


def drawn(instruction: str) -> str:
    r"""Return what an EQ field draws by printing characters over one another: eq \o\ac(○,1) is ①."""
    equation = _EQUATION.fullmatch(instruction)
    parts = _OVERSTRIKE.fullmatch("".join(equation.group(1).split())) if equation else None
    if parts is None:
        return ""
    words = [word for word in re.split(r"[,，]", parts.group(1)) if word and word not in _RINGS]
    if len(words) != 1 or len(words[0]) > 3:
        return words[-1] if words and "\\" not in words[-1] else ""
    return (circled(int(words[0])) if words[0].isdecimal() else "") or words[0]
