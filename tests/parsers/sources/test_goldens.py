"""The lines of pages that were read against their images; regenerate with --regenerate-goldens and read the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.sources import read

PDFS = Path(__file__).parents[2] / "corpus" / "pdf"
GOLDENS = Path(__file__).parent / "goldens"
PAGES = {
    "nda_2024_data_space": (1, 14, 15),
    "state_council_2017_40": (1, 10, 11),
    "state_council_2021_29_excerpt": (1, 2),
    "cac_2021_excerpt": (1, 2, 3, 4),
}


def layout(name: str, pages: tuple[int, ...]) -> str:
    """Return the lines of some pages: page, left, top, size, bold characters, and words with tabs as │."""
    source = read((PDFS / f"{name}.pdf").read_bytes(), name=f"{name}.pdf")
    rows = (
        (
            line.page,
            line.x0,
            line.top,
            line.size,
            line.bold_length,
            source.text[line.start : line.end].replace("\t", "│"),
        )
        for line in source.lines
        if line.page in pages
    )
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


@pytest.mark.parametrize("name", PAGES)
def test_lines_are_as_read_against_the_image(name: str, pytestconfig: pytest.Config) -> None:
    golden = GOLDENS / f"{name}.tsv"
    found = layout(name, PAGES[name])
    if pytestconfig.getoption("--regenerate-goldens"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, "utf-8")
        pytest.fail("goldens were written; read the diff and run again without --regenerate-goldens")
    assert found == golden.read_text("utf-8")
