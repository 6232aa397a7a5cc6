"""The clauses that say to whom and on what condition, told apart from those that say how, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.facts.subject_words import subject_words

_OF_RATE = re.compile(
    "的(?:奖励|补助|补贴|资助|支持|扶持|贴息)(?:比例|标准|额度)[^，]*$"
)  # 对重点项目 | 的补助比例可适当放大


def subject_clauses(clauses: Sequence[str]) -> list[str]:
    """Return the clauses that say to whom and on what condition, without who pays and what comes on top."""
    giver = subject_words().giver
    plain = (_OF_RATE.sub("", re.sub("^其中[，,]?", "", _on_top().sub("", clause))) for clause in clauses)
    parts = (giver.sub("", clause, count=1).strip() for clause in plain)
    return [part for part in parts if part and not _aside().fullmatch(part)]


@cache
def _on_top() -> re.Pattern[str]:
    """在省级补助的基础上: what an award comes on top of."""
    return re.compile("在[^，]{2,20}基础上$")


@cache
def _aside() -> re.Pattern[str]:
    """Clauses that say how, not to whom: 采取后补助的形式, 以“一事一议”方式, 其中."""
    return re.compile(
        "其中|标准(?:分别)?为[^，]*|前?[0-9一二三四五两]+年内?|(?:免费|无偿|优先)?(?:提供|享受)[^，]*[^的，]|授予[^，]{2,24}|[^，的]{0,8}(?:补助|专项|扶持|奖补|奖励)资金|[^，的]{0,6}(?:失业保险|就业)[^，的]{0,4}[资基]金|(?:根据|综合|视)[^，]{2,40}等(?:因素)?|按照?[^，]{0,8}(?:等次|档次|等级|额度|梯度)|在(?:此|上述[^，]{0,8})基础上|额外|设立?[^，]{0,4}[特一二三]等奖[^，]*|[^，]{0,4}(?:高新区|经开区|开发区|管委会)|[省市区县]级|由[^，]{2,12}(?:资金|基金|财政|补偿金)|分阶段|自[^，]{2,12}起(?:[^，]{1,4}年内)?|[省市区县、和]{2,8}(?:两级|三级)(?:财政)?各?|属于[^，]{2,8}|按[^，]{0,8}分档|[^，]{0,10}第[一二三]年(?:、第[一二三四五]年)*|无偿|保费|一次性|进行|同时|此外|原则上|具体为?|分级分类|分级|分别|除[^，]{2,30}外|可?通过[^，]{2,20}结合|[^，]*根据[^，]*确定"
        "|(?:采取|采用|以|按照?|根据|视|综合)[^，]{0,30}(?:方式|形式|原则|情况|程度|人数|数量|细则|规定|绩效|能力|类别|贡献|效果|数据|结果|排名)"
    )


def until_procedure(parts: Sequence[str]) -> Iterator[str]:
    """Leave out the steps of an application that follow a condition (从成立后次年开始, …)."""
    for position, part in enumerate(parts):
        if position and re.match("从[^，]{2,16}(?:开始|起)", part):
            return
        yield part
