"""Which document of the warehouse a citation means: by its number, else by its title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.identity import normalised, skeleton
from warehouse.rows import Array, of_sources, plain_schema, without_sources

Row = Mapping[str, Any]

NAMING_COLUMNS = ("doc_id", "source_id", "title", "full_title", "doc_number", "cited_doc_id")
# A notice's title carries that of the paper under which the warehouse may hold it.
_CARRIED = re.compile(r"(?:印发|转发|批转|发布|公布)[《〈<]?(.+?)[》〉>]?的(?:通知|公告|通告|函)$")


class Library:
    """The documents of a warehouse, found by what a citation says of them.

    A title that several policies share finds none of them: government reports are named alike in every town. A
    document that repeats another (`repeats`, by doc_id) stands for the first.
    """

    def __init__(self, documents: Iterable[Row], repeats: Mapping[str, str]) -> None:
        self._repeats = repeats
        self._numbers: dict[str, str | None] = {}
        self._by_number: defaultdict[str, set[str]] = defaultdict(set)
        self._by_title: defaultdict[str, set[str]] = defaultdict(set)
        for row in documents:
            doc_id = repeats.get(row["doc_id"], row["doc_id"])
            number, title = normalised(row["doc_number"]), normalised(row["title"])
            self._numbers[row["doc_id"]] = number or None
            if number:
                self._by_number[number].add(doc_id)
            if title:
                self._by_title[title].add(doc_id)

    def find(self, citation: Row) -> str | None:
        """Return the doc_id of the document that a citation names, None where the warehouse holds none or several.

        A paper does not name itself; a document with the title that is named but another number is another paper.
        """
        own, number = self._repeats.get(citation["doc_id"], citation["doc_id"]), normalised(citation["doc_number"])
        if number and (found := _only(self._by_number.get(number, set()) - {own})):
            return found
        for title in _titles(citation):
            found = _only(self._by_title.get(title, set()) - {own})
            if found and (not number or self._numbers.get(found) in (None, number)):
                return found
        return None


class Register:
    """All documents of a warehouse, from which those that some citations may name are taken out."""

    def __init__(self, documents: pa.Table, repeats: Mapping[str, str]) -> None:
        self._documents = documents.select(["doc_id", "title", "doc_number"])
        self._repeats = repeats
        self._titles, self._numbers = (skeleton(documents[name]) for name in ("title", "doc_number"))

    def library(self, citations: Sequence[Row]) -> Library:
        """Return a library that finds for some citations what one of all documents would."""
        titles = pa.array(sorted({title for row in citations for title in _titles(row)}), pa.string())
        numbers = pa.array(sorted({row["doc_number"] for row in citations} - {None}), pa.string())
        by_title: Array = pc.is_in(self._titles, value_set=skeleton(titles))
        by_number: Array = pc.is_in(self._numbers, value_set=skeleton(numbers))
        named: Array = pc.or_(by_title, by_number)
        return Library(self._documents.filter(named).to_pylist(), self._repeats)


def with_cited(citations: pa.Table, register: Register, source_ids: Collection[str]) -> pa.Table:
    """Return citations with `cited_doc_id` as a register finds it for those of some sources; the others keep theirs."""
    kept, due = without_sources(citations, source_ids), of_sources(citations, source_ids)
    rows = due.select([name for name in NAMING_COLUMNS if name != "source_id"]).to_pylist()
    field = plain_schema("citations").field("cited_doc_id")
    library = register.library(rows)
    values = pa.array([library.find(row) for row in rows], field.type)
    return pa.concat_tables([kept, due.set_column(due.column_names.index("cited_doc_id"), field, values)])


def moved_citations(citations: Sequence[Row], register: Register) -> frozenset[str]:
    """Return the sources with a citation that means another document now, or one where it meant none."""
    library = register.library(citations)
    return frozenset(row["source_id"] for row in citations if row["cited_doc_id"] != library.find(row))


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _titles(citation: Row) -> list[str]:
    """Return the titles under which what is named may be held: as printed, what it is short for, what it carries."""
    named = [title for title in (citation["title"], citation["full_title"]) if title]
    carried = [match[1] for title in named if (match := _CARRIED.search(title))]
    return [normalised(title) for title in (*named, *carried)]
