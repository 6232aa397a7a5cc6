"""A Dask cluster that parses the batches of a flow run: one that runs already, or one of this machine's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import WARNING, getLogger
from typing import TYPE_CHECKING, Any

from prefect import Task
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.pool import worker_count
from flows.settings import Settings
from schemas.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

Submit = Callable[[Task[..., Any], dict[str, Any]], PrefectFuture[Any]]
_AHEAD = 2  # batches a thread of the cluster, so that none waits for the next
_ANSWER_SECONDS = 10


def check(settings: Settings) -> None:
    """See that the cluster of the settings can be used, if they name one.

    Raises:
        UsageError: the extra is not installed, or the address does not answer.
    """
    if settings.engine == "dask":
        with _runner(settings) as runner:
            if settings.dask_address:
                _connect(runner, settings)


@contextmanager
def cluster(settings: Settings) -> Iterator[tuple[Submit, int]]:
    """Give the function that sends a task to the cluster, and how many to have there at once.

    Raises:
        UsageError: the extra is not installed, or the address does not answer.
    """
    getLogger("distributed").setLevel(WARNING)  # each connection is a line otherwise
    with _runner(settings) as runner, _one_server_for_all():
        client = _connect(runner, settings)

        def submit(task: Task[..., Any], parameters: dict[str, Any]) -> PrefectFuture[Any]:
            if client.status != "running":
                raise _silent(settings, "it went away")
            future: PrefectFuture[Any] = runner.submit(task, parameters)
            return future

        yield submit, _AHEAD * max(1, sum(client.nthreads().values()))


def _runner(settings: Settings) -> DaskTaskRunner:
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise UsageError(ErrorCode.EXTRA_MISSING, what='engine = "dask"', extra="dask") from error
    if settings.dask_address:
        return DaskTaskRunner(address=settings.dask_address, client_kwargs={"timeout": _ANSWER_SECONDS})
    local = {
        "n_workers": worker_count(settings.processes),
        "threads_per_worker": 1,
        "host": "127.0.0.1",  # nothing of it listens elsewhere than on loopback
        "dashboard_address": "127.0.0.1:0",
    }
    return DaskTaskRunner(cluster_kwargs=local)


def _connect(runner: DaskTaskRunner, settings: Settings) -> Any:
    try:
        return runner.client
    except (OSError, ValueError) as error:  # a TimeoutError is one of the first
        raise _silent(settings, str(error) or type(error).__name__) from error


def _silent(settings: Settings, reason: str) -> UsageError:
    return UsageError(ErrorCode.CLUSTER_SILENT, address=settings.dask_address or "this machine", reason=reason)


@contextmanager
def _one_server_for_all() -> Iterator[None]:
    """Have workers report to this run's server, also where it is the embedded one, of which they would not know."""
    context = FlowRunContext.get()
    if context is None or PREFECT_API_URL.value():
        yield
        return
    with temporary_settings({PREFECT_API_URL: str(context.client.api_url)}):
        yield
