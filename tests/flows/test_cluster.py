"""A run whose batches the workers of a Dask cluster parse: the same tables, also where a worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.tables import SOURCE_TABLES
from tests.flows.conftest import ingest, notice
from warehouse import Warehouse

PATIENCE_SECONDS = 400

# The first worker that has appended a batch kills itself before it can say so, by a signal that nobody can catch.
PROGRAM = """
import json, os, signal, sys
from pathlib import Path
from distributed import LocalCluster

def strike(once):
    from warehouse import Warehouse
    real = Warehouse.prepare
    def prepare(self, *args, **kwargs):
        prepared = real(self, *args, **kwargs)
        try:
            Path(once).touch(exist_ok=False)
        except FileExistsError:
            return prepared
        os.kill(os.getpid(), signal.SIGKILL)
    Warehouse.prepare = prepare

if __name__ == "__main__":
    from flows.prefect_ingest import ingest
    with LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        with cluster.get_client() as client:
            client.run(strike, sys.argv[1])
        report = ingest(overrides={"engine": "dask", "dask_address": cluster.scheduler_address, "batch_bytes": 1})
    print(json.dumps({"parsed": report.parsed, "problems": report.problems, "exit": report.exit_code}))
"""


@pytest.mark.slow
@pytest.mark.long
def test_a_cluster_with_a_shared_store_gives_the_bytes_of_one_process_also_where_a_worker_is_killed(
    papers: Path, tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, city in enumerate(("苏州", "宁波")):
        (papers / f"{city}.txt").write_text(notice(city, "低空经济", 20 + number, str(30 + number)), "utf-8")
    ingest(tmp_path)
    monkeypatch.setenv("ZHENGCE_WAREHOUSE", bucket)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    program, once = tmp_path / "program.py", tmp_path / "struck"
    program.write_text(PROGRAM, "utf-8")
    done = subprocess.run(
        [sys.executable, str(program), str(once)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"parsed": 4, "problems": [], "exit": 0}
    warehouse = Warehouse.open(bucket)
    loads = warehouse.store.read_all("sources", ["source_id"]).num_rows
    assert (once.exists(), loads) == (True, 5)  # what the worker had appended is there, and counts nowhere
    for spec in SOURCE_TABLES:
        name = f"{spec.name}.parquet"
        assert (warehouse.published / name).read_bytes() == (tmp_path / "warehouse/published" / name).read_bytes(), name
