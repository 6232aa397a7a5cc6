"""Serving, against a real server on loopback: one story, because each process of Prefect's takes seconds to start."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
PATIENCE_SECONDS = 180


class Api:
    """Prefect's API at an address, with the token that it asks of pages and programs."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=30) as response:
            return json.load(response)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        token = self.get("/csrf-token?client=test")["token"]
        headers = {"Content-Type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "test"}
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def runs(self, state: str, trigger: str | None = None) -> list[dict[str, Any]]:
        """The runs in a state, oldest first; those with a word for who asked, where one is given."""
        found = self.post("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": [state]}}}})
        asked = [run for run in found if trigger is None or run["parameters"].get("trigger") == trigger]
        return sorted(asked, key=lambda run: run["created"])

    def artifacts(self, key: str) -> list[str]:
        """Return what the artifacts of a key say; each run leaves one."""
        return [one["data"] for one in self.post("/artifacts/filter", {"artifacts": {"key": {"any_": [key]}}})]


class Served:
    """A `zhengce serve` that is ready: its process, what it said, its API."""

    def __init__(self, process: subprocess.Popen[bytes], said: dict[str, Any]) -> None:
        self.process, self.said, self.api = process, said, Api(said["api"])

    def wait_for(self, what: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := what():
                return found
            assert self.process.poll() is None, "the process ended early"
            time.sleep(0.5)
        pytest.fail("waited in vain")


@contextmanager
def serving(log: Path, *options: str) -> Iterator[Served]:
    """Serve as another process; whatever comes, it is ended by its number."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", "serve", "--json", *options], stdout=subprocess.PIPE, stderr=errors
        )
        assert process.stdout is not None
        try:
            said = b""
            while line := process.stdout.readline():
                said += line
                if line.rstrip() == b"}":
                    break
            assert said, log.read_text("utf-8")
            yield Served(process, json.loads(said))
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def descendants(number: int) -> set[int]:
    """The numbers of all processes below one."""
    tasks = Path(f"/proc/{number}/task").glob("*/children")
    below = {int(child) for children in tasks for child in children.read_text().split()}
    return below.union(*map(descendants, below))


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(numbers: set[int]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_alive, numbers)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return not any(map(is_alive, numbers))


@pytest.fixture
def notices() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address on loopback, and what is posted to it."""
    received: list[dict[str, Any]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", received
        server.shutdown()


def listening(numbers: set[int]) -> set[str]:
    """The addresses at which processes listen, as /proc/net writes them."""
    sockets = {os.readlink(link) for number in numbers for link in Path(f"/proc/{number}/fd").iterdir()}
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}


BATCHES = """
import os
from pathlib import Path
from flows import prefect_ingest
from flows.prefect_serve import Times
from schemas.errors import UsageError
real, tries = prefect_ingest.append, Path(os.environ["TRIES"])
failures = {"papers/bad.txt": 3, "papers/福州/通知.md": 1}
def append(work):
    appended = real(work)
    uri = work.batch[0].uri
    with tries.open("a") as file:
        file.write(uri + "\\n")
    if tries.read_text().count(uri) <= failures.get(uri, 0):
        raise OSError("the disk is away")
    return appended
prefect_ingest.append = append
report = prefect_ingest.ingest(overrides={"batch_bytes": 1, "retries": 2, "retry_delay_seconds": 0, "processes": 1})
try:
    Times.checked("61 6 * * *", None, watched=True)
except UsageError as error:
    print(error)
print(report.parsed, report.skipped, report.rows["documents"], report.exit_code, *report.problems, sep="|")
"""


def test_runs_on_a_schedule_and_when_papers_come_survive_what_happens_to_them(
    papers, tmp_path, monkeypatch, notices
) -> None:
    monkeypatch.setenv("ZHENGCE_SERVER_FOLDER", str(tmp_path / "prefect"))
    monkeypatch.setenv("ZHENGCE_RETRY_DELAY_SECONDS", "0")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    address, received = notices
    monkeypatch.setenv("ZHENGCE_NOTIFY_URL", address)
    killed = a_tick_runs_another_is_refused_and_everything_is_killed(tmp_path)
    port = str(free_port())
    with serving(tmp_path / "second.log", "--every", "20", "--set", "watch_seconds=1", "--port", port) as served:
        what_was_killed_is_written_down_and_made_up_for(served, killed, received)
        nobody_reads_the_address_of_the_notices(served, address)
        retries_and_artifacts(served, papers, tmp_path)
        a_tick_runs_to_its_end(served)
        everything_ends_when_asked(served)


def a_tick_runs_another_is_refused_and_everything_is_killed(tmp_path: Path) -> str:
    """The papers are new, so the first run waits for them to rest, longer than the story lasts. Returns its id."""
    options = ("--every", "5", "--no-watch", "--set", "watch_seconds=3600", "--port", str(free_port()))
    with serving(tmp_path / "first.log", *options) as served:
        first = served.wait_for(lambda: served.api.runs("RUNNING"))[0]
        assert first["auto_scheduled"]
        refused = served.wait_for(lambda: served.api.runs("CANCELLED"))[0]
        assert (refused["state"]["message"], refused["infrastructure_pid"]) == (
            "Deployment concurrency limit reached.",
            None,
        )
        assert [run["id"] for run in served.api.runs("RUNNING")] == [first["id"]]
        below = descendants(served.process.pid)
        assert len(below) >= 2  # the server and the run
        assert listening(below | {served.process.pid}) == {"0100007F"}  # 127.0.0.1
        served.process.kill()
        assert all_gone(below)
        return str(first["id"])


def what_was_killed_is_written_down_and_made_up_for(
    served: Served, killed: str, received: list[dict[str, Any]]
) -> None:
    done = served.wait_for(lambda: served.api.runs("COMPLETED"))[0]  # a tick may come before the watch
    crashed = next(run for run in served.api.runs("CRASHED") if run["id"] == killed)
    assert crashed["end_time"]
    late = [run for run in served.api.runs("SCHEDULED") if run["expected_start_time"] < done["expected_start_time"]]
    assert not late
    notice = served.wait_for(lambda: [one for one in received if one["flow_run_id"] == killed])[0]
    assert (notice["state"], notice["flow_run"]) == ("Crashed", crashed["name"])
    assert notice["text"].startswith("政策入库失败")
    assert notice["page"].startswith("http://127.0.0.1:")


def nobody_reads_the_address_of_the_notices(served: Served, address: str) -> None:
    parameters = [run["parameters"] for run in served.api.post("/flow_runs/filter", {})]
    assert parameters
    assert address not in json.dumps(parameters + [one["parameters"] for one in deployments(served)])


def deployments(served: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = served.api.post("/deployments/filter", {})
    assert found
    return found


def retries_and_artifacts(served: Served, papers: Path, tmp_path: Path) -> None:
    """A run of its own, against the server that already runs."""
    (papers / "bad.txt").write_text("某市人民政府关于印发措施的通知\n一、奖励 5 万元。\n", "utf-8")
    (papers / "empty.txt").touch()
    environment = os.environ | {"TRIES": str(tmp_path / "tries"), "PREFECT_API_URL": served.api.address}
    environment |= {"ZHENGCE_WAREHOUSE": str(tmp_path / "another")}
    finished = subprocess.run(
        [sys.executable, "-c", BATCHES], capture_output=True, text=True, check=False, env=environment
    )
    assert finished.returncode == 0, finished.stderr
    cron, counts = finished.stdout.splitlines()
    assert cron == (
        "command line: --cron is '61 6 * * *'; allowed is five fields (minute, hour, day, month, day of the week), "
        "e.g. '0 6 * * *'."
    )
    # One parsed at once; one at its second try, both of whose loads are in the store; one given up, which is nowhere.
    assert counts == (
        "2|0|2|1|The batch of 1 file(s) from papers/bad.txt on could not be committed (OSError: the disk is away); "
        "run again: what was done is kept."
    )
    new = "| new · 新增 | 厦门市人民政府办公室关于支持人工智能产业发展的通知 | papers/厦门/通知.txt |"
    pages = [page for page in served.api.artifacts("zhengce-ingest") if new in page and "papers/empty.txt" in page]
    assert len(pages) == 1, served.api.artifacts("zhengce-ingest")  # of this warehouse; ticks leave theirs
    assert "| papers/empty.txt | empty | The file is empty" in pages[0]
    assert "## Tables · 数据表" in pages[0]


def a_tick_runs_to_its_end(served: Served) -> None:
    done = served.wait_for(lambda: served.api.runs("COMPLETED", "schedule"))
    assert done[0]["auto_scheduled"]


def everything_ends_when_asked(served: Served) -> None:
    below = descendants(served.process.pid)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE_SECONDS) == 0
    assert all_gone(below)


def test_a_mistake_of_the_users_starts_no_flow_run(zhengce, tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    done = zhengce("run", "nowhere", "--orchestrator", "prefect")
    assert done.exit_code == 2
    assert done.stderr.strip() == (
        "zhengce: nowhere does not exist; check the path, or add it to the roots in the settings."
    )
    assert not (tmp_path / "prefect").exists()
