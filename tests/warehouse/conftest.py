"""A warehouse in a temporary folder, and one on an object store on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.object_store import bucket, object_store
from warehouse import Warehouse

__all__ = ["bucket", "object_store", "warehouse"]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse.create(tmp_path / "warehouse")
