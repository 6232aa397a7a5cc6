"""Tells work that grows with its input from work that grows with its square, on a machine that does other work."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import process_time

# Eight times the input takes 8 times as long where the work is linear and 64 times where it is quadratic.
TIMES = 8
LIMIT = 24
_ATTEMPTS = 6
_LEAST_ATTEMPTS, _LONG_SECONDS = 3, 0.4  # what takes so long is less a matter of luck
_LEAST_SECONDS = 0.01  # below it the clock decides
_DOUBLINGS = 12  # all of them together take less than twice the last, which takes about a hundredth of a second


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where `work(8 * size)` costs more than 24 times what `work(size)` costs, the least of several attempts each.

    Another process only ever adds to a time, so the least of the times is the nearest. A
    `size` that takes less than the clock can tell is doubled until it takes more: work whose square is still small
    would pass else.
    """
    work(max(1, size // 10))  # what is made once, like compiled patterns, is no cost of the input
    once = many = inf
    with _no_collection():
        size = _measurable(work, size)
        for attempt in range(_ATTEMPTS):
            if attempt >= _LEAST_ATTEMPTS and many > _LONG_SECONDS:
                break
            once, many = min(once, _seconds(work, size)), min(many, _seconds(work, TIMES * size))
            if many < LIMIT * max(once, _LEAST_SECONDS):
                return
    raise AssertionError(f"{TIMES} times the input took {many / once:.0f} times as long ({once:.3f} s, {many:.3f} s)")


def _measurable(work: Callable[[int], object], size: int) -> int:
    """Return a size that takes a hundredth of a second, or the largest that was tried."""
    for _ in range(_DOUBLINGS):
        if _seconds(work, size) >= _LEAST_SECONDS:
            return size
        size *= 2
    return size


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = process_time()
    work(size)
    return process_time() - begun


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector away, which looks at all that other tests have left, too."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
