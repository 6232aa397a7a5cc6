"""Serving the flow on a schedule: a small process that waits for its time, runs `ingest`, and waits again."""

from __future__ import annotations

import json

from prefect.settings import get_current_settings
from prefect.types.entrypoint import EntrypointType

from flows.prefect_ingest import ingest, with_workers
from flows.settings import Settings
from schemas.errors import ErrorCode, UsageError

DEPLOYMENT = "scheduled"


def serve(settings: Settings, *, every: int | None = None, cron: str | None = None, as_json: bool = False) -> None:
    """Serve the flow until interrupted, on an interval in seconds or a cron expression.

    `as_json` has what is served printed first.

    Raises:
        UsageError: no Prefect server is configured; the embedded one of a single run keeps no schedule.
    """
    if not get_current_settings().api.url:
        raise UsageError(
            ErrorCode.CONFIGURATION,
            file="the environment",
            key="PREFECT_API_URL",
            got="not set",
            allowed="the address of a running Prefect server (`prefect server start` prints it)",
        )
    if as_json:
        served = {"flow": ingest.name, "deployment": DEPLOYMENT, "every": every, "cron": cron}
        print(json.dumps(served | {"api": get_current_settings().api.url}), flush=True)
    with_workers(ingest, settings).serve(
        name=DEPLOYMENT,
        interval=every,
        cron=cron,
        parameters={"overrides": settings.as_values(), "trigger": "schedule"},
        print_starting_message=False,
        entrypoint_type=EntrypointType.MODULE_PATH,  # the package is installed; the folder may be another then
        limit=1,  # a run that takes longer than the interval is not joined by the next
    )
