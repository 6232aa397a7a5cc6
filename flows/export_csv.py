"""Into a folder of CSV files, with `datapackage.json` (Frictionless Data Package) beside them for types and meanings.

Text is always quoted and absent cells are empty, so that the two can be told apart; decimals keep all their digits.
Text that a spreadsheet would run as a formula stands behind an apostrophe.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from flows.export import Target, failed
from flows.spreadsheets import guard_column
from schemas.errors import ErrorCode, UsageError
from schemas.spec import ColumnType, TableSpec
from schemas.tables import TABLES

if TYPE_CHECKING:
    import pyarrow.dataset as ds

_PACKAGE = "datapackage.json"
_NAME = "zhengce"
_BOM = b"\xef\xbb\xbf"
_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.MONEY: "number",
    ColumnType.NUMBER: "number",
    ColumnType.DATE: "date",
    ColumnType.TIMESTAMP: "datetime",
    ColumnType.BOOLEAN: "boolean",
}


def write_csv(tables: Mapping[str, ds.Dataset], target: Target) -> dict[str, int]:
    """Write the tables to files of a folder; see `flows.export.export`."""
    folder = Path(target.place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_others(folder, tables, target)
        with TemporaryDirectory(prefix=".zhengce-", dir=folder) as aside:
            written = {name: _write(Path(aside) / f"{name}.csv", rows, target.bom) for name, rows in tables.items()}
            package = json.dumps(_package(tables), ensure_ascii=False, indent=1)
            (Path(aside) / _PACKAGE).write_text(package, "utf-8")
            for path in sorted(Path(aside).iterdir()):
                os.replace(path, folder / path.name)
    except OSError as error:
        raise failed(target, error) from error
    return written


def _refuse_others(folder: Path, tables: Mapping[str, object], target: Target) -> None:
    """Raise where a file of somebody else would be written over."""
    package = folder / _PACKAGE
    try:
        ours = package.is_file() and json.loads(package.read_bytes()).get("name") == _NAME
    except (ValueError, AttributeError):
        ours = False
    taken = [name for name in (*(f"{table}.csv" for table in tables), _PACKAGE) if (folder / name).exists()]
    if taken and not ours:
        raise UsageError(ErrorCode.TARGET_TAKEN, table=taken[0], target=target, choice="folder")


def _write(path: Path, rows: ds.Dataset, bom: bool) -> int:
    import pyarrow as pa
    from pyarrow import csv

    count = 0
    with path.open("wb") as file:
        if bom:
            file.write(_BOM)
        with csv.CSVWriter(file, rows.schema) as writer:
            for batch in rows.to_batches():
                count += batch.num_rows
                columns = [guard_column(column) for column in batch.columns]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=rows.schema))
    return count


def _package(tables: Mapping[str, object]) -> dict[str, Any]:
    resources = [_resource(TABLES[name]) for name in tables]
    return {"profile": "tabular-data-package", "name": _NAME, "resources": resources}


def _resource(spec: TableSpec) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.type],
            "description": column.en,
            "description_zh": column.zh,
            "constraints": {"required": not column.nullable},
        }
        | ({"unit": column.unit} if column.unit else {})
        for column in spec.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": spec.name,
        "path": f"{spec.name}.csv",
        "encoding": "utf-8",
        "description": spec.en,
        "description_zh": spec.zh,
        "schema": {"fields": fields, "primaryKey": list(spec.key)},
    }
