"""What a published table is: columns, types, meaning in two languages, and the checks that must hold.

Everything else derives from a TableSpec: the Arrow schema with its field metadata, the checks at commit, the Great
Expectations suite, and the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

ID_PATTERN = r"[0-9a-f]{20}"


class ColumnType(StrEnum):
    """The types a published column may have; all of them open in every BI tool."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"  # decimal(28, 6), whole currency units
    NUMBER = "number"  # decimal(28, 12): rates as fractions of one, counts as they are
    DATE = "date"
    TIMESTAMP = "timestamp"  # UTC, microseconds
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, its meaning in English and Chinese, and what its values must satisfy.

    `pattern` must match the whole value. `minimum` and `maximum` are inclusive. `references` names
    "table.column" where every value that is not null must be found.
    """

    name: str
    type: ColumnType
    en: str
    zh: str
    nullable: bool = True
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    references: str | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A published table. `key` is unique and not null; rows are published in the order of `sort`.

    `ordered` lists pairs of columns (low, high) with low <= high in every row where both are present.
    `scope` is "source" for tables whose rows belong to one source, "run" for records of runs.
    """

    name: str
    en: str
    zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sort: tuple[str, ...]
    ordered: tuple[tuple[str, str], ...] = ()
    scope: Literal["source", "run"] = "source"
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)  # of the columns, in order
    _index: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {column.name: column for column in self.columns}
        if len(index) != len(self.columns):
            raise ValueError(f"table {self.name}: a column name occurs twice")
        unknown = {*self.key, *self.sort, *(name for pair in self.ordered for name in pair)} - index.keys()
        if unknown:
            raise ValueError(f"table {self.name}: key, sort or ordered name unknown columns {sorted(unknown)}")
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "names", tuple(index))

    def __getitem__(self, name: str) -> Column:
        return self._index[name]


class CheckKind(StrEnum):
    """The checks a column or table can have; each is run natively and by Great Expectations with one meaning."""

    TYPE = "type"  # the column is there with its declared type
    NOT_NULL = "not_null"
    UNIQUE = "unique"  # the tuple of columns occurs once
    ALLOWED = "allowed"  # the value is in a closed list
    PATTERN = "pattern"  # the whole value matches
    RANGE = "range"
    ORDERED = "ordered"  # first column <= second column
    REFERENCE = "reference"  # the value is found in another table's column
    # Of all rows of a source together; see warehouse.grounding.
    INSIDE = "inside"  # the span lies in the source text
    QUOTED = "quoted"  # the words are the source's own at the span
    TILED = "tiled"  # each character is in one section or discarded
    STEADY = "steady"  # the table did not lose more rows than allowed since the generation before


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one table. Absent values pass every check but NOT_NULL."""

    table: str
    kind: CheckKind
    columns: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    references: str | None = None

    @property
    def name(self) -> str:
        """Return a short name such as `money.not_null(quantity_id)`."""
        return f"{self.table}.{self.kind.value}({', '.join(self.columns)})"


def column_checks(table: str, column: Column) -> list[Check]:
    """Return the checks that one column's declaration implies."""
    checks = [Check(table, CheckKind.TYPE, (column.name,))]
    if not column.nullable:
        checks.append(Check(table, CheckKind.NOT_NULL, (column.name,)))
    if column.allowed:
        checks.append(Check(table, CheckKind.ALLOWED, (column.name,), allowed=column.allowed))
    if column.pattern is not None:
        checks.append(Check(table, CheckKind.PATTERN, (column.name,), pattern=column.pattern))
    if column.minimum is not None or column.maximum is not None:
        checks.append(Check(table, CheckKind.RANGE, (column.name,), minimum=column.minimum, maximum=column.maximum))
    if column.references is not None:
        checks.append(Check(table, CheckKind.REFERENCE, (column.name,), references=column.references))
    return checks


def checks_of(spec: TableSpec) -> tuple[Check, ...]:
    """Return every check of a table, columns first, then the key and the ordered pairs."""
    checks = [check for column in spec.columns for check in column_checks(spec.name, column)]
    checks.append(Check(spec.name, CheckKind.UNIQUE, spec.key))
    checks += [Check(spec.name, CheckKind.ORDERED, pair) for pair in spec.ordered]
    return tuple(checks)
