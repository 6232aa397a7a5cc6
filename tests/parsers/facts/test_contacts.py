"""Telephone numbers and their departments: one case a line, and a whole paper."""

from __future__ import annotations

import pytest

from parsers.facts.contacts import Contact, find_contacts
from tests.parsers.facts.facts_of import cases, fact_rows

PAPER = """成都市专项政策实施细则

一、支持研发
1. 给予资助。（政策咨询部门：市科技局高新处，咨询电话：61886241）
二、落实部门及咨询电话
落实部门：市科技局高新处
咨询电话：65692245 65692149
"""


def as_cell(text: str, found: Contact) -> str:
    department = text[slice(*found.department)] if found.department else "-"
    return f"{department} {text[found.start : found.end]} {found.kind.value}"


@pytest.mark.parametrize(("line", "expected"), cases("contacts", 2), ids=lambda text: text[:30])
def test_case(line: str, expected: str) -> None:
    text = line.replace("⏎", "\n")
    assert (" | ".join(as_cell(text, found) for found in find_contacts(text)) or "-") == expected


def test_rows() -> None:
    rows = fact_rows(PAPER, "contacts")
    assert [(row["department"], row["phone"], row["certainty"]) for row in rows] == [
        ("市科技局高新处", "61886241", "explicit"),
        ("市科技局高新处", "65692245", "carried"),
        ("市科技局高新处", "65692149", "carried"),
    ]
    assert PAPER[rows[0]["source_start"] : rows[0]["source_end"]] == "市科技局高新处，咨询电话：61886241"
    assert [PAPER[row["source_start"] : row["source_end"]] for row in rows[1:]] == ["65692245", "65692149"]
