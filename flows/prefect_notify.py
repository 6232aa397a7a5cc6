"""Notices of runs that failed: the run says so in an event, and an automation of Prefect's server calls a webhook.

The event is our own, because the server holds back the events of a scheduled run's states for a quarter of an hour:
they follow one that scheduling does not emit (seen in Prefect 3.8).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from prefect import Flow
from prefect.automations import AutomationCore
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.events import emit_event
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound
from prefect.types import SecretDict
from prefect.utilities.urls import url_for
from pydantic import SecretStr

from flows.report import RunReport

NAME = "zhengce-notify"
FAILED = "zhengce.run.failed"
DEPLOYMENT = "zhengce.deployment"  # the label that says whose run failed: a server may have several of ours
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
    emit_event(FAILED, resource | {DEPLOYMENT: str(flow_run.deployment_id)}, payload=payload)


async def notify(client: PrefectClient, deployment: UUID, url: str) -> None:
    """Have the server POST a notice to `url` when a deployment's run says that it failed; to nobody if empty."""
    name = f"{NAME}-{deployment}"
    for automation in await client.read_automations_by_name(name):
        await client.delete_automation(automation.id)
    if not url:
        with suppress(ObjectNotFound):  # the address is a secret: it is not kept longer than it is used
            block_left = await client.read_block_document_by_name(name, Webhook.get_block_type_slug())
            await client.delete_block_document(block_left.id)
        return
    webhook = Webhook(url=SecretStr(url), headers=SecretDict({"Content-Type": "application/json"}))
    block = await webhook.save(name, overwrite=True, client=client)
    of_ours = ResourceSpecification({DEPLOYMENT: str(deployment)})
    trigger = EventTrigger(expect={FAILED}, match=of_ours, posture=Posture.Reactive, threshold=1, within=timedelta(0))
    action = CallWebhook(block_document_id=block, payload=PAYLOAD)
    await client.create_automation(AutomationCore(name=name, trigger=trigger, actions=[action]))
