"""A promised number: what it is in a promise, and where the words begin that give it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.records import Quantity
from schemas.vocabulary import QuantityKind

SHARES = frozenset(
    {
        QuantityKind.PERCENT,
        QuantityKind.PERMILLE,
        QuantityKind.FRACTION,
        QuantityKind.RATIO,
        QuantityKind.MULTIPLE,
    }
)


class Part(StrEnum):
    """What a number is in a promise."""

    RATE = "rate"
    AMOUNT = "amount"
    CAP = "cap"
    FLOOR = "floor"
    FUND = "fund"


@dataclass(frozen=True, slots=True)
class Grant:
    """A promised number: its clause in the sentence, and the clean offset at which the words that give it begin."""

    quantity: Quantity
    part: Part
    clause: int
    given_at: int
    follows: bool = False  # a cap in words of scope and limit, which may belong to a promise before it
    given: bool = True  # words of giving ground it, not a promise before it alone
    beside: bool = False  # to another receiver by the words that give the one before: 和受让方 10%
