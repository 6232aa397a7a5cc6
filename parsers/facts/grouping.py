"""What incentives are grouped by: the kind of recipient, the level of recognition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from parsers.facts.passages import without_brackets
from parsers.facts.tiers import listed_levels
from parsers.lexicon import mapping, words
from parsers.quantities.patterns import alternation
from schemas.vocabulary import RECIPIENT_TYPES

_SEVERAL = RECIPIENT_TYPES[-1]
_LIST = re.compile("[、和及与或，]|以及|或者")


@cache
def _heads() -> Mapping[str, str]:
    """Return the kind that each last word of a recipient says; the longest word that fits decides."""
    kinds = [kind for kind in RECIPIENT_TYPES if kind != _SEVERAL]
    listed = [(word, kind) for kind in kinds for word in words("incentives", f"recipients.{kind}")]
    return dict(sorted(listed, key=lambda item: -len(item[0])))


def recipient_type(recipient: str | None) -> str | None:
    """Return the kind of recipient that a phrase names, `several` for a list of different kinds, None if unknown."""
    if recipient is None:
        return None
    plain = re.sub('[ “”"]', "", without_brackets(recipient))
    kinds = {kind for part in _LIST.split(plain) if (kind := _kind_of(part.removesuffix("等"))) is not None}
    if len(kinds) == 1:
        return kinds.pop()
    last = _kind_of(plain.removesuffix("等")) if "等" in plain else None  # 平台、实验室等企业: the last one sums up
    return last or (_SEVERAL if kinds else None)


def _kind_of(phrase: str) -> str | None:
    heads = _heads()
    return next((heads[phrase[-length:]] for length in _lengths() if phrase[-length:] in heads), None)


@cache
def _lengths() -> tuple[int, ...]:
    """Return how long the last words of recipients are, the longest first."""
    return tuple(dict.fromkeys(map(len, _heads())))


@cache
def _levels() -> tuple[re.Pattern[str], Mapping[str, str]]:
    names = mapping("incentives", "recognition")
    return re.compile(
        f"(?P<level>{alternation(names)})(?:级|标准|(?=[一-鿿]{{0,6}}(?:重点实验室|平台|中心|专项|奖|项目|示范)))"
    ), names


def recognition_level(tier: str | None, condition: str | None, recipient: str | None) -> str | None:
    """Return the level of the recognition a promise rests on; None where none or several are named."""
    pattern, names = _levels()
    bare = names.get((tier or "").removesuffix("级"))
    if bare is not None:
        return bare
    stated = f"{condition or ''} {recipient or ''}"
    for text in (tier or "", stated):
        found = {names[match["level"]] for match in pattern.finditer(text)}
        if found:
            return found.pop() if len(found) == 1 and (text is not stated or not listed_levels(stated)) else None
    return None
