"""Serving the flow on a schedule: a small process that waits for its time, runs `ingest`, and waits again."""

from __future__ import annotations

from datetime import timedelta

from prefect import Flow

from flows.prefect_ingest import ingest, with_workers
from flows.settings import Settings

DEPLOYMENT = "scheduled"


def serve(settings: Settings, *, every: timedelta | None = None, cron: str | None = None) -> None:
    """Serve the flow until interrupted, on an interval or a cron expression; on request alone without either.

    Needs a running Prefect server, which PREFECT_API_URL names.
    """
    served: Flow[..., object] = with_workers(ingest, settings)
    served.serve(
        name=DEPLOYMENT,
        interval=every,
        cron=cron,
        parameters={"overrides": settings.as_values(), "trigger": "schedule"},
        print_starting_message=False,
        limit=1,  # a run that takes longer than the interval is not joined by the next
    )
