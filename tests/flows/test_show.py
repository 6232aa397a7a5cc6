from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.catalogue import rows
from flows.lookup import Meant
from flows.show import page
from flows.show_blocks import Fact, blocks_of, facts_of
from flows.show_island import as_json
from flows.show_labels import CERTAINTIES, REASONS, TABLE_LABELS
from schemas.ids import source_id_of
from schemas.tables import SOURCE_TABLES
from schemas.vocabulary import CERTAINTIES as ALL_CERTAINTIES
from schemas.vocabulary import DISCARD_REASONS
from tests.tools import make_ofd

URI = "papers/厦门/通知.txt"
PDF = Path(__file__).parent.parent / "corpus" / "pdf" / "table.pdf"


class Reader(HTMLParser):
    """Collects what a browser would show of the source text, the facts of its marks, its tags, links and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.marks, self.ids, self.links, self.tags, self.scripts = "", [], [], [], [], {}
        self._depth, self._script = 0, None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [value for name, value in attrs if name in ("href", "src")]
        self.marks += [int(number) for number in attributes.get("data-f", "").split()]
        if self._depth or attributes.get("class") == "words":
            self._depth += 1
        if tag in ("script", "style"):
            self._script = attributes.get("id", tag)
            self.scripts[self._script] = ""

    def handle_endtag(self, tag):
        self._depth -= bool(self._depth)
        self._script = None

    def handle_data(self, data):
        if self._script:
            self.scripts[self._script] += data
        else:
            self.text += data if self._depth else ""

    @property
    def facts(self):
        return json.loads(self.scripts["data"])["facts"]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@st.composite
def marked_texts(draw):
    text = draw(st.text(max_size=60))
    cut = st.integers(0, len(text))
    spans = st.lists(st.tuples(cut, cut).map(sorted), max_size=8)
    sections = [{"source_start": a, "source_end": b, "section_id": n} for n, (a, b) in enumerate(draw(spans))]
    discarded = [{"source_start": a, "source_end": b, "reason": "markup"} for a, b in draw(spans)]
    facts = [Fact(n, "money", a, b, {}) for n, (a, b) in enumerate(draw(spans))]
    start, end = sorted((draw(cut), draw(cut)))
    return text, start, end, {"sections": sections, "discarded": discarded}, facts


@given(marked_texts())
def test_the_pieces_are_the_text_and_each_is_covered_by_its_facts(case):
    text, start, end, tables, facts = case
    pieces = [piece for block in blocks_of(text, start, end, tables, facts) for piece in block.pieces]
    assert "".join(piece.text for piece in pieces) == text[start:end]
    at = start
    for piece in pieces:
        right = at + len(piece.text)
        expected = {f.number for f in facts if f.start <= at and f.end >= right and f.end > at}
        assert piece.start == at
        assert set(map(int, piece.numbers.split())) == expected
        assert bool(expected) == bool(piece.facts)
        at = right


@given(marked_texts())
def test_every_fact_that_begins_in_the_text_is_listed_once(case):
    text, start, end, tables, facts = case
    listed = [fact.number for block in blocks_of(text, start, end, tables, facts) for fact in block.starts]
    assert sorted(listed) == sorted(f.number for f in facts if start <= f.start < end and f.start < f.end)


@given(st.text(min_size=1, max_size=9), st.lists(st.integers(0, 9), max_size=5))
def test_a_row_between_two_characters_has_one_to_be_seen_by(text, places):
    tables = {"issues": [{"source_start": min(at, len(text)), "source_end": min(at, len(text))} for at in places]}
    for fact in facts_of(tables, ["issues"], len(text)):
        assert 0 <= fact.start < fact.end <= len(text)
        assert fact.start <= fact.row["source_start"] <= fact.end


def test_every_table_of_spans_reason_and_certainty_has_a_label():
    with_spans = {spec.name for spec in SOURCE_TABLES if {"source_start", "source_end"} <= set(spec.names)}
    assert set(TABLE_LABELS) == with_spans - {"documents", "sections", "lines", "incentives_wide"}
    assert set(REASONS) == set(DISCARD_REASONS)
    assert set(CERTAINTIES) == set(ALL_CERTAINTIES)


@given(st.text())
@pytest.mark.parametrize("evil", ["</script>", "<!--<script>", "\u2028\u2029", "]]>&lt;"])
def test_words_in_the_data_cannot_end_it_and_come_back_as_they_were(evil, more):
    made = as_json({"words": evil + more})
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made) == {"words": evil + more}


def test_the_page_shows_the_text_its_facts_and_nothing_from_elsewhere(ingested, zhengce, tmp_path):
    published = tmp_path / "warehouse" / "published"
    reader = read(page(published, Meant(URI)))
    assert without_spaces(reader.text) == without_spaces((ingested / "厦门" / "通知.txt").read_text("utf-8"))
    assert all(link.startswith("#") for link in reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))
    wanted = {"source_id": source_id_of(URI)}
    for table in TABLE_LABELS:
        own = [fact for fact in reader.facts if reader_table(reader, fact) == table]
        assert len(own) == len(rows(published, table, where=wanted)), table
    assert set(reader.marks) == set(range(len(reader.facts)))


def without_spaces(words):
    return "".join(words.split())


def reader_table(reader, fact):
    return json.loads(reader.scripts["data"])["tables"][fact[0]]["name"]


def test_only_the_scripts_and_styles_of_the_page_itself_are_allowed(ingested, zhengce, tmp_path):
    html = page(tmp_path / "warehouse" / "published", Meant(URI))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        digest = b64encode(sha256(read(html).scripts[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_words_of_a_paper_cannot_become_markup(papers, zhengce, tmp_path):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> & 奖励 5 万元 "\'><b><!-- '
    paper = papers / "厦门" / "通知.txt"
    own = read(page_of(zhengce, tmp_path)).tags
    paper.write_text(paper.read_text("utf-8").replace("一、支持企业做大做强", "一、" + evil), "utf-8")
    reader = read(page_of(zhengce, tmp_path))
    assert reader.tags.count("script") == own.count("script")
    assert "img" not in reader.tags
    assert evil.strip() in reader.text


def page_of(zhengce, tmp_path):
    zhengce("run")
    return page(tmp_path / "warehouse" / "published", Meant(URI))


def test_one_document_is_shown_alone(ingested, zhengce, tmp_path):
    published = tmp_path / "warehouse" / "published"
    document = rows(published, "documents", where={"source_uri": URI})[0]
    text = (ingested / "厦门" / "通知.txt").read_text("utf-8")[document["source_start"] : document["source_end"]]
    assert without_spaces(read(page(published, Meant(URI, document["doc_id"]))).text) == without_spaces(text)


def test_a_quarantined_source_has_a_page_with_the_reason(papers, zhengce, tmp_path):
    (papers / "empty.txt").touch()
    zhengce("run")
    html = page(tmp_path / "warehouse" / "published", Meant("papers/empty.txt"))
    assert 'role="alert"' in html
    assert "The file is empty" in html
    assert "There are no rows." in html


def test_the_last_good_rows_stand_under_the_reason_of_the_newest_failure(ingested, zhengce, tmp_path):
    (ingested / "厦门" / "通知.txt").write_bytes(b"")
    zhengce("run")
    zhengce("show", URI, "-o", tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text("utf-8")
    assert "The file is empty" in html
    assert "last good reading" in html
    assert len(read(html).facts) > 3


@pytest.mark.parametrize(("most", "shown"), [(0, 0), (2, 2), (40, 3)])
def test_pages_are_shown_as_pictures_as_many_as_asked_for(papers, zhengce, tmp_path, most, shown):
    (papers / "table.pdf").write_bytes(PDF.read_bytes())
    zhengce("run", papers / "table.pdf")
    zhengce("show", papers / "table.pdf", "-o", tmp_path / "page.html", "--pictures", most)
    reader = read((tmp_path / "page.html").read_text("utf-8"))
    assert [name for name in reader.scripts if name.startswith("picture-")] == [
        f"picture-{n + 1}" for n in range(shown)
    ]
    data = json.loads(reader.scripts["data"])
    assert [sheet["page"] for sheet in data["pages"]] == list(range(1, shown + 1))
    assert bool(data["lines"]) == bool(shown)


def test_words_of_an_ofd_are_drawn_by_the_page(papers, zhengce, tmp_path):
    words = [
        make_ofd.text(line, 30, 40 + 10 * at) for at, line in enumerate(("关于支持企业的通知", "给予奖励 100 万元。"))
    ]
    (papers / "a.ofd").write_bytes(make_ofd.ofd([make_ofd.layer(*words)]))
    zhengce("run", papers / "a.ofd")
    zhengce("show", papers / "a.ofd", "-o", tmp_path / "page.html")
    data = json.loads(read((tmp_path / "page.html").read_text("utf-8")).scripts["data"])
    assert [sheet["wordless"] for sheet in data["pages"]] == [True]
    assert without_spaces("".join(line[7] for line in data["lines"])) == "关于支持企业的通知给予奖励100万元。"


@pytest.mark.parametrize(("section", "words", "lost"), [(None, "  \n", False), (None, "words", True)])
def test_text_in_no_section_is_marked_as_lost(section, words, lost):
    assert [block.lost for block in blocks_of(words, 0, len(words), {}, [])] == [lost]
