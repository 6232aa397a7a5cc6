"""Starts the command line as often as asked, each time as a process of its own that has imported everything already.

`python -m tests.faults.server` imports once and then forks: a start takes milliseconds instead of seconds, so that
hundreds of runs can be killed. What is forked is the real command line; it dies of a real SIGKILL.

One JSON object a line comes in: `{"start": {…}}`, answered with the process id, or `{"wait": pid}`, answered with how
the process ended (its exit code, or minus the signal) and the seconds of CPU it took.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Serve until the input ends."""
    _import_all()
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _wait(asked["wait"]) if "wait" in asked else {"pid": _start(**asked["start"])}
        print(json.dumps(answer), flush=True)


def _import_all() -> None:
    import deltalake
    import pyarrow.dataset
    import pyarrow.parquet

    import flows.absence
    import flows.catalogue
    import flows.cli
    import flows.commands.maintain
    import flows.commands.rollback
    import flows.commands.run
    import flows.pool
    import flows.report
    import flows.steps
    import parsers.document
    import warehouse.warehouse

    assert deltalake
    assert pyarrow
    assert flows
    assert parsers
    assert warehouse


def _start(arguments: list[str], environment: dict[str, str], output: str, plan: dict[str, Any] | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 70  # an exception that nobody caught
    try:
        _redirect(output)
        os.environ.update(environment)
        from tests.faults import tracing

        tracing.prepare(plan or {})
        from flows.cli import main as command_line

        command_line(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return 0


def _redirect(output: str) -> None:
    target = os.open(Path(output), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for own, stream in ((nothing, 0), (target, 1), (target, 2)):
        os.dup2(own, stream)


def _wait(pid: int) -> dict[str, Any]:
    _, status, used = os.wait4(pid, 0)
    return {"status": os.waitstatus_to_exitcode(status), "cpu": used.ru_utime + used.ru_stime}


if __name__ == "__main__":
    main()
