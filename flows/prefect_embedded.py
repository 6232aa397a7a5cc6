"""The Prefect server of one run, where none is named: the one that Prefect would start, on loopback, for this process.

To start it, Prefect imports all of the server into the process of the flow, too: four seconds of processor time.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from prefect.context import refresh_global_settings_context
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_EPHEMERAL_ENABLED

from flows.server import API_VARIABLE, HOST, Server, stop, told

_AS_PREFECT_STARTS_IT = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
# Automations belong to a server that stays; evaluating them takes a fortieth of a core all through the run.
_UNLESS_WANTED = {"PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false"}
_STANDARD_ERROR = 2


@contextmanager
def server_at_hand() -> Iterator[None]:
    """Have a server for as long as the block lasts: the one that Prefect is told of, or one that is started.

    That one ends with this process, not with the block: Prefect sends its last events and logs when Python ends.

    Raises:
        UsageError: it did not start.
    """
    with ExitStack() as stack:
        if not PREFECT_API_URL.value() and PREFECT_SERVER_EPHEMERAL_ENABLED.value():
            server = _start()
            stack.callback(refresh_global_settings_context)  # when the environment is as it was again
            stack.enter_context(told({API_VARIABLE: server.api}))
            refresh_global_settings_context()
            server.wait()
        yield


def _start() -> Server:
    with socket.create_server((HOST, 0)) as listening:  # handed on, so that nobody else takes the port
        handle = listening.fileno()
        uvicorn = ["uvicorn", "--fd", str(handle), "--log-level", "error", "--lifespan", "on", "--factory"]
        process = subprocess.Popen(  # noqa: S603  (this program's own interpreter)
            [
                sys.executable,
                "-m",
                "flows.lifeline",
                str(os.getpid()),
                *uvicorn,
                "prefect.server.api.server:create_app",
            ],
            env=_UNLESS_WANTED | os.environ | _AS_PREFECT_STARTS_IT,
            pass_fds=[handle],
            stdin=subprocess.DEVNULL,
            stdout=_STANDARD_ERROR,
            start_new_session=True,  # Ctrl-C goes to the whole group; the server is still needed to write down the end
        )
        atexit.register(stop, process)
        return Server(f"http://{HOST}:{listening.getsockname()[1]}/api", process)
