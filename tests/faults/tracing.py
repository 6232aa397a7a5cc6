"""In the process that is to die: writes down which step it is in, and arms the kill inside the step that was chosen.

The steps are the warehouse's own functions, wrapped from outside; the program knows nothing of it. The kill is a timer
of the kernel's that sends SIGKILL (`timer_create`), so it strikes in the middle of library code or of a system call;
or, where a step is over too soon for timers, it comes right before the n-th thing that the step does to the disk.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

# name: the places where the function of that step is looked up
STEPS: dict[str, tuple[str, ...]] = {
    "raw": ("warehouse.raw.RawStore.keep",),
    "append": ("warehouse.store.Store.append",),
    "audit": ("warehouse.commit.audit_batch",),
    "flip": ("warehouse.store.Store.append_flips",),
    "generation": ("warehouse.staging.Staging.write",),
    "generation audit": ("warehouse.publish.audit_generation", "warehouse.publish.ground"),
    "seal": ("warehouse.generations.seal",),
    "swap": ("warehouse.generations.swap",),
    "record": ("warehouse.warehouse.Warehouse.record_run",),
    "maintenance": ("warehouse.warehouse.maintain",),
    "rollback": ("warehouse.warehouse.roll_back",),
}
_ON_DISK = ("open", "os.", "shutil.", "tempfile.")


def prepare(plan: dict[str, Any]) -> None:
    """Wrap the steps of this process, as the plan wants it.

    `trace` is the file to write to; `step` and `occurrence` (from 1) say where to strike, `after` after how many
    seconds, or `event` before which event on the disk (from 1). `impatient` makes maintenance drop all it ever would,
    `one_by_one` a rollback take its sources in many batches; no file may grow beyond `file_bytes`.
    """
    if plan.get("impatient"):
        _be_impatient()
    if plan.get("one_by_one"):
        import warehouse.rollback

        warehouse.rollback._AT_ONCE = 1
    if "file_bytes" in plan:
        _bound_files(plan["file_bytes"])
    elif "trace" in plan:
        tracer = _Tracer(plan)
        for name, places in STEPS.items():
            for place in places:
                _wrap(place, partial(tracer.traced, name))
        sys.addaudithook(tracer.on_event)


def _bound_files(most: int) -> None:
    """Have the system refuse what a full disk would; the files of this process's own output are open already."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def _be_impatient() -> None:
    import warehouse.maintain
    import warehouse.store

    warehouse.store._MANY_FILES = 2
    nothing = timedelta(0)
    warehouse.maintain.Retention = partial(warehouse.maintain.Retention, lease=nothing, generations=nothing)


def _wrap(place: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    from importlib import import_module

    path, name = place.rsplit(".", 1)
    try:
        owner = import_module(path)
    except ModuleNotFoundError:
        module, kind = path.rsplit(".", 1)
        owner = getattr(import_module(module), kind)
    setattr(owner, name, wrapper(getattr(owner, name)))


class _Tracer:
    """Writes `+step time` and `-step time events` lines; each is one write, whole even when the process dies."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._file = os.open(plan["trace"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._seen: Counter[str] = Counter()
        self._open: list[list[Any]] = []  # name, events so far, whether to strike here at an event
        self._busy = False

    def traced(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def step(*arguments: Any, **options: Any) -> Any:
            self._begin(name)
            try:
                return function(*arguments, **options)
            finally:
                self._end()

        return step

    def on_event(self, event: str, _: object) -> None:
        """Count what is done to the disk in the innermost steps; strike where it is time."""
        if self._busy or not self._open or not event.startswith(_ON_DISK):
            return
        for entry in self._open:
            entry[1] += 1
            if entry[2] and entry[1] == self._plan["event"]:
                os.kill(os.getpid(), signal.SIGKILL)

    def _begin(self, name: str) -> None:
        self._seen[name] += 1
        chosen = self._plan.get("step") == name and self._plan["occurrence"] == self._seen[name]
        self._open.append([name, 0, chosen and "event" in self._plan])
        self._write(f"+{name}\t{time.monotonic()}\n")
        if chosen and "after" in self._plan:
            _kill_after(self._plan["after"])

    def _end(self) -> None:
        name, events, _ = self._open.pop()
        self._write(f"-{name}\t{time.monotonic()}\t{events}\n")

    def _write(self, line: str) -> None:
        self._busy = True
        os.write(self._file, line.encode())
        self._busy = False


class _TimeSpec(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _TimerSpec(ctypes.Structure):
    _fields_ = (("interval", _TimeSpec), ("value", _TimeSpec))


class _SignalEvent(ctypes.Structure):
    _fields_ = (
        ("value", ctypes.c_void_p),
        ("signal", ctypes.c_int),
        ("notify", ctypes.c_int),
        ("rest", ctypes.c_char * 48),
    )


def _kill_after(seconds: float) -> None:
    """Have the kernel send this process SIGKILL; a thread of its own would wait for the interpreter."""
    library = ctypes.CDLL(None, use_errno=True)
    timer = ctypes.c_void_p()
    event = _SignalEvent(signal=signal.SIGKILL, notify=0)  # 0 is SIGEV_SIGNAL
    if library.timer_create(time.CLOCK_MONOTONIC, ctypes.byref(event), ctypes.byref(timer)):
        raise OSError(ctypes.get_errno(), "timer_create")
    nanoseconds = max(1, int(seconds * 1e9))
    spec = _TimerSpec(value=_TimeSpec(*divmod(nanoseconds, 10**9)))
    if library.timer_settime(timer, 0, ctypes.byref(spec), None):
        raise OSError(ctypes.get_errno(), "timer_settime")
