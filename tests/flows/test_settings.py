from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from flows.setting_values import Root
from flows.settings import Settings, load_settings, parse_assignments
from flows.steps import limits_of
from schemas.errors import ErrorCode, UsageError
from schemas.records import ReaderLimits

EVERY_KEY = {
    "warehouse": ("elsewhere", lambda settings: settings.warehouse == Path.cwd() / "elsewhere"),
    "patterns": ("*.md, *.txt", lambda settings: settings.patterns == ("*.md", "*.txt")),
    "orchestrator": ("prefect", lambda settings: settings.orchestrator == "prefect"),
    "engine": ("dask", lambda settings: settings.engine == "dask"),
    "dask_address": ("tcp://10.0.0.1:8786", lambda settings: settings.dask_address == "tcp://10.0.0.1:8786"),
    "processes": ("3", lambda settings: settings.processes == 3),
    "batch_bytes": ("77", lambda settings: settings.batch_bytes == 77),
    "max_file_bytes": ("78", lambda settings: settings.max_file_bytes == 78),
    "seconds_per_file": ("79", lambda settings: settings.seconds_per_file == 79),
    "prune": ("true", lambda settings: settings.prune is True),
    "max_fall_percent": ("20", lambda settings: settings.max_fall_percent == 20),
    "keep_days": ("7", lambda settings: settings.keep_days == 7),
    "seconds_per_megabyte": ("0", lambda settings: settings.seconds_per_megabyte == 0),
    "memory_per_file": ("500000000", lambda settings: settings.memory_per_file == 500_000_000),
    "max_output_bytes": ("1000001", lambda settings: settings.max_output_bytes == 1_000_001),
    "max_pages": ("80", lambda settings: settings.max_pages == 80),
    "max_characters": ("81", lambda settings: settings.max_characters == 81),
    "max_pixels": ("82", lambda settings: settings.max_pixels == 82),
    "max_parts": ("83", lambda settings: settings.max_parts == 83),
    "max_part_bytes": ("84", lambda settings: settings.max_part_bytes == 84),
    "max_unpacked_bytes": ("85", lambda settings: settings.max_unpacked_bytes == 85),
    "ocr_threads": ("2", lambda settings: settings.ocr_threads == 2),
    "follow_links": ("yes", lambda settings: settings.follow_links is True),
    "retries": ("9", lambda settings: settings.retries == 9),
    "retry_delay_seconds": ("0", lambda settings: settings.retry_delay_seconds == 0),
    "thorough_audit": ("no", lambda settings: settings.thorough_audit is False),
    "server_folder": ("x", lambda settings: settings.server_folder == Path.cwd() / "x"),
    "server_port": ("4201", lambda settings: settings.server_port == 4201),
    "watch_seconds": ("60", lambda settings: settings.watch_seconds == 60),
    "notify_url": ("https://a.cn/b?c=d", lambda settings: settings.notify_url == "https://a.cn/b?c=d"),
    "roots": (
        "a=one, b=two",
        lambda settings: [(root.name, root.folder.name) for root in settings.roots] == [("a", "one"), ("b", "two")],
    ),
}


def test_every_setting_is_in_the_built_in_file():
    settings = load_settings(environment={})
    assert {root.name for root in settings.roots} == {"corpus"}
    assert settings.warehouse == Path.cwd() / "data" / "warehouse"
    assert settings.orchestrator == "none"


def test_the_table_of_keys_in_this_test_is_whole():
    assert EVERY_KEY.keys() == set(Settings.__dataclass_fields__)


def test_every_limit_of_the_readers_is_a_setting():
    assert {item.name for item in fields(ReaderLimits)} <= EVERY_KEY.keys()
    assert limits_of(load_settings(environment={})).reader == ReaderLimits()


@pytest.mark.parametrize("key", EVERY_KEY)
def test_a_variable_overrides_any_setting(key):
    text, holds = EVERY_KEY[key]
    assert holds(load_settings(environment={f"ZHENGCE_{key.upper()}": text}))


@pytest.mark.parametrize("key", EVERY_KEY)
def test_an_option_overrides_a_variable(key):
    text, holds = EVERY_KEY[key]
    overrides = parse_assignments([f"{key}={text}"])
    environment = {"ZHENGCE_PROCESSES": "1", "ZHENGCE_ROOTS": "other=x", "ZHENGCE_WAREHOUSE": "y"}
    assert holds(load_settings(overrides=overrides, environment=environment))


def test_a_file_of_ones_own_counts_folders_from_its_own_folder(tmp_path):
    own = tmp_path / "deep" / "my.toml"
    own.parent.mkdir()
    own.write_text(
        'warehouse = "wh"\npatterns = ["*.md"]\n[roots]\na = "x"\nb = { folder = "/y", patterns = ["*.pdf"] }\n',
        "utf-8",
    )
    settings = load_settings(own, environment={})
    assert settings.warehouse == own.parent / "wh"
    assert settings.roots == (
        Root("a", own.parent / "x", ("*.md",)),
        Root("b", Path("/y"), ("*.pdf",)),
    )
    assert settings == load_settings(environment={"ZHENGCE_CONFIG": str(own)})


def test_settings_survive_the_way_through_json(tmp_path):
    import json

    settings = load_settings(overrides={"roots": {"a": {"folder": "x", "patterns": ["*.md"]}}, "retries": 1})
    assert load_settings(overrides=json.loads(json.dumps(settings.as_values())), environment={}) == settings


def test_what_only_serving_needs_is_not_passed_to_runs():
    settings = load_settings(overrides={"notify_url": "https://chat.example/hooks/secret"})
    assert "secret" not in str(settings.as_values())
    assert not {"server_folder", "server_port", "watch_seconds"} & settings.as_values().keys()


MISTAKES = [
    ("processes = -1", "processes is -1; allowed is a whole number from 0"),
    ("processes = true", "processes is True; allowed is a whole number from 0"),
    ("batch_bytes = 0", "batch_bytes is 0; allowed is a whole number from 1"),
    ('retries = "many"', "retries is 'many'; allowed is a whole number from 0"),
    ('orchestrator = "airflow"', "orchestrator is 'airflow'; allowed is one of none, prefect"),
    ('engine = "spark"', "engine is 'spark'; allowed is one of local, dask"),
    ('dask_address = "10.0.0.1"', "dask_address is '10.0.0.1'; allowed is tcp://HOST:PORT"),
    ('thorough_audit = "maybe"', "thorough_audit is 'maybe'; allowed is true or false"),
    ("warehouse = 3", "warehouse is 3; allowed is a folder"),
    ("patterns = []", "patterns is []; allowed is a list of glob patterns"),
    ('patterns = ["/etc/*"]', "patterns is ['/etc/*']; allowed is a list of glob patterns"),
    ('warehose = "x"', "warehose is no setting; allowed is one of warehouse, "),
    ('warehose = "x"', "did you mean warehouse?"),
    ('[roots]\nfile = "x"', "roots.file is {'file': 'x'}; allowed is NAME = FOLDER"),
    ('[roots]\n"a/b" = "x"', "roots.a/b is"),
    ('[roots]\na = { folder = "x", glob = "*" }', "roots.a is"),
    ("[roots]\na = 3", "roots.a is"),
    ("roots = 3", "roots is 3; allowed is NAME = FOLDER"),
    ("processes = ", "the file is not TOML"),
]


@pytest.mark.parametrize(("line", "expected"), MISTAKES)
def test_a_mistake_is_one_sentence_with_file_key_and_what_is_allowed(tmp_path, line, expected):
    own = tmp_path / "my.toml"
    own.write_text(line, "utf-8")
    with pytest.raises(UsageError) as caught:
        load_settings(own, environment={})
    assert caught.value.code is ErrorCode.CONFIGURATION
    assert str(caught.value).startswith(f"{own}: ")
    assert expected in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.toml: the file is missing"):
        load_settings(tmp_path / "nowhere.toml", environment={})


def test_an_assignment_without_a_value_is_a_mistake():
    with pytest.raises(UsageError, match="KEY=VALUE"):
        parse_assignments(["processes"])
