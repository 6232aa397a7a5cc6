"""The values that go in and out of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from schemas.spec import Check
from schemas.vocabulary import SourceStatus

_NOTHING: Mapping[str, int] = MappingProxyType({})


class FlipStatus(StrEnum):
    """What a flip does to its source."""

    LIVE = "live"  # its load is what is published
    QUARANTINED = "quarantined"  # an attempt that failed; the last good load stays
    WITHDRAWN = "withdrawn"  # the live load failed a later audit; the good load before it is live again


@dataclass(frozen=True, slots=True)
class Flip:
    """One line of the log that says which load of a source is live.

    `expected_previous` is the load that was live when the attempt began; where it is live no more, the flip is void.
    """

    source_id: str
    load_id: str
    revision: str
    expected_previous: str | None
    status: FlipStatus
    run_id: str
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class LiveLoad:
    """What stands for one source.

    `revision`, `status` and the error are those of the newest attempt, whether it was good or not. `load_id` is the
    load that is published: the newest good one, or where there is none the attempt itself; `good` says which.
    """

    source_id: str
    load_id: str
    good: bool
    revision: str
    status: SourceStatus
    error_code: str | None = None
    error_message: str | None = None

    @property
    def good_load(self) -> str | None:
        """Return the load whose rows are live, None where the source has none."""
        return self.load_id if self.good else None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found in one batch of rows.

    `sources` are the source ids of the rows that broke it (empty for run tables), `sample` a few of their values.
    """

    check: Check
    success: bool
    unexpected_count: int = 0
    sample: str | None = None
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a commit made of one source; row counts are by table, against the load that was live before.

    `superseded` says that another run made a newer load live meanwhile, so this one changed nothing.
    """

    source_id: str
    source_uri: str
    status: SourceStatus
    error_code: str | None = None
    error_message: str | None = None
    rows_added: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    rows_removed: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    superseded: bool = False

    @property
    def changed(self) -> bool:
        """Return whether any row of the source was added or removed."""
        return bool(self.rows_added or self.rows_removed)


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publish did. `generation` is the number of the one that is current, None where there is none yet.

    `published` is true where a new generation was swapped in; `tables` are those whose files differ from the
    generation before; `results` are the checks that ran; `withdrawn` are sources that failed them.
    """

    generation: int | None
    published: bool
    tables: tuple[str, ...] = ()
    results: tuple[CheckResult, ...] = ()
    withdrawn: tuple[Outcome, ...] = ()
