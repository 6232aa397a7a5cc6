"""Lists of measures with a list of figures: 毛入园率、巩固率和毛入学率分别达到90%、99%和92%, each figure of its own."""

from __future__ import annotations

import re
from itertools import groupby

from parsers.facts.target_figures import Figure
from parsers.facts.target_metrics import Metric, metric_before
from parsers.lexicon import words

_EACH = "分别"
_JOINT = re.compile("、|以及|[和与]|(?<!普)及")
_FEWEST = 2
_SHORTEST = 5  # 案损数 is of the cases named before it, 旅游综合收入 names all it measures


def deal_out(text: str, figures: list[Figure]) -> None:
    """Give each figure of a list its own of the measures listed before it, in this clause or in the one it repeats."""
    names: list[str] = []
    for _, found in groupby(figures, key=lambda figure: figure.clause.start):
        group = list(found)
        left = text[group[0].clause.start : group[0].quantity.start]
        listed = _EACH in left and len(group) >= _FEWEST
        if not listed:  # 总产值1097亿元、税费144亿元，较2015年分别增长26.8%、25.9%
            names = [figure.metric.text for figure in group if figure.metric]
            continue
        own = _measures(left, len(group))
        if own or metric_before(left)[0]:
            names = own
        if len(names) == len(group):
            for figure, name in zip(group, names, strict=True):
                figure.metric, figure.own_metric = Metric(name, figure.clause.start, figure.clause.start), bool(own)


def _measures(left: str, count: int) -> list[str]:
    """Return as many measures as there are figures; none where they share one.

    城镇和农村居民人均收入 and 案件受理数、案损数 do.
    """
    pieces = _JOINT.split(left.rpartition(_EACH)[0])
    if len(pieces) != count:
        return []
    names = [metric_before(piece)[0] for piece in pieces]
    alike = len({name[-_FEWEST:] for name in names}) == 1
    heads = words("targets", "metric.heads")
    whole = all(len(name) >= _SHORTEST for name in names)
    return names if whole and (alike or all(name.endswith(heads) for name in names)) else []
