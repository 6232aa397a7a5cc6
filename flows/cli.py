"""The command line `zhengce`. Exit codes: 0 fine, 1 some documents are quarantined, 2 wrong usage or configuration."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from flows import commands
from schemas.errors import PolicyError, UsageError

# New objects after which circles among them are looked for. Starting makes two hundred thousand that stay, among which
# Python would else look hundreds of times, for a tenth of the time of a short command.
_UNTIL_COLLECTED = 200_000


class Commands(click.Group):
    """The commands of package `flows.commands`; one ends with one sentence where the user can put something right."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        names = (module.name for module in iter_modules(commands.__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now; None where there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"{commands.__name__}.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PolicyError as error:
            click.echo(f"zhengce: {error.message}", err=True)
            ctx.exit(2 if isinstance(error, UsageError) else 1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhengce", prog_name="zhengce")
def cli() -> None:
    """Chinese policy papers (政策文件) as typed, traceable tables.

    Every setting can come from a file (--config), a variable (ZHENGCE_WAREHOUSE, …) or an option, the later winning;
    config/settings.toml lists them.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    gc.set_threshold(_UNTIL_COLLECTED)
    cli.main(args=arguments, prog_name="zhengce")
