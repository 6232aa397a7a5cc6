"""Whole pages: which lines are the paper's, what is furniture, and what the page says beside them.

The expected lines were read against the pages as a browser shows them; regenerate with --regenerate-goldens.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.records import SourceText
from tests.parsers.golden import compare
from tests.parsers.nothing_lost import assert_tiled
from tests.parsers.whole import Reading, read_bytes

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.glob("*.*htm*"))
SHOWN = (
    "title",
    "doc_number",
    "issuers",
    "recipients",
    "issued_date",
    "effective_from",
    "effective_to",
    "validity",
    "doc_type",
    "status",
    "force",
    "disclosure",
    "city",
    "admin_code",
)


def reading(name: str) -> Reading:
    return read_bytes((PAGES / name).read_bytes(), name)


def lines(source: SourceText) -> str:
    rows = [f"{label}={value}" for label, value in source.properties]
    for mark in source.marked:
        signs = "".join(
            (
                f"#{mark.level}" if mark.level else "",
                f"*{mark.bold_length}" if mark.bold_length else "",
                "^" if mark.centred else "",
                "T" if mark.table_row else "",
                "" if mark.whole else "~",
                f"({mark.furniture})" if mark.furniture else "",
            )
        )
        words = source.text[mark.start : mark.end].replace("\t", "│")
        rows.append(f"{signs}\t{words}")
    return "".join(f"{row}\n" for row in rows)


def documents(found: Reading) -> str:
    rows = [f"{field}: {row[field]}" for row in found["documents"] for field in SHOWN if row[field] is not None]
    return "\n".join((*rows, *(f"issue: {row['code']} {row['detail']}" for row in found["issues"]), ""))


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_whole_pages(name: str, pytestconfig: pytest.Config) -> None:
    found = reading(name)
    compare(f"html/{name}", f"{documents(found)}\n{lines(found.source)}", pytestconfig)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_page_is_lost(name: str) -> None:
    found = reading(name)
    assert_tiled(found)
    marks = found.source.marked
    assert "\n".join(found.source.text[mark.start : mark.end] for mark in marks) == found.source.text


def test_what_a_page_says_of_one_paper_is_not_said_of_several() -> None:
    head = "<table><tr><td>发文字号：<td>国办发〔2024〕9号<td>有效性：<td>废止</table>"
    papers = "".join(
        f"<h1>关于支持第{name}产业的通知</h1><p>各部门：</p><p>一、支持研发。给予补助。</p><p>二、支持应用。给予奖励。</p>"
        f"<p>国务院办公厅</p><p>2024年{month}月1日</p>"
        for month, name in enumerate("一二三", 1)
    )
    several = read_bytes(f"<html><body>{head}<div id=zoom>{papers}</div>".encode(), "a.html")
    assert [(row["doc_number"], row["force"]) for row in several["documents"]] == [(None, None)] * 3
    one = read_bytes(f"<html><body>{head}<div id=zoom>{papers.split('<h1>')[1]}</div>".encode(), "a.html")
    assert [(row["doc_number"], row["force"]) for row in one["documents"]] == [("国办发〔2024〕9号", "废止")]


PAPER = (
    "<p align=center>关于支持产业的通知</p><p align=center>国办发〔2024〕9号</p>"
    "<p>一、支持研发，给予补助。</p><p>2024年3月1日</p>"
)


@pytest.mark.parametrize(
    ("said", "field", "value", "issues"),
    [
        ("发文字号：国办发〔2024〕9号", "doc_number", "国办发〔2024〕9号", 0),
        ("发文字号：国办发〔2024〕99号", "doc_number", "国办发〔2024〕9号", 1),
        ("成文日期：2024年02月28日", "issued_date", "2024-03-01", 1),
        ("生成日期：2024-03-02", "issued_date", "2024-03-01", 0),
        ("发布日期：2024-03-05", "issued_date", "2024-03-01", 0),
        ("发文机关：国务院办公厅", "issuers", "国务院办公厅", 0),
        ("公开主体：国务院办公厅", "issuers", "国务院办公厅", 0),
        ("施行日期：2024年4月1日", "effective_from", "2024-04-01", 0),
        ("废止日期：2029年3月31日", "effective_to", "2029-03-31", 0),
        ("废止日期：", "effective_to", None, 0),
        ("成文日期：2024年13月41日", "issued_date", "2024-03-01", 0),
        ("是否有效：是", "force", "有效", 0),
        ("有效性：【已废止】", "force", "废止", 0),
        ("有效性：待定", "force", None, 0),
        ("公开方式：主动公开", "disclosure", "主动公开", 0),
    ],
)
def test_the_words_win_and_the_table_fills(said: str, field: str, value: str | None, issues: int) -> None:
    page = f"<html><body><ul><li>索引号：1</li><li>{said}</li></ul><div id=zoom>{PAPER}</div>"
    found = read_bytes(page.encode(), "a.html")
    (document,) = found["documents"]
    assert (str(document[field]) if document[field] is not None else None) == value
    assert sum(row["code"] == "property_differs" for row in found["issues"]) == issues
