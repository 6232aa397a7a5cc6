"""Raw bytes: kept once, whole or not at all."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.raw import RawStore


def test_bytes_are_kept_once_under_their_digest(tmp_path: Path) -> None:
    raw = RawStore(tmp_path)
    digest = raw.keep("奖励 50 万元".encode())
    written = raw.path(digest).stat().st_mtime_ns
    assert raw.keep("奖励 50 万元".encode()) == digest == sha256("奖励 50 万元".encode()).hexdigest()
    assert raw.path(digest).stat().st_mtime_ns == written
    assert list(raw.digests()) == [digest]


@given(st.binary(max_size=200))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    raw = RawStore(tmp_path_factory.mktemp("raw"))
    assert raw.path(raw.keep(data)).read_bytes() == data


@pytest.mark.parametrize("found", [b"01234", b"0123456788"])
def test_a_copy_that_was_cut_or_changed_is_written_again(tmp_path: Path, found: bytes) -> None:
    raw = RawStore(tmp_path)
    digest = raw.keep(b"0123456789")
    raw.path(digest).write_bytes(found)
    assert [digest in one.message for one in raw.damages()] == [True]
    raw.keep(b"0123456789")
    assert raw.path(digest).read_bytes() == b"0123456789"


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    raw = RawStore(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        raw.keep(b"data")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
