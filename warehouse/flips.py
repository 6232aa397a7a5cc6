"""Which load of each source is live: a fold over the log of flips, in its order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.vocabulary import SourceStatus
from warehouse.records import Flip, FlipStatus, LiveLoad

TAKEN_OUT = frozenset({FlipStatus.REMOVED, FlipStatus.WITHHELD})
_ATTEMPTS = frozenset({FlipStatus.LIVE, FlipStatus.QUARANTINED, FlipStatus.WITHDRAWN})


@dataclass(slots=True)
class SourceHistory:
    """One source while the log is read: its good loads, the last of them live, and its newest valid attempt.

    `withheld` is the revision that a rollback took out, where nothing came since. `valid` are the flips that counted,
    in order; `dropped` the loads whose rows are kept no more.
    """

    good: list[Flip] = field(default_factory=list)
    attempt: Flip | None = None
    missing_since: str | None = None
    withheld: str | None = None
    valid: list[Flip] = field(default_factory=list)
    dropped: frozenset[str] = frozenset()  # of as good as all sources: an empty set each would be half of the memory

    @property
    def live(self) -> str | None:
        """Return the load whose rows are live."""
        return self.good[-1].load_id if self.good else None

    def apply(self, flip: Flip) -> None:
        """Take in the next flip of the log."""
        if flip.status is FlipStatus.DROPPED:
            self.dropped |= {flip.load_id}
            self.good = [one for one in self.good if one.load_id != flip.load_id]
            return
        if flip.load_id in self.dropped or flip.expected_previous != self.live:
            return  # void: its rows are gone, or another run made a newer load live first
        self.valid.append(flip)
        self._change_loads(flip)
        self.withheld = flip.revision if flip.status is FlipStatus.WITHHELD else None
        if flip.status is FlipStatus.MISSING:
            self.missing_since = flip.at
            return
        self.missing_since = None
        if flip.status in _ATTEMPTS:
            self.attempt = flip

    def _change_loads(self, flip: Flip) -> None:
        if flip.status is FlipStatus.LIVE:
            self.good.append(flip)
        elif flip.status is FlipStatus.WITHDRAWN and self.good:
            self.good.pop()
        elif flip.status in TAKEN_OUT:
            self.good.clear()
            self.attempt = None

    def live_load(self) -> LiveLoad | None:
        """Return what stands for the source, None where nothing does."""
        attempt, load_id = self.attempt, self.live
        if attempt is None:
            return None
        status = SourceStatus.PARSED if attempt.status is FlipStatus.LIVE else SourceStatus.QUARANTINED
        return LiveLoad(
            attempt.source_id,
            load_id or attempt.load_id,
            good=load_id is not None,
            revision=attempt.revision,
            status=status,
            error_code=attempt.error_code,
            error_message=attempt.error_message,
            missing_since=self.missing_since,
        )


def histories(flips: Iterable[Flip]) -> dict[str, SourceHistory]:
    """Return what a log of flips, oldest first, made of each source."""
    found: dict[str, SourceHistory] = {}
    for flip in flips:
        found.setdefault(flip.source_id, SourceHistory()).apply(flip)
    return found


def live_loads(flips: Iterable[Flip]) -> dict[str, LiveLoad]:
    """Return what is live for each source after a log of flips, oldest first; void flips change nothing."""
    found = (history.live_load() for history in histories(flips).values())
    return {load.source_id: load for load in found if load is not None}


def withheld_revisions(flips: Iterable[Flip]) -> dict[str, str]:
    """Return the revision of each source that a rollback took out, by source_id."""
    found = ((source_id, history.withheld) for source_id, history in histories(flips).items())
    return {source_id: revision for source_id, revision in found if revision is not None}


def dropped_loads(flips: Iterable[Flip]) -> frozenset[str]:
    """Return the loads whose rows are kept no more."""
    return frozenset(flip.load_id for flip in flips if flip.status is FlipStatus.DROPPED)
