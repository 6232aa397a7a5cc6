"""What is read from an image says so: in `sources`, in the certainty of every fact, and in issues where in doubt."""

from __future__ import annotations

import pytest

from parsers.document import _page_ranges, parse_text
from parsers.sources.layout import Line
from parsers.sources.pages import Doubt, Page, assemble
from schemas.issues import IssueCode
from schemas.records import SourceText
from schemas.tables import TABLES

PAGES = (
    ("市科技局关于支持企业的办法", "第一条 对认定企业给予最高500万元奖励，占比不低于30%，培育50家企业。"),
    (
        "第二条 依据《中小企业促进法》给予最高800万元补助。",
        "（责任单位：市科技局、市财政局）",
        "咨询电话：市科技局 0592-1234567",
    ),
)


def source(recognised: set[int], doubts: tuple[Doubt, ...] = ()) -> SourceText:
    pages = []
    for number, texts in enumerate(PAGES, 1):
        lines = tuple(Line(text, (90, 20.0 * row, 500, 20 * row + 16), 16, 0) for row, text in enumerate(texts, 1))
        is_recognised = number in recognised
        pages.append(Page(595, 842, lines, recognised=is_recognised, doubts=doubts if is_recognised else ()))
    return assemble(pages, media_type="application/pdf")


@pytest.mark.parametrize("recognised", [set(), {1}, {2}, {1, 2}])
def test_every_fact_of_a_recognised_page_has_its_certainty(recognised: set[int]) -> None:
    rows = parse_text(source(recognised), source_uri="a.pdf").rows
    seen = set()
    for table in (name for name in rows if "certainty" in TABLES[name].names):
        for values in rows[table]:
            row = dict(zip(TABLES[table].names, values, strict=True))
            assert (row["certainty"] == "ocr") == (row["page"] in recognised), (table, row)
            seen.add(table)
    assert {"money", "percentages", "counts", "citations", "responsibilities", "contacts"} <= seen


def test_a_span_over_two_pages_is_recognised_where_one_of_them_is() -> None:
    text = source({2})
    turn = text.page_starts[1]
    assert text.is_recognised(turn - 3, turn + 3)
    assert not text.is_recognised(turn - 3, turn)
    assert text.is_recognised(turn, turn + 1)


def test_doubtful_characters_are_issues_at_their_place() -> None:
    (issue,) = source({2}, (Doubt(0, 19, 24, 61),)).issues
    assert issue.code is IssueCode.OCR_DOUBTFUL
    assert source({2}).text[issue.start : issue.end] == "800万元"
    assert issue.detail == "page 2: '800万元' may be misread (61 % sure)"


@pytest.mark.parametrize(
    ("pages", "ranges"), [((), None), ((3,), "3"), ((1, 2, 3, 7), "1-3,7"), ((9, 2, 1), "1-2,9"), ((1, 3), "1,3")]
)
def test_pages_are_named_in_ranges(pages: tuple[int, ...], ranges: str | None) -> None:
    assert _page_ranges(pages) == ranges
