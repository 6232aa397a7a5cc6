"""An S3-compatible object store on loopback; a conftest.py that imports its fixtures offers them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from subprocess import DEVNULL, Popen
from time import monotonic, sleep
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """The address of an S3-compatible server of this test session's own.

    It is a process of its own: Delta's Rust code may hold this one's interpreter lock while it waits for an answer.
    """
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    server = Popen([sys.executable, "-c", code], stdout=DEVNULL, stderr=DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.kill()
        server.wait()


def _wait_for(address: str, server: Popen[bytes]) -> None:
    deadline = monotonic() + 120
    while server.poll() is None and monotonic() < deadline:
        try:
            urlopen(address, timeout=5).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError(f"the object store did not start (exit code {server.poll()})")


@pytest.fixture
def bucket(object_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty place on the object store, with the credentials in this process's variables."""
    name = f"bucket-{uuid4().hex[:8]}"
    urlopen(Request(f"{object_store}/{name}", method="PUT"))
    values = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": object_store,
        "AWS_ALLOW_HTTP": "true",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for variable, value in values.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/warehouse"
