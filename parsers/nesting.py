"""How numbered blocks nest: learned from the order in which kinds follow one another in one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.markers import Marker
from parsers.opening import Closing, Opening
from schemas.issues import Issue, IssueCode
from schemas.vocabulary import SectionKind

_Key = tuple[SectionKind, int]

# The usual order (GB/T 9704-2012, 7.3.3, with chapters above and circled numbers below). It is asked only where the
# paper itself gives no answer yet.
_USUAL_RANK = {
    SectionKind.APPENDIX: -1,
    SectionKind.CHAPTER: 0,
    SectionKind.SECTION: 1,
    SectionKind.ARTICLE: 2,
    SectionKind.HAN: 3,
    SectionKind.PAREN_HAN: 4,
    SectionKind.ARABIC: 5,
    SectionKind.PAREN_ARABIC: 6,
    SectionKind.CIRCLED: 7,
}
_LEAVES = frozenset((SectionKind.DASH, SectionKind.TABLE, SectionKind.FIGURE, SectionKind.BODY, SectionKind.PREFACE))
_OUTSIDE = frozenset(
    (SectionKind.TITLE, SectionKind.LETTERHEAD, SectionKind.RECIPIENTS, SectionKind.SIGNATURE, SectionKind.IMPRINT)
)
_ITEM_RANK = 5  # arabic and below


@dataclass(slots=True)
class _Level:
    key: _Key
    ordinal: int | None
    section: int


class Nesting:
    """Gives each section its parent, in reading order; keeps the stack of open levels."""

    def __init__(self, openings: Sequence[Opening]) -> None:
        self._markers = [opening.marker for opening in openings]
        self._several = sum(opening.resets for opening in openings) > 1
        self._stack: list[_Level] = []
        self._parent_of: dict[_Key, _Key | None] = {}
        self._base: int | None = None  # the attached paper that everything stands under, where there are several
        self.issues: list[Issue] = []

    def place(self, index: int, opening: Opening) -> int | None:
        """Return the parent of section `index` (None at the top) and open its level."""
        kind, marker = opening.kind, opening.marker
        if kind in _OUTSIDE:
            return self._outside(index, resets=opening.resets)
        if kind is SectionKind.APPENDIX:
            self._forget()
            self._stack = [_Level((kind, 1), None, index)]
            return self._base
        key = (kind, marker.levels if marker else 1)
        if kind is SectionKind.BODY:
            self._close(opening.closes)
            return self._top()
        depth = self._depth_of(index, key, marker)
        self._notice(depth, key, marker, opening.start)
        del self._stack[depth:]
        parent = self._top()
        if marker is None or marker.ordinal in (None, 1):  # a list that an excerpt begins in its middle teaches nothing
            self._parent_of.setdefault(key, self._stack[-1].key if self._stack else None)
        self._stack.append(_Level(key, marker.ordinal if marker else None, index))
        return parent

    def _outside(self, index: int, *, resets: bool) -> int | None:
        if resets:
            self._stack.clear()
            self._forget()
            self._base = index if self._several else None
        return None

    def _forget(self) -> None:
        self._parent_of.clear()

    def _top(self) -> int | None:
        return self._stack[-1].section if self._stack else self._base

    def _close(self, closing: Closing) -> None:
        """Close the levels that unnumbered text stands behind."""
        while self._stack and self._stack[-1].key[0] in _LEAVES:
            self._stack.pop()
        if closing is Closing.LIST:
            self._stack.pop()
        elif closing is Closing.CHAPTER:
            del self._stack[1:]
        elif closing is Closing.ALL:
            self._stack.clear()

    def _find(self, key: _Key) -> int | None:
        """Return the innermost open level of a kind."""
        return next((place for place in range(len(self._stack) - 1, -1, -1) if self._stack[place].key == key), None)

    def _depth_of(self, index: int, key: _Key, marker: Marker | None) -> int:
        """Return how many open levels stay open above the new section."""
        if self._starts_in_box(key, marker):
            return len(self._stack)
        place = self._continued(key, marker)
        if place is not None:
            return place
        if key[0] in (SectionKind.BOX, *_LEAVES, SectionKind.LEAD):
            return self._depth_of_unnumbered(index, key)
        depth = len(self._stack)
        learned = self._parent_of.get(key, key)
        if learned != key:
            above = self._find(learned) if learned is not None else -1
            if above is not None:
                return above + 1
        while depth and self._stands_above(index, key, marker, self._stack[depth - 1]):
            depth -= 1
        return depth

    def _continued(self, key: _Key, marker: Marker | None) -> int | None:
        """Return the open level that a marker goes on: the innermost whose next number it is, else the innermost."""
        places = [place for place, level in enumerate(self._stack) if level.key == key]
        if not places or marker is None or marker.ordinal is None:
            return places[-1] if places else None
        fits = [place for place in places if self._stack[place].ordinal == marker.ordinal - 1]
        return (fits or places)[-1]

    def _holds_box(self, index: int, level: _Level) -> bool:
        """Return whether a box stands inside an item: the items go on behind it, or earlier boxes stood in items."""
        return self._parent_of.get((SectionKind.BOX, 1)) == level.key or self._goes_on_behind_box(index, level)

    def _goes_on_behind_box(self, index: int, level: _Level) -> bool:
        """Return whether the next number of a level comes behind the box, whose own list may count from 1 before."""
        own = 0
        for marker in self._markers[index + 1 :]:
            if marker is None or marker.ordinal is None:
                continue
            if _USUAL_RANK.get(marker.kind, 9) < _USUAL_RANK.get(level.key[0], 9):
                return False
            if (marker.kind, marker.levels) == level.key:
                if marker.ordinal not in (own + 1, 1):
                    return marker.ordinal == (level.ordinal or 0) + 1
                own = marker.ordinal
        return False

    def _depth_of_unnumbered(self, index: int, key: _Key) -> int:
        depth = len(self._stack)
        while depth and self._stack[depth - 1].key[0] in _LEAVES:
            depth -= 1
        if key[0] is SectionKind.BOX:
            while (
                depth and self._is_item(self._stack[depth - 1]) and not self._holds_box(index, self._stack[depth - 1])
            ):
                depth -= 1
        elif key[0] is SectionKind.LEAD:
            learned = self._parent_of.get(key)
            while depth and self._is_item(self._stack[depth - 1]) and self._stack[depth - 1].key != learned:
                depth -= 1
        return depth

    def _starts_in_box(self, key: _Key, marker: Marker | None) -> bool:
        inside = bool(self._stack) and self._stack[-1].key[0] is SectionKind.BOX
        return inside and marker is not None and marker.ordinal == 1 and _USUAL_RANK.get(key[0], 0) >= _ITEM_RANK

    @staticmethod
    def _is_item(level: _Level) -> bool:
        return _USUAL_RANK.get(level.key[0], 0) >= _ITEM_RANK

    def _stands_above(self, index: int, key: _Key, marker: Marker | None, level: _Level) -> bool:
        """Return whether a kind seen for the first time closes an open level instead of nesting under it."""
        kind, other = key[0], level.key[0]
        if other in _LEAVES:
            return True
        if other is SectionKind.LEAD or other is SectionKind.BOX:
            return _USUAL_RANK.get(kind, 9) < _ITEM_RANK
        if kind is other:
            return key[1] < level.key[1]
        if _USUAL_RANK.get(kind, 9) > _USUAL_RANK.get(other, 9):
            return False
        return not self._goes_on_later(index, level)

    def _goes_on_later(self, index: int, level: _Level) -> bool:
        """Return whether the list of an open level goes on behind section `index` with its next number."""
        for marker in self._markers[index + 1 :]:
            if marker is not None and (marker.kind, marker.levels) == level.key:
                return marker.ordinal == (level.ordinal or 0) + 1
        return False

    def _notice(self, depth: int, key: _Key, marker: Marker | None, start: int) -> None:
        if marker is None or marker.ordinal is None:
            return
        last = self._stack[depth].ordinal if depth < len(self._stack) and self._stack[depth].key == key else None
        if last is None or marker.ordinal in (last + 1, 1):
            return
        code = IssueCode.NUMBERING_REPEAT if marker.ordinal <= last else IssueCode.NUMBERING_GAP
        detail = f"{marker.text} follows number {last} of the same list"
        self.issues.append(Issue(code, detail, start, start + len(marker.text)))
