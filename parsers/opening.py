"""A place where a section starts, and the run of siblings that it may continue or end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from parsers.line_ends import holds_label
from parsers.markers import Marker
from schemas.records import Block
from schemas.vocabulary import SectionKind


class Closing(Enum):
    """What unnumbered text closes by standing where it does."""

    NOTHING = auto()
    LIST = auto()  # the list it stands behind
    CHAPTER = auto()  # everything below the top level
    ALL = auto()


class Opening(NamedTuple):
    """A place where a section starts: clean offset, kind, marker, and the heading's half-open clean span."""

    kind: SectionKind
    start: int
    marker: Marker | None = None
    heading: tuple[int, int] | None = None
    resets: bool = False  # an attached paper starts: numbering begins anew
    closes: Closing = Closing.NOTHING


def merged(opening: Opening, following: Opening) -> Opening:
    """Return one opening for two lines of one block, such as the lines of a title."""
    if opening.heading is None or following.heading is None:
        return opening
    return opening._replace(heading=(opening.heading[0], following.heading[1]))


def clipped(opening: Opening, inline: Sequence[Opening]) -> Opening:
    """Return an opening whose heading ends where the first section inside its block starts."""
    if not inline or opening.heading is None:
        return opening
    return opening._replace(heading=(opening.heading[0], min(opening.heading[1], inline[0].start)))


@dataclass(slots=True)
class Run:
    """A run of numbered siblings, each of one paragraph: text behind the last of them is not the last one's."""

    kind: SectionKind | None = None
    ordinal: int = 0
    length: int = 0
    labelled: bool = False  # the siblings say themselves who is responsible

    def note(self, opening: Opening | None, block: Block, text: str) -> None:
        """Follow the blocks; a heading on a line of its own, or a second paragraph, ends the run."""
        marker = opening.marker if opening is not None else None
        if opening is None or marker is None or marker.ordinal is None:
            self.kind = None
            return
        run_in = opening.heading is not None and opening.heading[1] + 1 < block.end
        goes_on = marker.kind is self.kind and marker.ordinal == self.ordinal + 1
        self.length = (self.length + 1 if goes_on else 1) if run_in else 0
        self.labelled = holds_label(text) or (goes_on and self.labelled)
        self.kind, self.ordinal = marker.kind, marker.ordinal

    @property
    def is_long(self) -> bool:
        """Return whether three or more siblings stand directly before."""
        return self.kind is not None and self.length >= 3

    def is_over(self, following: Marker | None) -> bool:
        """Return whether unnumbered text here stands behind a long run that does not go on."""
        if not self.is_long:
            return False
        return following is None or following.kind is not self.kind or following.ordinal != self.ordinal + 1
