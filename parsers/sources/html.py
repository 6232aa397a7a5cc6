"""Web pages: the paper's own lines with their marks, and what the page says of the paper beside them.

The page is parsed as a browser does (`tree`), turned into lines (`lines`), and the paper's part of them is
found (`main`). What is not the paper's is left out where it stands outside; inside, it stays in the text as
furniture, so that no word of that part is lost. Nothing is fetched: where frames, pictures or scripts hold the
text, the error says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from parsers.furniture import is_page_chrome
from parsers.lexicon import words
from parsers.line_ends import has_ended
from parsers.lines import printed_width
from parsers.property_tables import pairs_of, record_lines
from parsers.sources.decoding import lost_spans, why_not_text
from parsers.sources.limits import DEFAULT_LIMITS
from parsers.sources.look_alikes import unify
from parsers.sources.web.encoding import decode_page, prepare
from parsers.sources.web.lines import PageLine, read_page
from parsers.sources.web.main import Page
from parsers.sources.web.properties import said_by_head
from parsers.sources.web.tree import Element, parse
from schemas.errors import ErrorCode, SourceError
from schemas.issues import Issue, IssueCode
from schemas.records import MarkedLine, ReaderLimits, SourceText
from schemas.vocabulary import DiscardReason

_HAN = re.compile(r"[\u3400-\u9fff]|\\u[4-9][0-9a-fA-F]{3}")
_FEW = 20  # Han characters; a page with fewer shows no paper
_MANY = 200  # so many in a script are the paper
_WIDEST, _NARROWEST = 60, 10  # Han characters on a printed line
_FULL_SHARE, _OPEN_SHARE = 0.3, 0.5  # shares of full lines, and of those without a sentence's end, in wrapped text


def read(data: bytes, *, name: str, limits: ReaderLimits = DEFAULT_LIMITS) -> SourceText:
    """Return the paper on a web page, each paragraph, heading, list item or table row a marked line.

    Raises:
        SourceError: with code EMPTY, NOT_TEXT, DAMAGED (nested beyond reason), or NO_POLICY where the page shows no
            text, with what it holds instead.
    """
    if not data.strip():
        raise SourceError(ErrorCode.EMPTY)
    decoded = decode_page(data)
    if decoded is None:
        raise SourceError(ErrorCode.NOT_TEXT, reason=why_not_text(data))
    elements = parse(prepare(decoded.text))
    lines = read_page(elements)
    if _is_bare(elements, lines):
        raise SourceError(ErrorCode.NO_POLICY, reason=_what_it_holds(elements))
    page = Page(elements, lines)
    main = page.find_main()
    first, last = page.span(main)
    said = said_by_head(elements)
    title = next((value for label, value in said if label == "标题"), "")
    own = [*page.head(main, title), *page.lines[first:last]]
    records = record_lines(own)
    said += pairs_of([*page.lines[:first], *(own[index] for index in sorted(records))])
    return _source(own, records, decoded.encoding, tuple(dict.fromkeys(said)))


def _source(
    lines: Sequence[PageLine], records: set[int], encoding: str, properties: tuple[tuple[str, str], ...]
) -> SourceText:
    text = unify("\n".join(line.text for line in lines))
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    links = _links_before(lines) | _links_behind(lines)
    wrapped = _is_wrapped(lines)
    marked = tuple(
        MarkedLine(
            start=starts[index],
            end=starts[index] + len(line.text),
            level=line.level,
            bold_length=line.bold_length,
            centred=line.centred,
            table_row=line.table_row,
            whole=line.level > 0 or line.centred or not (wrapped or line.broken),
            furniture=_furniture(line, is_extra=index in records or index in links),
        )
        for index, line in enumerate(lines)
    )
    lost = (Issue(IssueCode.ENCODING_UNCERTAIN, f"not {encoding}", *span, in_source=True) for span in lost_spans(text))
    return SourceText(text, "text/html", encoding, marked=marked, properties=properties, issues=tuple(lost))


def _furniture(line: PageLine, *, is_extra: bool) -> DiscardReason | None:
    if line.contents:
        return DiscardReason.TABLE_OF_CONTENTS
    return DiscardReason.EDITORIAL if is_extra or line.chrome is not None else None


def _links_before(lines: Sequence[PageLine]) -> set[int]:
    """Return the links above a paper's first words: navigation that has no name of its own."""
    first = next((index for index, line in enumerate(lines) if not line.linked), 0)
    return set(range(first))


def _links_behind(lines: Sequence[PageLine]) -> set[int]:
    """Return the links to other pages behind a paper, with their heading; links to attached files are its own."""
    found: set[int] = set()
    headings, attached = words("web", "links"), words("web", "attachments")
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        bare = line.text.strip("【】[]〖〗 ：:>")
        if line.chrome is not None or is_page_chrome(line.text):
            continue
        is_heading = bare in headings or (line.text.startswith(headings) and re.match(r"\S{3,4}[:：]", line.text))
        if not is_heading and (not line.linked or any(sign in line.text.lower() for sign in attached)):
            break
        found.add(index)
    return found if any(not lines[index].linked or lines[index].text.startswith(headings) for index in found) else set()


def _is_wrapped(lines: Sequence[PageLine]) -> bool:
    """Return whether a page's lines are those of a printed page, cut where the paper was full."""
    texts = [line.text for line in lines if not (line.table_row or line.level or line.centred)]
    widths = sorted(map(printed_width, texts))
    if len(widths) < 8:
        return False
    widest = widths[max(0, int(len(widths) * 0.98) - 1)]
    full = [text for text in texts if widest - 2 <= printed_width(text) <= widest + 2]
    is_print = _NARROWEST <= widest <= _WIDEST and len(full) >= _FULL_SHARE * len(texts)
    return is_print and sum(not has_ended(text) for text in full) >= _OPEN_SHARE * len(full)


def _is_bare(elements: Sequence[Element], lines: Sequence[PageLine]) -> bool:
    shown = sum(len(_HAN.findall(line.text)) for line in lines)
    if not any(line.text for line in lines):
        return True
    return shown < _FEW and len(_HAN.findall("".join(_texts(elements, "script")))) > _MANY


def _texts(elements: Sequence[Element], tag: str) -> Iterator[str]:
    for element in elements:
        if element.tag == tag:
            yield from (child for child in element.children if isinstance(child, str))


def _what_it_holds(elements: Sequence[Element]) -> str:
    tags = {element.tag for element in elements}
    refreshes = any(element.attributes.get("http-equiv", "").lower() == "refresh" for element in elements)
    if tags & {"frame", "iframe"}:
        return "its text stands in frames, which are pages of their own; save the page that a frame shows"
    if refreshes:
        return "it only sends the reader on to another page; save that one"
    if "script" in tags or "textarea" in tags:
        return "its text is put in by a script; save the page from a browser once it shows the text"
    if tags & {"img", "object", "embed", "svg", "canvas"}:
        return "it holds pictures and no text"
    return "the page shows no text"
