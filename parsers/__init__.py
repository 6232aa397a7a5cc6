"""Pure functions from bytes to records: no disk but the packaged lexicon, no clock, log, network or global state.

`parse_document` is the way in for notebooks and scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.notebook import ParsedDocument, parse_document

__all__ = ["ParsedDocument", "parse_document"]


def __getattr__(name: str) -> object:
    """Import what a notebook needs when it is asked for: every module of this package imports this one first."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from parsers import notebook  # noqa: PLC0415

    return getattr(notebook, name)
