"""The Prefect server that `zhengce serve` starts for itself: on loopback alone, its database in a folder."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from flows.settings import Settings
from schemas.errors import ErrorCode, UsageError

HOST = "127.0.0.1"
API_VARIABLE = "PREFECT_API_URL"
LOCK, LOG, LOG_BEFORE = "serve.lock", "server.log", "server.log.1"

_PATIENCE_SECONDS = 180  # a server on a fresh machine makes its database first
_PORT_SECONDS = 5  # a server whose program was killed is gone after a second
_STOP_SECONDS = 15
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was named, or that was started and may not answer yet."""

    api: str
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None

    @property
    def pages(self) -> str:
        """Return the address of its pages."""
        return self.api.rstrip("/").removesuffix("/api")

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            UsageError: the named server does not, or the one of ours did not start.
        """
        deadline = monotonic() + _PATIENCE_SECONDS
        while not _answers(self.api):
            if self.process is None:
                raise UsageError(ErrorCode.SERVER_SILENT, url=self.api)
            self.check()
            if monotonic() > deadline:
                raise self._failed(f"no answer for {_PATIENCE_SECONDS} seconds")
            sleep(_LOOK_SECONDS)

    def check(self) -> None:
        """Look whether its process is still there, where it is ours.

        Raises:
            UsageError: it ended.
        """
        if self.process is not None and (code := self.process.poll()) is not None:
            raise self._failed(f"it ended with exit code {code}")

    def _failed(self, reason: str) -> UsageError:
        return UsageError(ErrorCode.SERVER_FAILED, reason=reason, log=self.log or "what it printed")


@contextmanager
def told(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables of this process's environment for as long as the block lasts."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def running(settings: Settings) -> Iterator[Server]:
    """Give a server for as long as the block lasts: the one that PREFECT_API_URL names, or one that is started.

    Prefect, which is to be imported only then, finds it in the environment.

    Raises:
        UsageError: another process serves from the folder, or the port is taken.
    """
    with _alone(settings.server_folder):
        if api := os.environ.get(API_VARIABLE):
            yield Server(api)
            return
        process = _start(settings)
        try:
            api = f"http://{HOST}:{settings.server_port}/api"
            with told({API_VARIABLE: api, "PREFECT_HOME": str(settings.server_folder.absolute())}):
                yield Server(api, process, settings.server_folder / LOG)
        finally:
            stop(process)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when this process ends, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
    except OSError as error:
        raise _unwritable(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(ErrorCode.SERVED_ALREADY, path=folder) from None
        yield


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    port, folder = settings.server_port, settings.server_folder
    _await_port(port)
    try:
        return _launch(port, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _launch(port: int, folder: Path) -> subprocess.Popen[bytes]:
    if (folder / LOG).exists():
        (folder / LOG).replace(folder / LOG_BEFORE)  # it may say why the last one died
    with (folder / LOG).open("wb") as log:
        return subprocess.Popen(  # noqa: S603  (this program's own interpreter)
            _command(port),
            env=os.environ | _environment(port, folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C goes to the whole group; the server is still needed to write down the end
        )


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(ErrorCode.FOLDER_UNWRITABLE, path=folder, reason=error.strerror or str(error))


def _command(port: int) -> list[str]:
    bound = [sys.executable, "-m", "flows.lifeline", str(os.getpid())]
    return [*bound, "prefect", "server", "start", "--host", HOST, "--port", str(port)]


def _environment(port: int, folder: Path) -> dict[str, str]:
    """Return what the server is told; what the user set of the rest stays."""
    origin = f"http://{HOST}:{port}"
    return {
        "PREFECT_HOME": str(folder.absolute()),
        "PREFECT_API_URL": "",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_UI_API_URL": f"{origin}/api",
        # Who may use this machine may use the server; pages of other places, open in the same browser, may not.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": os.environ.get("PREFECT_SERVER_LOGGING_LEVEL", "WARNING"),
    }


def _await_port(port: int) -> None:
    deadline = monotonic() + _PORT_SECONDS
    while True:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
                return
            except OSError as error:
                if monotonic() > deadline:
                    reason = error.strerror or str(error)
                    raise UsageError(ErrorCode.PORT_TAKEN, host=HOST, port=port, reason=reason) from None
        sleep(_LOOK_SECONDS)


def _answers(api: str) -> bool:
    try:
        with urlopen(f"{api.rstrip('/')}/health", timeout=5) as response:  # noqa: S310  (an address the user gave)
            return bool(response.status == 200)
    except (URLError, OSError, ValueError):
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, at once if it does not end in time."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
