"""A run's report for the pages of the orchestrator: Markdown and one table, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flows.report import RunReport
from schemas.tables import TABLES

MOST_PAPERS = 200  # a first run of a large folder would fill the page with nothing else
_NAMES = ("what", "name", "count", "added", "removed", "detail")
_SHORT = re.compile(r"[：，；（。]")


def as_entries(report: RunReport) -> list[dict[str, str | int]]:
    """Return a report as one table: an entry for each table, changed paper, issue and quarantined file."""
    rows: list[tuple[str | int, ...]] = [
        ("table · 表", name, count, report.added.get(name, 0), report.removed.get(name, 0), _chinese(name))
        for name, count in report.rows.items()
    ]
    rows += [
        (f"{paper.change} · {paper.change.zh}", paper.name, 1, paper.added, paper.removed, paper.source_uri)
        for paper in report.papers[:MOST_PAPERS]
    ]
    rows += [("issue · 提示", issue.code, issue.count, 0, 0, issue.severity) for issue in report.issues]
    rows += [("quarantined · 隔离", one.source_uri, 1, 0, 0, one.message) for one in report.quarantined]
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


def as_markdown(report: RunReport) -> str:
    """Return a report as Markdown: a line of figures, then what changed, what is quarantined, and why."""
    head = (
        f"**{report.found} files · 文件**: {report.parsed} parsed · 已解析, {report.skipped} as they were · 未变, "
        f"{len(report.quarantined)} quarantined · 隔离, {report.seconds:.1f} s  \n"
        f"{'Published · 已发布' if report.changed else 'Unchanged · 无变化'}: `{report.published}`"
    )
    papers = [
        (f"{paper.change} · {paper.change.zh}", paper.name, paper.source_uri, f"{paper.added:,}", f"{paper.removed:,}")
        for paper in report.papers[:MOST_PAPERS]
    ]
    more = len(report.papers) - len(papers)
    refused = [(item.source_uri, item.code, item.message) for item in report.quarantined]
    noticed = [(item.severity, item.code, f"{item.count:,}") for item in report.issues]
    tables = [
        (name, _chinese(name), f"{count:,}", f"{report.added.get(name, 0):,}", f"{report.removed.get(name, 0):,}")
        for name, count in report.rows.items()
    ]
    changed = ("added · 增", "removed · 减")
    parts = [
        "# Policy papers to tables · 政策入库",
        head,
        *(f"- {problem}" for problem in report.problems),
        *(f"- still being written, left for the next run · 写入中, 留待下次: {uri}" for uri in report.waiting),
        f"- match no pattern of the settings, left · 文件名不符合设置，未读: {report.unasked_endings}"
        if report.unasked
        else "",
        *(f"- gone from its root, rows kept · 文件已移走, 数据保留: {uri}" for uri in report.missing),
        _table("Papers · 政策", ("", "paper · 政策", "file · 文件", *changed), papers),
        f"… and {more:,} more · 另有 {more:,} 份" if more else "",
        _table("Quarantined · 隔离", ("file · 文件", "code · 代码", "reason · 原因"), refused),
        _table("Tables · 数据表", ("table", "数据表", "rows · 行", *changed), tables),
        _table("Noticed in the papers · 解析提示", ("severity · 级别", "code · 代码", "count · 次数"), noticed),
    ]
    return "\n\n".join(part for part in parts if part)


def _chinese(table: str) -> str:
    return _SHORT.split(TABLES[table].zh)[0]


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    head = [f"## {title}", "", f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    return "\n".join([*head, *lines]) if lines else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
