"""Text that a spreadsheet would run as a formula when it opens a CSV file (OWASP, CSV Injection), and the guard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# The full-width signs begin a formula too where a spreadsheet speaks an East Asian language.
_FORMULA = r"^[=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"
_FORMULA_HERE = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_NUMBER = r"^[+-]?[0-9][0-9,]*([.][0-9]+)?%?$"
_NUMBER_HERE = re.compile("[+-]?[0-9][0-9,]*([.][0-9]+)?%?")


def guarded(value: Any) -> Any:
    """Return a cell as a spreadsheet may open it: text that would be a formula behind an apostrophe, all else as it is.

    Text that is a plain number, signed or not, stays one.
    """
    if isinstance(value, str) and _FORMULA_HERE.match(value) and not _NUMBER_HERE.fullmatch(value):
        return f"'{value}"
    return value


def guard_column(column: pa.Array[Any]) -> pa.Array[Any]:
    """Return a column with every cell `guarded`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        return column
    asked = pc.and_not(pc.match_substring_regex(column, _FORMULA), pc.match_substring_regex(column, _NUMBER))
    found: pa.Array[Any] = pc.if_else(asked, pc.replace_substring_regex(column, r"\A", "'", max_replacements=1), column)
    return found
