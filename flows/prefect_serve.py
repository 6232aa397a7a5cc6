"""Serving the flow: runs on a schedule and when papers come, one at a time, until interrupted."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import PrefectException
from prefect.logging import get_logger
from prefect.runner import Runner
from prefect.states import Cancelled, Crashed
from prefect.types.entrypoint import EntrypointType

from flows.prefect_ingest import SERVED_BY, ingest, with_workers
from flows.prefect_notify import notify, tell
from flows.report import RunReport
from flows.settings import Settings
from flows.watch import Watch, glance
from schemas.errors import ErrorCode, UsageError

NAME = "scheduled"
GOING_ON = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)

_POLL_SECONDS = 5  # how soon a run that is due begins
_END_SECONDS = 1
_INTERRUPTED = "The program that ran this was ended."
_MISSED = "The program was not there at this time; one run is made up for all that were missed."


@dataclass(frozen=True, slots=True)
class Times:
    """When runs begin: at a cron expression's times, each so many seconds, when papers come."""

    cron: str | None = None
    every: int | None = None
    watched: bool = True

    @classmethod
    def checked(cls, cron: str | None, every: int | None, *, watched: bool) -> Times:
        """Return the times as a user gave them.

        Raises:
            UsageError: the cron expression is none.
        """
        try:
            if cron is not None:
                CronSchedule(cron=cron)
        except ValueError as error:
            allowed = "five fields (minute, hour, day, month, day of the week), e.g. '0 6 * * *'"
            raise UsageError(
                ErrorCode.CONFIGURATION, file="command line", key="--cron", got=repr(cron), allowed=allowed
            ) from error
        return cls(cron, every, watched)


def serve(settings: Settings, times: Times, ready: Callable[[], None]) -> None:
    """Serve the flow until interrupted; `ready` is called when runs can begin."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the runner takes it over
    os.environ[SERVED_BY] = str(os.getpid())  # a run that is killed with nobody left to say so ends itself
    with suppress(KeyboardInterrupt):  # how it is meant to end
        asyncio.run(_serve(settings, times, ready))


class _Runner(Runner):
    """Starts flow runs as processes; ends them, and itself, when it is asked to end."""

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave SIGTERM to be treated as Ctrl-C is: the library's own way waits for the runs."""
        signal.raise_signal(signal.SIGINT)


async def _serve(settings: Settings, times: Times, ready: Callable[[], None]) -> None:
    runner = _Runner(NAME, query_seconds=_POLL_SECONDS, prefetch_seconds=0, limit=None, pause_on_shutdown=False)
    deployment = await runner.aadd_flow(
        _patient(settings),
        name=NAME,
        interval=times.every,
        cron=times.cron,
        parameters=_parameters(settings, "schedule"),
        entrypoint_type=EntrypointType.MODULE_PATH,  # the package is installed; the folder may be another then
        # A run that takes longer than the interval is not joined by the next, which is cancelled with a word why.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
    )
    async with get_client() as client:
        await notify(client, settings.notify_url)
        left = await _settle(client, deployment)
        ready()
        begin = partial(_begin, client, deployment, settings)
        if left and not times.watched:
            await begin("restart")
        tasks = [asyncio.create_task(_watch(client, deployment, settings, begin))] if times.watched else []
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, lambda: tasks.append(loop.create_task(_end(runner))))
        try:
            await runner.start()
        finally:
            for task in tasks:
                task.cancel()


async def _end(runner: Runner) -> None:
    """End the runs that go on, also those that were just about to begin, so that the runner can end."""
    if runner.started:
        await runner.astop()
    while True:
        await asyncio.sleep(_END_SECONDS)
        await runner.cancel_all()


def _patient(settings: Settings) -> Flow[..., RunReport]:
    return with_workers(ingest, settings).with_options(
        retries=settings.retries,
        retry_delay_seconds=settings.retry_delay_seconds,
        on_failure=[tell],
        on_crashed=[tell],
    )


def _parameters(settings: Settings, trigger: str) -> dict[str, Any]:
    return {"overrides": settings.as_values(), "trigger": trigger, "rest_seconds": settings.watch_seconds}


async def _settle(client: PrefectClient, deployment: UUID) -> int:
    """Write down the end of runs that a killed program left, and drop the runs it missed; return how many there were.

    No other process serves this deployment: nothing of it can be going on.
    """
    left = await _runs(client, deployment, GOING_ON)
    for run in left:
        cancelling = run.state_type is StateType.CANCELLING
        end: State = Cancelled(message=_INTERRUPTED) if cancelling else Crashed(message=_INTERRUPTED)
        await client.set_flow_run_state(run.id, end, force=True)
        if not cancelling:
            tell(ingest, run, end)
    missed = [
        run
        for run in await _runs(client, deployment, (StateType.SCHEDULED,))
        if run.estimated_start_time_delta.total_seconds() > 0
    ]
    for run in missed:
        await client.set_flow_run_state(run.id, Cancelled(message=_MISSED), force=True)
    return len(left) + len(missed)


async def _runs(client: PrefectClient, deployment: UUID, types: Sequence[StateType]) -> list[FlowRun]:
    return await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))),
    )


async def _begin(client: PrefectClient, deployment: UUID, settings: Settings, trigger: str) -> None:
    await client.create_flow_run_from_deployment(deployment, parameters=_parameters(settings, trigger))


async def _watch(client: PrefectClient, deployment: UUID, settings: Settings, begin: Callable[[str], Any]) -> None:
    """Begin a run when papers came, changed or went, but never beside another: it waits for that to end."""
    watch = Watch(partial(glance, settings))
    while True:
        try:
            if await asyncio.to_thread(watch.is_due) and not await _runs(client, deployment, GOING_ON):
                await begin("watch")
                watch.took()
        except (PrefectException, OSError) as error:  # the server is away, as may be; it is asked again
            get_logger("runner").warning("Watching: %s", error)
        await asyncio.sleep(settings.watch_seconds)
