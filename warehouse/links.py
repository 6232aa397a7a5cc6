"""What the documents of a generation are to each other, worked out anew for those alone that a change may concern."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.cited import Register, moved_citations
from warehouse.identity import IDENTITY_COLUMNS, duplicates, skeleton
from warehouse.rows import Array, is_one_of, of_sources, without_sources

DOCUMENTS = "documents"
CITATIONS = "citations"
_FEW = 100  # names that are looked for in all citations at once
_Name = tuple[str, str | None, str | None, str | None]  # doc_id, title, doc_number, duplicate_of


@dataclass(frozen=True, slots=True)
class Links:
    """Which document repeats which (by doc_id), and which one a citation means.

    `touched` are, by table, the sources whose rows say so otherwise than in the previous generation.
    """

    repeats: Mapping[str, str]
    register: Register
    touched: Mapping[str, frozenset[str]]


def link_documents(
    before: pa.Table, fresh: pa.Table, changed: Collection[str], citations: Callable[[], pa.Table]
) -> Links:
    """Return what documents are to each other after some sources changed.

    Args:
        before: the previous generation's documents, `IDENTITY_COLUMNS` and `duplicate_of`.
        fresh: the documents that the changed sources have now, `IDENTITY_COLUMNS`.
        changed: these sources.
        citations: returns the previous generation's citations, `NAMING_COLUMNS`.
    """
    gone, staying = of_sources(before, changed), without_sources(before, changed)
    titles = pa.concat_tables([gone.select(["title"]), fresh.select(["title"])])["title"]
    is_alike: Array = pc.is_in(skeleton(staying["title"]), value_set=skeleton(titles))
    is_other: Array = pc.invert(is_alike)
    alike, others = staying.filter(is_alike), staying.filter(is_other)
    documents = pa.concat_tables([table.select(list(IDENTITY_COLUMNS)) for table in (alike, fresh)])
    repeats = _repeats(others) | duplicates(documents.to_pylist())
    register = Register(pa.concat_tables([others.select(documents.column_names), documents]), repeats)
    known = _repeats(alike)
    moved = {
        row["source_id"]
        for row in alike.select(["doc_id", "source_id"]).to_pylist()
        if known.get(row["doc_id"]) != repeats.get(row["doc_id"])
    }
    renamed = _names(alike, known) | _names(gone, _repeats(gone))
    renamed ^= _names(documents, repeats)
    cited = moved_citations(_may_mean(citations(), renamed).to_pylist(), register) if renamed else frozenset()
    return Links(repeats, register, {DOCUMENTS: frozenset(moved), CITATIONS: cited})


def _repeats(documents: pa.Table) -> dict[str, str]:
    rows = documents.select(["doc_id", "duplicate_of"]).filter(documents["duplicate_of"].is_valid())
    return {row["doc_id"]: row["duplicate_of"] for row in rows.to_pylist()}


def _names(documents: pa.Table, repeats: Mapping[str, str]) -> set[_Name]:
    """Return all that citations go by."""
    rows = documents.select(["doc_id", "title", "doc_number"]).to_pylist()
    return {(row["doc_id"], row["title"], row["doc_number"], repeats.get(row["doc_id"])) for row in rows}


def _may_mean(citations: pa.Table, names: Iterable[_Name]) -> pa.Table:
    """Return the citations that may mean, or stand in, a document with one of some names."""
    doc_ids, titles, numbers, _ = (set(values) - {None} for values in zip(*names, strict=True))
    if len(doc_ids) > _FEW:
        return citations
    title = "|".join(skeleton(pa.array(sorted(titles), pa.string())).to_pylist())
    number = skeleton(pa.array(sorted(numbers), pa.string()))
    found: Array = pc.or_(
        is_one_of(citations["doc_id"], doc_ids), pc.is_in(skeleton(citations["doc_number"]), value_set=number)
    )
    for column in ("title", "full_title"):  # which may carry the one that is meant
        carries: Array = pc.match_substring_regex(skeleton(citations[column]), title)
        found = pc.or_(found, carries.fill_null(False))
    return citations.filter(found)
