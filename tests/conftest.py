"""Options of the test run."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A slow or busy machine is no failure; pytest-timeout stops what hangs.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes goldens anew; every golden test fails while it is on, so it cannot stay on in CI."""
    parser.addoption("--regenerate-goldens", action="store_true", help="write the goldens from today's output")
