"""Serving the flow: runs on a schedule and when papers come, one at a time, until interrupted."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
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

from flows.prefect_ingest import SERVED_BY, ingest
from flows.prefect_notify import notify, tell
from flows.report import RunReport
from flows.server import Server, told
from flows.settings import Settings
from flows.watch import Watch, glance
from schemas.errors import ErrorCode, PolicyError, UsageError
from schemas.ids import digest

GOING_ON = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)

_POLL_SECONDS = 5  # how soon a run that is due begins
_END_SECONDS = 1
_LOOK_SECONDS = 1  # how soon it is seen that the server is gone
_DIGITS = 8
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


def name_of(settings: Settings) -> str:
    """Return the deployment's name: one for each warehouse, since several may be served by one server."""
    place = settings.warehouse
    address = str(place.resolve() if isinstance(place, Path) else place)
    return f"scheduled-{digest(address)[:_DIGITS]}"


def serve(settings: Settings, times: Times, server: Server, ready: Callable[[], None]) -> None:
    """Serve the flow until interrupted; `ready` is called when runs can begin.

    Raises:
        UsageError: the server refused, or went away, or looking for papers failed.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # until the runner takes it over
    # A run that is killed with nobody left to say so ends itself. Ctrl-C is how serving is meant to end.
    with told({SERVED_BY: str(os.getpid())}), suppress(KeyboardInterrupt):
        try:
            asyncio.run(_serve(settings, times, server, ready))
        except (httpx.HTTPError, PrefectException) as error:
            raise _ended(server, error) from error


def _ended(server: Server, error: BaseException) -> UsageError:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}".removesuffix(": ")
    return UsageError(ErrorCode.SERVING_ENDED, url=server.api, reason=reason)


class _Runner(Runner):
    """Starts flow runs as processes; ends them, and itself, when it is asked to end."""

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave SIGTERM to be treated as Ctrl-C is: the library's own way waits for the runs."""
        signal.raise_signal(signal.SIGINT)


async def _serve(settings: Settings, times: Times, server: Server, ready: Callable[[], None]) -> None:
    name = name_of(settings)
    runner = _Runner(name, query_seconds=_POLL_SECONDS, prefetch_seconds=0, limit=None, pause_on_shutdown=False)
    deployment = await runner.aadd_flow(
        _patient(settings),
        name=name,
        interval=times.every,
        cron=times.cron,
        parameters=_parameters(settings, "schedule"),
        entrypoint_type=EntrypointType.MODULE_PATH,  # the package is installed; the folder may be another then
        # A run that takes longer than the interval is not joined by the next, which is cancelled with a word why.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
    )
    async with get_client() as client:
        await notify(client, deployment, settings.notify_url)
        left = await _settle(client, deployment)
        ready()
        begin = partial(_begin, client, deployment, settings)
        if left and not times.watched:
            await begin("restart")
        endless = [asyncio.create_task(_guard(server))]
        if times.watched:
            endless.append(asyncio.create_task(_watch(client, deployment, settings, begin)))
        await _run(runner, endless, server)


async def _run(runner: Runner, endless: Sequence[asyncio.Task[None]], server: Server) -> None:
    """Run until interrupted, or until one of the tasks that should not end has failed."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(runner.start()), *endless]
    ending: list[asyncio.Task[None]] = []
    loop.add_signal_handler(signal.SIGINT, lambda: ending.append(loop.create_task(_end(runner))))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        _raise_first(done, server)
    finally:
        for task in (*tasks, *ending):
            task.cancel()  # the runs that still go on end with this process


def _raise_first(done: Iterable[asyncio.Task[None]], server: Server) -> None:
    for error in filter(None, (task.exception() for task in done)):
        raise error if isinstance(error, PolicyError) else _ended(server, error) from error


async def _guard(server: Server) -> None:
    while True:
        server.check()
        await asyncio.sleep(_LOOK_SECONDS)


async def _end(runner: Runner) -> None:
    """End the runs that go on, also those that were just about to begin, so that the runner can end."""
    if runner.started:
        await runner.astop()
    while True:
        await asyncio.sleep(_END_SECONDS)
        await runner.cancel_all()


def _patient(settings: Settings) -> Flow[..., RunReport]:
    return ingest.with_options(
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
        except (httpx.HTTPError, PrefectException, PolicyError, OSError) as error:  # as may be; it is tried again
            get_logger("runner").warning("Watching: %s", error)
        await asyncio.sleep(settings.watch_seconds)
