"""Sketches of texts: the same for one text however it is laid out, different for others."""

from parsers.sketch import sketch
from tests.parsers.whole import corpus_text, read_paper

PAPER = """对新认定的国家级平台给予奖励，每家一次性奖励一百万元。
对新认定的省级平台，按投入给予补助；
具体办法由市科技局另行制定。"""


def test_layout_and_width_of_signs_do_not_count() -> None:
    assert sketch(PAPER) == sketch(PAPER.replace("，", ",").replace("。\n", "。\n\n  ").replace("；", ";"))
    assert sketch(PAPER) != sketch(PAPER.replace("国家级", "市级"))


def test_a_sketch_is_of_bounded_size() -> None:
    sums = (sketch(corpus_text("000_cbf320397f326e93.txt")) or "").split()
    assert len(sums) == 32
    assert sums == sorted(sums)


def test_a_few_words_have_none() -> None:
    assert sketch("自印发之日起施行。") is None


def test_a_paper_and_its_copy_from_a_page_have_the_same() -> None:
    paper = f"关于支持平台建设的若干措施\n{PAPER}"
    page = f"首页 > 政策 > 通知\n{paper}\n网站地图\n网站标识码1"
    [document], [copy] = read_paper(paper)["documents"], read_paper(page)["documents"]
    assert document["text_sketch"] == copy["text_sketch"] is not None
