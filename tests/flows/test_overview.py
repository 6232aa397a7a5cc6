from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dictionary import example_of, examples
from flows.overview import labels
from flows.overview.folder import replaced
from flows.overview.islands import columnar, named_in, referring
from schemas import vocabulary
from schemas.errors import UsageError
from schemas.issues import ISSUE_CODES, SEVERITIES
from schemas.tables import TABLES

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
PAGES = ("index", "incentives", "targets", "agencies", "quality", "dictionary")
ROWS = st.fixed_dictionaries(
    {
        "doc_id": st.sampled_from("abc"),
        "text": st.none() | st.sampled_from(["奖励", "", "</script>"]) | st.text(max_size=3),
        "sum": st.none() | st.decimals(0, 10**15, places=6).map(lambda value: value.quantize(Decimal("0.000001"))),
        "day": st.none() | st.dates(),
        "count": st.none() | st.integers(0, 9),
    }
)
SCHEMA = pa.schema(
    {"doc_id": pa.string(), "text": pa.string(), "sum": pa.decimal128(28, 6), "day": pa.date32(), "count": pa.int64()}
)


@pytest.fixture(scope="module")
def site(seeds_warehouse, tmp_path_factory):
    """The overview of the seeds, with a few review pages."""
    from flows.overview.site import Extent, write_site
    from flows.steps import Silent
    from warehouse import Warehouse

    folder = tmp_path_factory.mktemp("overview") / "site"
    before = contents(seeds_warehouse)
    write_site(Warehouse.open(seeds_warehouse), folder, Extent(rows=200, papers=3, pictures=0), Silent())
    assert contents(seeds_warehouse) == before  # a warehouse is only read
    return folder


def contents(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def island(site: Path, name: str):
    return json.loads(DATA.search((site / f"{name}.html").read_text("utf-8"))[1])


def values(column):
    """What the script of a page reads of a column."""
    return column if isinstance(column, list) else [column["of"][at] if at >= 0 else None for at in column["at"]]


def as_read(value):
    if isinstance(value, Decimal):
        return Decimal(value)
    return value.isoformat() if isinstance(value, date) else value


@given(st.lists(ROWS, max_size=12))
def test_columns_come_back_as_they_were_with_every_digit(rows):
    made = json.loads(json.dumps(columnar(pa.Table.from_pylist(rows, schema=SCHEMA))))
    for name in SCHEMA.names:
        found = [Decimal(value) if name == "sum" and value is not None else value for value in values(made[name])]
        assert found == [as_read(row[name]) for row in rows]


@given(st.lists(ROWS, max_size=12))
def test_rows_refer_to_the_papers_that_are_kept(rows):
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    papers = named_in(pa.table({"doc_id": ["a", "b"]}), table)
    kept = papers["doc_id"].to_pylist()
    assert kept == [name for name in "ab" if name in {row["doc_id"] for row in rows}]
    found = referring(table, papers)["paper"].to_pylist()
    assert found == [kept.index(row["doc_id"]) if row["doc_id"] in kept else -1 for row in rows]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.INSTRUMENTS, vocabulary.INSTRUMENTS),
        (labels.LEVELS, vocabulary.RECOGNITION_LEVELS),
        (labels.RECIPIENTS, vocabulary.RECIPIENT_TYPES),
        (labels.TYPES, vocabulary.DOC_TYPES),
        (labels.DUTIES, vocabulary.DUTY_ROLES),
        (labels.STATUSES, vocabulary.TARGET_STATUSES),
        (labels.SEVERITIES, SEVERITIES),
        (labels.COMPARATORS, vocabulary.COMPARATORS),
        (labels.ISSUES, ISSUE_CODES),
    ],
)
def test_every_coded_value_has_its_words(words, codes):
    assert set(words) == set(codes)


def test_every_link_leads_to_a_file_of_the_site_and_every_row_to_its_review_page(site):
    for name in PAGES:
        html = (site / f"{name}.html").read_text("utf-8")
        for link in re.findall(r'href="([^"#]+)', html.split("<script")[0]):
            assert (site / link).is_file(), link
    data = island(site, "incentives")
    doc_ids, paged = values(data["papers"]["doc_id"]), values(data["papers"]["page"])
    linked = 0
    for row_id, paper in zip(values(data["rows"]["id"]), values(data["rows"]["paper"]), strict=True):
        page = site / "papers" / f"{doc_ids[paper]}.html"
        assert page.is_file() == paged[paper]
        if paged[paper]:
            linked += 1
            assert row_id in page.read_text("utf-8")
    assert linked > 0


def test_nothing_of_the_site_comes_from_elsewhere(site):
    for page in [*(site / f"{name}.html" for name in PAGES), *(site / "papers").iterdir()]:
        html = page.read_text("utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        assert not re.findall(r'<(?:script|img|link|iframe)[^>]*\b(?:src|href)="(?!data:)', html)


def test_a_page_holds_the_rows_with_the_largest_sums_and_says_how_many_there_are(site):
    data = island(site, "incentives")
    sums = [values(data["rows"][name]) for name in ("cap_amount", "amount", "cap_amount_annual")]
    largest = [
        max((Decimal(value) for value in row if value is not None), default=None) for row in zip(*sums, strict=True)
    ]
    assert len(largest) == 200
    assert None not in largest
    assert largest == sorted(largest, reverse=True)
    html = (site / "incentives.html").read_text("utf-8")
    assert re.search(r"This page holds 200 of 2\d\d rows", html)
    assert re.search(r"本页载入 200 行", html)


def test_the_dictionary_tells_every_column_in_both_languages(site, seeds_warehouse):
    html = (site / "dictionary.html").read_text("utf-8")
    shown = examples(seeds_warehouse / "published")
    for spec in TABLES.values():
        for column in spec.columns:
            assert f"<code>{column.name}</code>" in html
            for words in (column.en, column.zh):
                assert words.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;") in html
    assert example_of("title", shown["documents"]) in html


def test_the_fullest_row_is_the_first_of_equals(seeds_warehouse):
    from flows.catalogue import rows

    for name, row in examples(seeds_warehouse / "published").items():
        every = rows(seeds_warehouse / "published", name)
        assert row == max(every, key=lambda each: sum(value is not None for value in each.values())), name


def test_the_command_says_what_it_wrote(papers, zhengce, tmp_path):
    (papers / "empty.txt").touch()
    zhengce("run")
    done = zhengce("report", "-o", tmp_path / "site", "--papers", 1)
    assert "index.html, with 1 review pages" in done.stdout
    assert "1 older papers have no review page" in done.stdout
    assert "The file is empty" in (tmp_path / "site" / "quality.html").read_text("utf-8")
    told = json.loads(zhengce("report", "-o", tmp_path / "site", "--json").stdout)
    assert told == {"written": str(tmp_path / "site" / "index.html"), "pages": 6, "papers": 3, "left_out": 0}
    assert len(list((tmp_path / "site" / "papers").iterdir())) == 3


def test_a_paper_of_two_files_is_compared_once(papers, zhengce, tmp_path):
    (papers / "again.txt").write_bytes((papers / "厦门" / "通知.txt").read_bytes())
    zhengce("run")
    zhengce("report", "-o", tmp_path / "site", "--papers", 0)
    data = island(tmp_path / "site", "incentives")
    places = [values(data["papers"]["city"])[paper] for paper in values(data["rows"]["paper"])]
    assert sorted(places) == ["厦门市", "厦门市", "福州市", "福州市"]
    assert sum(values(island(tmp_path / "site", "index")["papers"]["again"])) == 1


def test_a_warehouse_without_papers_gives_honest_pages(papers, zhengce, tmp_path):
    (papers / "empty.txt").touch()
    zhengce("run", papers / "empty.txt")
    assert zhengce("report", "-o", tmp_path / "site").exit_code == 0
    assert sorted(path.stem for path in (tmp_path / "site").glob("*.html")) == sorted(PAGES)
    assert values(island(tmp_path / "site", "index")["papers"]["doc_id"]) == []


def test_without_a_warehouse_it_says_how_to_make_one(zhengce):
    done = zhengce("report")
    assert done.exit_code == 2
    assert "zhengce run" in done.stderr


def write(target: Path, words: str) -> None:
    with replaced(target) as folder:
        (folder / "papers").mkdir()
        (folder / "papers" / "a.html").write_text(words, "utf-8")


def test_a_site_takes_the_place_of_the_one_before_and_stays_where_the_next_fails(tmp_path):
    target = tmp_path / "site"
    write(target, "one")
    (target / "papers" / "a.html").chmod(0o400)
    write(target, "two")
    with pytest.raises(TypeError):
        write(target, b"no text")  # half of it is written by then
    assert (target / "papers" / "a.html").read_text("utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_cannot_be_read_is_not_told_as_a_folder_that_cannot_be_written(tmp_path):
    with pytest.raises(FileNotFoundError), replaced(tmp_path / "site"):
        (tmp_path / "a table").read_bytes()


@pytest.mark.parametrize("name", ["photo.jpg", "papers/mine.html"])
def test_files_of_others_are_left_alone(tmp_path, name):
    write(tmp_path / "site", "one")
    other = tmp_path / "site" / name
    other.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=rf"holds files that no report wrote \({name}\).*another folder"):
        write(tmp_path / "site", "two")
    assert other.read_text("utf-8") == "mine"


def test_links_and_empty_folders_of_others_are_left_alone(tmp_path):
    write(tmp_path / "site", "one")
    for name, make in (("link", lambda path: path.symlink_to(tmp_path)), ("papers/empty", Path.mkdir)):
        make(tmp_path / "site" / name)
        with pytest.raises(UsageError, match=rf"holds files that no report wrote \({name}\)"):
            write(tmp_path / "site", "two")
        (tmp_path / "site" / name).unlink() if name == "link" else (tmp_path / "site" / name).rmdir()
    write(tmp_path / "site", "two")


def test_a_folder_that_no_report_wrote_a_file_and_the_own_folder_are_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "work" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work" / "deep")
    for target, why in ((tmp_path / "file", "is a file"), (tmp_path / "work", "holds the folder you work in")):
        with pytest.raises(UsageError, match=why):
            write(target, "one")
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "file" / "below", "one")
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty", "one")
    assert (tmp_path / "empty" / "papers" / "a.html").exists()
