"""What a document's row can only know beside the others: what it was called before, and of what it is a duplicate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from schemas.arrow import arrow_schema

Row = Mapping[str, Any]

IDENTITY_COLUMNS = ("doc_id", "source_id", "source_uri", "position", "title", "doc_number", "text_sketch")
PREVIOUS_COLUMNS = ("doc_id", "source_id", "source_start", "source_end", "title", "doc_number", "previous_doc_id")
_BRACKETS = str.maketrans("〔〕【】{}()", "[][][][]")
_SPACE = re.compile(r"\s+")
_SIGNS = re.compile(r"[《》〈〉<>“”‘’\"'、，,：:·—–\-~～]")
_SAME_TEXT = 0.7  # a copy without its notice or annexes keeps more, the same report of another year far less


def normalised(text: str | None) -> str:
    """Return a title or number for comparison: width, white space and shape of brackets do not count."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or "")).translate(_BRACKETS).casefold()


def duplicates(documents: Iterable[Row]) -> dict[str, str]:
    """Return for each repeated document the doc_id of the first that is the same policy.

    First is by source URI, then by position. The same policy has its number and its title; where one of them has no
    number, its title and nearly its text, as titles alone recur each year.
    """
    firsts: dict[str, list[Row]] = {}
    found: dict[str, str] = {}
    for row in sorted(documents, key=lambda row: (row["source_uri"], row["position"], row["doc_id"])):
        if not row["title"]:
            continue
        alike = firsts.setdefault(_words_of(row["title"]), [])
        known = next((other for other in alike if _is_same(row, other)), None)
        if known is not None:
            found[row["doc_id"]] = known["doc_id"]
        else:
            alike.append(row)
    return found


def resemblance(one: str | None, other: str | None) -> float:
    """Return how much of two texts is the same, from 0 to 1, as their sketches estimate it; 0 where one has none."""
    left, right = set((one or "").split()), set((other or "").split())
    if not left or not right:
        return 0.0
    smallest = sorted(left | right)[: min(len(left), len(right))]
    return sum(value in left and value in right for value in smallest) / len(smallest)


def _is_same(row: Row, other: Row) -> bool:
    """Return whether two documents of one title are the same policy."""
    if row["doc_number"] and other["doc_number"]:
        return normalised(row["doc_number"]) == normalised(other["doc_number"])
    return resemblance(row["text_sketch"], other["text_sketch"]) >= _SAME_TEXT


def _words_of(title: str) -> str:
    """Return a title for comparison: signs and white space do not count."""
    return _SIGNS.sub("", normalised(title))


def previous_ids(old: Sequence[Row], new: Sequence[Row]) -> dict[str, str]:
    """Return for the documents of one source which doc_id each had before.

    A document that is still there keeps what was known of it. A new one takes the place of a document that is gone,
    where it has its number or its title; of several, the one whose span it overlaps most.
    """
    kept = {row["doc_id"] for row in new}
    gone = [row for row in old if row["doc_id"] not in kept]
    known = {row["doc_id"]: row["previous_doc_id"] for row in old}
    found = {doc_id: known[doc_id] for doc_id in kept if known.get(doc_id)}
    for row in new:
        if row["doc_id"] not in known and (predecessor := _predecessor(row, gone)):
            gone.remove(predecessor)
            found[row["doc_id"]] = predecessor["doc_id"]
    return found


def _predecessor(row: Row, gone: Sequence[Row]) -> Row | None:
    """Return the document whose place a new one takes."""
    alike = (other for other in gone if _alike(row, other))
    return max(alike, key=lambda other: (_overlap(row, other), -other["source_start"]), default=None)


def with_ids(documents: pa.Table, column: str, ids: Mapping[str, str]) -> pa.Table:
    """Return documents with one id column taken from a mapping by doc_id; null where it has none."""
    doc_ids: list[Any] = documents["doc_id"].to_pylist()
    values = [ids.get(doc_id) for doc_id in doc_ids]
    field = arrow_schema("documents").field(column)
    return documents.set_column(documents.column_names.index(column), field, pa.array(values, field.type))


def retitled(old: pa.Table, new: pa.Table) -> pa.Table:
    """Return new documents with `previous_doc_id`, from the documents that were live in the same sources."""
    old_rows, new_rows = _by_source(old), _by_source(new)
    ids: dict[str, str] = {}
    for source_id, rows in new_rows.items():
        ids |= previous_ids(old_rows.get(source_id, []), rows)
    return with_ids(new, "previous_doc_id", ids) if ids else new


def _by_source(documents: pa.Table) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in documents.select(list(PREVIOUS_COLUMNS)).to_pylist():
        rows.setdefault(row["source_id"], []).append(row)
    return rows


def _alike(row: Row, other: Row) -> bool:
    """Return whether two documents share their number or their title."""
    return any(
        row[name] and other[name] and normalised(row[name]) == normalised(other[name])
        for name in ("doc_number", "title")
    )


def _overlap(row: Row, other: Row) -> int:
    return int(min(row["source_end"], other["source_end"]) - max(row["source_start"], other["source_start"]))
