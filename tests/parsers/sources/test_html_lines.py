"""One line a case: what of a page's markup becomes which lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.sources.web.lines import PageLine, read_page
from parsers.sources.web.lists import printed
from parsers.sources.web.main import Page
from parsers.sources.web.tree import parse

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "html_lines.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def shown(line: PageLine) -> str:
    level = f"#{line.level}" if line.level else ""
    bold = "**" if line.bold_length == len(line.text) and line.level else ""
    bold = bold or (f"*{line.bold_length}*" if line.bold_length else "")
    head = f"{level}{bold}#" if level else f"{'^' * line.centred}{bold}"
    return head + line.text.replace("\t", "│")


def unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\xa0", "\xa0").replace("\\x00", "\0")


@pytest.mark.parametrize(("page", "lines"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_lines_of_a_page(page: str, lines: str) -> None:
    elements = parse(unescaped(page))
    found = Page(elements, read_page(elements)).lines
    assert "¶".join(map(shown, found)) == unescaped(lines)


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (1, "cjk-ideographic", "一、"),
        (20, "simp-chinese-informal", "二十、"),
        (105, "cjk-ideographic", "一百零五、"),
        (110, "cjk-ideographic", "一百一十、"),
        (1010, "cjk-ideographic", "一千零一十、"),
        (12, "cjk-decimal", "一二、"),
        (7, "decimal-leading-zero", "07. "),
        (52, "lower-alpha", "az. "),
        (1994, "upper-roman", "MCMXCIV. "),
        (0, "lower-roman", "0. "),
        (-3, "cjk-ideographic", "-3. "),
        (5, "some-new-kind", "5. "),
    ],
)
def test_printed_numbers(number: int, kind: str, text: str) -> None:
    assert printed(number, kind) == text
