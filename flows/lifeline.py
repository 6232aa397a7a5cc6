"""A process that ends with the one that started it: `python -m flows.lifeline PID MODULE [ARGUMENT]…`.

A signal can be lost, and one that cannot be caught (`kill -9`) is passed on to nobody; who looks whether its parent is
still there needs neither. What such a process started itself is bound to it by the same means, or by the kernel's.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
from time import sleep

_LOOK_SECONDS = 0.5


def end_with(parent: int) -> None:
    """Have this process be killed as soon as `parent`, the number of the process that started it, is gone."""
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    end_with(int(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
