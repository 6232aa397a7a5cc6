"""Work done in a process of its own, with bounds on its time, memory and answer, so that nothing it does is felt here.

This side watches over the time and the memory; the kernel bounds them too, with an alarm that ends the process even
inside a C library's endless loop, and a ceiling on its data. The process dies with this one.

A task's time is that of the clock. But where a busy machine gave the process too little of its processors, it may go on
until it has computed for most of that time; one that waits for something, and so hardly computes, may not.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection  # at run time only where a process is needed: it loads much

Tell = Callable[[object], None]
Work = Callable[[Any, Tell], tuple[object, Sequence[Any]]]

_START_SECONDS = 60  # to start Python and import the readers, on a busy machine
_GRACE_SECONDS = 5  # for a process to be gone
_PATIENCE = 10  # times its seconds that a task may take at most where the machine is busy
_FULL, _IDLE = 0.75, 0.02  # shares of the seconds computed from which a task had its time, under which it only waits
_WATCH_SECONDS = 0.1
_MOST_TASKS = 10_000  # then a new process, against what leaks and is no memory, which is watched
_RUN = "import sys; sys.path[:] = sys.argv[2:]; from flows.worker import serve; serve(int(sys.argv[1]))"


class End(StrEnum):
    """How a task ended that gave no answer."""

    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_LARGE = "too_large"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may take: bytes of memory, and bytes of one answer."""

    memory: int
    answer: int


class LostError(Exception):
    """A task gave no answer; `note` is what it said last, and `fresh` whether it was its process's first."""

    def __init__(self, end: End, detail: str = "", note: object = None, *, fresh: bool = True) -> None:
        super().__init__(f"{end}: {detail}")
        self.end, self.detail, self.note, self.fresh = end, detail, note, fresh


class Worker:
    """One process that does `work`; it is started when first needed, and anew after it was lost.

    `work` is named by its module; it takes a task and a function to leave a note with, and returns a value that can
    be pickled, with buffers that cross as they are. To be used by one thread at a time, but for `stop`.
    """

    def __init__(self, work: Work, bounds: Bounds) -> None:
        self._work, self._bounds = work, bounds
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._tasks = 0
        self._stopped = False

    def do(self, task: object, seconds: float) -> tuple[Any, list[bytes]]:
        """Return what `work` gives for a task.

        Raises:
            LostError: it took too long or too much, or its process died.
        """
        if self._tasks >= _MOST_TASKS or self._resident() > self._bounds.memory // 2:
            self._end()
        process, connection = self._alive()
        fresh, self._tasks = self._tasks == 0, self._tasks + 1
        note: object = None
        try:
            connection.send((task, seconds))
            clock = _Clock(process.pid, seconds)
            while True:
                self._watch(connection, clock)
                kind, *answer = pickle.loads(connection.recv_bytes())  # noqa: S301  (this program's own process)
                if kind == "note":
                    note = answer[0]
                elif kind == "lost":
                    raise LostError(*answer)
                else:
                    return answer[0], [connection.recv_bytes() for _ in range(answer[1])]
        except (EOFError, OSError):
            raise self._lost(process, note, fresh) from None
        except LostError as lost:
            self._end()
            raise LostError(lost.end, lost.detail, note, fresh=fresh) from None

    def stop(self) -> None:
        """End the process for good; a task in hand is lost."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process and give back what it holds."""
        self._stopped = True
        self._end()

    @property
    def pid(self) -> int | None:
        """Return the number of the process, if there is one."""
        return self._process.pid if self._process is not None else None

    def _alive(self) -> tuple[subprocess.Popen[bytes], Connection[Any, Any]]:
        if self._stopped:
            raise LostError(End.CRASHED, "the run was stopped")
        if self._process is None or self._connection is None:
            self._start()
        return cast("subprocess.Popen[bytes]", self._process), cast("Connection[Any, Any]", self._connection)

    def _start(self) -> None:
        from multiprocessing import Pipe

        here, there = Pipe()
        command = [sys.executable, "-c", _RUN, str(there.fileno()), *sys.path]
        self._connection, self._tasks = here, 0
        try:
            with there:
                self._process = subprocess.Popen(  # noqa: S603  (this program's own interpreter)
                    command, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
                )
            here.send((self._work, self._bounds, os.getpid()))
            if not here.poll(_START_SECONDS):
                raise TimeoutError(f"{_START_SECONDS} seconds were not enough")
            here.recv_bytes()
        except (EOFError, OSError) as error:
            self._end()
            reason = str(error) or "it ended at once"
            raise LostError(End.CRASHED, f"a process to read it in could not be started: {reason}") from None

    def _watch(self, connection: Connection[Any, Any], clock: _Clock) -> None:
        """Wait for an answer; end the process where it takes more than it may."""
        while not connection.poll(_WATCH_SECONDS):
            if clock.is_over():
                raise LostError(End.TIMED_OUT)
            if self._resident() > self._bounds.memory:
                raise LostError(End.OUT_OF_MEMORY)

    def _resident(self) -> int:
        """Return the bytes of memory that the process holds; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/statm").read_bytes().split()
        except OSError:
            return 0
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if len(fields) > 1 else 0

    def _lost(self, process: subprocess.Popen[bytes], note: object, fresh: bool) -> LostError:
        try:
            code = process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        self._end()
        if code == -signal.SIGALRM:
            return LostError(End.TIMED_OUT, "", note, fresh=fresh)
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        reason = f"its process ended with {name}" if code < 0 else f"its process ended with code {code}"
        return LostError(End.CRASHED, reason, note, fresh=fresh)

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._connection = None


class _Clock:
    """Tells whether a task has had its time."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._began, self._computed = monotonic(), _computed_by(pid)

    def is_over(self) -> bool:
        """Tell whether its seconds are over, and it was not kept waiting by others for most of them."""
        passed = monotonic() - self._began
        if passed <= self._seconds:
            return False
        computed = _computed_by(self._pid) - self._computed
        return not _IDLE * passed < computed < _FULL * self._seconds or passed > _PATIENCE * self._seconds


def _computed_by(pid: int) -> float:
    """Return the seconds that all threads of a process have computed; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError):
        return 0.0


def serve(handle: int) -> None:
    """Do the tasks that come over a connection, until it is closed: the process's whole life."""
    from multiprocessing.connection import Connection

    connection: Connection[Any, Any] = Connection(handle)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent says when to end
    work, bounds, parent = connection.recv()
    _die_with(parent)
    connection.send_bytes(b"ready")
    while True:
        try:
            task, seconds = connection.recv()
        except EOFError:
            return
        _limit_memory(bounds.memory)
        signal.setitimer(
            signal.ITIMER_REAL, _PATIENCE * seconds
        )  # no handler: the kernel ends this process, whatever it is in
        message = _answer(work, task, bounds, connection)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for part in message:
            connection.send_bytes(part)


def _answer(work: Work, task: object, bounds: Bounds, connection: Connection[Any, Any]) -> Sequence[Any]:
    try:
        value, buffers = work(task, lambda note: connection.send_bytes(pickle.dumps(("note", note))))
        message = [pickle.dumps(("answer", value, len(buffers))), *buffers]
    except MemoryError:
        return [pickle.dumps(("lost", End.OUT_OF_MEMORY))]
    size = sum(memoryview(part).nbytes for part in message)
    return message if size <= bounds.answer else [pickle.dumps(("lost", End.TOO_LARGE, f"{size:,} bytes"))]


def _die_with(parent: int) -> None:
    """Have the kernel end this process when the one that started it dies; elsewhere than on Linux its pipe does."""
    if sys.platform == "linux":
        from ctypes import CDLL

        set_death_signal = 1  # PR_SET_PDEATHSIG
        CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:  # it died before
            os._exit(1)


def _limit_memory(memory: int) -> None:
    """Bound what this process may add to its data: beyond it an allocation fails, also in a C library.

    It is twice the memory that a task may hold, which the parent watches: libraries set more aside than they use.
    """
    import resource

    taken = next((line.split()[1] for line in _status() if line.startswith("VmData")), "0")
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    ceiling = int(taken) * 1024 + 2 * memory
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _status() -> list[str]:
    try:
        return Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return []
