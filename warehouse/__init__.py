"""The warehouse: an append-only store, an audit, and an atomically published set of Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

__all__ = ["Warehouse"]


def __getattr__(name: str) -> object:
    """Import `Warehouse` on first use, so that `import warehouse` costs nothing."""
    if name != "Warehouse":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from warehouse.warehouse import Warehouse

    return Warehouse
