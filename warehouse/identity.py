"""What a document's row can only know beside the others: what it was called before, and of what it is a duplicate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import arrow_schema
from warehouse.rows import Array

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


def skeleton(texts: Array) -> Array:
    """Return the Han characters and digits of many titles or numbers at once: what `normalised` keeps of every one.

    So names that are equal for a comparison have equal skeletons; by these few are told apart from all others quickly.
    """
    wide = pc.call_function("utf8_normalize", [texts], pc.Utf8NormalizeOptions("NFKC"))
    return pc.replace_substring_regex(wide, r"[^\p{Han}0-9]", "")


@dataclass(frozen=True, slots=True)
class _Policy:
    """What a document is compared by; `number` is None where it has none."""

    doc_id: str
    number: str | None
    sketch: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> _Policy:
        number = normalised(row["doc_number"]) if row["doc_number"] else None
        return cls(row["doc_id"], number, frozenset((row["text_sketch"] or "").split()))

    def is_same(self, other: _Policy) -> bool:
        """Return whether two documents of one title are the same policy."""
        if self.number is not None and other.number is not None:
            return self.number == other.number
        return resemblance(self.sketch, other.sketch) >= _SAME_TEXT


def duplicates(documents: Iterable[Row]) -> dict[str, str]:
    """Return for each repeated document the doc_id of the first that is the same policy.

    First is by source URI, then by position. The same policy has its number and its title; where one of them has no
    number, its title and nearly its text, as titles alone recur each year.
    """
    firsts: dict[str, list[_Policy]] = {}
    found: dict[str, str] = {}
    for row in sorted(documents, key=lambda row: (row["source_uri"], row["position"], row["doc_id"])):
        if not row["title"]:
            continue
        alike, policy = firsts.setdefault(_words_of(row["title"]), []), _Policy.of(row)
        known = next((other for other in alike if policy.is_same(other)), None)
        if known is not None:
            found[policy.doc_id] = known.doc_id
        else:
            alike.append(policy)
    return found


def resemblance(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of two texts is the same, from 0 to 1, as their sketches estimate it; 0 where one has none.

    Where it is less than what makes two texts the same, it may be too much.
    """
    shared, fewest = one & other, min(len(one), len(other))
    if not shared or len(shared) / fewest < _SAME_TEXT:  # as of most pairs, and the rest takes fifty times as long
        return len(shared) / max(fewest, 1)
    return sum(value in shared for value in sorted(one | other)[:fewest]) / fewest


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
