"""One policy in its forms: the same sections and the same figures, whatever file it comes as.

The forms are made here from the paragraphs of papers of the corpus; the PDFs of the same paragraphs are committed, for
they need fonts (tests/tools/make_pdfs.py). Text is what the others are compared with. Bold is in none of them, as text
has none; so the paper with bold headings (002) is not compared with its PDF.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from parsers.markers import read_marker
from tests.parsers.metamorphic.alike import plain
from tests.parsers.nothing_lost import assert_nothing_lost
from tests.parsers.whole import CORPUS, Reading, Row, read_bytes
from tests.tools import forms
from tests.tools.make_docx import unzipped
from tests.tools.make_ofd import set_ofd
from tests.tools.scanning import pages_of, scanned

NAMES = ("000", "002", "003", "004-02", "004-07", "004-09", "004-13", "004-20")
FORMS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda name: forms.as_text(forms.paper(name)),
    "md": lambda name: forms.as_markdown(forms.paper(name)),
    "html": lambda name: forms.as_html(forms.paper(name)),
    "docx": lambda name: forms.as_docx(forms.paper(name)),
    "ofd": lambda name: forms.as_ofd(forms.paper(name)),
    "pdf": lambda name: (CORPUS / "pdf" / f"{name}.pdf").read_bytes(),
}
PAIRS = [(name, form) for name in NAMES for form in FORMS if form != "txt" and (name, form) != ("002", "pdf")]
TABLE_FORMS: dict[str, Callable[[str, forms.Rows], bytes]] = {
    "txt": forms.table_as_text,
    "md": forms.table_as_markdown,
    "html": forms.table_as_html,
    "docx": forms.table_as_docx,
    "ofd": lambda title, rows: set_ofd(None),
    "pdf": lambda title, rows: (CORPUS / "pdf" / "table.pdf").read_bytes(),
}


@cache
def reading(name: str, form: str) -> Reading:
    return read_bytes(FORMS[form](name), f"{name}.{form}")


def section(row: Row) -> tuple[object, ...]:
    words = (plain(row[column]) for column in ("marker", "heading", "text"))
    return row["kind"], row["ordinal"], row["depth"], row["path"], *words


def figures(reading: Reading) -> list[tuple[object, ...]]:
    paths = {row["section_id"]: row["path"] for row in reading["sections"]}
    return [
        (row["table"], plain(row["quote"]), *bounds(row), row["comparator"], paths[row["section_id"]])
        for row in reading.facts
    ]


def bounds(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("amount_min", "amount_max", "value_min", "value_max") if name in row)


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_the_same_sections(name: str, form: str) -> None:
    assert list(map(section, reading(name, form)["sections"])) == list(map(section, reading(name, "txt")["sections"]))


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_the_same_figures(name: str, form: str) -> None:
    assert figures(reading(name, form)) == figures(reading(name, "txt"))


@pytest.mark.slow
@pytest.mark.long
def test_a_scan_has_the_same_sections_and_figures() -> None:
    """The first two pages, at 200 dpi, askew and worn: all but the last section, which the second page cuts."""
    scan = read_bytes(scanned(pages_of(FORMS["pdf"]("004-07"), range(2)), seed=11), "scan.pdf")
    found, wanted = (list(map(section, reading["sections"])) for reading in (scan, reading("004-07", "txt")))
    whole = len(found) - 1
    assert whole >= 12
    assert found[:whole] == wanted[:whole]
    paths = {row["path"] for row in scan["sections"][:whole]}
    seen, printed = ([fact for fact in figures(one) if fact[-1] in paths] for one in (scan, reading("004-07", "txt")))
    assert len(printed) >= 9
    assert seen == printed
    assert {row["certainty"] for row in scan.facts} == {"ocr"}


@pytest.mark.parametrize("name", NAMES)
def test_papers_have_something_to_compare(name: str) -> None:
    found = reading(name, "txt")
    assert len([row for row in found["sections"] if row["marker"]]) >= 9
    assert len(figures(found)) >= 3


@pytest.mark.parametrize(("name", "form"), PAIRS)
def test_nothing_is_lost(name: str, form: str) -> None:
    assert_nothing_lost(reading(name, form))


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_automatic(name: str) -> None:
    """No numbered paragraph of the Word document holds its number."""
    markup = unzipped(FORMS["docx"](name))["word/document.xml"].decode()
    numbered = [item for item in markup.split("<w:p>") if "<w:numPr>" in item]
    assert len(numbered) >= 9
    for item in numbered:
        words = item.partition('<w:t xml:space="preserve">')[2].partition("</w:t>")[0]
        assert words
        assert read_marker(words) is None


@pytest.mark.parametrize("form", [form for form in TABLE_FORMS if form != "txt"])
def test_the_same_table(form: str) -> None:
    rows = [line.split("\t") for line in (CORPUS / "pdf" / "table.tsv").read_text("utf-8").splitlines()]
    cells = [
        [(row["row"], row["column"], plain(row["text"]), plain(row["row_header"]), plain(row["column_header"]))
         for row in read_bytes(TABLE_FORMS[one]("重点任务分工方案", rows), f"a.{one}")["table_cells"]]
        for one in ("txt", form)
    ]  # fmt: skip
    assert cells[0] == cells[1]
    assert len(cells[0]) >= len(rows) * 2
