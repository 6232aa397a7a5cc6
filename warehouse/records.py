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
    MISSING = "missing"  # its file is gone from its root; its rows stay
    FOUND = "found"  # its file is there again, as it was
    REMOVED = "removed"  # its rows are published no more, nor is the source
    WITHHELD = "withheld"  # as removed, by a rollback: its file is not parsed again before its revision changes
    DROPPED = "dropped"  # the rows of this load are kept no more, whatever it was; no flip makes it live


@dataclass(frozen=True, slots=True)
class Flip:
    """One line of the log that says which load of a source is live.

    `expected_previous` is the load that was live when the attempt began; where it is live no more, the flip is void.
    `at` is when it was written, ISO 8601 in UTC: for people, the order of the log counts. `version` is the version of
    the log that it came with, null before it is written.
    """

    source_id: str
    load_id: str
    revision: str
    expected_previous: str | None
    status: FlipStatus
    run_id: str
    error_code: str | None = None
    error_message: str | None = None
    at: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Who writes a batch of flips, and when: the run, 20 hexadecimal digits that name the batch alone, ISO 8601."""

    run_id: str
    batch_id: str
    at: str

    def load_id(self, number: int) -> str:
        """Return the id of the batch's load of some number; they share their beginning, so a range finds them."""
        return f"{self.batch_id}-{number:05d}"


@dataclass(frozen=True, slots=True)
class LiveLoad:
    """What stands for one source.

    `revision`, `status` and the error are those of the newest attempt, whether it was good or not. `load_id` is the
    load that is published: the newest good one, or where there is none the attempt itself; `good` says which.
    `missing_since` is when the file was first seen to be gone from its root (ISO 8601), None where it is there.
    """

    source_id: str
    load_id: str
    good: bool
    revision: str
    status: SourceStatus
    error_code: str | None = None
    error_message: str | None = None
    missing_since: str | None = None

    @property
    def good_load(self) -> str | None:
        """Return the load whose rows are live, None where the source has none."""
        return self.load_id if self.good else None

    @property
    def state(self) -> str:
        """Return all that the published rows of the source depend on, as one word."""
        return f"{self.load_id} missing since {self.missing_since}" if self.missing_since else self.load_id


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
    generation before; `results` are the checks that ran; `withdrawn` are sources that failed them. `log_version` is
    the version of the log of flips that is published.
    """

    generation: int | None
    published: bool
    tables: tuple[str, ...] = ()
    results: tuple[CheckResult, ...] = ()
    withdrawn: tuple[Outcome, ...] = ()
    log_version: int | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """What one flip did to a source, with the rows it added and removed against the good load before, by table.

    `number` counts the valid flips of the source from 1. `good_load` is the load that was live after it, None where
    the source had no rows then; `kept` says whether its rows still are. `live` says that it is live now.
    `rows_added` and `rows_removed` are None where the rows of one of the two loads are kept no more.
    """

    number: int
    flip: Flip
    good_load: str | None
    live: bool
    kept: bool
    rows_added: Mapping[str, int] | None = None
    rows_removed: Mapping[str, int] | None = None
