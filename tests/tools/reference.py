"""The reference in docs/ that is made from the program itself: its commands, settings and messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from click import Context

from flows.cli import cli
from schemas.errors import MESSAGES

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "config" / "settings.toml"
_WIDTH = 100
_KEY = re.compile(r"(\w+) = |\[(\w+)\]")
_PLACE = re.compile(r"\{(\w+)\}")


def commands() -> str:
    """Return the help of every command."""
    context = Context(cli, info_name="zhengce", **cli.context_settings, terminal_width=_WIDTH, max_content_width=_WIDTH)
    parts = [
        "# Commands",
        "",
        "Made from `zhengce COMMAND --help` by `make docs`.",
        "",
        *_exit_codes(),
        *_help(cli, context),
    ]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = Context(command, info_name=name, parent=context, terminal_width=_WIDTH, max_content_width=_WIDTH)
        parts += [f"## zhengce {name}", "", *_help(command, inner)]
    return "\n".join(parts).rstrip() + "\n"


def _help(command: object, context: Context) -> list[str]:
    return ["```text", *context.get_help().splitlines(), "```", ""]


def _exit_codes() -> list[str]:
    return [
        "| exit code | it means |",
        "|---|---|",
        "| 0 | done; of `check`: every check holds |",
        "| 1 | done, but some files are quarantined or could not be committed; of `check`: a check does not hold |",
        "| 2 | wrong usage or configuration: one sentence on standard error says what to do |",
        "",
        "Results go to standard output, progress and complaints to standard error. `--json` prints the same results",
        "for programs; decimals and dates are strings there, so that no digit is lost.",
        "",
    ]


def settings() -> str:
    """Return every setting with its default and what the settings file says of it."""
    lines = SETTINGS.read_text("utf-8").splitlines()
    defaults = tomllib.loads("\n".join(lines))
    rows = [f"| `{key}` | {_value(defaults[key])} | {said} |" for key, said in _described(lines)]
    assert len(rows) == len(defaults), "a setting has a line of its own"
    head = ["# Settings", "", "Made from [config/settings.toml](../config/settings.toml) by `make docs`.", ""]
    head += [
        "Each can be set in a file (`--config my.toml`), by a variable (`ZHENGCE_PROCESSES=4`) or by an option",
        "",
    ]
    head[-1] = "(`--set processes=4`), the later winning."
    return "\n".join([*head, "", "| setting | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _described(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each key with the comment above it; keys that follow one another share it."""
    said: list[str] = []
    fresh = True
    for line in lines:
        if line.startswith("#"):
            said = [line.lstrip("# ")] if fresh else [*said, line.lstrip("# ")]
            fresh = False
        elif found := _KEY.match(line):
            yield found[1] or found[2], " ".join(said).replace("|", "\\|")
            fresh = True
            if found[2]:
                return
        elif not line.strip():
            fresh = True


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "see the file"
    if isinstance(value, list):
        return " ".join(f"`{item}`" for item in value)
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{shown}`" if shown else "none"


def errors() -> str:
    """Return every message that a user can meet."""
    head = ["# Messages", "", "Made from `schemas/errors.py` by `make docs`. What stands in capitals is filled in.", ""]
    rows = [f"| `{code.value}` | {_message(text)} |" for code, text in MESSAGES.items()]
    return "\n".join([*head, "| code | message |", "|---|---|", *rows]) + "\n"


def _message(text: str) -> str:
    return _PLACE.sub(lambda found: found[1].upper(), text).replace("|", "\\|")


MADE: dict[str, Callable[[], str]] = {"commands.md": commands, "settings.md": settings, "messages.md": errors}
