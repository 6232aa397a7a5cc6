"""Building blocks of regular expressions: spaces, alternations built from word lists, what must not follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

# Spaces within a line; a number never runs over a line break.
SPACES = " \t\u00a0\u2000-\u200b\u202f\u3000"
SPACE = f"[{SPACES}]*"
# A class of three Han characters takes as long to compile as a dozen words, and word lists would make hundreds: a part
# that never matches keeps alternatives of one character from becoming one.
_NEVER = "(?!)."
SPACE_CHARACTERS = f" \t\u00a0{''.join(map(chr, range(0x2000, 0x200C)))}\u202f\u3000"


class Patterns:
    """Regular expressions by name, each compiled when it is asked for: most papers need some of them, none need all."""

    def __init__(self, **sources: str) -> None:
        self._sources = sources

    def __getattr__(self, name: str) -> re.Pattern[str]:
        """Return a pattern; it is an attribute from then on."""
        if name.startswith("_") or name not in self._sources:
            raise AttributeError(name)
        pattern = re.compile(self._sources[name])
        setattr(self, name, pattern)
        return pattern


def one_of(patterns: Iterable[str]) -> str:
    """Return an alternation of patterns, in the given order."""
    return f"(?:{'|'.join(patterns)})"


def any_of(words: Iterable[str]) -> str:
    """Return an alternation of words as they stand, in the given order."""
    return one_of(map(re.escape, words))


def followed_by(characters: str) -> str:
    """Return a lookahead that refuses any of the characters next; empty for none."""
    return f"(?!{_either(characters)})" if characters else ""


def preceded_by(characters: str) -> str:
    """Return a lookbehind that refuses any of the characters before; empty for none."""
    return f"(?<!{_either(characters)})" if characters else ""


def alternation(words: Iterable[str], lookaheads: Mapping[str, str] | None = None) -> str:
    """Return a pattern of all words that prefers the longest, grouped by first character so that it fails fast.

    `lookaheads` gives for a word the lookahead that keeps it from matching where it is part of another word.
    """
    ahead = lookaheads or {}
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        tail = re.escape(word[1:]) + ahead.get(word, "")
        by_first.setdefault(word[0], []).append(tail + _no_letter_after(word))
    return one_of(re.escape(first) + _one_tail(tails) for first, tails in sorted(by_first.items()))


def _one_tail(tails: Sequence[str]) -> str:
    """Return an alternation of what may stand behind a first character, in a form that is compiled soon."""
    if len(tails) == 1:
        return tails[0]
    return f"(?:{_either(tails)})" if all(len(tail) == 1 for tail in tails) else one_of(tails)


def _either(characters: Sequence[str]) -> str:
    """Return the alternatives of one character each, in a form that is compiled soon."""
    several = [_NEVER] if len(characters) > 2 else []
    return "|".join([*map(re.escape, characters), *several])


def _no_letter_after(word: str) -> str:
    return "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalnum() else ""


def refusals(not_before: Mapping[str, str]) -> dict[str, str]:
    """Return the lookaheads that a table word → refused next characters stands for."""
    return {word: followed_by(characters) for word, characters in not_before.items()}


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match of a pattern, None where there is none."""
    found = None
    for found in pattern.finditer(text):  # noqa: B007  (the last is asked for)
        pass
    return found
