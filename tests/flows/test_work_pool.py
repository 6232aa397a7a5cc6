"""A run on a Prefect work pool by a real worker, as config/prefect.yaml has it; behind the option --work-pool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.flows.test_prefect import Api, free_port

YAML = Path(__file__).parents[2] / "config" / "prefect.yaml"
PATIENCE_SECONDS = 300


def prefect(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | environment, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended early"
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("the server did not start")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_worker_of_the_pool_runs_the_deployment_to_its_end(papers, tmp_path, monkeypatch, request):
    if not request.config.getoption("--work-pool"):
        pytest.skip("a server, a worker and a run: --work-pool")
    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("PREFECT_API_URL", address)
    monkeypatch.setenv("PREFECT_SERVER_CSRF_PROTECTION_ENABLED", "true")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(address, server)
        prefect("work-pool", "create", "policy-papers", "--type", "process")
        prefect("deploy", "--prefect-file", str(YAML), "--all")
        prefect("deployment", "run", "ingest/hourly", "--param", "trigger=pool")
        prefect("worker", "start", "--pool", "policy-papers", "--run-once")
        done = Api(address).runs("COMPLETED", "pool")
        assert len(done) == 1, Api(address).post("/flow_runs/filter", {})
        assert done[0]["work_pool_name"] == "policy-papers"
        assert len(Api(address).artifacts("zhengce-ingest")) == 1
        documents = pq.read_table(tmp_path / "warehouse" / "published" / "documents.parquet")
        assert documents.num_rows == 2
    finally:
        server.terminate()
        server.wait(60)
