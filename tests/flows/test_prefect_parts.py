"""The parts of serving that need no server of Prefect's."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from flows import prefect_serve
from flows.prefect_ingest import few_at_once
from flows.server import Server
from flows.settings import load_settings
from schemas.errors import UsageError

SERVER = Server("http://127.0.0.1:9/api")


def test_no_more_batches_than_workers_are_begun_at_once():
    going_on, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2, timeout=30)

    def work(batch: Any) -> Any:
        nonlocal going_on, most
        with lock:
            going_on += 1
            most = max(most, going_on)
        both.wait()  # two do run at once
        with lock:
            going_on -= 1
        return batch

    with ThreadPoolExecutor(8) as pool:
        groups = few_at_once(lambda batch: pool.submit(work, batch), range(8), 2)
        done = [(batch, future.result()) for group in groups for batch, future in group]
        assert sorted(done) == [(batch, batch) for batch in range(8)]
    assert most == 2


def test_each_warehouse_has_a_deployment_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    names = [
        prefect_serve.name_of(replace(settings, warehouse=place))
        for place in (Path("a"), tmp_path / "a", tmp_path / "b", "s3://bucket/a")
    ]
    assert names[0] == names[1]
    assert len(set(names)) == 3


class InterruptedByTestError(Exception):
    """Ends a loop that would not end."""


def test_watching_outlives_a_server_that_answers_with_an_error(monkeypatch):
    answers = iter([httpx.ConnectError("away"), httpx.ReadTimeout("slow"), [], InterruptedByTestError()])
    begun = []

    async def runs(*_: object) -> Any:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def begin(trigger: str) -> None:
        begun.append(trigger)

    monkeypatch.setattr(prefect_serve, "_runs", runs)
    monkeypatch.setattr(prefect_serve.Watch, "is_due", lambda _: True)
    settings = replace(load_settings(), watch_seconds=0)
    with pytest.raises(InterruptedByTestError):
        asyncio.run(prefect_serve._watch(None, UUID(int=0), settings, begin))
    assert begun == ["watch"]


class Runner:
    """Runs until it is cancelled."""

    async def start(self) -> None:
        await asyncio.sleep(600)


def ended_by(failing: Any, server: Server = SERVER) -> str:
    async def serve() -> None:
        await prefect_serve._run(Runner(), [asyncio.create_task(failing)], server)

    with pytest.raises(UsageError) as ended:
        asyncio.run(serve())
    return ended.value.message


def test_serving_ends_with_a_sentence_when_watching_fails():
    async def watch() -> None:
        raise ExceptionGroup("several", [ValueError("one thing\nand more")])

    assert ended_by(watch()) == (
        "Serving with Prefect's server at http://127.0.0.1:9/api ended (ValueError: one thing); what was done is kept: "
        "see that the server answers, then start it again."
    )


def test_serving_ends_with_a_sentence_when_its_server_dies(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        process.wait()
        server = Server(SERVER.api, process, tmp_path / "server.log")
        said = ended_by(prefect_serve._guard(server), server)
    assert said == f"Prefect's server failed (it ended with exit code 3); {tmp_path / 'server.log'} says why."


def test_a_server_that_refuses_is_one_sentence(monkeypatch):
    async def refuse(*_: object) -> None:
        raise httpx.ConnectError("All connection attempts failed")

    monkeypatch.setattr(prefect_serve, "_serve", refuse)
    before = prefect_serve.signal.getsignal(prefect_serve.signal.SIGTERM)
    try:
        with pytest.raises(UsageError, match=r"ended \(ConnectError: All connection attempts failed\);"):
            prefect_serve.serve(load_settings(), prefect_serve.Times(), SERVER, lambda: None)
    finally:
        prefect_serve.signal.signal(prefect_serve.signal.SIGTERM, before)
    assert prefect_serve.SERVED_BY not in prefect_serve.os.environ


def test_a_run_has_a_server_of_its_own_only_where_none_is_named(monkeypatch):
    from prefect.settings import PREFECT_API_URL

    from flows import prefect_embedded
    from flows.server import Server

    started = []
    monkeypatch.setattr(Server, "wait", lambda self: started.append(self.api))
    monkeypatch.setattr(prefect_embedded, "_start", lambda: Server("http://127.0.0.1:1/api"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    prefect_embedded.refresh_global_settings_context()
    before = PREFECT_API_URL.value()
    with prefect_embedded.server_at_hand(), ThreadPoolExecutor() as threads:
        assert threads.submit(PREFECT_API_URL.value).result() == "http://127.0.0.1:1/api"
        with prefect_embedded.server_at_hand():
            pass
    assert PREFECT_API_URL.value() == before
    assert started == ["http://127.0.0.1:1/api"]
