"""Publish: stage a generation, audit it, swap it in; withdraw the sources at fault where the audit fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schemas.errors import ErrorCode, PolicyError
from warehouse import generations, runs
from warehouse.audit import audit_generation, by_great_expectations, describe, failures, ground, native
from warehouse.commit import withdraw
from warehouse.flips import live_loads
from warehouse.generations import Manifest
from warehouse.integrity import damages
from warehouse.layout import FLIPS
from warehouse.records import CheckResult, Flip, FlipStatus, LiveLoad, Moment, Outcome, Publication
from warehouse.staging import PublishSettings, Staging, fingerprint
from warehouse.store import Store
from warehouse.volume import compare_volume

_ROUNDS = 10  # a withdrawn load may uncover an older one that fails too, after a check became stricter


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try at a generation: what it gave, and the sources at fault where it failed."""

    publication: Publication
    live: Mapping[str, LiveLoad]
    culprits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes one warehouse; its caller holds the publisher's lock."""

    store: Store
    settings: PublishSettings
    clock: Callable[[], datetime]
    moment: Callable[[str], Moment]

    def publish(self, run_id: str, *, thorough: bool, max_fall_percent: int) -> Publication:
        """Publish what is live. See `Warehouse.publish`."""
        withdrawn: list[Outcome] = []
        failed: list[CheckResult] = []
        for _ in range(_ROUNDS):
            attempt = self._attempt(thorough, max_fall_percent)
            results = _worst([*failed, *attempt.publication.results])
            if not attempt.culprits:
                break
            failed = [result for result in results if not result.success]
            withdrawn += withdraw(self.store, attempt.live, attempt.culprits, self.moment(run_id))
        runs.append_results(self.store, results, self.moment(run_id))
        if attempt.culprits:
            raise _refused(failed)
        generations.prune(self.store.layout, self.clock(), self.settings.keep)
        return replace(attempt.publication, results=results, withdrawn=tuple(withdrawn))

    def _attempt(self, thorough: bool, max_fall_percent: int) -> _Attempt:
        """Stage and audit a generation, swap it in where it passes; do nothing where these loads are published."""
        layout = self.store.layout
        log, version = self.store.flips()
        current, live = layout.current(), live_loads(log)
        before = self._intact(current)
        if before and (reason := lost_loads(before, log)):
            raise self.store.damaged(self.store.address(FLIPS), reason)
        fresh = Manifest(self.clock().isoformat(), fingerprint(), {key: load.state for key, load in live.items()})
        unchanged = _Attempt(Publication(current, published=False, log_version=version), live, {})
        if before and (before.fingerprint, before.loads) == (fresh.fingerprint, fresh.loads):
            return unchanged
        generations.clear_staging(layout)
        staging = self._staging(before, fresh, live, log)
        parts = staging.write()
        if before and current is not None and not parts:
            generations.clear_staging(layout)
            generations.write_manifest(layout, current, replace(fresh, created=before.created))
            return unchanged
        results = audit_generation(staging.folder, parts, native, staging.previous)
        results += ground(staging.folder, staging.changed)
        if staging.previous is not None:
            results += compare_volume(staging.previous, staging.folder, max_fall_percent)
        if not all(result.success for result in results):
            culprits = _culprits(results, live, staging.changed)
            return _Attempt(replace(unchanged.publication, results=results), live, culprits)
        if thorough:
            results = _agreed(
                _worst([*results, *audit_generation(staging.folder, parts, by_great_expectations, staging.previous)])
            )
        return _Attempt(
            Publication(self._swap_in(fresh, staging.previous), True, tuple(parts), results, log_version=version),
            live,
            {},
        )

    def _intact(self, number: int | None) -> Manifest | None:
        """Return the manifest of a generation, None where a file of it is damaged: all are then written anew."""
        manifest = generations.read_manifest(self.store.layout, number)
        if manifest is None or number is None or damages(self.store.layout.generation(number)):
            return None
        return manifest

    def _staging(
        self, before: Manifest | None, fresh: Manifest, live: Mapping[str, LiveLoad], log: Iterable[Flip]
    ) -> Staging:
        layout, current = self.store.layout, self.store.layout.current()
        usable = before if before is not None and before.fingerprint == fresh.fingerprint else None
        known = usable.loads if usable else {}
        changed = {key for key in known.keys() | fresh.loads.keys() if known.get(key) != fresh.loads.get(key)}
        previous = layout.generation(current) if usable and current is not None else None
        shown = {load: key for key in changed & known.keys() if (load := known[key].split()[0])}
        replaced = {
            shown[flip.load_id]: flip.load_id
            for flip in log
            if flip.load_id in shown and flip.status is FlipStatus.LIVE
        }
        folder = layout.staging(layout.next())
        return Staging(self.store, self.settings, folder, previous, live, frozenset(changed), replaced)

    def _swap_in(self, manifest: Manifest, previous: Path | None) -> int:
        layout = self.store.layout
        number = layout.next()
        runs.link_run_tables(layout, layout.staging(number))
        generations.seal(layout, number, manifest, previous)
        generations.swap(layout, number)
        return number


def lost_loads(manifest: Manifest, log: Iterable[Flip]) -> str | None:
    """Return whether the log of flips lacks some of what was published: it was cut, or is an older copy.

    One that knows nothing of it is of a store that was made anew.
    """
    published = {state.split()[0] for state in manifest.loads.values()}
    known = published.intersection(flip.load_id for flip in log)
    if not known or known == published:
        return None
    return f"it lacks {len(published) - len(known)} load(s) that were published"


def _culprits(
    results: Iterable[CheckResult], live: Mapping[str, LiveLoad], changed: frozenset[str]
) -> Mapping[str, str]:
    """Return the good loads to withdraw and why: those that are new, where one of them is at fault.

    Raises:
        PolicyError: no load is at fault that could be withdrawn.
    """
    failed = [result for result in results if not result.success]
    reasons = {source_id: why for source_id, why in failures(failed).items() if live[source_id].good}
    if not reasons:
        raise _refused(failed)
    return {source_id: why for source_id, why in reasons.items() if source_id in changed} or reasons


def _agreed(results: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Return the results of Great Expectations, after the native checks let a generation through.

    Raises:
        PolicyError: it found what they did not.
    """
    failed = [result for result in results if not result.success]
    if failed:
        raise _refused(failed)
    return results


def _refused(failed: list[CheckResult]) -> PolicyError:
    return PolicyError(ErrorCode.AUDIT_FAILED, reason=describe(failed[0]))


def _worst(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Return one result a check: the one that failed, if one did."""
    worst: dict[str, CheckResult] = {}
    for result in results:
        if result.check.name not in worst or worst[result.check.name].success:
            worst[result.check.name] = result
    return tuple(worst.values())
