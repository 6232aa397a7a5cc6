"""The published tables as files: where each is, how many rows it has, and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.report import IssueCount
from schemas.tables import SOURCE_TABLES, TABLES

if TYPE_CHECKING:
    import pyarrow.compute as pc
    import pyarrow.dataset as ds


def table_paths(published: Path) -> dict[str, Path]:
    """Return the file or folder of every table that is published, by name.

    `published` is resolved once, so that all paths belong to one generation.
    """
    folder = published.resolve()
    candidates = {name: (folder / f"{name}.parquet", folder / name) for name in TABLES}
    return {name: path for name, both in candidates.items() for path in both if path.exists()}


def open_table(path: Path) -> ds.Dataset:
    """Return a published table, a file or a folder of files, without reading its rows.

    What its files say of themselves is verified now, and each page when it is read.

    Raises:
        PolicyError: a file is damaged.
    """
    import pyarrow.dataset as ds

    from warehouse.integrity import verify_footers

    checked = ds.ParquetFileFormat(
        default_fragment_scan_options=ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    )
    verify_footers(path)
    with telling_damage(path.parent):
        return ds.dataset(path, format=checked)


@contextmanager
def telling_damage(folder: Path) -> Iterator[None]:
    """Turn what reading a damaged file of a generation comes to into its sentence.

    Raises:
        PolicyError: a file could not be read; where it is known which, it is named.
    """
    from warehouse.integrity import damage_of
    from warehouse.rows import UNREADABLE

    try:
        yield
    except UNREADABLE as error:
        raise damage_of(folder, error) from error


def row_counts(published: Path) -> dict[str, int]:
    """Return the number of rows of every published table of facts; those of runs are about the runs before."""
    paths = table_paths(published)
    return {spec.name: _count_rows(paths[spec.name]) for spec in SOURCE_TABLES if spec.name in paths}


def _count_rows(path: Path) -> int:
    """Return the number of rows of a published table, as its files say."""
    from pyarrow.parquet import read_metadata

    from warehouse.generations import parts_of
    from warehouse.integrity import verify_footers

    verify_footers(path)
    with telling_damage(path.parent):
        return sum(read_metadata(part).num_rows for part in parts_of(path.parent, path.stem))


def rows(
    published: Path, table: str, columns: list[str] | None = None, where: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a published table whose columns equal the values in `where`."""
    import pyarrow.compute as pc

    condition = None
    for name, value in (where or {}).items():
        term = pc.field(name) == value
        condition = term if condition is None else condition & term
    return _read(published, table, columns, condition)


def rows_by_source(published: Path, table: str, source_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a published table that belong to some sources, by source_id, in the order of the table."""
    import pyarrow.dataset as ds

    found: dict[str, list[dict[str, Any]]] = {}
    for row in _read(published, table, None, ds.field("source_id").isin(list(source_ids))):
        found.setdefault(row["source_id"], []).append(row)
    return found


def _read(
    published: Path, table: str, columns: list[str] | None, condition: pc.Expression | None
) -> list[dict[str, Any]]:
    path = table_paths(published).get(table)
    if path is None:
        return []
    if columns is not None and condition is None:
        return _read_columns(path, columns)
    opened = open_table(path)
    with telling_damage(path.parent):
        found: list[dict[str, Any]] = opened.to_table(columns=columns, filter=condition).to_pylist()
    return found


def _read_columns(path: Path, columns: Collection[str]) -> list[dict[str, Any]]:
    """Return some columns of a published table; without `pyarrow.dataset`, which takes longer to import than this."""
    from warehouse.generations import read_table
    from warehouse.integrity import verify_footers

    verify_footers(path)
    with telling_damage(path.parent):
        found: list[dict[str, Any]] = read_table(path.parent, path.stem, columns).to_pylist()
    return found


def issue_counts(published: Path) -> tuple[IssueCount, ...]:
    """Return how often each issue stands in the published tables, the most frequent first."""
    found = Counter((row["severity"], row["code"]) for row in rows(published, "issues", ["severity", "code"]))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(IssueCount(severity, code, count) for (severity, code), count in ranked)
