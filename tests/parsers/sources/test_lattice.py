"""Lines that rule tables: the cells are those that pdfplumber finds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import TableFinder

from parsers.sources.lattice import Rows, Ruling, tables_of


def of_pdfplumber(across: list[Ruling], down: list[Ruling]) -> list[Rows]:
    edges = [
        *({"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "orientation": "h"} for y, x0, x1 in across),
        *({"x0": x, "x1": x, "top": y0, "bottom": y1, "height": y1 - y0, "orientation": "v"} for x, y0, y1 in down),
    ]
    finder = TableFinder(cast(Any, SimpleNamespace(edges=edges)))
    return sorted(tuple(tuple(row.cells) for row in table.rows) for table in finder.tables)


@st.composite
def rulings(draw: st.DrawFn) -> list[Ruling]:
    """Make lines at every tenth point, some of them broken, drawn twice or a little off, and dirt."""
    found: list[Ruling] = []
    for place in draw(st.lists(st.integers(0, 7), min_size=2, max_size=8, unique=True)):
        ends = sorted(draw(st.lists(st.integers(-2, 74), min_size=2, max_size=6, unique=True)))
        found += [(10 * place, start, stop) for start, stop in zip(ends[::2], ends[1::2], strict=False)]
        if draw(st.booleans()):
            found.append((10 * place, 0, 70))
        if len(found) and draw(st.integers(0, 3)) == 0:
            found = [*(each for each in found if each[0] != 10 * place), (10 * place, 0, 50), (10 * place + 2, 20, 70)]
    return [(float(place), float(start), float(stop)) for place, start, stop in found]


@given(rulings(), rulings())
@settings(max_examples=50, deadline=None)
def test_cells_are_those_of_pdfplumber(across: list[Ruling], down: list[Ruling]) -> None:
    assert sorted(tables_of(across, down)) == of_pdfplumber(across, down)


CASES: dict[str, tuple[list[Ruling], list[Ruling], list[Rows]]] = {
    "nothing": ([], [], []),
    "lines that do not meet": ([(0, 0, 90), (40, 0, 90)], [(200, 0, 40), (300, 0, 40)], []),
    "one cell is no table": ([(0, 0, 90), (40, 0, 90)], [(0, 0, 40), (90, 0, 40)], []),
    "cell over two columns": (
        [(0, 0, 90), (20, 0, 90), (40, 0, 90)],
        [(0, 0, 40), (50, 20, 40), (90, 0, 40)],
        [(((0, 0, 90, 20), None), ((0, 20, 50, 40), (50, 20, 90, 40)))],
    ),
    "lines drawn twice and in pieces": (
        [(0, 0, 45), (0, 47, 90), (1, 0, 90), (40, 0, 90)],
        [(0, 0, 40), (50, 0, 40), (90, 0, 40)],
        [(((0, 1 / 3, 50, 40), (50, 1 / 3, 90, 40)),)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_lines_make_cells(name: str) -> None:
    across, down, expected = CASES[name]
    assert tables_of(across, down) == expected
