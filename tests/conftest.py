"""Options and profiles of the test run."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.parsers.golden", "tests.parsers.nothing_lost")  # so that a failure shows why

# A slow machine is no fault. In CI (Hypothesis takes this profile where CI is set) every run tries the same examples.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=20, derandomize=True, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes goldens anew; every golden test fails while it is on, so it cannot stay on in CI."""
    parser.addoption("--regenerate-goldens", action="store_true", help="write the goldens from today's output")
    parser.addoption(
        "--whole-corpus", action="store_true", help="read every file of the shared corpus, not each sixteenth"
    )
    parser.addoption("--scans", action="store_true", help="recognise all pages that docs/accuracy.md tells of, not two")
    parser.addoption("--flips", type=int, default=10, help="how often to turn a bit of, or cut, each kind of file")
    parser.addoption("--writers", default="3x4", help="how many processes write at once, and how many papers each")
    parser.addoption("--work-pool", action="store_true", help="run a deployment by a worker of a Prefect work pool")
    parser.addoption("--kills", type=int, default=1, help="how often to kill the program inside each of its steps")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that have slow tests, so that no worker is left with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
