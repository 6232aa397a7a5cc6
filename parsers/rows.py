"""Records → rows: clean offsets are mapped back to the source once, here, and every row gets its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from parsers.facts import READERS
from parsers.facts.roles import role_of, stronger
from parsers.facts.view import PolicyView
from parsers.sentences import Sentences
from parsers.sketch import sketch
from schemas.ids import IdCounter, digest
from schemas.issues import SEVERITY_OF, Issue
from schemas.records import CleanText, Metadata, Quantity, Section, SourceText
from schemas.tables import TABLES
from schemas.vocabulary import PERCENTAGE_KINDS, Certainty, QuantityKind, Role

_HUNDREDTH = Decimal("0.01")
_RECOGNISED, _EXPLICIT = Certainty.OCR.value, Certainty.EXPLICIT.value

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one source, table by table, in reading order."""

    source: SourceText
    clean: CleanText
    source_id: str
    source_uri: str
    rows: Rows = field(default_factory=dict)
    _doc_ids: IdCounter = field(init=False)
    _issue_ids: IdCounter = field(init=False)

    def __post_init__(self) -> None:
        self._doc_ids = IdCounter("document", self.source_id)
        self._issue_ids = IdCounter("issue", self.source_id)

    def add(self, table: str, **values: Any) -> None:
        """Add one row; a column that is not given is null."""
        self.add_row(table, values)

    def add_row(self, table: str, values: Mapping[str, Any]) -> None:
        """Add one row from its columns by name; a column that is not given is null."""
        self.rows.setdefault(table, []).append(tuple(map(values.get, TABLES[table].names)))

    def add_source_text(self) -> None:
        """Add the rows of `texts` and `lines`."""
        self.add("texts", source_id=self.source_id, text=self.source.text)
        number, page = 0, 0
        for line in self.source.lines:
            number, page = (number + 1, page) if line.page == page else (1, line.page)
            edges = {name: getattr(line, name) * _HUNDREDTH for name in ("x0", "top", "x1", "bottom")}
            self.add(
                "lines",
                source_id=self.source_id,
                page=line.page,
                line=number,
                source_start=line.start,
                source_end=line.end,
                **edges,
            )

    def add_policy(self, position: int, policy: PolicyView, issues: Sequence[Issue]) -> str:
        """Add a policy's rows to all its tables; return its doc_id."""
        meta = policy.metadata
        doc_id = self._doc_ids.next(meta.doc_number or meta.title)
        self._add_document(position, policy, doc_id)
        for place, issuer in enumerate(meta.issuers, 1):
            self.add("document_issuers", doc_id=doc_id, source_id=self.source_id, position=place, issuer=issuer)
        section_ids = self._add_sections(policy.sections, doc_id)
        facts = PolicyRows(self, policy, doc_id, section_ids)
        facts.name_quantities()
        for read in READERS:
            read(policy, facts)
        facts.add_quantities()
        for issue in (*meta.issues, *issues):
            self.add_issue(issue, doc_id)
        return doc_id

    def _add_document(self, position: int, policy: PolicyView, doc_id: str) -> None:
        meta, span = policy.metadata, policy.span
        values = {name: getattr(meta, name) for name in Metadata.__slots__ if name not in ("issuers", "issues")}
        self.add(
            "documents",
            doc_id=doc_id,
            source_id=self.source_id,
            source_uri=self.source_uri,
            position=position,
            source_start=span.source_start,
            source_end=span.source_end,
            page_start=self.source.page_of(span.source_start),
            page_end=self.source.page_of(max(span.source_start, span.source_end - 1)),
            issuers="、".join(meta.issuers) or None,
            text_sketch=sketch(policy.text(policy.sections[0].start, policy.sections[-1].end))
            if policy.sections
            else None,
            **values,
        )

    def _add_sections(self, sections: Sequence[Section], doc_id: str) -> list[str]:
        ids: list[str] = []
        counter = IdCounter("section", doc_id)
        for position, section in enumerate(sections, 1):
            parent = ids[section.parent] if section.parent is not None else None
            text = self.clean.text[section.start : section.end]
            own_name = section.heading or digest(
                text[:80]
            )  # its first words tell an unnamed section from its neighbours
            ids.append(counter.next(parent or "", section.kind, own_name))
            start, end = self.clean.to_source(section.start, section.end)
            self.add(
                "sections",
                section_id=ids[-1],
                doc_id=doc_id,
                source_id=self.source_id,
                parent_id=parent,
                position=position,
                depth=section.depth,
                path=section.path,
                kind=section.kind,
                marker=section.marker,
                ordinal=section.ordinal,
                heading=section.heading,
                text=text,
                page=self.source.page_of(start),
                source_start=start,
                source_end=end,
            )
        return ids

    def add_issue(self, issue: Issue, doc_id: str | None) -> None:
        """Add an issue; one at an empty span is widened to the character it stands at."""
        start, end = issue.start, max(issue.end, issue.start + 1)
        if not issue.in_source:
            start, end = self.clean.to_source(start, end)
        start, end = (min(place, len(self.source.text)) for place in (start, end))  # an empty page at the end
        self.add(
            "issues",
            issue_id=self._issue_ids.next(doc_id or "", issue.code.value, issue.detail),
            source_id=self.source_id,
            doc_id=doc_id,
            code=issue.code.value,
            severity=SEVERITY_OF[issue.code].value,
            detail=issue.detail,
            page=self.source.page_of(start),
            source_start=start,
            source_end=end,
        )

    def add_discarded(self, start: int, end: int, reason: str, doc_id: str | None) -> None:
        """Add a discarded piece of the source text."""
        self.add(
            "discarded",
            source_id=self.source_id,
            doc_id=doc_id,
            reason=reason,
            text=self.source.text[start:end],
            page=self.source.page_of(start),
            source_start=start,
            source_end=end,
        )


class PolicyRows:
    """Makes the rows of one policy's facts; see parsers.facts.view.FactRows."""

    def __init__(self, maker: RowMaker, policy: PolicyView, doc_id: str, section_ids: Sequence[str]) -> None:
        self._maker = maker
        self._policy = policy
        self._doc_id = doc_id
        self._section_ids = section_ids
        self._sentences = Sentences(maker.clean.text, policy.sections)
        self._counters: dict[str, IdCounter] = {}
        self._quantity_ids: dict[tuple[int, int, QuantityKind], str] = {}
        self._roles: dict[int, Role] = {}  # by the quantity, which the policy holds

    def add(self, table: str, start: int, end: int, *identity: object, **values: Any) -> str:
        """Add a row grounded in a half-open clean span; return its id."""
        maker, source = self._maker, self._maker.source
        id_column = TABLES[table].key[0]
        section_id = self._section_ids[self._policy.section_at(start)]
        # The tables of quantities share one name space: a quantity_id is found in one of them.
        row_id: str = values.get(id_column) or self._identify(id_column.removesuffix("_id"), section_id, *identity)
        source_start, source_end = maker.clean.to_source(start, end)
        if source.is_recognised(source_start, source_end):
            values["certainty"] = _RECOGNISED
        else:
            values.setdefault("certainty", _EXPLICIT)
        values |= {
            id_column: row_id,
            "doc_id": self._doc_id,
            "source_id": maker.source_id,
            "section_id": section_id,
            "page": source.page_of(source_start),
            "source_start": source_start,
            "source_end": source_end,
        }
        maker.add_row(table, values)
        return row_id

    def section_id(self, index: int) -> str:
        """Return the id of a section of the policy."""
        return self._section_ids[index]

    def identify(self, kind: str, start: int, *identity: object) -> str:
        """Return an id for what several rows share, from its section and its own content."""
        return self._identify(kind, self.section_id(self._policy.section_at(start)), *identity)

    def _identify(self, kind: str, section_id: str, *identity: object) -> str:
        counter = self._counters.get(kind)
        if counter is None:
            counter = self._counters[kind] = IdCounter(kind, self._doc_id)
        return counter.next(section_id, *identity)

    def name_quantities(self) -> None:
        """Give every quantity its id; its row follows once the readers of facts have said what it is for."""
        for quantity in self._policy.quantities:
            start, end, kind = quantity.start, quantity.end, quantity.kind
            quote, sentence = self._maker.clean.text[start:end], self.sentence(start, end)
            identity = (sentence, kind, quote, quantity.comparator)
            self._quantity_ids[start, end, kind] = self.identify("quantity", start, *identity)

    def add_quantities(self) -> None:
        """Add the rows of `money`, `percentages` and `counts`."""
        text = self._maker.clean.text
        for quantity in self._policy.quantities:
            start, end = quantity.start, quantity.end
            self.add(
                _table_of(quantity.kind),
                start,
                end,
                quantity_id=self.quantity_id(quantity),
                quote=text[start:end],
                sentence=self.sentence(start, end),
                comparator=quantity.comparator,
                role=self._role(quantity),
                certainty=quantity.certainty,
                **_values(quantity),
            )

    def set_role(self, quantity: Quantity, role: Role) -> None:
        """Say what a quantity is for; a promise holds before an aim."""
        self._roles[id(quantity)] = stronger(self._roles.get(id(quantity)), role)

    def _role(self, quantity: Quantity) -> Role:
        return self._roles.get(id(quantity)) or role_of(
            self._maker.clean.text, quantity, self._headings(quantity.start)
        )

    def _headings(self, offset: int) -> tuple[str, ...]:
        index = self._policy.section_at(offset)
        return tuple(self._policy.sections[place].heading or "" for place in (index, *self._policy.above(index)))

    def quantity_id(self, quantity: Quantity) -> str:
        """Return the id of a quantity's row."""
        return self._quantity_ids[quantity.start, quantity.end, quantity.kind]

    def sentence(self, start: int, end: int) -> str:
        """Return the sentence around a clean span."""
        return self._sentences.around(start, end)

    def issue(self, issue: Issue) -> None:
        """Note something about the policy."""
        self._maker.add_issue(issue, self._doc_id)


def _table_of(kind: QuantityKind) -> str:
    if kind is QuantityKind.MONEY:
        return "money"
    return "percentages" if kind.value in PERCENTAGE_KINDS else "counts"


def _values(quantity: Quantity) -> dict[str, Any]:
    """Return the columns that differ from table to table."""
    if quantity.kind is QuantityKind.MONEY:
        return {
            "amount_min": quantity.minimum,
            "amount_max": quantity.maximum,
            "currency": quantity.unit,
            "per": quantity.per,
        }
    values: dict[str, Any] = {"value_min": quantity.minimum, "value_max": quantity.maximum}
    if quantity.kind is QuantityKind.COUNT:
        return values | {"unit": quantity.unit or None, "noun": quantity.noun}
    return values | {
        "kind": quantity.kind.value,
        "numerator": quantity.numerator,
        "denominator": quantity.denominator,
        "base": quantity.base,
    }
