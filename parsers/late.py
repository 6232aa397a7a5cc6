"""Regular expressions compiled when they are first used: most papers need some of those for rare signs, none needs all.

To compile one takes about a millisecond, and a class of all Han characters half of one; for a pattern that nearly every
paper needs, `re.compile` is the quicker to call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class LatePattern:
    """A regular expression that is compiled when one of its methods, those of `re.Pattern`, is first asked for."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(self.pattern)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """Find the first match anywhere."""
        return self.compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """Match at the beginning."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """Match all of it."""
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """Find every match."""
        return self.compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        """Return what every match is."""
        return self.compiled.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        """Put something in the place of every match."""
        return self.compiled.sub
