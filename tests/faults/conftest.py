"""The program under test, and what a run of the fault tests comes to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.program import Program

LANDED = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The command line, ready to be forked."""
    made = Program(tmp_path_factory.mktemp("program"))
    yield made
    made.close()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LANDED] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print where kills landed and what was measured."""
    for line in terminalreporter.config.stash.get(LANDED, []):
        terminalreporter.write_line(line)
