"""The pages of the overview: what each asks of the tables, and its HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.catalogue import row_counts
from flows.dictionary import column_entries, example_of, examples
from flows.overview import questions
from flows.overview.islands import columnar, named_in, referring
from flows.overview.labels import ISSUES, LABELS, PAGES, SEVERITIES
from flows.show_island import as_json
from flows.show_labels import CERTAINTIES, TABLE_LABELS
from flows.templating import rendered
from parsers.lexicon import mapping
from schemas.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

_STYLES = ["common.css", "report.css"]
_CHARTS = "vendor/chart.umd.min.js"
_WITHOUT_CHARTS = {"quality", "dictionary"}
_FIGURES = (  # the table that is counted, what it is called, the page of its rows
    ("documents", PAGES["index"], None),
    ("incentives", PAGES["incentives"], "incentives"),
    ("targets", PAGES["targets"], "targets"),
    ("responsibilities", PAGES["agencies"], "agencies"),
    ("money", TABLE_LABELS["money"], None),
    ("issues", TABLE_LABELS["issues"], "quality"),
)
_SHOWN_BROKEN = 200  # files without rows and checks that do not hold; the command line lists all


@dataclass(frozen=True, slots=True)
class View:
    """What the pages are made of.

    Attributes:
        published: the folder of one generation of tables.
        ask: answers a question to them.
        papers: the answer to `questions.PAPERS`, with a column `page` that says whether a paper has a review page.
        files: the source_ids of files that have a review page of their own, beside those of their papers.
        refused: files whose newest attempt was quarantined: uri, reason, whether good rows stand, address of a page.
        rows: how many rows of a table a page holds at most.
        made: when, as printed.
    """

    published: Path
    ask: Callable[[str], pa.Table]
    papers: pa.Table
    files: frozenset[str]
    refused: list[dict[str, Any]]
    rows: int
    made: str

    @property
    def unpaged(self) -> int:
        """Return how many papers have no review page."""
        return sum(not paged for paged in self.papers["page"].to_pylist())


def index(view: View) -> str:
    """Return the page of papers by place, year and kind."""
    papers = view.papers.drop_columns(["source_uri"])
    totals = row_counts(view.published)
    figures = [(words, totals.get(table, 0), page) for table, words, page in _FIGURES]
    return _page(view, "index", papers=papers, figures=figures)


def incentives(view: View) -> str:
    """Return the page that compares incentives."""
    return _page(view, "incentives", _asked(view, questions.INCENTIVES))


def targets(view: View) -> str:
    """Return the page of targets over time."""
    return _page(view, "targets", _asked(view, questions.TARGETS))


def agencies(view: View) -> str:
    """Return the page of bodies and their duties."""
    return _page(view, "agencies", _asked(view, questions.DUTIES), bodies=_asked(view, questions.BODIES))


def quality(view: View) -> str:
    """Return the page of what was unsure, what was refused, and what the checks found."""
    certainties: dict[str, dict[str, int]] = {}
    for row in _records(view, questions.CERTAINTIES):
        certainties.setdefault(row["name"], {})[row["certainty"]] = row["count"]
    return _page(
        view,
        "quality",
        _asked(view, questions.ISSUES),
        files=sorted(view.files),
        refused=view.refused[:_SHOWN_BROKEN],
        refused_count=len(view.refused),
        sources=row_counts(view.published).get("sources", 0),
        issue_counts=_records(view, questions.ISSUE_COUNTS),
        certainties=certainties,
        checks=_records(view, questions.CHECKS),
        broken=_records(view, questions.BROKEN)[:_SHOWN_BROKEN],
        runs=_records(view, questions.RUNS),
        words={"issues": ISSUES, "severities": SEVERITIES, "certainties": CERTAINTIES, "tables": TABLE_LABELS},
    )


def dictionary(view: View) -> str:
    """Return the data dictionary with one row of each table."""
    shown = examples(view.published)
    tables = [(spec, column_entries(name), shown.get(name, {})) for name, spec in TABLES.items()]
    return _page(view, "dictionary", tables=tables, example_of=example_of)


MAKERS: dict[str, Callable[[View], str]] = {
    "index": index,
    "incentives": incentives,
    "targets": targets,
    "agencies": agencies,
    "quality": quality,
    "dictionary": dictionary,
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """Rows of which a page holds the first; `total` is how many there are."""

    rows: pa.Table
    total: int


def _asked(view: View, question: str) -> _Answer:
    found = view.ask(question)
    return _Answer(found.slice(0, view.rows), found.num_rows)


def _records(view: View, question: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = view.ask(question).to_pylist()
    return found


def _page(view: View, name: str, answer: _Answer | None = None, **values: Any) -> str:
    island: dict[str, Any] = {"labels": LABELS, "currencies": _currencies()}
    papers = values.pop("papers", None)
    if answer is not None:
        papers = named_in(view.papers, answer.rows)
        island["rows"] = columnar(referring(answer.rows, papers))
    if papers is not None:
        island["papers"] = columnar(papers)
    if "bodies" in values:
        island["bodies"] = columnar(values.pop("bodies").rows)
    if "files" in values:
        island["files"] = values.pop("files")
    return rendered(
        f"report/{name}.html",
        _STYLES,
        _scripts(name),
        name=name,
        pages=PAGES,
        made=view.made,
        kept=answer.rows.num_rows if answer else 0,
        total=answer.total if answer else 0,
        unpaged=view.unpaged,
        labels=LABELS,
        island=as_json(island) if papers is not None else "",
        **values,
    )


def _scripts(name: str) -> list[str]:
    charts = [] if name in _WITHOUT_CHARTS else [_CHARTS, "report_charts.js"]
    return ["common.js", *charts, "report.js", f"report_{name}.js"]


def _currencies() -> dict[str, str]:
    """Return the Chinese name of each currency by its code: the first that the word list gives."""
    return {code: word for word, code in reversed(list(mapping("currencies", "names").items()))}
