from __future__ import annotations

import pytest
from click import Context

from flows.cli import cli
from flows.console import PlainProgress, pace_of
from tests.tools.reference import MADE, ROOT


@pytest.mark.parametrize("name", MADE)
def test_the_reference_is_of_today(name: str, pytestconfig: pytest.Config) -> None:
    made, path = MADE[name](), ROOT / "docs" / name
    if pytestconfig.getoption("--regenerate-goldens"):
        path.write_text(made, "utf-8")
        pytest.fail(f"docs/{name} was written; look at the difference and run again without the flag")
    assert path.read_text("utf-8") == made, f"docs/{name} is stale; make it anew with `make docs`"


@pytest.mark.parametrize("name", cli.list_commands(Context(cli)))
def test_every_command_speaks_json(name: str) -> None:
    command = cli.get_command(Context(cli), name)
    assert command is not None
    assert "--json" in {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (50, 100, 10.0, ", 5.0 a second, 0:00:10 left"),
        (1, 3601, 1.0, ", 1.0 a second, 1:00:00 left"),
        (100, 100, 10.0, ", 10.0 a second"),
        (0, 100, 10.0, ""),
        (50, 100, 0.2, ""),
    ],
)
def test_pace(done: int, total: int, seconds: float, words: str) -> None:
    assert pace_of(done, total, seconds) == words


def test_plain_progress_tells_counts_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 10.0, 20.0])
    shown = PlainProgress(lambda: next(moments))
    shown.stage("reading", 100)
    shown.advance(50)
    shown.advance(1)  # no tenth more
    shown.advance(49)
    assert capsys.readouterr().err.splitlines() == [
        "reading: 100 files",
        "reading: 50 of 100 files, 5.0 a second, 0:00:10 left",
        "reading: 100 of 100 files, 5.0 a second",
    ]
