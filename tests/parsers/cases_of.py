"""Reads the one-line-a-case files of tests/parsers/cases."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "cases"


def cases(name: str, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of cases/NAME.tsv, each with so many columns."""
    rows = [tuple(line.split("\t")) for line in (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines() if line]
    assert rows
    assert all(len(row) == columns for row in rows), [row for row in rows if len(row) != columns]
    return rows
