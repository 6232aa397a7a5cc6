"""Which load of each source is live: a fold over the log of flips, in its order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.vocabulary import SourceStatus
from warehouse.records import Flip, FlipStatus, LiveLoad


@dataclass(slots=True)
class _History:
    """One source while the log is read: its good loads, the last of them live, and its newest valid attempt."""

    good: list[Flip] = field(default_factory=list)
    attempt: Flip | None = None

    @property
    def live(self) -> str | None:
        return self.good[-1].load_id if self.good else None

    def apply(self, flip: Flip) -> None:
        if flip.expected_previous != self.live:
            return  # void: another run made a newer load live first
        if flip.status is FlipStatus.LIVE:
            self.good.append(flip)
        elif flip.status is FlipStatus.WITHDRAWN and self.good:
            self.good.pop()
        self.attempt = flip


def _live_load(source_id: str, history: _History) -> LiveLoad | None:
    attempt, load_id = history.attempt, history.live
    if attempt is None:
        return None
    status = SourceStatus.PARSED if attempt.status is FlipStatus.LIVE else SourceStatus.QUARANTINED
    return LiveLoad(
        source_id,
        load_id or attempt.load_id,
        good=load_id is not None,
        revision=attempt.revision,
        status=status,
        error_code=attempt.error_code,
        error_message=attempt.error_message,
    )


def live_loads(flips: Iterable[Flip]) -> dict[str, LiveLoad]:
    """Return what is live for each source after a log of flips, oldest first; void flips change nothing."""
    histories: dict[str, _History] = {}
    for flip in flips:
        histories.setdefault(flip.source_id, _History()).apply(flip)
    found = (_live_load(source_id, history) for source_id, history in histories.items())
    return {load.source_id: load for load in found if load is not None}
