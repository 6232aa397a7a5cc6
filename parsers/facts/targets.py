"""Aims and stated figures of running text: what, how much, by when, aimed at or observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from parsers.facts.passages import Clause, Sentence, sentences
from parsers.facts.target_choice import Chooser, Surroundings, can_do
from parsers.facts.target_heads import head_behind_comma, subject_of, with_head
from parsers.facts.target_metrics import Metric, baseline_start, is_baseline, metric_before, metric_behind, tail_of
from parsers.facts.target_years import UNDATED, Calendar, Dated, heads
from parsers.facts.view import FactRows, PolicyView
from parsers.lexicon import words
from parsers.quantities.patterns import alternation
from schemas.records import Quantity
from schemas.vocabulary import Certainty, Comparator, QuantityKind, Role, SectionKind, TargetStatus

_SKIPPED = frozenset(
    (SectionKind.TITLE, SectionKind.RECIPIENTS, SectionKind.SIGNATURE, SectionKind.LETTERHEAD, SectionKind.IMPRINT)
)
_LARGEST = Decimal(10) ** 16  # what decimal(28, 12) can hold
_JOINTS = ("、", "和", "及", "与", "并", "以")
_FLOORS = (Comparator.GE, Comparator.GT)
_YEARLY = re.compile("每年")
_UNITS = {
    QuantityKind.PERCENT: "%",
    QuantityKind.PERMILLE: "‰",
    QuantityKind.POINT: "百分点",
    QuantityKind.FRACTION: None,
}


@dataclass(slots=True)
class Figure:
    """A chosen quantity with its place: its clause, the words before and behind it."""

    quantity: Quantity
    clause: Clause
    tail: int
    metric: Metric | None = None
    own_metric: bool = True
    baseline: bool = False


def read_targets(view: PolicyView, rows: FactRows) -> None:
    """Add the rows of `targets` that stand in running text."""
    _Reader(view, rows).read()


class _Reader:
    def __init__(self, view: PolicyView, rows: FactRows) -> None:
        self._view = view
        self._rows = rows
        self._chooser = Chooser(view)
        self._calendar = Calendar(view)
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
        _set_metrics(self._view.clean.text, sentence, figures)
        taken = (0, 0)
        for figure in filter(self._is_named, figures):
            taken = self._add(sentence, figure, taken)

    def _figures(self, sentence: Sentence) -> Iterator[Figure]:
        text = self._view.text(sentence.start, sentence.end)
        for quantity in sentence.quantities:
            if quantity.maximum >= _LARGEST or self._in_table(quantity):
                continue
            place = sentence.clause_at(quantity.start)
            clause = sentence.clauses[place]
            around = Surroundings(text, sentence.start, clause.text, clause.start, self._is_condition(clause))
            if self._chooser.is_aim(quantity, around):
                yield Figure(quantity, clause, tail_of(self._view.clean.text, quantity, clause.end))

    def _is_named(self, figure: Figure) -> bool:
        """A number of nothing named, of the size of a place or list is no aim; in a report most figures count."""
        if figure.metric is None:
            return self._calendar.is_report
        if figure.metric.behind and figure.metric.text.endswith(words("targets", "refused.lists")):
            return figure.quantity.unit not in words("targets", "aim.han_units")
        return self._calendar.is_report or figure.metric.text not in words("targets", "refused.metric_names")

    def _in_table(self, quantity: Quantity) -> bool:
        return any(start <= quantity.start < end for start, end in self._tables)

    def _is_condition(self, clause: Clause) -> bool:
        return clause.text.endswith("的") and self._view.clean.text[clause.end : clause.end + 1] in ("，", ",")

    def _add(self, sentence: Sentence, figure: Figure, taken: tuple[int, int]) -> tuple[int, int]:
        """Add the row of a figure; return the span whose year words hold for it and not for the next."""
        quantity, clause = figure.quantity, figure.clause
        left = self._view.text(clause.start, quantity.start)
        dated = self._dated(sentence, figure, left, taken)
        status = self._status(sentence, figure, dated)
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
        return (
            self._calendar.is_report
            or dated.year is not None
            or status is TargetStatus.ACTUAL
            or (figure.quantity.kind is QuantityKind.PERCENT and figure.quantity.comparator in _FLOORS)
            or _any("aim.verbs").search(self._view.text(sentence.start, figure.quantity.start)) is not None
            or heads(self._view.sections, sentence.section, "time.goal_headings")
        )

    def _dated(self, sentence: Sentence, figure: Figure, left: str, taken: tuple[int, int]) -> Dated:
        if _any("time.without_year").search(left):
            return UNDATED
        span = (figure.clause.start, figure.clause.end)
        return self._calendar.at(sentence.section, span, sentence.start, figure.quantity.start, taken)

    def _status(self, sentence: Sentence, figure: Figure, dated: Dated) -> TargetStatus:
        """Return whether a figure is an aim: by its year where there is one, else by the words around it."""
        if figure.baseline:
            return TargetStatus.ACTUAL
        current = self._calendar.current
        if dated.year is not None and current is not None and dated.year != current:
            return TargetStatus.ACTUAL if dated.year < current else TargetStatus.TARGET
        beside = self._view.text(figure.clause.start, figure.quantity.start)
        if self._calendar.is_account:
            return TargetStatus.TARGET if _any("time.forecast").search(beside) else TargetStatus.ACTUAL
        if dated.deadline or (dated.year is not None and self._calendar.is_report):
            return TargetStatus.TARGET
        return TargetStatus.ACTUAL if self._is_of_today(sentence, figure, beside) else TargetStatus.TARGET

    def _is_of_today(self, sentence: Sentence, figure: Figure, beside: str) -> bool:
        stock = figure.metric is not None and figure.metric.text.startswith(words("targets", "time.stock"))
        before = self._view.text(sentence.start, figure.quantity.start)
        return (
            stock
            or _any("time.actual").search(before) is not None
            or _any("time.actual_clause").search(beside) is not None
            or heads(self._view.sections, sentence.section, "time.actual_headings")
        )


@cache
def _any(key: str) -> re.Pattern[str]:
    return re.compile(alternation(words("targets", key)))


def _set_metrics(text: str, sentence: Sentence, figures: list[Figure]) -> None:
    """Set the metric of every figure of a sentence, each from the words that the figure before it leaves."""
    previous: Figure | None = None
    for place, figure in enumerate(figures):
        following = figures[place + 1] if place + 1 < len(figures) else None
        same = previous if previous is not None and previous.clause is figure.clause else None
        start = _left_start(text, same, figure)
        left = text[start : figure.quantity.start]
        figure.baseline = is_baseline(left)
        figure.metric = _metric(text, figure, following, start, previous)
        if figure.metric is None and same is None:
            _take_subject(sentence, figure, previous)
        if previous is not None and previous.metric is not None:
            _borrow(figure, previous.metric, same=same is not None)
        _look_behind_comma(sentence, figure)
        previous = figure


def _take_subject(sentence: Sentence, figure: Figure, previous: Figure | None) -> None:
    """大数据产业规模快速增长，从4700亿元增长至1.3万亿元: the clause before names what grows."""
    place = sentence.clause_at(figure.quantity.start)
    if place == 0 or sentence.clauses[place - 1] is (previous.clause if previous else None):
        return
    subject = subject_of(sentence.clauses[place - 1].text)
    if subject is not None:
        figure.metric, figure.own_metric = Metric(subject, figure.clause.start, figure.clause.start), False


def _borrow(figure: Figure, previous: Metric, *, same: bool) -> None:
    """Give a figure the metric of the one before it where it has none, or the noun that it leaves out."""
    if figure.metric is None:
        figure.metric, figure.own_metric = previous, same
        return
    whole = with_head(figure.metric.text, previous.text)
    if whole is not None:
        figure.metric, figure.own_metric = replace(figure.metric, text=whole), False


def _look_behind_comma(sentence: Sentence, figure: Figure) -> None:
    if figure.metric is None or not figure.metric.behind:
        return
    later = sentence.clauses[sentence.clause_at(figure.quantity.start) + 1 :]
    head = head_behind_comma(figure.metric.text, (clause.text for clause in later if clause.part == figure.clause.part))
    if head is not None:
        figure.metric = replace(figure.metric, text=head)


def _left_start(text: str, previous: Figure | None, figure: Figure) -> int:
    """Words behind the number before belong to it where they are its noun and a joint follows."""
    if previous is None:
        return figure.clause.start
    metric = previous.metric
    if metric is None or not metric.behind:
        return previous.tail
    if text[metric.end : metric.end + 1] in _JOINTS:
        return metric.end
    joint = text.rfind("、", metric.end, figure.quantity.start)
    return joint if joint >= 0 else previous.tail


def _metric(text: str, figure: Figure, following: Figure | None, start: int, previous: Figure | None) -> Metric | None:
    """Return what a figure measures, from the words that the figure before it leaves up to the figure behind it."""
    inside = following is not None and following.clause is figure.clause
    stop = following.quantity.start if following is not None and inside else figure.clause.end
    name, place = metric_before(text[start : figure.quantity.start])
    if not figure.baseline and _looks_behind(text, figure, name, goes_on=previous is not None):
        noun, end = metric_behind(text[figure.tail : stop], followed=inside)
        if noun and _adjoins(previous, figure):
            noun = noun.split("的", 1)[0]
        if noun:
            return Metric(noun, figure.tail, figure.tail + end, behind=True)
    return Metric(name, start + place, start + place + len(name)) if name else None


def _adjoins(previous: Figure | None, figure: Figure) -> bool:
    """24个维度206个指标的画像: counts side by side are both attributes of what follows."""
    metric = previous.metric if previous is not None else None
    return metric is not None and metric.behind and metric.end == figure.quantity.start


def _looks_behind(text: str, figure: Figure, name: str, *, goes_on: bool) -> bool:
    """Return whether what is measured may stand behind its number: 50家企业, 500亿元的基金, 61%的污水处理厂."""
    described = text.startswith("的", figure.tail)
    if described and figure.quantity.kind is not QuantityKind.MONEY:
        return not name  # 旅客吞吐量实现183万人次的突破
    return described or figure.quantity.kind is QuantityKind.COUNT or not (name or goes_on)
