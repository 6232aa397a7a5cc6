"""One file, from bytes to tables: read, clean, split, outline, find, make rows. Pure: no disk, clock or network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from parsers.anatomy import read_anatomy
from parsers.clean import clean as clean_text
from parsers.facts.view import PolicyView
from parsers.metadata import read_metadata
from parsers.outline import read_outline
from parsers.properties import Properties
from parsers.quantities import scan
from parsers.rows import RowMaker, Rows
from parsers.sources import Convert, read
from parsers.sources.limits import DEFAULT_LIMITS
from parsers.split import split
from schemas.arrow import rows_to_arrow
from schemas.errors import ErrorCode, SourceError
from schemas.ids import digest, source_id_of
from schemas.issues import Issue
from schemas.records import CleanText, Fingerprint, ParsedSource, PolicySpan, ReaderLimits, SourceText
from schemas.tables import TABLES
from schemas.vocabulary import DiscardReason, SourceStatus


def parse_source(
    data: bytes,
    *,
    source_uri: str,
    parser_revision: str,
    limits: ReaderLimits = DEFAULT_LIMITS,
    convert: Convert | None = None,
) -> ParsedSource:
    """Return all tables that one file gives; a file that cannot be read gives its quarantine.

    `source_uri` is the file's root and path, from which its identity comes; `parser_revision` names all the result
    depends on besides the bytes; `limits` are what may be made of one file at most; `convert` is `sources.read`'s.
    """
    try:
        return parse_readable(
            data, source_uri=source_uri, parser_revision=parser_revision, limits=limits, convert=convert
        )
    except SourceError as error:
        return quarantine(source_uri, error, parser_revision=parser_revision, fingerprint=Fingerprint.of(data))


def parse_readable(
    data: bytes, *, source_uri: str, parser_revision: str, limits: ReaderLimits, convert: Convert | None
) -> ParsedSource:
    """Return all tables that one file gives; the arguments are `parse_source`'s.

    Raises:
        SourceError: it cannot be read.
    """
    fingerprint = Fingerprint.of(data)
    source = read(data, name=source_uri, limits=limits, convert=convert)
    maker = parse_text(source, source_uri=source_uri)
    documents = len(maker.rows.get("documents", ()))
    maker.rows["sources"] = [
        _source_row(
            source_uri,
            parser_revision,
            fingerprint,
            media_type=source.media_type,
            encoding=source.encoding,
            pages=len(source.page_starts) or None,
            ocr_pages=_page_ranges(source.ocr_pages),
            chars=len(source.text),
            status=SourceStatus.PARSED.value,
            documents=documents,
        )
    ]
    return ParsedSource(
        source_id=source_id_of(source_uri),
        source_uri=source_uri,
        revision=revision_of(fingerprint, parser_revision),
        status=SourceStatus.PARSED,
        tables=_tables(maker.rows),
        documents=documents,
        counts=MappingProxyType({name: len(rows) for name, rows in maker.rows.items()}),
    )


def parse_text(source: SourceText, *, source_uri: str) -> RowMaker:
    """Return the rows of a source text that a reader made.

    Raises:
        SourceError: nothing is left of the text once page furniture is taken out.
    """
    clean = clean_text(source)
    if not clean.blocks:
        raise SourceError(
            ErrorCode.NO_POLICY, reason="its lines are page numbers, heads, hidden or captions of a web page"
        )
    maker = RowMaker(source, clean, source_id_of(source_uri), source_uri)
    maker.add_source_text()
    found = split(source, clean)
    said = source.properties if len(found.policies) == 1 else ()  # of several papers it is not known which is meant
    doc_ids = []
    for position, policy in enumerate(found.policies, 1):
        doc_ids.append((policy, maker.add_policy(position, *_read_policy(clean, policy, said))))
    for issue in (*clean.issues, *found.issues):
        maker.add_issue(issue, None)
    _add_discarded(maker, clean, doc_ids)
    return maker


def _read_policy(clean: CleanText, span: PolicySpan, said: Properties) -> tuple[PolicyView, tuple[Issue, ...]]:
    """Return all that is known of one policy, and what was noticed in its outline and numbers."""
    anatomy = read_anatomy(clean, span)
    outline = read_outline(clean, span, anatomy)
    start, end = clean.blocks[span.first_block].start, clean.blocks[span.last_block - 1].end
    quantities, issues = scan(clean.text[start:end], start)
    view = PolicyView(
        clean=clean,
        span=span,
        anatomy=anatomy,
        metadata=read_metadata(clean, span, anatomy, said),
        sections=outline.sections,
        quantities=quantities,
    )
    return view, (*outline.issues, *issues)


def _add_discarded(maker: RowMaker, clean: CleanText, policies: list[tuple[PolicySpan, str]]) -> None:
    """Add what cleaning took out, and the compiler's own text around the policies."""
    pieces = [(item.start, item.end, item.reason) for item in clean.discarded]
    inside = {index for span, _ in policies for index in range(span.first_block, span.last_block)}
    for index, block in enumerate(clean.blocks):
        if index not in inside:
            pieces.append((*clean.to_source(block.start, block.end), DiscardReason.EDITORIAL))
    for start, end, reason in _without_overlap(sorted(pieces)):
        doc_id = next((key for span, key in policies if span.source_start <= start < span.source_end), None)
        maker.add_discarded(start, end, reason.value, doc_id)


def _without_overlap(pieces: list[tuple[int, int, DiscardReason]]) -> list[tuple[int, int, DiscardReason]]:
    """Return the pieces with each character in one of them only: a piece inside another, longer one, is part of it."""
    kept: list[tuple[int, int, DiscardReason]] = []
    for start, end, reason in pieces:
        if kept and start < kept[-1][1]:
            if end > kept[-1][1]:
                kept.append((kept[-1][1], end, reason))
            continue
        kept.append((start, end, reason))
    return kept


def quarantine(
    source_uri: str, error: SourceError, *, parser_revision: str, fingerprint: Fingerprint | None = None
) -> ParsedSource:
    """Return a source that gave no rows, with the reason; `fingerprint` is None where the bytes could not be read."""
    row = _source_row(
        source_uri,
        parser_revision,
        fingerprint,
        status=SourceStatus.QUARANTINED.value,
        error_code=error.code.value,
        error_message=error.message,
        documents=0,
    )
    return ParsedSource(
        source_id=source_id_of(source_uri),
        source_uri=source_uri,
        revision=revision_of(fingerprint, parser_revision),
        status=SourceStatus.QUARANTINED,
        tables=_tables({"sources": [row]}),
        error_code=error.code.value,
        error_message=error.message,
        counts=MappingProxyType({"sources": 1}),
    )


def revision_of(fingerprint: Fingerprint | None, parser_revision: str) -> str:
    """Return what a source's rows depend on: its bytes and the parser's revision."""
    return digest(fingerprint.sha256 if fingerprint is not None else "", parser_revision)


def _source_row(
    source_uri: str, parser_revision: str, fingerprint: Fingerprint | None, **values: Any
) -> tuple[Any, ...]:
    values |= {
        "source_id": source_id_of(source_uri),
        "source_uri": source_uri,
        "sha256": fingerprint.sha256 if fingerprint is not None else None,
        "bytes": fingerprint.size if fingerprint is not None else None,
        "parser_revision": parser_revision,
    }
    return tuple(map(values.get, TABLES["sources"].names))


def _page_ranges(pages: Collection[int]) -> str | None:
    """Return page numbers as text, neighbours joined: 1-3,7."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs) or None


def _tables(rows: Rows) -> Mapping[str, pa.Table]:
    return MappingProxyType({name: rows_to_arrow(TABLES[name], members) for name, members in rows.items()})
