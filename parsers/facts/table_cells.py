"""Cells of tables, with the headers of their row and column; figures of indicator tables go to `targets`."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.facts.cut_rows import Cell
from parsers.facts.grids import Grid, grids
from parsers.facts.indicators import add_indicators
from parsers.facts.view import FactRows, PolicyView


def read_tables(view: PolicyView, rows: FactRows) -> None:
    """Add the rows of `table_cells`, and of `targets` for indicator tables."""
    for grid in grids(view):
        first = grid.rows[0][0]
        table_id = rows.identify("table", first.start, grid.caption, *(cell.text for cell in grid.rows[0]))
        named = list(_named(grid))
        for number, row_header, row in named:
            for cell in row:
                rows.add(
                    "table_cells",
                    cell.start,
                    cell.end,
                    *(table_id, number, cell.column, cell.text),
                    table_id=table_id,
                    caption=grid.caption,
                    row=number,
                    column=cell.column + 1,
                    row_header=row_header,
                    column_header=grid.column_header(cell.column) if number > grid.headings else None,
                    text=cell.text,
                )
        add_indicators(view, rows, grid, table_id, named[grid.headings :])


def _named(grid: Grid) -> Iterator[tuple[int, str | None, tuple[Cell, ...]]]:
    """Yield each row with its number and the words that name it; a cell merged over rows names them all."""
    names = grid.names()
    last: dict[int, str] = {}
    for number, row in enumerate(grid.rows, 1):
        if number <= grid.headings:
            yield number, None, row
            continue
        here = {cell.column: cell.text for cell in row if cell.column in names}
        for column in names:
            if column in here:
                last = {key: text for key, text in last.items() if key < column} | {column: here[column]}
        yield number, "/".join(last[column] for column in names if column in last) or None, row
