"""The command line `zhengce`. Exit codes: 0 fine, 1 some documents are quarantined, 2 wrong usage or configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schemas.errors import ErrorCode, PolicyError, UsageError

if TYPE_CHECKING:
    from flows.report import RunReport
    from flows.settings import Settings
    from flows.steps import Scope
    from warehouse import Warehouse

_PATH = click.Path(path_type=Path)


class PlainErrors(click.Group):
    """A group whose commands end with one sentence where the user can put something right."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except PolicyError as error:
            click.echo(f"zhengce: {error.message}", err=True)
            context.exit(2 if isinstance(error, UsageError) else 1)


def with_settings(*keys: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options for settings, and the settings in force as argument `settings`.

    `keys` are settings for which the command has an option of its own.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @click.option("--warehouse", type=_PATH, metavar="DIR", help="Where the store and the published tables are.")
        @click.option("--config", type=_PATH, metavar="FILE", help="A settings file (TOML) over the built-in one.")
        @click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Any other setting.")
        @wraps(command)
        def with_options(config: Path | None, assignments: tuple[str, ...], **rest: Any) -> None:
            from flows.settings import load_settings, parse_assignments

            named = {key: value for key in ("warehouse", *keys) if (value := rest.pop(key)) is not None}
            command(settings=load_settings(config, parse_assignments(assignments) | named), **rest)

        return with_options

    return decorate


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhengce", prog_name="zhengce")
def cli() -> None:
    """Chinese policy papers (政策文件) as typed, traceable tables.

    Every setting can come from a file (--config), a variable (ZHENGCE_WAREHOUSE, …) or an option, the later winning;
    config/settings.toml lists them.
    """


@cli.command()
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]…")
@click.option("--all", "again", is_flag=True, help="Parse files again that have not changed.")
@click.option("--retry", is_flag=True, help="Try quarantined files again.")
@click.option("--orchestrator", metavar="NAME", help="none: plain steps; prefect: as a Prefect flow run.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings("orchestrator")
def run(settings: Settings, paths: tuple[Path, ...], again: bool, retry: bool, as_json: bool) -> None:
    """Bring the tables up to date with files and folders, or with all configured roots.

    Files that have not changed are skipped. A file that cannot be read is quarantined with the reason; its last good
    rows stay, and the others are not held up. Exit code 1 says that some file is quarantined.
    """
    from flows.steps import Scope

    scope = Scope.ALL if again else Scope.RETRY if retry else Scope.STALE
    execute = _run_as_flow if settings.orchestrator == "prefect" else _run_here
    report = execute(settings, paths, scope)
    _show_report(report, as_json=as_json)


@cli.command()
@click.argument("doc")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_settings()
def rerun(settings: Settings, doc: str, as_json: bool) -> None:
    """Parse one paper's file again and publish it, without an orchestrator or a network.

    DOC is a path, a source URI, a doc_id, or part of a title or number.
    """
    from flows.console import progress
    from flows.discover import Discovery
    from flows.lookup import look_up, source_of
    from flows.steps import Run, Scope, execute
    from warehouse import Warehouse

    published = Warehouse.create(settings.warehouse).published
    source = source_of(look_up(doc, published, settings), settings)
    with progress() as shown:
        report = execute(settings, Discovery((source,)), Run("rerun", Scope.ALL), shown)
    _show_report(report, as_json=as_json)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print every check's result as JSON.")
@with_settings()
def check(settings: Settings, as_json: bool) -> None:
    """Audit everything that is published, with Great Expectations.

    Exit code 1 says that a check does not hold.
    """
    from flows.audits import check_entries, table_summary
    from flows.console import print_json, print_table, progress

    with progress() as shown:
        shown.stage("auditing the published tables")
        results = _open(settings).audit(thorough=True)
    broken = [result for result in results if not result.success]
    if as_json:
        print_json(check_entries(results))
    else:
        print_table(table_summary(results))
        print_table(check_entries(broken), "checks that do not hold") if broken else click.echo("every check holds")
    sys.exit(1 if broken else 0)


@cli.command()
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Run at this interval.")
@click.option("--cron", metavar="EXPRESSION", help="Run at these times, e.g. '0 6 * * *'.")
@with_settings()
def serve(settings: Settings, every: int | None, cron: str | None) -> None:
    """Run on a schedule as a Prefect deployment, until interrupted.

    Needs a running Prefect server, named by PREFECT_API_URL.
    """
    if (every is None) == (cron is None):
        raise click.UsageError("Give either --every or --cron.")
    from flows.prefect_serve import serve as serve_flow

    serve_flow(settings, every=every, cron=cron)


@cli.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def tables(name: str | None, as_json: bool) -> None:
    """Print the data dictionary: all tables, or the columns of table NAME, in English and Chinese."""
    from flows.console import print_json, print_table
    from flows.dictionary import column_entries, table_entries

    entries = column_entries(name) if name else table_entries()
    if as_json:
        print_json(entries)
    else:
        print_table(entries, name, lines=True)


@cli.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON; decimals and dates as strings.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the rows as CSV.")
@with_settings()
def sql(settings: Settings, query: str, as_json: bool, as_csv: bool) -> None:
    """Run a DuckDB QUERY over the published tables.

    It can read the tables and nothing else: no file, no network, and it changes nothing.

    zhengce sql "SELECT quote, amount_max FROM money ORDER BY amount_max DESC LIMIT 5"
    """
    from flows.console import print_columns, print_csv, print_json
    from flows.query import query as run_query

    found = run_query(_open(settings).published, query)
    columns = [column.to_pylist() for column in found.columns]
    if as_json:
        print_json([dict(zip(found.column_names, row, strict=True)) for row in zip(*columns, strict=True)])
    else:
        (print_csv if as_csv else print_columns)(found.column_names, zip(*columns, strict=True))


@cli.command()
@click.argument("doc")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="The page to write; - for standard output.")
@click.option("--open", "launch", is_flag=True, help="Open the page in the browser.")
@with_settings()
def show(settings: Settings, doc: str, output: Path | None, launch: bool) -> None:
    """Write an HTML page of a paper: its source text, what was read from it marked, and the rows beside it.

    DOC is a path, a source URI, a doc_id, or part of a title or number. The page needs no network.
    """
    from flows.lookup import look_up
    from flows.show import page

    published = _open(settings).published
    meant = look_up(doc, published, settings)
    html = page(published, meant)
    if output == Path("-"):
        click.echo(html)
        return
    target = output or Path(f"{meant.doc_id or Path(meant.source_uri).stem}.html")
    _write(target, html)
    click.echo(f"written: {target}")
    if launch:
        click.launch(target.resolve().as_uri())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    cli.main(args=arguments, prog_name="zhengce")


def _open(settings: Settings) -> Warehouse:
    """Return the warehouse in which something is published."""
    from warehouse import Warehouse

    warehouse = Warehouse.open(settings.warehouse)
    if not warehouse.published.exists():
        raise UsageError(ErrorCode.WAREHOUSE_MISSING, path=settings.warehouse)
    return warehouse


def _run_here(settings: Settings, paths: Sequence[Path], scope: Scope) -> RunReport:
    from flows.console import progress
    from flows.discover import discover
    from flows.steps import Run, execute

    with progress() as shown:
        shown.stage("finding files")
        found = discover(settings, paths)
        return execute(settings, found, Run("run", scope, settings.thorough_audit), shown)


def _run_as_flow(settings: Settings, paths: Sequence[Path], scope: Scope) -> RunReport:
    from flows.discover import discover
    from warehouse import Warehouse

    discover(settings, paths)  # what the user can put right is said before a flow run begins
    Warehouse.create(settings.warehouse)
    from flows.prefect_ingest import ingest, with_workers

    places = [str(path.absolute()) for path in paths]
    return with_workers(ingest, settings)(places, None, settings.as_values(), scope, "run")


def _show_report(report: RunReport, *, as_json: bool) -> None:
    from flows.console import print_json, print_report

    if as_json:
        print_json(report.as_json())
    else:
        print_report(report)
    sys.exit(report.exit_code)


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(ErrorCode.UNWRITABLE, path=target, reason=error.strerror or str(error)) from error
