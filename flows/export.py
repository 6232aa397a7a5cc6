"""The published tables into somebody's database or folder: all of one generation, at once, with types and meanings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flows.catalogue import open_table, table_paths, telling_damage
from schemas.errors import ErrorCode, UsageError

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_POSTGRES = re.compile(r"postgres(ql)?://")
_PASSWORD = re.compile(r"(?<=://)([^/?#@:]*):[^/?#]*@|(?<=[?&]password=)[^&]*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: `place` is a URL, a file or a folder.

    `schema` holds the tables in a database; None is the usual one. `bom` begins CSV files with the mark by which
    Excel knows UTF-8.
    """

    kind: str
    place: str
    schema: str | None = None
    bom: bool = False

    def __str__(self) -> str:
        """Return the target as a message may show it: without a password."""
        shown = _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else "***", self.place)
        return shown if self.kind == "postgresql" else f"{self.kind}:{shown}"


class Writer(Protocol):
    """Writes the tables to a target, as a whole or not at all."""

    def __call__(self, tables: Mapping[str, ds.Dataset], target: Target) -> dict[str, int]:
        """Return the number of rows written, by table."""


def target_of(text: str, schema: str | None = None, *, bom: bool = False) -> Target:
    """Return the target that a user names.

    Raises:
        UsageError: it is none.
    """
    if _POSTGRES.match(text):
        return Target("postgresql", text, schema)
    kind, _, place = text.partition(":")
    if kind not in ("duckdb", "csv") or not place:
        raise UsageError(ErrorCode.BAD_TARGET, got=repr(str(Target("postgresql", text))))
    return Target(kind, place, schema, bom)


def export(published: Path, target: Target) -> dict[str, int]:
    """Write every published table to a target; return the number of rows by table.

    Who reads the target meanwhile sees what was there before or all of the new rows (of a folder of CSV files: each
    file as it was or as it is).

    Raises:
        UsageError: the target cannot be written, or holds a table that no export wrote.
        PolicyError: a published file is damaged; the target is as it was (of a folder of CSV files, each file whole).
    """
    from warehouse.integrity import damages

    folder = published.resolve()
    tables = {name: open_table(path) for name, path in table_paths(folder).items()}
    try:
        with telling_damage(folder):
            return _writer(target.kind)(tables, target)
    except UsageError as error:
        if error.code is ErrorCode.EXPORT_FAILED and (broken := damages(folder)):
            raise broken[0] from error
        raise


def failed(target: Target, error: Exception) -> UsageError:
    """Return the one sentence of why a target could not be written."""
    reason = " ".join(str(error).split()).rstrip(".")
    if target.place in reason:
        reason = reason.replace(target.place, str(target))
    return UsageError(ErrorCode.EXPORT_FAILED, target=target, reason=reason)


def _writer(kind: str) -> Writer:
    if kind == "postgresql":
        from flows.export_postgres import write_postgres

        return write_postgres
    if kind == "duckdb":
        from flows.export_duckdb import write_duckdb

        return write_duckdb
    from flows.export_csv import write_csv

    return write_csv
