"""The chosen figures of a sentence, and what each measures: its own words, or those of its neighbours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from parsers.facts.passages import Clause, Sentence
from parsers.facts.target_heads import head_behind_comma, of_place, subject_of, with_head
from parsers.facts.target_metrics import Metric, is_baseline, metric_before, metric_behind
from parsers.facts.target_sizes import MARK
from parsers.lexicon import words
from schemas.records import Quantity
from schemas.vocabulary import QuantityKind

_JOINTS = ("、", "和", "及", "与", "并", "以")


@dataclass(slots=True)
class Figure:
    """A chosen quantity with its place: its clause, the words before and behind it."""

    quantity: Quantity
    clause: Clause
    tail: int
    metric: Metric | None = None
    own_metric: bool = True
    baseline: bool = False
    rank: int = 0  # among the figures of its clause
    peers: int = 1  # how many figures the clause has
    of: Metric | None = None  # what a plan is of, for the share of it that is done: 完成年计划710亿元的89.4%


def set_metrics(text: str, sentence: Sentence, figures: list[Figure]) -> None:
    """Set the metric of every figure of a sentence, each from the words that the figure before it leaves."""
    peers = Counter(figure.clause.start for figure in figures)
    previous: Figure | None = None
    outer: Figure | None = None
    for place, figure in enumerate(figures):
        following = figures[place + 1] if place + 1 < len(figures) else None
        opened = _opened(text, figure)
        if opened is None:
            previous = outer
        same = previous if previous is not None and previous.clause is figure.clause else None
        start = _left_start(text, same, figure) if opened is None else max(opened, same.tail if same else 0)
        left = text[start : figure.quantity.start]
        figure.rank, figure.peers = previous.rank + 1 if same and previous else 0, peers[figure.clause.start]
        figure.baseline = is_baseline(left)
        figure.metric = _metric(text, figure, following, start, previous)
        rate = figure.metric is not None and figure.metric.text in words("targets", "metric.right.rates")
        if same is None and (rate or figure.metric is None):
            _take_subject(sentence, figure, previous)
        if previous is not None and previous.metric is not None and _may_share(figure, previous):
            _borrow(figure, previous, same=same is not None)
        _look_behind_comma(sentence, figure)
        if same is not None and same.metric is None and same.tail == figure.quantity.start:
            same.metric = figure.metric  # 4.65万户13.42万名贫困人口
        previous = figure
        outer = figure if opened is None else outer


def _opened(text: str, figure: Figure) -> int | None:
    """Return where the words begin of the bracket that holds a figure: 企业3000家（其中骨干企业3家）."""
    opened = max(text.rfind(sign, figure.clause.start, figure.quantity.start) for sign in "（(")
    closed = max(text.rfind(sign, figure.clause.start, figure.quantity.start) for sign in "）)")
    return opened + 1 if opened > closed else None


def _take_subject(sentence: Sentence, figure: Figure, previous: Figure | None) -> None:
    """大数据产业规模快速增长，从4700亿元增长至1.3万亿元: the clause before names what grows."""
    place = sentence.clause_at(figure.quantity.start)
    if place == 0 or sentence.clauses[place - 1] is (previous.clause if previous else None):
        return
    subject = subject_of(sentence.clauses[place - 1].text)
    if subject is not None:
        figure.metric, figure.own_metric = Metric(subject, figure.clause.start, figure.clause.start), False


def _may_share(figure: Figure, previous: Figure) -> bool:
    """A share may be of what was counted before it, but what a share is of counts nothing."""
    shares = previous.quantity.kind is QuantityKind.PERCENT and previous.own_metric
    return not (figure.quantity.kind is QuantityKind.COUNT and shares)


def _borrow(figure: Figure, previous: Figure, *, same: bool) -> None:
    """Give a figure the metric of the one before it where it has none, or the noun that it leaves out."""
    if figure.metric is None or figure.metric.text in words("targets", "metric.right.rates"):
        figure.metric, figure.own_metric = previous.of or previous.metric, same and previous.own_metric
        return
    if figure.metric.text in words("targets", "metric.right.planned"):
        figure.of = previous.of or previous.metric
        figure.metric = replace(figure.metric, text=f"{figure.of.text if figure.of else ''}{figure.metric.text}")
        return
    whole = _completed(figure, previous)
    if whole is not None:
        figure.metric, figure.own_metric = replace(figure.metric, text=whole), False


def _completed(figure: Figure, previous: Figure) -> str | None:
    """Return the metric of a figure with the noun that it leaves out, None where it leaves out none."""
    if figure.metric is None or previous.metric is None:
        return None
    alike = figure.quantity.unit == previous.quantity.unit and figure.quantity.kind is previous.quantity.kind
    place = alike or "/" in figure.quantity.unit  # 浓度下降20%，北京市控制在32微克/立方米
    whole = with_head(figure.metric.text, previous.metric.text)
    return whole or (of_place(figure.metric.text, previous.metric.text) if place else None)


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
        noun, end = metric_behind(text[figure.tail : stop], followed=inside, share=_is_share(figure))
        if noun and _adjoins(previous, figure):
            noun = noun.split("的", 1)[0]
        if noun:
            return Metric(noun, figure.tail, figure.tail + end, behind=True)
    return Metric(name, start + place, start + place + len(name)) if name else None


def _is_share(figure: Figure) -> bool:
    return figure.quantity.kind is QuantityKind.PERCENT


def _adjoins(previous: Figure | None, figure: Figure) -> bool:
    """24个维度206个指标的画像: counts side by side are both attributes of what follows."""
    metric = previous.metric if previous is not None else None
    return metric is not None and metric.behind and metric.end == figure.quantity.start


def _looks_behind(text: str, figure: Figure, name: str, *, goes_on: bool) -> bool:
    """Return whether what is measured may stand behind its number: 50家企业, 500亿元的基金, 61%的污水处理厂."""
    if figure.quantity.kind is QuantityKind.COUNT and name.endswith(words("targets", "refused.extents")):
        return False
    if figure.quantity.kind is QuantityKind.PERCENT and name and text.endswith(name, 0, figure.quantity.start):
        among = figure.quantity.end < figure.tail and not name.endswith(words("targets", "refused.shares"))
        if among:  # 市公交总公司40%以上营运线路
            return True
    if MARK.match(text, figure.tail):  # 旅客吞吐量突破200万大关
        return False
    described = text.startswith("的", figure.tail)
    if described and figure.quantity.kind is not QuantityKind.MONEY:
        return not name  # 旅客吞吐量实现183万人次的突破
    return described or figure.quantity.kind is QuantityKind.COUNT or not (name or goes_on)
