"""A PostgreSQL server of the test's own, on loopback, run by a user without rights and stopped by its process id."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

INSTALL = "PostgreSQL is missing; install it with: apt-get install postgresql"
_USER = "nobody"  # the server refuses to be run by root


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def server() -> Iterator[str]:
    """Start a server; give the URL of its database, with a password."""
    folder = binaries()
    if folder is None:
        pytest.skip(INSTALL)
    as_user = {"user": _USER} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="zhengce-postgres-", dir="/tmp") as name:
        home, password = Path(name), secrets.token_hex(8)
        (home / "password").write_text(password)
        home.chmod(0o755)
        if as_user:
            shutil.chown(home, _USER)
            shutil.chown(home / "password", _USER)
        made = [folder / "initdb", "-D", home / "data", "-U", "analyst", "--auth=scram-sha-256"]
        made += [f"--pwfile={home / 'password'}", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, cwd=home, check=True, capture_output=True, **as_user)
        port = free_port()
        running = [folder / "postgres", "-D", home / "data", "-p", str(port), "-k", home, "-c", "fsync=off"]
        running += ["-c", "listen_addresses=127.0.0.1"]
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(running, cwd=home, stdout=log, stderr=log, **as_user)
        try:
            wait_for(folder, port, process)
            yield f"postgresql://analyst:{password}@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown: sessions are ended, files left whole
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    ready = [folder / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
    for _ in range(300):
        if subprocess.run(ready, check=False).returncode == 0:
            return
        assert process.poll() is None, "the server ended"
        time.sleep(0.1)
    raise AssertionError("the server did not start in half a minute")
