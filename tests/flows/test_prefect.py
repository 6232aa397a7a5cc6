"""The flow against real servers: the embedded one, and one on loopback that the test starts and stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
PATIENCE_SECONDS = 180


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Prefect home that nothing ever ran in, as on a fresh machine."""
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return tmp_path / "prefect"


def artifacts(home: Path) -> dict[str, str]:
    with sqlite3.connect(home / "prefect.db") as database:
        return dict(database.execute("SELECT key, data FROM artifact").fetchall())


def states(home: Path, table: str) -> list[tuple[str, int]]:
    with sqlite3.connect(home / "prefect.db") as database:
        return database.execute(f"SELECT state_type, run_count FROM {table} ORDER BY run_count").fetchall()


def wait_for(what: Callable[[], Any], process: subprocess.Popen[bytes]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := what():
            return found
        assert process.poll() is None, "the process ended early"
        time.sleep(0.5)
    pytest.fail("waited in vain")


@contextmanager
def started(log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its output in a file; it is stopped by its id, and killed where it does not stop."""
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def post(url: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        found: list[dict[str, Any]] = json.load(response)
        return found


def test_a_run_with_the_embedded_server_of_a_fresh_machine(papers, home):
    (papers / "empty.txt").touch()
    command = [sys.executable, "-m", "flows", "run", "--orchestrator", "prefect", "--json", "--set", "batch_bytes=1"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 1, finished.stderr
    report = json.loads(finished.stdout)
    assert (report["found"], report["parsed"], len(report["quarantined"])) == (3, 2, 1)
    assert report["rows"]["documents"] == 2

    assert states(home, "flow_run") == [("COMPLETED", 1)]
    assert states(home, "task_run") == [("COMPLETED", 1)] * 3  # one a batch
    left = artifacts(home)
    summary, table = left["zhengce-ingest"], json.loads(left["zhengce-ingest-tables"])
    assert "**3 files**: 2 parsed" in json.loads(summary)
    assert "| papers/empty.txt | empty | The file is empty" in summary
    table = json.loads(table) if isinstance(table, str) else table
    by_name = {entry["name"]: entry for entry in table}
    assert by_name["documents"] == {
        "what": "table", "name": "documents", "count": 2, "added": 2, "removed": 0, "detail": "",
    }  # fmt: skip
    assert by_name["papers/empty.txt"]["what"] == "quarantined"


def test_a_mistake_of_the_users_starts_no_flow_run(home):
    command = [sys.executable, "-m", "flows", "run", "nowhere", "--orchestrator", "prefect"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert finished.stderr.strip() == (
        "zhengce: nowhere does not exist; check the path, or add it to the roots in the settings."
    )
    assert not home.exists()


RETRIES = """
import os
from pathlib import Path
from flows import prefect_ingest
real, tries = prefect_ingest.commit, Path(os.environ["TRIES"])
failures = {"papers/bad.txt": 3, "papers/福州/通知.md": 1}
def commit(warehouse, batch, parsed, live, run):
    tally = real(warehouse, batch, parsed, live, run)
    uri = batch[0].uri
    with tries.open("a") as file:
        file.write(uri + "\\n")
    if tries.read_text().count(uri) <= failures.get(uri, 0):
        raise OSError("the disk is away")
    return tally
prefect_ingest.commit = commit
report = prefect_ingest.ingest(overrides={"batch_bytes": 1, "retries": 2, "retry_delay_seconds": 0, "processes": 1})
print(report.parsed, report.skipped, report.rows["documents"], report.exit_code, *report.problems, sep="|")
"""


def test_a_batch_that_fails_is_tried_again_and_then_reported(papers, home, tmp_path):
    (papers / "bad.txt").write_text("某市人民政府关于印发措施的通知\n一、奖励 5 万元。\n", "utf-8")
    environment = os.environ | {"TRIES": str(tmp_path / "tries")}
    command = [sys.executable, "-c", RETRIES]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert finished.returncode == 0, finished.stderr
    # One parsed at once; one committed at its first try and found done by its second; one given up but committed.
    assert finished.stdout.strip() == (
        "1|1|3|1|The batch of 1 file(s) from papers/bad.txt on could not be committed (OSError: the disk is away); "
        "run again: what was done is kept."
    )
    assert [count for _, count in states(home, "task_run")] == [1, 2, 3]


def test_the_flow_can_be_deployed_by_module_and_by_file():
    import flows

    code = "import sys; from prefect.flows import load_flow_from_entrypoint as load; "
    code += "print(*(load(name).validate_parameters({'scope': 'all'})['scope'] for name in sys.argv[1:]))"
    file = f"{Path(flows.__file__).parent}/prefect_ingest.py:ingest"
    command = [sys.executable, "-c", code, "flows.prefect_ingest.ingest", file]
    assert subprocess.check_output(command, text=True).split() == ["all", "all"]


def test_a_schedule_runs_the_flow_by_itself_on_a_running_server(papers, home, tmp_path, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    server = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui")
    with started(tmp_path / "server.log", *server) as serving:
        wait_for(lambda: answers(f"{api}/health"), serving)
        monkeypatch.setenv("PREFECT_API_URL", api)
        with started(tmp_path / "serve.log", "flows", "serve", "--every", "3") as waiting:
            completed = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
            ran = wait_for(lambda: post(f"{api}/flow_runs/filter", completed), waiting)
    assert ran[0]["auto_scheduled"]
    recorded = subprocess.run(
        [sys.executable, "-m", "flows", "sql", "--csv", "SELECT trigger, sources_parsed FROM runs ORDER BY started_at"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert recorded.stdout.splitlines()[1] == "schedule,2"
