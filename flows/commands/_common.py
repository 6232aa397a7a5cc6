"""What commands share: options for settings, the warehouse that is meant, the report of a run, files to write."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.writing import writing
from schemas.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    from flows.report import RunReport
    from flows.settings import Settings
    from warehouse import Warehouse

PATH = click.Path(path_type=Path)


def with_settings(*keys: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options for settings, and the settings in force as argument `settings`.

    `keys` are settings for which the command has an option of its own.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @click.option("--warehouse", metavar="DIR", help="Where the store and the published tables are.")
        @click.option("--config", type=PATH, metavar="FILE", help="A settings file (TOML) over the built-in one.")
        @click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help="Any other setting.")
        @wraps(command)
        def with_options(config: Path | None, assignments: tuple[str, ...], **rest: Any) -> None:
            from flows.settings import load_settings, parse_assignments

            named = {key: value for key in ("warehouse", *keys) if (value := rest.pop(key)) is not None}
            command(settings=load_settings(config, parse_assignments(assignments) | named), **rest)

        return with_options

    return decorate


def count_option(name: str, *, default: int, least: int = 0, about: str) -> Callable[[Callable[..., None]], Any]:
    """Give a command an option for how many of something there are at most."""
    return click.option(
        name, type=click.IntRange(min=least), default=default, show_default=True, metavar="N", help=about
    )


def open_warehouse(settings: Settings) -> Warehouse:
    """Return the warehouse in which something is published."""
    from warehouse import Warehouse

    warehouse = Warehouse.open(settings.warehouse)
    if not warehouse.published.exists():
        raise UsageError(ErrorCode.WAREHOUSE_MISSING, path=settings.warehouse)
    return warehouse


def show_report(report: RunReport, *, as_json: bool) -> None:
    """Print what a run did and end the command with its exit code."""
    from flows.console import print_json, print_report

    if as_json:
        print_json(report.as_json())
    else:
        print_report(report)
    sys.exit(report.exit_code)


def write_text(target: Path, text: str) -> None:
    """Write a file that the user asked for.

    Raises:
        UsageError: it cannot be written.
    """
    with writing(target):
        target.write_text(text, "utf-8")
