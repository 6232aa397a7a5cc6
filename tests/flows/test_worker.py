from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from flows.worker import Bounds, End, LostError, Worker
from tests.flows import hazards

BOUNDS = Bounds(memory=400_000_000, answer=1_000_000)


@pytest.fixture
def worker():
    worker = Worker(hazards.do, BOUNDS)
    yield worker
    worker.close()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_running(pid)


def test_tasks_are_done_in_one_process_that_is_not_this_one(worker):
    first, second = worker.do("pid", 60)[0], worker.do("pid", 60)[0]
    assert first == second == worker.pid != os.getpid()


@pytest.mark.parametrize(
    ("hazard", "end", "detail"),
    [
        ("fault", End.CRASHED, "its process ended with SIGSEGV"),
        ("leave", End.CRASHED, "its process ended with code 3"),
        ("be_killed", End.CRASHED, "its process ended with SIGKILL"),
        ("hang", End.TIMED_OUT, ""),
        ("sleep_for_good", End.TIMED_OUT, ""),
        ("grow", End.OUT_OF_MEMORY, ""),
        ("grow_mapped", End.OUT_OF_MEMORY, ""),
        ("much:2000000", End.TOO_LARGE, "bytes"),
    ],
)
def test_a_task_that_goes_wrong_is_lost_and_the_next_is_done(worker, hazard, end, detail):
    worker.do("start", 60)
    with pytest.raises(LostError) as caught:
        worker.do(hazard, 1 if end is End.TIMED_OUT else 60)
    assert (caught.value.end, caught.value.fresh) == (end, False)
    assert detail in caught.value.detail
    assert caught.value.note == (None if hazard.startswith("much") else "begun")
    assert worker.do("again", 60)[0] == "again"


def test_a_task_has_its_time_on_a_busy_machine_and_no_more(worker, monkeypatch):
    """What it computed is made up: a tenth of the time that passes, as beside nine other processes."""
    began = time.monotonic()
    monkeypatch.setattr("flows.worker._computed_by", lambda pid: (time.monotonic() - began) / 10)
    assert worker.do("nap:2", 0.5)[0] == "nap:2"
    monkeypatch.setattr("flows.worker._computed_by", lambda pid: time.monotonic() - began)
    with pytest.raises(LostError) as caught:
        worker.do("nap:60", 0.5)
    assert caught.value.end is End.TIMED_OUT


def test_an_alarm_of_the_kernel_ends_a_process_that_nobody_watches(worker):
    worker.do("start", 60)
    worker._connection.send(("hang", 0.2))
    assert wait_until_gone(worker._process.pid) or worker._process.wait(5) == -signal.SIGALRM


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_a_process_that_cannot_be_started_is_said_and_tried_again(worker, monkeypatch, executable):
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", executable)
        with pytest.raises(LostError, match="a process to read it in could not be started"):
            worker.do("pid", 60)
    assert worker.do("again", 60)[0] == "again"


def test_nothing_stays_behind(worker):
    pid = worker.do("pid", 60)[0]
    worker.close()
    assert not is_running(pid)
    with pytest.raises(LostError, match="stopped"):
        worker.do("pid", 60)


def test_a_process_is_renewed_after_many_tasks(worker, monkeypatch):
    monkeypatch.setattr("flows.worker._MOST_TASKS", 2)
    assert len({worker.do("pid", 60)[0] for _ in range(5)}) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the process ends once its task is done")
def test_a_process_dies_with_the_one_that_started_it():
    program = (
        "import threading, time; from flows.worker import Worker; from tests.flows import hazards\n"
        "from tests.flows.test_worker import BOUNDS\n"
        "worker = Worker(hazards.do, BOUNDS); print(worker.do('pid', 60)[0], flush=True); worker.do('hang', 600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": ":".join(sys.path)}
    ) as parent:
        pid = int(parent.stdout.readline())
        time.sleep(0.3)
        assert is_running(pid)
        parent.kill()
    assert wait_until_gone(pid)
