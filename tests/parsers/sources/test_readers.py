"""Every reader can be called alike."""

from __future__ import annotations

import inspect
from importlib import import_module
from importlib.util import find_spec

import pytest

from parsers.sources import detection
from parsers.sources.limits import DEFAULT_LIMITS

FORMATS = sorted({value.key for value in vars(detection).values() if isinstance(value, detection.Format)})
READERS = [key for key in FORMATS if find_spec(f"parsers.sources.{key}")]


def test_there_are_readers() -> None:
    assert {"pdf", "text"} <= set(READERS)


@pytest.mark.parametrize("key", READERS)
def test_reader_takes_bytes_name_and_limits(key: str) -> None:
    parameters = inspect.signature(import_module(f"parsers.sources.{key}").read).parameters
    data, *rest = parameters.values()
    assert data.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert {item.name for item in rest if item.kind is inspect.Parameter.KEYWORD_ONLY} >= {"name", "limits"}
    assert parameters["limits"].default is DEFAULT_LIMITS
