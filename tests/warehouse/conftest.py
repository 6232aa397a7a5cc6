"""A warehouse in a temporary folder."""

from pathlib import Path

import pytest

from warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse.create(tmp_path / "warehouse")
