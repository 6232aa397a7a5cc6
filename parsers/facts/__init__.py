"""What a policy says beyond its numbers: promises, aims, duties, citations, tables, contacts.

Each module reads one kind of fact from a PolicyView and adds its rows. A new fact is a module here, a table in
schemas/tables, and a line in READERS.
"""

from __future__ import annotations

from collections.abc import Callable

from parsers.facts.citations import read_citations
from parsers.facts.contacts import read_contacts
from parsers.facts.duties import read_responsibilities
from parsers.facts.incentives import read_incentives
from parsers.facts.table_cells import read_tables
from parsers.facts.targets import read_targets
from parsers.facts.view import FactRows, PolicyView

READERS: tuple[Callable[[PolicyView, FactRows], None], ...] = (
    read_citations,
    read_targets,
    read_tables,
    read_responsibilities,
    read_incentives,
    read_contacts,
)
