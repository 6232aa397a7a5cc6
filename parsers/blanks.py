"""White space within a line."""

from __future__ import annotations

# Spaces of any width and tabs, but no end of a line or page. Said by what it is not, the class is compiled at once: one
# that names a wide space beside the narrow ones takes a hundred times as long, and patterns of dates have dozens.
BLANK = r"[^\S\n-\r]"
BLANKS = f"{BLANK}*"
