"""Tells work that grows with its input from work that grows with its square, on a machine that does other work."""

from __future__ import annotations

import gc
from collections.abc import Callable
from math import inf
from time import process_time

# Eight times the input takes 8 times as long where the work is linear and 64 times where it is quadratic.
TIMES = 8
LIMIT = 24
_ATTEMPTS = 6
_LEAST_SECONDS = 0.01  # below it the clock decides


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where `work(8 * size)` costs more than 24 times what `work(size)` costs, the least of several attempts each.

    Another process and the garbage collector only ever add to a time, so the least of the times is the nearest.
    """
    work(max(1, size // 10))  # what is made once, like compiled patterns, is no cost of the input
    once = many = inf
    for _ in range(_ATTEMPTS):
        once, many = min(once, _seconds(work, size)), min(many, _seconds(work, TIMES * size))
        if many < LIMIT * max(once, _LEAST_SECONDS):
            return
    raise AssertionError(f"{TIMES} times the input took {many / once:.0f} times as long ({once:.3f} s, {many:.3f} s)")


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    gc.disable()
    try:
        begun = process_time()
        work(size)
        return process_time() - begun
    finally:
        gc.enable()
