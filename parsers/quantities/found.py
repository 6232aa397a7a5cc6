"""The scanner's working note on one number: what was read, before its words are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from parsers.quantities.numerals import Numeral, plain
from schemas.records import Quantity
from schemas.vocabulary import Certainty, Comparator, QuantityKind

# Looked up once: a member of an enumeration takes five times as long to reach as a name.
COUNT, MONEY, EQ = QuantityKind.COUNT, QuantityKind.MONEY, Comparator.EQ


@dataclass(slots=True)
class Found:
    """A number with its unit, as half-open offsets; `kind` is None while its unit is not known.

    `tail` is where the words after it start: behind the quote and behind «/人/期». `governed_before` says that the
    comparator came from words before the number, so that a list hands it on.
    """

    kind: QuantityKind | None
    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    numeral: Numeral
    tail: int
    digits: bool = True  # printed with Arabic digits
    bare: bool = False  # a magnitude without a digit: 亿元, 百亿级
    is_range: bool = False
    comparator: Comparator = EQ
    governed_before: bool = False
    per: str | None = None
    base: str | None = None
    noun: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    certainty: Certainty = Certainty.EXPLICIT

    def quantity(self, offset: int = 0) -> Quantity:
        """Return the finished record, its place in a text that starts so many characters earlier."""
        if self.kind is None:
            raise ValueError("a number without a kind is no quantity")
        minimum = plain(self.low)
        return Quantity(
            self.kind,
            self.start + offset,
            self.end + offset,
            minimum,
            minimum if self.high == self.low else plain(self.high),
            self.comparator,
            self.unit,
            self.per,
            self.base,
            self.noun,
            self.numerator,
            self.denominator,
            self.certainty,
        )
