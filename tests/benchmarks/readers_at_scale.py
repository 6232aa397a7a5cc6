"""Readers of published tables of millions of rows: how soon they answer, and how little they read for a filter."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.benchmarks.bench import Row
from tests.benchmarks.varied import CITIES, policy

_BUCKETS = 64
TABLE = "incentives_wide"
_ORIGINALS = 120  # papers whose rows are varied
_TIMES = 5


def _sample() -> pa.Table:
    """Return the rows of some papers, as their parsing gives them."""
    from parsers import parse_document
    from warehouse.rows import plain

    found = (parse_document(policy(number).encode()).tables.get(TABLE) for number in range(_ORIGINALS))
    return pa.concat_tables([plain(TABLE, rows) for rows in found if rows is not None and rows.num_rows])


def write_rows(folder: Path, count: int) -> int:
    """Write so many rows of the flat table, in buckets and in order as a generation has them; return their bytes."""
    from schemas.tables import TABLES
    from warehouse.generations import bucket_name, write_parquet
    from warehouse.rows import published
    from warehouse.staging import _in_order

    sample, buckets = _sample(), _BUCKETS
    many, size = -(-count // buckets), 0
    for bucket in range(buckets):
        number = min(many, count - bucket * many)
        rows = _varied(sample, bucket, buckets, number)
        path = folder / bucket_name(TABLE, bucket)
        write_parquet(path, published(TABLE, _in_order(TABLES[TABLE], rows)))
        size += path.stat().st_size
    return size


def _varied(sample: pa.Table, bucket: int, buckets: int, number: int) -> pa.Table:
    """Return rows of papers that are all of one bucket: ids, places and sums are other ones with each repetition."""
    import random
    from hashlib import sha256

    own = random.Random(bucket)
    rounds = -(-number // sample.num_rows)
    rows = pa.concat_tables([sample] * rounds).slice(0, number)
    papers = sample["doc_id"].combine_chunks().dictionary_encode()
    ids: dict[str, list[str]] = {name: [] for name in ("doc_id", "source_id", "province", "city", "incentive_id")}
    for turn in range(rounds):
        doc = [sha256(f"{bucket} {turn} {k}".encode()).hexdigest()[:20] for k in range(len(papers.dictionary))]
        prefix = bucket * 256 // buckets
        place = [own.choice(CITIES) + "市" for _ in doc]
        for k, code in enumerate(papers.indices.to_pylist()):
            ids["doc_id"].append(doc[code])
            ids["source_id"].append(f"{prefix:02x}{doc[code][2:]}")
            ids["city"].append(place[code])
            ids["province"].append(f"{CITIES.index(place[code][:-1]) // 3:02d}省")
            ids["incentive_id"].append(sha256(f"{doc[code]} {k}".encode()).hexdigest()[:20])
    for name, values in ids.items():
        at = rows.column_names.index(name)
        rows = rows.set_column(at, rows.schema.field(name), pa.array(values[:number], rows.schema.field(name).type))
    return rows


def readers(folder: Path, count: int) -> Iterator[Row]:
    """Yield what DuckDB and Polars take over so many rows."""
    import duckdb

    start = time.perf_counter()
    size = write_rows(folder / "large", count)
    spent = time.perf_counter() - start
    yield Row(f"{count:,} rows of {TABLE}", f"{size / 1e9:.2f} GB", f"sorted and written in {spent:.0f} s", "", None)
    files = f"read_parquet('{folder}/large/{TABLE}/*.parquet')"
    connection = duckdb.connect()
    caps = f"select city, max(cap_amount), count(*) from {files} group by city order by 1"
    best = _least(lambda: connection.sql(caps).fetchall())
    yield Row("DuckDB: caps by city", f"{best:.2f} s", "", "< 1 s", best < 1)
    [(doc, source)] = connection.sql(f"select doc_id, source_id from {files} limit 1 offset {count // 2}").fetchall()
    for name, where in (
        ("one document", f"doc_id = '{doc}'"),
        ("one document of a source", f"doc_id = '{doc}' and source_id = '{source}'"),
        ("one city", "city = '厦门市'"),
    ):
        [found] = connection.sql(f"select count(*) from {files} where {where}").fetchall()
        best = _least(lambda where=where: connection.sql(f"select * from {files} where {where}").fetchall())
        read = _rows_read(
            folder / "large" / TABLE, doc if "doc" in name else None, source if "source" in name else None
        )
        yield Row(f"DuckDB: all of {name}", f"{best:.2f} s", f"{found[0]:,} rows; {read:,} in row groups that may hold them", "", None)  # fmt: skip  # noqa: E501
    yield from _polars(folder / "large" / TABLE, doc)


def _rows_read(folder: Path, doc: str | None, source: str | None) -> int:
    """Return the rows of the row groups that may hold a document, by statistics, or the city where none is given."""
    import pyarrow.parquet as pq

    wanted = {"doc_id": doc, "source_id": source} if doc else {"city": "厦门市"}
    rows = 0
    for path in folder.glob("*.parquet"):
        metadata = pq.read_metadata(path)
        names = [metadata.schema.column(k).name for k in range(metadata.num_columns)]
        for group in (metadata.row_group(k) for k in range(metadata.num_row_groups)):
            bounds = {name: group.column(names.index(name)).statistics for name in wanted}
            if all(value is None or bounds[name].min <= value <= bounds[name].max for name, value in wanted.items()):
                rows += group.num_rows
    return rows


def _polars(folder: Path, doc: str) -> Iterator[Row]:
    try:
        import polars
    except ImportError:
        return
    scan = polars.scan_parquet(f"{folder}/*.parquet")
    best = _least(lambda: scan.group_by("city").agg(polars.col("cap_amount").max(), polars.len()).collect())
    yield Row("Polars: caps by city", f"{best:.2f} s", "", "", None)
    best = _least(lambda: scan.filter(polars.col("doc_id") == doc).collect())
    yield Row("Polars: all of one document", f"{best:.2f} s", "", "", None)


def _least(action: Callable[[], Any]) -> float:
    spent = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        action()
        spent.append(time.perf_counter() - start)
    return min(spent)
