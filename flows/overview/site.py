"""Writing the overview: its pages, and the review pages that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.catalogue import rows
from flows.overview import questions
from flows.overview.folder import replaced
from flows.overview.islands import texts
from flows.overview.pages import MAKERS, View
from flows.query import asking
from flows.show import page_of, tables_of
from flows.steps import Progress
from flows.writing import writing
from schemas.vocabulary import SourceStatus

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse import Warehouse
    from warehouse.records import LiveLoad

Ask = Callable[[str], "pa.Table"]
_BATCH = 32  # sources whose rows are read at a time
_HOME = "../index.html"  # from a review page


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a site holds.

    Attributes:
        rows: rows of one table in a page at most; those with the largest sums, the latest years, the first papers.
        papers: review pages at most, of the newest papers.
        pictures: pages of a paper's file that its review page shows as pictures at most.
    """

    rows: int
    papers: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the pages of the overview, review pages, and how many papers have none."""

    pages: int
    papers: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Review:
    """A review page to write: of a paper, or of a whole file where `doc_id` is None."""

    source_id: str
    doc_id: str | None

    @property
    def name(self) -> str:
        return f"{self.doc_id or self.source_id}.html"


def write_site(warehouse: Warehouse, target: Path, extent: Extent, progress: Progress) -> Written:
    """Write the overview of a warehouse to a folder, in the place of the one before.

    Raises:
        UsageError: the folder holds something else, or cannot be written.
    """
    with replaced(target) as folder:
        live = warehouse.live()
        published = warehouse.published.resolve()  # one generation, whatever is published meanwhile
        with asking(published) as ask:
            found = ask(questions.PAPERS)
            reviews = _reviews(ask, found, extent.papers)
            view = View(
                published,
                ask,
                _paged(found, reviews),
                frozenset(review.source_id for review in reviews if review.doc_id is None),
                _refused(live, published, reviews),
                extent.rows,
                f"{warehouse.clock():%Y-%m-%d %H:%M} UTC",
            )
            progress.stage("writing the overview", len(MAKERS))
            for name, make in MAKERS.items():
                html = make(view)
                with writing(target):
                    (folder / f"{name}.html").write_text(html, "utf-8")
                progress.advance(1)
        progress.stage("writing review pages", len(reviews))
        with writing(target):
            (folder / "papers").mkdir()
        for name, html in _review_pages(warehouse, live, published, reviews, extent.pictures):
            with writing(target):
                (folder / "papers" / name).write_text(html, "utf-8")
            progress.advance(1)
    return Written(len(MAKERS), len(reviews), view.unpaged)


def _reviews(ask: Ask, papers: pa.Table, most: int) -> list[_Review]:
    """Return the review pages to write, those of one source together; files with facts in no paper have one, too."""
    pairs = zip(texts(papers, "source_id"), texts(papers, "doc_id"), strict=True)
    wanted = [_Review(source_id, doc_id) for source_id, doc_id in pairs][:most]
    wanted += [_Review(source_id, None) for source_id in texts(ask(questions.FILES), "source_id")][: most - len(wanted)]
    return sorted(wanted, key=lambda review: (review.source_id, review.doc_id or ""))


def _paged(papers: pa.Table, reviews: Sequence[_Review]) -> pa.Table:
    """Return the papers with a column `page`: whether one has a review page."""
    import pyarrow as pa

    own = {review.doc_id for review in reviews}
    return papers.append_column("page", pa.array([doc_id in own for doc_id in texts(papers, "doc_id")], pa.bool_()))


def _refused(live: Mapping[str, LiveLoad], published: Path, reviews: Sequence[_Review]) -> list[dict[str, Any]]:
    """Return the files whose newest attempt was quarantined, with the reason."""
    files = {review.source_id for review in reviews if review.doc_id is None}
    return [
        {
            "uri": row["source_uri"],
            "reason": live[row["source_id"]].error_message or live[row["source_id"]].error_code,
            "good": live[row["source_id"]].good,
            "page": f"papers/{row['source_id']}.html" if row["source_id"] in files else None,
        }
        for row in rows(published, "sources", ["source_id", "source_uri"])
        if row["source_id"] in live and live[row["source_id"]].status is SourceStatus.QUARANTINED
    ]


def _review_pages(
    warehouse: Warehouse, live: Mapping[str, LiveLoad], published: Path, reviews: Sequence[_Review], pictures: int
) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of each review page; the tables are read once for many sources."""
    grouped = [(key, list(group)) for key, group in groupby(reviews, key=lambda review: review.source_id)]
    for at in range(0, len(grouped), _BATCH):
        batch = grouped[at : at + _BATCH]
        tables = tables_of(published, [source_id for source_id, _ in batch])
        for source_id, group in batch:
            for review in group:
                yield (
                    review.name,
                    page_of(
                        tables[source_id],
                        review.doc_id,
                        raw=warehouse.raw,
                        pictures=pictures,
                        newest=live.get(source_id),
                        home=_HOME,
                    ),
                )
