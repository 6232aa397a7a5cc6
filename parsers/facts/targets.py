"""Aims and stated figures of running text: what, how much, by when, aimed at or observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from parsers.facts.passages import Clause, Sentence, sentences
from parsers.facts.target_choice import Chooser, can_do
from parsers.facts.target_figures import Figure, set_metrics
from parsers.facts.target_lists import deal_out
from parsers.facts.target_metrics import baseline_start, tail_of
from parsers.facts.target_sizes import Surroundings
from parsers.facts.target_years import UNDATED, Calendar, Dated, heads
from parsers.facts.view import FactRows, PolicyView
from parsers.facts.word_patterns import any_word
from parsers.lexicon import words
from schemas.records import Quantity
from schemas.vocabulary import Certainty, Comparator, QuantityKind, Role, SectionKind, TargetStatus

_SKIPPED = frozenset(
    (SectionKind.TITLE, SectionKind.RECIPIENTS, SectionKind.SIGNATURE, SectionKind.LETTERHEAD, SectionKind.IMPRINT)
)
_LARGEST = Decimal(10) ** 16  # what decimal(28, 12) can hold
_FLOORS = (Comparator.GE, Comparator.GT)
_SHARE = re.compile("占[^，、]*$")
_EACH = re.compile(r"年度?\s*分别")
_CODE = re.compile("“[0-9+＋]+”")  # 实现3个“1050”
_SHORT_HEADING = 16
_DUE = re.compile("(?:力争)?(?:到|至)?20[0-9]{2}年(?:底|末)?(?:前|，|,)")
_YEARLY = re.compile("每年")
_UNITS = {
    QuantityKind.PERCENT: "%",
    QuantityKind.PERMILLE: "‰",
    QuantityKind.POINT: "百分点",
    QuantityKind.FRACTION: None,
    QuantityKind.MULTIPLE: "倍",  # 翻一番 is 2
}


def read_targets(view: PolicyView, rows: FactRows) -> None:
    """Add the rows of `targets` that stand in running text."""
    _Reader(view, rows).read()


class _Reader:
    def __init__(self, view: PolicyView, rows: FactRows) -> None:
        self._view = view
        self._rows = rows
        self._chooser = Chooser(view)
        self._calendar = Calendar(view)
        self._headings: dict[int, tuple[bool, bool]] = {}
        self._begun: tuple[int, int | None] | None = None  # section and year of the last change that says its start
        first, last = view.span.first_block, view.span.last_block
        self._tables = [(block.start, block.end) for block in view.clean.blocks[first:last] if block.table_row]

    def read(self) -> None:
        for index, section in enumerate(self._view.sections):
            if section.kind in _SKIPPED or not self._view.quantities_in(section.start, section.end):
                continue
            for sentence in sentences(self._view, index):
                if sentence.quantities:
                    self._read_sentence(sentence)

    def _read_sentence(self, sentence: Sentence) -> None:
        figures = list(self._figures(sentence))
        set_metrics(self._view.clean.text, sentence, figures)
        deal_out(self._view.clean.text, figures)
        taken = (0, 0)
        for figure in filter(self._is_named, figures):
            taken = self._add(sentence, figure, taken)

    def _figures(self, sentence: Sentence) -> Iterator[Figure]:
        text = self._view.text(sentence.start, sentence.end)
        goals, told = self._headed(sentence.section)
        says_aims = goals or _DUE.match(text) is not None
        for quantity in sentence.quantities:
            if quantity.maximum >= _LARGEST or self._in_table(quantity):
                continue
            place = sentence.clause_at(quantity.start)
            clause = sentence.clauses[place]
            start, end = quantity.start - clause.start, quantity.end - clause.start
            around = Surroundings(
                clause.text[:start].rstrip(),
                clause.text[start:end],
                clause.text[end:],
                clause.text,
                text[: quantity.start - sentence.start],
                text,
                self._is_condition(clause),
                told,
                says_aims,
            )
            if self._chooser.is_aim(quantity, around):
                yield Figure(quantity, clause, tail_of(self._view.clean.text, quantity, clause.end))

    def _headed(self, index: int) -> tuple[bool, bool]:
        """Return whether a section's headings, once read, are of goals, and whether of what is."""
        if index not in self._headings:
            goals = heads(self._view.sections, index, "time.goal_headings", _SHORT_HEADING)
            self._headings[index] = (goals, not goals and heads(self._view.sections, index, "time.actual_headings"))
        return self._headings[index]

    def _is_named(self, figure: Figure) -> bool:
        """A number of nothing named, of the size of a place or list is no aim; in a report most figures count."""
        if figure.metric is None:
            return self._calendar.is_report
        if _CODE.fullmatch(figure.metric.text):
            return False
        if figure.metric.behind and figure.metric.text.endswith(words("targets", "refused.lists")):
            return figure.quantity.unit not in words("targets", "aim.han_units")
        announced = figure.metric.behind and figure.metric.text.endswith(words("targets", "refused.announced"))
        unnamed = announced or figure.metric.text in words("targets", "refused.metric_names")
        return self._calendar.is_report or not unnamed

    def _in_table(self, quantity: Quantity) -> bool:
        return any(start <= quantity.start < end for start, end in self._tables)

    def _is_condition(self, clause: Clause) -> bool:
        return clause.text.endswith("的") and self._view.clean.text[clause.end : clause.end + 1] in ("，", ",")

    def _add(self, sentence: Sentence, figure: Figure, taken: tuple[int, int]) -> tuple[int, int]:
        """Add the row of a figure; return the span whose year words hold for it and not for the next."""
        quantity, clause = figure.quantity, figure.clause
        left = self._view.text(clause.start, quantity.start)
        dated = self._dated(sentence, figure, left, taken)
        status = self._status(sentence, figure, dated, taken[1])
        if not self._is_said(sentence, figure, dated, status):
            return taken
        year = self._begun_in(sentence.section, dated) if figure.baseline else dated.year
        carried = (year is not None and not dated.beside) or not figure.own_metric
        source = dated.section if dated.section is not None and not dated.beside else sentence.section
        self._rows.add(
            "targets",
            quantity.start,
            quantity.end,
            *(figure.metric.text if figure.metric else "", self._view.text(quantity.start, quantity.end), year),
            quantity_id=self._rows.quantity_id(quantity),
            metric=figure.metric.text if figure.metric else None,
            value_min=quantity.minimum,
            value_max=quantity.maximum,
            unit=_UNITS.get(quantity.kind, quantity.unit or None),
            comparator=quantity.comparator.value,
            year=year,
            per="每年" if _YEARLY.search(left) else quantity.per,
            status=status.value,
            certainty=(Certainty.CARRIED if carried else quantity.certainty).value,
            carried_from=self._rows.section_id(source) if carried else None,
            quote=self._view.text(quantity.start, quantity.end),
            sentence=self._rows.sentence(quantity.start, quantity.end),
        )
        self._rows.set_role(quantity, Role(status.value))
        if not figure.baseline:
            return taken
        return (taken[0] if taken[1] else clause.start + baseline_start(left), quantity.end)

    def _begun_in(self, section: int, dated: Dated) -> int | None:
        """Return the year in which a change began: its own, that of its period, or that of a like change before it."""
        if dated.beside:
            self._begun = (section, dated.year)
            return dated.year
        like = self._begun is not None and self._begun[0] == section
        return self._begun[1] if dated.since is None and self._begun and like else dated.since

    def _is_said(self, sentence: Sentence, figure: Figure, dated: Dated, status: TargetStatus) -> bool:
        """Return whether the words say that a figure is one: a verb of aims, a year, a floor, a heading about goals."""
        if (
            dated.year is None
            and not self._calendar.is_report
            and can_do(figure.clause.text, figure.clause.start, figure.quantity)
        ):
            return False
        before = self._view.text(sentence.start, figure.quantity.start)
        return (
            self._calendar.is_report
            or dated.year is not None
            or status is TargetStatus.ACTUAL
            or (figure.quantity.kind is QuantityKind.PERCENT and figure.quantity.comparator in _FLOORS)
            or any_word("targets", "aim.verbs").search(before) is not None
            or heads(self._view.sections, sentence.section, "time.goal_headings")
        )

    def _dated(self, sentence: Sentence, figure: Figure, left: str, taken: tuple[int, int]) -> Dated:
        if any_word("targets", "time.without_year").search(left):
            return UNDATED
        span = (figure.clause.start, figure.clause.end)
        dated = self._calendar.at(sentence.section, span, sentence.start, figure.quantity.start, taken)
        if (
            len(dated.several) == figure.peers
        ):  # 到2022年和2030年分别达到22%和30%; a list of another length, by its last
            return replace(dated, year=dated.several[figure.rank])
        listed = dated.beside and dated.since is not None and _EACH.search(left)
        return UNDATED if listed else dated  # 2018—2021年分别设立9家、24家、63家、79家

    def _status(self, sentence: Sentence, figure: Figure, dated: Dated, start: int) -> TargetStatus:
        """Return whether a figure is an aim: by its year where there is one, else by the words around it.

        Those up to `start` speak of the figure before, from which a change began: 由目前的25%提高到40%.
        """
        if figure.baseline:
            return TargetStatus.ACTUAL
        if figure.of is not None:
            return TargetStatus.TARGET
        current = self._calendar.current
        if dated.year is not None and current is not None and dated.year != current:
            return TargetStatus.ACTUAL if dated.year < current else TargetStatus.TARGET
        beside = self._view.text(figure.clause.start, figure.quantity.start)
        if self._calendar.is_account:
            planned = any_word("targets", "time.forecast").search(beside) and not _SHARE.search(beside)
            return TargetStatus.TARGET if planned else TargetStatus.ACTUAL
        if dated.deadline or (dated.year is not None and self._calendar.is_report):
            return TargetStatus.TARGET
        before = self._view.text(max(sentence.start, start), figure.quantity.start)
        return TargetStatus.ACTUAL if self._is_of_today(sentence, figure, before, beside) else TargetStatus.TARGET

    def _is_of_today(self, sentence: Sentence, figure: Figure, before: str, beside: str) -> bool:
        stock = figure.metric is not None and figure.metric.text.startswith(words("targets", "time.stock"))
        sections = self._view.sections
        since_ahead = any_word("targets", "time.ahead", "time.ahead_not_before").split(before)[-1]
        return (
            stock
            or any_word("targets", "time.actual").search(since_ahead) is not None
            or any_word("targets", "time.actual_clause", "time.now_not_before").search(beside) is not None
            or (
                heads(sections, sentence.section, "time.actual_headings")
                and not heads(sections, sentence.section, "time.goal_headings", _SHORT_HEADING)
            )
        )
