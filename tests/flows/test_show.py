from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.catalogue import rows
from flows.lookup import Meant
from flows.show import Fact, blocks_of, page

URI = "papers/厦门/通知.txt"


class Reader(HTMLParser):
    """Collects what a browser would show in the text column, and every tag, anchor and link."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.ids, self.links, self.tags = "", [], [], []
        self._depth = 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if self._depth or attributes.get("class") == "text":
            self._depth += 1

    def handle_endtag(self, tag):
        self._depth -= bool(self._depth)

    def handle_data(self, data):
        self.text += data if self._depth else ""


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
    facts = [Fact(f"f-{n}", "money", text[a:b], a, b, {}) for n, (a, b) in enumerate(draw(spans))]
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
        assert set(map(id, piece.facts)) == {id(f) for f in facts if f.start <= at and f.end >= right and f.end > at}
        at = right


@given(marked_texts())
def test_every_fact_that_begins_in_the_text_stands_beside_it_once(case):
    text, start, end, tables, facts = case
    beside = [fact for block in blocks_of(text, start, end, tables, facts) for fact in block.facts]
    expected = [fact for fact in facts if start <= fact.start < end and fact.start < fact.end]
    assert sorted(fact.anchor for fact in beside) == sorted(fact.anchor for fact in expected)


def test_the_page_shows_the_text_its_facts_and_nothing_from_elsewhere(papers, zhengce, tmp_path):
    zhengce("run")
    published = tmp_path / "warehouse" / "published"
    reader = read(page(published, Meant(URI)))
    assert reader.text == (papers / "厦门" / "通知.txt").read_text("utf-8")
    assert "script" not in reader.tags
    assert all(link.startswith("#") for link in reader.links)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    money = rows(
        published, "money", where={"source_id": rows(published, "sources", where={"source_uri": URI})[0]["source_id"]}
    )
    assert sum(name.startswith("money-") for name in reader.ids) == len(money) > 0


def test_words_of_a_paper_cannot_become_markup(papers, zhengce, tmp_path):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> & 奖励 5 万元 "\'><b>'
    paper = papers / "厦门" / "通知.txt"
    paper.write_text(paper.read_text("utf-8").replace("一、支持企业做大做强", "一、" + evil), "utf-8")
    zhengce("run")
    html = page(tmp_path / "warehouse" / "published", Meant(URI))
    reader = read(html)
    assert {"script", "img"}.isdisjoint(reader.tags)
    assert evil in reader.text


def test_one_document_is_shown_alone(papers, zhengce, tmp_path):
    zhengce("run")
    published = tmp_path / "warehouse" / "published"
    document = rows(published, "documents", where={"source_uri": URI})[0]
    text = (papers / "厦门" / "通知.txt").read_text("utf-8")
    assert (
        read(page(published, Meant(URI, document["doc_id"]))).text
        == (text[document["source_start"] : document["source_end"]])
    )


def test_a_quarantined_source_has_a_page_with_the_reason(papers, zhengce, tmp_path):
    (papers / "empty.txt").touch()
    zhengce("run")
    html = page(tmp_path / "warehouse" / "published", Meant("papers/empty.txt"))
    assert "The file is empty" in html


@pytest.mark.parametrize(("section", "words", "lost"), [(None, "  \n", False), (None, "words", True)])
def test_text_in_no_section_is_marked_as_lost(section, words, lost):
    assert [block.lost for block in blocks_of(words, 0, len(words), {}, [])] == [lost]
