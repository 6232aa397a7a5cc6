"""Settings: the built-in file, a file of the user's own, environment and options, each over the one before."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from schemas.errors import ErrorCode, UsageError

BUILT_IN = "config/settings.toml"
ENVIRONMENT_PREFIX = "ZHENGCE_"
CONFIG_VARIABLE = "ZHENGCE_CONFIG"
ORCHESTRATORS = ("none", "prefect")
ENGINES = ("local", "dask")
SERVING = ("server_folder", "server_port", "watch_seconds", "notify_url")
FILE_ROOT = "file"  # the root of every path that stands under no other; see flows.discover
_ROOT_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True)
class Root:
    """A named folder of papers, and the glob patterns of those that are read."""

    name: str
    folder: Path
    patterns: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class _Key:
    """How one setting is read; `read` gets the value and the layer's folder, and raises ValueError on a mistake."""

    allowed: str
    read: Callable[[Any, Path], Any] = field(repr=False)


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


def _folder(value: Any, base: Path) -> Path:
    if not isinstance(value, str | Path) or not str(value).strip():
        raise ValueError
    return base / Path(value).expanduser()


def _place(value: Any, base: Path) -> Path | str:
    return value if isinstance(value, str) and re.fullmatch(r"s3://[^/]+/.+", value) else _folder(value, base)


def _integer(minimum: int, maximum: int | None = None) -> _Key:
    def read(value: Any, _: Path) -> int:
        number = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
        if not isinstance(number, int) or isinstance(number, bool) or number < minimum:
            raise ValueError
        if maximum is not None and number > maximum:
            raise ValueError
        return number

    return _Key(f"a whole number from {minimum}" + (f" to {maximum}" if maximum is not None else ""), read)


def _matching(pattern: str) -> Callable[[Any, Path], str]:
    def read(value: Any, _: Path) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError
        return value

    return read


def _switch(value: Any, _: Path) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise ValueError


def _one_of(allowed: Sequence[str]) -> _Key:
    return _Key(f"one of {', '.join(allowed)}", _matching("|".join(allowed)))


def _patterns(value: Any, _: Path) -> tuple[str, ...]:
    patterns = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not patterns:
        raise ValueError
    if not all(isinstance(pattern, str) and pattern and not pattern.startswith("/") for pattern in patterns):
        raise ValueError
    return tuple(patterns)


def _roots(value: Any, base: Path) -> tuple[Root, ...]:
    if isinstance(value, str):
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        value = {name.strip(): folder.strip() for name, _, folder in pairs}
    if not isinstance(value, Mapping):
        raise ValueError
    return tuple(_root(name, entry, base) for name, entry in value.items())


def _root(name: str, entry: Any, base: Path) -> Root:
    table = entry if isinstance(entry, Mapping) else {"folder": entry}
    if not _ROOT_NAME.fullmatch(name) or name == FILE_ROOT or table.keys() - {"folder", "patterns"}:
        raise ValueError(f"roots.{name}")
    try:
        patterns = _patterns(table["patterns"], base) if "patterns" in table else ()
        return Root(name, _folder(table.get("folder"), base), patterns)
    except ValueError:
        raise ValueError(f"roots.{name}") from None


_KEYS: Mapping[str, _Key] = {
    "warehouse": _Key("a folder, or s3://BUCKET/PATH", _place),
    "patterns": _Key("a list of glob patterns relative to a folder, e.g. **/*.txt", _patterns),
    "orchestrator": _one_of(ORCHESTRATORS),
    "engine": _one_of(ENGINES),
    "dask_address": _Key("tcp://HOST:PORT or tls://HOST:PORT, or nothing", _matching(r"((tcp|tls)://\S+:[0-9]+)?")),
    "processes": _integer(0),
    "batch_bytes": _integer(1),
    "max_file_bytes": _integer(1),
    "seconds_per_file": _integer(1),
    "seconds_per_megabyte": _integer(0),
    "memory_per_file": _integer(100_000_000),
    "max_output_bytes": _integer(1_000_000),
    "max_pages": _integer(1),
    "max_characters": _integer(1),
    "max_pixels": _integer(1),
    "max_parts": _integer(1),
    "max_part_bytes": _integer(1),
    "max_unpacked_bytes": _integer(1),
    "ocr_threads": _integer(0),
    "follow_links": _Key("true or false", _switch),
    "retries": _integer(0),
    "retry_delay_seconds": _integer(0),
    "thorough_audit": _Key("true or false", _switch),
    "prune": _Key("true or false", _switch),
    "keep_days": _integer(0),
    "max_fall_percent": _integer(0),
    "server_folder": _Key("a folder", _folder),
    "server_port": _integer(1, 65535),
    "watch_seconds": _integer(1),
    "notify_url": _Key("http://… or https://…, or nothing", _matching(r"(https?://\S+)?")),
    "roots": _Key(
        f"NAME = FOLDER, or a table with folder and patterns; a name has letters, digits, . _ - and is not {FILE_ROOT}",
        _roots,
    ),
}
assert _KEYS.keys() == {item.name for item in fields(Settings)}
