"""Settings: the built-in file, a file of the user's own, environment and options, each over the one before."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from flows.setting_values import (
    FILE_ROOT,
    Key,
    Root,
    folder,
    glob_patterns,
    integer,
    matching,
    one_of,
    place,
    roots,
    switch,
)
from schemas.errors import ErrorCode, UsageError

BUILT_IN = "config/settings.toml"
ENVIRONMENT_PREFIX = "ZHENGCE_"
CONFIG_VARIABLE = "ZHENGCE_CONFIG"
ORCHESTRATORS = ("none", "prefect")
ENGINES = ("local", "dask")
SERVING = ("server_folder", "server_port", "watch_seconds", "notify_url")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may be told; config/settings.toml says what each key means."""

    warehouse: Path | str
    patterns: tuple[str, ...]
    orchestrator: str
    engine: str
    dask_address: str
    processes: int
    batch_bytes: int
    max_file_bytes: int
    seconds_per_file: int
    seconds_per_megabyte: int
    memory_per_file: int
    max_output_bytes: int
    max_pages: int
    max_characters: int
    max_pixels: int
    max_parts: int
    max_part_bytes: int
    max_unpacked_bytes: int
    ocr_threads: int
    follow_links: bool
    retries: int
    retry_delay_seconds: int
    thorough_audit: bool
    prune: bool
    keep_days: int
    max_fall_percent: int
    server_folder: Path
    server_port: int
    watch_seconds: int
    notify_url: str
    roots: tuple[Root, ...]

    def as_values(self) -> dict[str, Any]:
        """Return a run's settings as values that JSON can hold and `load_settings` takes as overrides; paths absolute.

        Those of `zhengce serve` are left out: a run has no use for them, its parameters are shown on a page, and the
        address of a webhook is a secret.
        """
        values: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        for key in SERVING:
            del values[key]
        values["warehouse"] = str(self.warehouse.absolute() if isinstance(self.warehouse, Path) else self.warehouse)
        values["patterns"] = list(self.patterns)
        values["roots"] = {
            root.name: {"folder": str(root.folder.absolute()), "patterns": list(root.patterns)} for root in self.roots
        }
        return values


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values from one place: what to call the place, and where its relative folders count from."""

    origin: str
    folder: Path
    values: Mapping[str, Any]


def load_settings(
    config: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings in force.

    Args:
        config: a TOML file of the user's own; without it the file that ZHENGCE_CONFIG names, if any.
        overrides: values from the command line, by key.
        environment: the environment variables; those of this process by default.

    Raises:
        UsageError: a file is missing or is no TOML, a key is unknown, or a value is not allowed.
    """
    environment = os.environ if environment is None else environment
    here = Path.cwd()
    layers = [_built_in(here)]
    named = config or (Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None)
    if named is not None:
        layers.append(_own_file(named))
    layers += [
        _Layer(f"environment variable {ENVIRONMENT_PREFIX}{key.upper()}", here, {key: environment[name]})
        for key in _KEYS
        if (name := f"{ENVIRONMENT_PREFIX}{key.upper()}") in environment
    ]
    layers.append(_Layer("command line", here, overrides or {}))
    return _merge(layers)


def parse_assignments(assignments: Sequence[str]) -> dict[str, str]:
    """Return the values of `--set KEY=VALUE` options by key.

    Raises:
        UsageError: an option is not of that form.
    """
    pairs = [assignment.partition("=") for assignment in assignments]
    for key, equals, _ in pairs:
        if not equals:
            raise _mistake("command line", "--set", repr(key), "KEY=VALUE, e.g. --set processes=4")
    return {key.strip(): value.strip() for key, _, value in pairs}


def _built_in(here: Path) -> _Layer:
    text = files("config").joinpath("settings.toml").read_text("utf-8")
    return _Layer(BUILT_IN, here, _toml(text, BUILT_IN))


def _own_file(path: Path) -> _Layer:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise _mistake(str(path), "the file", "missing", "an existing TOML file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _mistake(str(path), "the file", f"unreadable ({error})", "a TOML file in UTF-8") from error
    return _Layer(str(path), path.resolve().parent, _toml(text, str(path)))


def _toml(text: str, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _mistake(
            origin, "the file", f"not TOML ({error})", "key = value lines, as in the built-in one"
        ) from error


def _merge(layers: Sequence[_Layer]) -> Settings:
    values: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.values.items():
            values[key] = _read(key, value, layer)
    # A root without patterns of its own takes the general ones, wherever those were set.
    roots = tuple(Root(root.name, root.folder, root.patterns or values["patterns"]) for root in values.pop("roots"))
    return Settings(**values, roots=roots)


def _read(key: str, value: Any, layer: _Layer) -> Any:
    if key not in _KEYS:
        near = get_close_matches(key, _KEYS, n=1)
        allowed = f"one of {', '.join(_KEYS)}" + (f" (did you mean {near[0]}?)" if near else "")
        raise _mistake(layer.origin, key, "no setting", allowed)
    try:
        return _KEYS[key].read(value, layer.folder)
    except ValueError as error:
        raise _mistake(layer.origin, str(error) or key, repr(value)[:80], _KEYS[key].allowed) from error


def _mistake(origin: str, key: str, got: str, allowed: str) -> UsageError:
    return UsageError(ErrorCode.CONFIGURATION, file=origin, key=key, got=got, allowed=allowed)


_KEYS: Mapping[str, Key] = {
    "warehouse": Key("a folder, or s3://BUCKET/PATH", place),
    "patterns": Key("a list of glob patterns relative to a folder, e.g. **/*.txt", glob_patterns),
    "orchestrator": one_of(ORCHESTRATORS),
    "engine": one_of(ENGINES),
    "dask_address": Key("tcp://HOST:PORT or tls://HOST:PORT, or nothing", matching(r"((tcp|tls)://\S+:[0-9]+)?")),
    "processes": integer(0),
    "batch_bytes": integer(1),
    "max_file_bytes": integer(1),
    "seconds_per_file": integer(1),
    "seconds_per_megabyte": integer(0),
    "memory_per_file": integer(100_000_000),
    "max_output_bytes": integer(1_000_000),
    "max_pages": integer(1),
    "max_characters": integer(1),
    "max_pixels": integer(1),
    "max_parts": integer(1),
    "max_part_bytes": integer(1),
    "max_unpacked_bytes": integer(1),
    "ocr_threads": integer(0),
    "follow_links": Key("true or false", switch),
    "retries": integer(0),
    "retry_delay_seconds": integer(0),
    "thorough_audit": Key("true or false", switch),
    "prune": Key("true or false", switch),
    "keep_days": integer(0),
    "max_fall_percent": integer(0),
    "server_folder": Key("a folder", folder),
    "server_port": integer(1, 65535),
    "watch_seconds": integer(1),
    "notify_url": Key("http://… or https://…, or nothing", matching(r"(https?://\S+)?")),
    "roots": Key(
        f"NAME = FOLDER, or a table with folder and patterns; a name has letters, digits, . _ - and is not {FILE_ROOT}",
        roots,
    ),
}
assert _KEYS.keys() == {item.name for item in fields(Settings)}
