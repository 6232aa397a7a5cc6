"""Work that goes wrong in the ways that reading a hostile file can, to be done in a process of its own."""

from __future__ import annotations

import ctypes
import os
import signal
import time

from flows.packed import parse_packed
from flows.parse import Batch, Limits, ParseJob
from schemas.records import ReaderLimits

REVISION = "0" * 20


def limits(**changed: int) -> Limits:
    values = {"max_file_bytes": 10**6, "seconds_per_file": 60, "seconds_per_megabyte": 20}
    values |= {"memory_per_file": 10**9, "max_output_bytes": 10**8}
    return Limits(**(values | changed), reader=ReaderLimits())


def job(current=None, **changed) -> ParseJob:
    return ParseJob(REVISION, limits(**changed), current or {})


def fault():
    """A library that follows a wrong pointer."""
    ctypes.string_at(0)


def hang():
    """A library that loops in C and never gives the interpreter back."""
    ctypes.PyDLL(None).sleep(10_000)


def sleep_for_good():
    while True:
        time.sleep(1)


def grow():
    kept = []
    while True:
        kept.append(bytearray(50_000_000))


def grow_mapped():
    """Shared mappings are no data of the process's own, so only watching bounds them."""
    import mmap

    kept = []
    while True:
        kept.append(mmap.mmap(-1, 50_000_000))
        for offset in range(0, 50_000_000, 4096):
            kept[-1][offset] = 1


def leave():
    os._exit(3)


def be_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def do(task, tell):
    """Do one of the above by its name; `say:WORD` leaves a note, anything else is given back."""
    name, _, rest = task.partition(":")
    if name in HAZARDS:
        tell("begun")
        HAZARDS[name]()
    answers = {
        "pid": os.getpid,
        "say": lambda: rest,
        "much": lambda: "x" * int(rest or 0),
        "nap": lambda: time.sleep(float(rest)) or task,
    }
    return answers.get(name, lambda: task)(), []


def parse(task: tuple[Batch, ParseJob], tell):
    """Parse files as always, unless the URI of one names a hazard, which then comes up behind the fingerprints."""
    bundle, _ = task
    result = parse_packed(task, tell)
    for source in bundle:
        if hazard := HAZARDS.get(source.uri.removesuffix(".md").rpartition("/")[2]):
            hazard()
    return result


HAZARDS = {work.__name__: work for work in (fault, hang, sleep_for_good, grow, grow_mapped, leave, be_killed)}
