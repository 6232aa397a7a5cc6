"""What `zhengce serve` refuses before anything of Prefect's is started."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys

import pytest

from flows import server
from flows.settings import load_settings
from schemas.errors import UsageError


@pytest.fixture(autouse=True)
def own_server(tmp_path, monkeypatch):
    monkeypatch.delenv(server.API_VARIABLE, raising=False)
    monkeypatch.setenv("ZHENGCE_SERVER_FOLDER", str(tmp_path / "prefect"))
    monkeypatch.setattr(server, "_PORT_SECONDS", 0)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--cron", "0 6 * * *", "--every", "5"], "Give --cron or --every, not both."),
        (["--no-watch"], "Give --cron or --every with --no-watch, or nothing would ever run."),
        (["--every", "0"], "0 is not in the range x>=1."),
        (["--port", "70000"], "server_port is '70000'; allowed is a whole number from 1 to 65535."),
        (["--set", "notify_url=mailto:me"], "notify_url is 'mailto:me'; allowed is http://… or https://…, or nothing."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(zhengce, tmp_path, options, sentence):
    done = zhengce("serve", *options)
    assert (done.exit_code, done.stderr.strip().endswith(sentence)) == (2, True), done.stderr
    assert not (tmp_path / "prefect").exists()


def test_a_port_in_use_is_named(zhengce):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = zhengce("serve", "--port", port)
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == (
        f"zhengce: Port {port} of 127.0.0.1 cannot be used (Address already in use); "
        "end the program that holds it, or name another port with --port."
    )


def test_only_one_serves_from_a_folder(zhengce, tmp_path):
    (tmp_path / "prefect").mkdir()
    with (tmp_path / "prefect" / server.LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = zhengce("serve")
    assert done.exit_code == 2
    assert "Another `zhengce serve` runs from" in done.stderr


def test_a_folder_that_cannot_be_written_is_named(zhengce, tmp_path):
    (tmp_path / "prefect").write_text("a file")
    done = zhengce("serve")
    assert (done.exit_code, "cannot be written (File exists)" in done.stderr) == (2, True)


def test_a_server_that_is_named_but_silent_is_not_replaced(zhengce, monkeypatch):
    monkeypatch.setenv(server.API_VARIABLE, "http://127.0.0.1:9/api")
    with (
        server.running(load_settings()) as named,
        pytest.raises(UsageError, match=r"No Prefect server answers at http://127\.0\.0\.1:9/api;"),
    ):
        named.wait()


def test_a_server_that_ends_at_once_is_said_with_its_log(zhengce, tmp_path, monkeypatch):
    monkeypatch.setattr(server, "_command", lambda _: [sys.executable, "-c", "raise SystemExit('no such option')"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = load_settings(overrides={"server_port": port})
    log = tmp_path / "prefect" / server.LOG
    log.parent.mkdir()
    log.write_text("what the last one died of")
    monkeypatch.setenv("PREFECT_HOME", "of the user's")
    with server.running(settings) as started, pytest.raises(UsageError) as refused:
        started.wait()
    assert refused.value.message == f"Prefect's server failed (it ended with exit code 1); {log} says why."
    assert "no such option" in log.read_text()
    assert log.with_name(server.LOG_BEFORE).read_text() == "what the last one died of"
    assert server.API_VARIABLE not in os.environ
    assert os.environ["PREFECT_HOME"] == "of the user's"


def test_a_log_that_cannot_be_written_is_named(zhengce, tmp_path):
    (tmp_path / "prefect" / server.LOG_BEFORE / "in the way").mkdir(parents=True)
    (tmp_path / "prefect" / server.LOG).touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = zhengce("serve", "--port", port)
    assert (done.exit_code, "cannot be written (Is a directory)" in done.stderr) == (2, True), done.stderr


def test_a_process_ends_with_the_one_that_started_it(tmp_path):
    (tmp_path / "sleeper.py").write_text("import time; print('up', flush=True); time.sleep(600)")
    program = "import os, subprocess, sys; print(subprocess.Popen([sys.executable, '-m', 'flows.lifeline',"
    program += " str(os.getpid()), 'sleeper']).pid, flush=True); sys.stdin.read(); os.kill(os.getpid(), 9)"
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', os.getcwd())}"}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as parent:
        said = [parent.stdout.readline().strip(), parent.stdout.readline().strip()]
        assert said[1] == "up", said
        parent.stdin.close()
        assert parent.stdout.read() == ""  # ends only when the last process that writes to it did
