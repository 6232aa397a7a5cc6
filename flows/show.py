"""A page that shows what was read from a paper: its source text with every span marked, and the rows beside it.

The page is one HTML file without anything from the network: its style and its script stand in it, allowed by their
digests alone; every word of the paper is escaped, in the text and in the data for the script.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.catalogue import rows_by_source
from flows.lookup import Meant
from flows.show_blocks import Block, Row, blocks_of, end_of, facts_of, start_of
from flows.show_island import described, island
from flows.show_labels import CERTAINTIES, REASONS, TABLE_LABELS
from flows.templating import rendered
from schemas.errors import SourceError
from schemas.ids import source_id_of
from schemas.tables import TABLES
from schemas.vocabulary import SourceStatus

if TYPE_CHECKING:
    from parsers.sources.pictures import PagePicture
    from warehouse.raw import RawStore
    from warehouse.records import LiveLoad

_MOST_PICTURE_BYTES = 16_000_000
_SPANS = (*TABLE_LABELS, "sections")  # tables of spans that the page shows


@dataclass(frozen=True, slots=True)
class _Paper:
    """All that is published of a source, and the part of its text that is shown."""

    source: Row
    documents: Sequence[Row]
    tables: Mapping[str, Sequence[Row]]
    text: str
    bounds: Sequence[tuple[int, int]]

    @property
    def lines(self) -> list[Row]:
        """Return the lines of its pages that lie in what is shown."""
        return [
            row
            for row in self.tables["lines"]
            if any(start_of(row) < end and start < end_of(row) for start, end in self.bounds)
        ]


def page(
    published: Path, meant: Meant, raw: RawStore | None = None, pictures: int = 0, newest: LiveLoad | None = None
) -> str:
    """Return the page of a document, or of a whole source, as HTML.

    Args:
        published: the folder of published tables.
        meant: the document or source.
        raw: where the bytes of files are kept, for the pictures of pages.
        pictures: how many pages are shown as pictures at most, about 50 kB each.
        newest: the newest attempt at the source; one that failed is told, above the rows that are still published.
    """
    source_id = source_id_of(meant.source_uri)
    tables = tables_of(published, [source_id])[source_id]
    return page_of(tables, meant.doc_id, raw=raw, pictures=pictures, newest=newest)


def tables_of(published: Path, source_ids: Collection[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return all that is published of some sources, by source_id and table; each table is read once."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {source_id: {} for source_id in source_ids}
    for table in ("sources", "documents", "texts", "lines", *_SPANS):
        grouped = rows_by_source(published, table, source_ids)
        for source_id, tables in found.items():
            tables[table] = grouped.get(source_id, [])
    return found


def page_of(  # noqa: PLR0913  (what a page is made of)
    tables: Mapping[str, Sequence[Row]],
    doc_id: str | None,
    *,
    raw: RawStore | None = None,
    pictures: int = 0,
    newest: LiveLoad | None = None,
    home: str | None = None,
) -> str:
    """Return the page of a document, or without `doc_id` of a whole source, from the tables of that source.

    `home` is the address of a site that the page is part of; for the others see `page`.
    """
    paper = _paper(tables, doc_id)
    facts = facts_of(paper.tables, TABLE_LABELS, len(paper.text))
    blocks = [block for start, end in paper.bounds for block in blocks_of(paper.text, start, end, paper.tables, facts)]
    drawn = list(_pictures(paper, raw, pictures))
    return rendered(
        "show.html",
        ["common.css", "show.css"],
        ["common.js", "show.js", "show_pages.js"],
        title=paper.documents[0]["title"] if doc_id and paper.documents else paper.source["source_uri"],
        home=home,
        source=paper.source,
        failure=_failure(paper.source, newest),
        source_rows=described(paper.source, TABLES["sources"]),
        documents=[(row, described(row, TABLES["documents"])) for row in paper.documents],
        blocks=[block for block in blocks if not block.blank],
        outline=_outline(blocks, paper.documents),
        counts=Counter(fact.table for block in blocks for fact in block.starts),
        certainties=Counter(fact.row.get("certainty") for block in blocks for fact in block.starts),
        issues=Counter(fact.row["code"] for block in blocks for fact in block.starts if fact.table == "issues"),
        labels={"tables": TABLE_LABELS, "reasons": REASONS, "certainties": CERTAINTIES},
        pictures=[(one, b64encode(one.webp).decode()) for one in drawn],
        page_starts=_page_starts(paper),
        island=island(blocks, facts, paper.text, paper.lines if drawn else (), _sheets(paper, drawn)),
    )


def _paper(tables: Mapping[str, Sequence[Row]], doc_id: str | None) -> _Paper:
    documents = [row for row in tables["documents"] if doc_id in (None, row["doc_id"])]
    text = next((str(row["text"]) for row in tables["texts"]), "")
    bounds = [(0, len(text))] if doc_id is None else [(start_of(row), end_of(row)) for row in documents]
    near = {name: tables[name] if doc_id is None else _near(tables[name], bounds) for name in (*_SPANS, "lines")}
    return _Paper(tables["sources"][0], documents, near, text, bounds)


def _near(rows: Sequence[Row], bounds: Sequence[tuple[int, int]]) -> list[Row]:
    """Return the rows whose span touches what is shown; a row of a compilation is mostly about another paper."""
    return [row for row in rows if any(start_of(row) <= end and start <= end_of(row) for start, end in bounds)]


def _failure(source: Row, newest: LiveLoad | None) -> str | None:
    """Return why the newest attempt was quarantined, None where it was not."""
    status, code, message = source["status"], source["error_code"], source["error_message"]
    if newest:
        status, code, message = newest.status, newest.error_code, newest.error_message
    return str(message or code) if status == SourceStatus.QUARANTINED else None


def _outline(blocks: Sequence[Block], documents: Sequence[Row]) -> list[tuple[Row, list[tuple[int, Row]]]]:
    """Return each document with its sections that have a name, each with the number of its block among those shown."""
    named: dict[str, list[tuple[int, Row]]] = {row["doc_id"]: [] for row in documents}
    seen: set[str] = set()
    for number, block in enumerate((block for block in blocks if not block.blank), 1):
        section = block.section
        if section and (section["heading"] or section["marker"]) and section["section_id"] not in seen:
            seen.add(section["section_id"])
            named.setdefault(section["doc_id"], []).append((number, section))
    return [(row, named[row["doc_id"]]) for row in documents]


def _page_starts(paper: _Paper) -> dict[int, int]:
    """Return the pages by the first character of each, where a form feed stands before it."""
    if "\f" not in paper.text:
        return {}
    starts = [0, *(at + 1 for at, sign in enumerate(paper.text) if sign == "\f")]
    return {start: number for number, start in enumerate(starts, 1)}


def _pictures(paper: _Paper, raw: RawStore | None, most: int) -> Iterator[PagePicture]:
    """Yield the pictures of the pages shown; of none where the file is gone or cannot be drawn."""
    digest = paper.source["sha256"]
    kept = raw.path(digest) if raw and digest else None
    if most <= 0 or kept is None or not paper.text or not kept.is_file():
        return
    from parsers.sources.pictures import page_pictures

    count = paper.source["pages"] or 1
    wanted = sorted({row["page"] for row in paper.lines}) or list(range(1, count + 1))
    size = 0
    try:
        for picture in page_pictures(kept.read_bytes(), name=paper.source["source_uri"], pages=wanted[:most]):
            size += len(picture.webp)
            if size > _MOST_PICTURE_BYTES:
                return
            yield picture
    except SourceError:
        return


def _sheets(paper: _Paper, pictures: Sequence[PagePicture]) -> list[dict[str, Any]]:
    """Return the size of each page that is shown, and whether its words are not in its picture."""
    recognised = paper.source["ocr_pages"] is not None
    wordless = paper.source["media_type"] == "application/ofd" and not recognised
    return [
        {"page": picture.number, "width": picture.width, "height": picture.height, "wordless": wordless}
        for picture in pictures
    ]
