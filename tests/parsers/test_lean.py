"""What a process loads: pandas only where it is asked for, half a second that a rerun does not have."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("pandas")

_MAKES_AN_ARRAY = "import sys, schemas.arrow, pyarrow as pa; table = pa.table({'n': pa.array([1, 2])})"


def _said(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_an_array_loads_no_pandas() -> None:
    assert _said(f"{_MAKES_AN_ARRAY}; print('pandas' in sys.modules)") == "False"


def test_pandas_is_there_for_who_asks() -> None:
    code = (
        f"{_MAKES_AN_ARRAY}; frame = table.to_pandas(); print(pa.table(frame)['n'].to_pylist(), pa.array(frame['n']))"
    )
    assert _said(f"{code}; import pandas").startswith("[1, 2]")
