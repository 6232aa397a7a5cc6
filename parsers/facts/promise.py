"""What a promise of public money is made of, while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.records import Quantity
from schemas.vocabulary import Certainty


@dataclass(frozen=True, slots=True)
class Cap:
    """An upper bound of a promise and what it holds for, as printed; `scope` is award, year or total."""

    quantity: Quantity
    per: str | None
    scope: str


@dataclass(slots=True)
class Promise:
    """One promise to one group of recipients at one tier; `quote` is the number it is placed by.

    `frame` tells the promises of one subject apart from those of the next; `carried_from` is the index of the section
    that what was carried came from.
    """

    section: int
    frame: int
    quote: Quantity
    instrument: str | None = None
    rate: Quantity | None = None
    amount: Quantity | None = None
    floor: Quantity | None = None
    caps: list[Cap] = field(default_factory=list)
    recipient: str | None = None
    condition: str | None = None
    tier: str | None = None
    rate_base: str | None = None
    per: str | None = None
    years: Quantity | None = None
    stacking: str | None = None
    certainty: Certainty = Certainty.EXPLICIT
    carried_from: int | None = None

    def carry(self, section: int) -> None:
        """Note that words came from another clause or section."""
        if self.certainty is Certainty.EXPLICIT:
            self.certainty = Certainty.CARRIED
        if self.carried_from is None:
            self.carried_from = section
