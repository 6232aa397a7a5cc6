"""The values that go from stage to stage: source text, clean text, blocks, policies, quantities, parsed sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from operator import add
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from schemas.issues import Issue
from schemas.vocabulary import Certainty, Comparator, DiscardReason, QuantityKind, SectionKind, SourceStatus

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a page layout: its half-open span in the source text, and its box in hundredths of a PDF point."""

    start: int
    end: int
    page: int
    x0: int
    top: int
    x1: int
    bottom: int
    size: int = 0  # font size in hundredths of a point; 0 where unknown
    bold: bool = False
    in_table: bool = False  # a row of a ruled table; its cells are separated by tabs
    bold_length: int = 0  # how many leading characters are printed bold
    column: tuple[int, int] = (1, 1)  # how many columns of text stand side by side here, and which of them it is in
    note: bool = False  # part of a footnote
    note_marks: tuple[tuple[int, int], ...] = ()  # spans in the source text of raised marks that point to a footnote
    furniture: DiscardReason | None = None  # why it is none of the paper's words (a watermark, hidden text)


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a format that marks its structure (HTML, DOCX): its half-open span in the source text and its marks.

    A line that is `whole` is a paragraph, never joined to its neighbours. `furniture` says why a line is no part of
    any paper (a page's own table of index number and dates, say); None for the paper's own words.
    """

    start: int
    end: int
    level: int = 0  # heading level from 1; 0 for none
    bold_length: int = 0  # how many leading characters are bold
    centred: bool = False
    table_row: bool = False  # its cells are separated by tabs
    whole: bool = True
    furniture: DiscardReason | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a reader returns: the text as it is, where its pages start, and a box or the marks of every line.

    `text` is decoded (text, Markdown; newlines as they are, BOM left out) or extracted (one layout line, or one marked
    line, a line; pages joined by a form feed). `page_starts[k]` is the offset at which page k + 1 starts; it is empty
    where the format has no pages. `page_sizes` are width and height in hundredths of a PDF point. A layout has
    `lines`, a format that marks its structure has `marked`, plain text has neither. `properties` are what the file
    says of its paper outside the paper's words, label and value as printed: 发文字号, 成文日期, 有效性. `ocr_pages` are
    the pages, from 1, whose characters were recognised in an image, by this reader or by the scanner's own program.
    """

    text: str
    media_type: str
    encoding: str | None = None
    page_starts: tuple[int, ...] = ()
    page_sizes: tuple[tuple[int, int], ...] = ()
    lines: tuple[SourceLine, ...] = ()
    marked: tuple[MarkedLine, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    ocr_pages: frozenset[int] = frozenset()
    issues: tuple[Issue, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """Return the page, from 1, that holds a source offset; None where the format has no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None

    def is_recognised(self, start: int, end: int) -> bool:
        """Tell whether any page of a half-open source span was read from an image."""
        if not self.ocr_pages:
            return False
        first, last = self.page_of(start), self.page_of(max(start, end - 1))
        if first is None or last is None:
            return False
        return not self.ocr_pages.isdisjoint(range(first, last + 1))


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What a reader may make of one file at most; each field is named as the setting that changes it.

    A file beyond a limit is refused as TOO_LARGE before the work is done: the largest policy papers have hundreds of
    pages and under two million characters, and compilations of them ten times as many.
    """

    max_pages: int = 5_000
    max_characters: int = 30_000_000  # of source text
    max_pixels: int = 60_000_000  # of one picture that is made or decoded to recognise its characters
    max_parts: int = 50_000  # of a file that is a ZIP archive: Word, OFD
    max_part_bytes: int = 64_000_000  # of one of its parts that is unpacked; a tree of XML takes ten times as many
    max_unpacked_bytes: int = 1_000_000_000  # of all its parts
    ocr_threads: int = 0  # pages whose characters are recognised at the same time; 0 is one a core


@dataclass(frozen=True, slots=True)
class Discarded:
    """A piece of the source text that cleaning took out: half-open source offsets and the reason."""

    start: int
    end: int
    reason: DiscardReason


class Block(NamedTuple):
    """A paragraph of clean text, as half-open clean offsets.

    `breaks` are the clean offsets at which a line break of the source was joined, `page_breaks` those of them where a
    page break was; `bold` is how many leading characters were printed bold; `level` is the Markdown heading level
    (0 for none); `table_row` says that it is a row of a table with cells separated by tabs or bars.
    """

    start: int
    end: int
    breaks: tuple[int, ...] = ()
    page_breaks: tuple[int, ...] = ()
    bold: int = 0
    level: int = 0
    table_row: bool = False
    centred: bool = False
    size: int = 0  # font size in hundredths of a point; 0 where unknown
    page: int | None = None  # the page it begins on, where the source has pages
    note: bool = False  # a footnote


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text with its way back: blocks joined by newlines, and segments clean → source.

    Segment k maps clean offsets [clean_starts[k], clean_starts[k] + lengths[k]) to source offsets that start at
    source_starts[k]. Both lists ascend, but for a footnote that stands inside a paragraph which goes on over the page:
    it is a block of its own behind that paragraph. Characters between segments are newlines that cleaning put in.
    """

    text: str
    blocks: tuple[Block, ...]
    discarded: tuple[Discarded, ...]
    clean_starts: tuple[int, ...]
    source_starts: tuple[int, ...]
    lengths: tuple[int, ...]
    issues: tuple[Issue, ...] = ()
    ascending: bool = False  # no segment ends behind the start of the next: no footnote stands inside a paragraph

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open source span of a non-empty clean span; it holds all of its characters."""
        first = bisect_right(self.clean_starts, start) - 1
        last = bisect_right(self.clean_starts, end - 1) - 1
        source_start = self.source_starts[first] + (start - self.clean_starts[first])
        source_end = self.source_starts[last] + (end - self.clean_starts[last])
        if first == last or self.ascending:
            return source_start, source_end
        return source_start, max(source_end, *map(add, self.source_starts[first:last], self.lengths[first:last]))

    def block_text(self, block: Block) -> str:
        """Return the words of a block."""
        return self.text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class PolicySpan:
    """One policy of a file: which blocks are its own (half-open block indexes) and its title as the splitter saw it.

    `title` is None where the splitter has no better evidence than the policy's own words. `source_start` and
    `source_end` are the policy's bounds in the source text.
    """

    first_block: int
    last_block: int
    title: str | None
    source_start: int
    source_end: int
    group: str | None = None  # the heading of the compilation's part it stands under, e.g. 五、杭州…试验区


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a policy says of itself; None where it does not. Field meanings are those of table `documents`."""

    title: str
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    issuer_level: str | None = None
    recipients: str | None = None
    copies_to: str | None = None
    issued_date: date | None = None
    printed_date: date | None = None
    effective_date: date | None = None
    expiry_date: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    validity: str | None = None
    doc_type: str | None = None
    status: str | None = None
    force: str | None = None
    disclosure: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    admin_code: str | None = None
    plan_start_year: int | None = None
    plan_end_year: int | None = None
    issues: tuple[Issue, ...] = ()


class Section(NamedTuple):
    """A block of the outline, in reading order; spans are clean offsets and hold its own words only.

    `parent` is the index of the section above in the policy's list, None at the top.
    """

    kind: SectionKind
    marker: str | None
    ordinal: int | None
    heading: str | None
    start: int
    end: int
    parent: int | None
    depth: int
    path: str


class Quantity(NamedTuple):
    """An amount, share or count found in a text, as half-open offsets into it.

    `minimum` and `maximum` are equal unless it is a range. Money is in whole currency units and `unit` its ISO 4217
    code; percent, permille and fraction are fractions of one, points are points, a ratio a:b is a/b, a
    multiple its factor, all with the printed sign as `unit`; a count's `unit` is its classifier or unit as printed.
    """

    kind: QuantityKind
    start: int
    end: int
    minimum: Decimal
    maximum: Decimal
    comparator: Comparator
    unit: str
    per: str | None = None
    base: str | None = None
    noun: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    certainty: Certainty = Certainty.EXPLICIT


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a file's bytes from others: their SHA-256 in hexadecimal digits, and how many they are."""

    sha256: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> Fingerprint:
        """Return the fingerprint of bytes."""
        return cls(sha256(data).hexdigest(), len(data))


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """All that one file gave: its revision, its fate, and one Arrow table for each published source table.

    A quarantined source has only a row in `sources`. Tables that got no row may be left out.
    """

    source_id: str
    source_uri: str
    revision: str
    status: SourceStatus
    tables: Mapping[str, pa.Table]
    error_code: str | None = None
    error_message: str | None = None
    documents: int = 0
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[object, ...]:
        """Return what pickles it: read-only mappings cannot be pickled, and a source comes from another process."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return partial(ParsedSource, **given | {"tables": dict(self.tables), "counts": dict(self.counts)}), ()
