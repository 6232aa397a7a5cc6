"""Notices of runs that failed: the run says so in an event, and an automation of Prefect's server calls a webhook.

The event is our own, because the server holds back the events of a scheduled run's states for a quarter of an hour:
they follow one that scheduling does not emit (seen in Prefect 3.8).
"""

from __future__ import annotations

from datetime import timedelta

from prefect import Flow
from prefect.automations import AutomationCore
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.events import emit_event
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.types import SecretDict
from prefect.utilities.urls import url_for
from pydantic import SecretStr

from flows.report import RunReport

NAME = "zhengce-notify"
FAILED = "zhengce.run.failed"
PAYLOAD = "{{ event.payload | tojson }}"  # filled in by the server when it calls


def tell(flow: Flow[..., RunReport], flow_run: FlowRun, state: State) -> None:
    """Say in an event that a run failed; a hook of the flow. `text` is what a chat program shows."""
    reason = (state.message or "").removeprefix("Flow run encountered an exception: ")
    payload = {
        "text": f"政策入库失败 · zhengce: {state.name}: {reason}",
        "flow_run": flow_run.name,
        "flow_run_id": str(flow_run.id),
        "state": state.name,
        "reason": reason,
        "page": url_for(flow_run),
    }
    resource = {"prefect.resource.id": f"zhengce.run.{flow_run.id}", "prefect.resource.name": flow_run.name}
    emit_event(FAILED, resource, payload=payload)


async def notify(client: PrefectClient, url: str) -> None:
    """Have the server POST a notice to `url` when a run says that it failed; to nobody where it is empty."""
    for automation in await client.read_automations_by_name(NAME):
        await client.delete_automation(automation.id)
    if not url:
        return
    webhook = Webhook(url=SecretStr(url), headers=SecretDict({"Content-Type": "application/json"}))
    block = await webhook.save(NAME, overwrite=True, client=client)
    trigger = EventTrigger(expect={FAILED}, posture=Posture.Reactive, threshold=1, within=timedelta(0))
    action = CallWebhook(block_document_id=block, payload=PAYLOAD)
    await client.create_automation(AutomationCore(name=NAME, trigger=trigger, actions=[action]))
