"""The review page in a browser: what its script does, on each seed, on a PDF, and on words meant to break out of it."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import PAPER_PDF, SEEDS, zhengce

EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>\u2028&amp; 奖励 5 万元"
NOTICE = f"""关于支持{EVIL}的通知

一、支持企业
（一）对{EVIL}的企业，给予一次性奖励 100 万元。
"""
IN_VIEW = """element => {
    const box = element.getBoundingClientRect(), view = element.closest('#text, #side').getBoundingClientRect();
    return box.bottom > view.top && box.top < view.bottom && box.height > 0; }"""


@pytest.fixture(scope="module")
def pages(seeds_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for paper in (*SEEDS, PAPER_PDF):
        zhengce(seeds_warehouse, "show", paper, "-o", folder / f"{paper.stem}.html", "--pictures", "4")
    return folder


@pytest.fixture
def show(open_tab, pages):
    """Open the page of a paper, once its script is ready."""

    def opened(paper, **options):
        tab = open_tab(pages / f"{paper.stem}.html", **options)
        tab.page.wait_for_selector("html[data-ready]")
        return tab

    return opened


def facts(tab):
    return json.loads(tab.page.text_content("#data"))["facts"]


def chosen(tab):
    return tab.page.evaluate("state.current")


def in_view(tab, selector):
    return tab.page.locator(selector).first.evaluate(IN_VIEW)


@pytest.mark.parametrize("paper", [*SEEDS, PAPER_PDF], ids=lambda path: path.stem[:3])
def test_a_fact_of_each_paper_shows_its_row_and_a_row_its_words(show, paper):
    tab = show(paper)
    mark = tab.page.locator("#text mark[class]:not([class='']):not(.out)").nth(1)
    mark.scroll_into_view_if_needed()
    tab.click(mark)
    number = chosen(tab)
    assert str(number) in mark.get_attribute("data-f").split()
    assert "on" in mark.get_attribute("class").split()
    row = facts(tab)[number][3]
    shown = tab.page.locator("#row dd").all_text_contents()
    assert str(row["source_start"]) in shown
    assert tab.page.locator(f"#facts li[aria-current][data-n='{number}']").count() == 1

    other = tab.page.locator("#facts li").nth(min(60, tab.page.locator("#facts li").count() - 1))
    other.scroll_into_view_if_needed()
    tab.click(other)
    assert chosen(tab) == int(other.get_attribute("data-n")) != number
    assert in_view(tab, "#text mark.on")


def test_the_words_that_are_marked_are_those_of_the_row(show):
    tab = show(SEEDS[3])
    quotes = [(n, fact[3]["quote"]) for n, fact in enumerate(facts(tab)) if "quote" in fact[3]]
    assert len(quotes) > 10
    for number, quote in quotes:
        tab.page.evaluate(f"select({number}, 'list')")
        words = "".join(tab.page.locator("#text mark.on").all_text_contents())
        assert "".join(words.split()) == "".join(quote.split())


def test_facts_in_the_same_place_are_reached_one_after_the_other(show):
    tab = show(SEEDS[4])
    mark = tab.page.locator("#text mark.many").first
    mark.scroll_into_view_if_needed()
    covering = {int(number) for number in mark.get_attribute("data-f").split()}
    found = set()
    for _ in covering:
        tab.click(mark)
        found.add(chosen(tab))
    assert found == covering
    assert len(found) > 1
    tab.click(tab.page.locator("#row .also button").first)
    assert chosen(tab) in covering


def test_words_left_out_are_dimmed_and_say_why(show):
    tab = show(PAPER_PDF)
    gone = tab.page.locator("#text mark.out").first
    assert gone.get_attribute("title") == "page number 页码"
    assert float(gone.evaluate("mark => getComputedStyle(mark).opacity")) < 0.6
    gone.scroll_into_view_if_needed()
    tab.click(gone)
    assert "page_number" in tab.page.locator("#row dd").all_text_contents()


def test_a_filter_hides_marks_and_rows_of_a_table(show):
    tab = show(SEEDS[4])
    before = tab.page.evaluate("state.listed.length")
    tab.uncheck("#filters input[value=responsibilities]")
    tables = {table["name"]: at for at, table in enumerate(json.loads(tab.page.text_content("#data"))["tables"])}
    hidden = sum(fact[0] == tables["responsibilities"] for fact in facts(tab))
    assert tab.page.evaluate("state.listed.length") == before - hidden < before
    assert tab.page.locator("#text mark.responsibilities").count() == 0
    tab.click("#filters button[type=reset]")
    tab.until(f"state.listed.length === {before}")


def test_filters_by_certainty_and_by_issue(show):
    tab = show(SEEDS[4])
    tab.uncheck("#filters input[value=explicit]")
    left = tab.page.evaluate("state.listed.map(n => facts[n].row.certainty ?? '')")
    assert "explicit" not in left
    assert "carried" in left
    tab.click("#filters button[type=reset]")
    code = tab.page.locator("#filters option").nth(2).get_attribute("value")
    tab.select("#filters select", code)
    issues = tab.page.evaluate("state.listed.filter(n => facts[n].row.code).map(n => facts[n].row.code)")
    assert set(issues) == {code}


def test_search_marks_the_words_and_goes_through_them(show):
    tab = show(SEEDS[4])
    tab.press("/")
    tab.page.keyboard.type("人工智能芯片")
    tab.until("search.matches.length > 1")
    count = tab.page.evaluate("CSS.highlights.get('found').size")
    tab.press("Enter")
    tab.press("Enter")
    assert tab.page.locator("#matches").text_content().startswith(f"2 of {count} ")
    found = tab.page.evaluate("[...CSS.highlights.get('here')].map(range => range.toString())")
    assert ["".join(words.split()) for words in found] == ["人工智能芯片"]
    rows = tab.page.evaluate("state.listed.map(n => Object.values(facts[n].row).join())")
    assert rows
    assert all("人工智能芯片" in row for row in rows)
    tab.press("Escape")
    assert tab.page.input_value("#query") == ""


def test_search_that_finds_nothing_says_so(show):
    tab = show(SEEDS[0])
    tab.fill("#query", "没有这样的词语")
    tab.page.wait_for_selector("text=not in the text")
    assert tab.page.locator("#facts li").count() == 0


def test_keys_go_through_the_facts(show):
    tab = show(SEEDS[2])
    order = tab.page.evaluate("state.listed.slice(0, 3)")
    seen = []
    for key in "jjjk":
        tab.press(key)
        seen.append(chosen(tab))
    assert seen == [*order, order[1]]
    assert in_view(tab, "#text mark.on")
    assert in_view(tab, "#facts [aria-current]")
    tab.press("?")
    assert tab.page.locator("#keys").is_visible()
    tab.press("Escape")
    assert not tab.page.locator("#keys").is_visible()
    tab.press("Escape")
    assert chosen(tab) == -1


def test_the_outline_jumps_to_a_section(show):
    tab = show(SEEDS[3], width=1440)
    link = tab.page.locator("#outline a").last
    tab.click(link)
    assert in_view(tab, f"#text {link.get_attribute('href')}")


def test_a_row_opens_by_its_identifier(show, pages, open_tab):
    tab = show(SEEDS[3])
    tab.press("j")
    link = tab.page.evaluate("location.hash")
    assert len(link) == 21
    number = chosen(tab)
    other = open_tab(pages / f"{SEEDS[3].stem}.html")
    other.page.goto(other.page.url + link)
    other.page.wait_for_selector("html[data-ready]")
    other.until(f"state.current === {number}")


def test_the_page_follows_the_scheme_and_its_button(show):
    ink = "getComputedStyle(document.body).backgroundColor"
    light, dark = show(SEEDS[0]), show(SEEDS[0], dark=True)
    assert light.page.evaluate(ink) == "rgb(255, 255, 255)"
    assert dark.page.evaluate(ink) == "rgb(22, 24, 28)"
    dark.click("#theme")
    assert dark.page.evaluate(ink) == "rgb(255, 255, 255)"
    light.press("t")
    assert light.page.evaluate(ink) == "rgb(22, 24, 28)"


def test_pages_are_shown_with_the_boxes_of_a_fact(show):
    tab = show(PAPER_PDF)
    tab.press("j")
    tab.press("p")
    assert tab.page.locator("#pages figure").count() == 4
    box = tab.page.locator("#pages .boxes rect").first
    assert box.bounding_box()["width"] > 5
    tab.page.wait_for_selector("#pages figure image[href^='data:image/webp']")
    tab.click(tab.page.locator("#pages rect.line").nth(5))
    words = tab.page.evaluate("[...CSS.highlights.get('here')].map(range => range.toString())")
    start, end = map(int, tab.page.locator("#pages rect.line").nth(5).get_attribute("data-span").split())
    assert len(words) == 1
    assert len(words[0]) == end - start


def test_the_large_compilation_is_painted_soon(show):
    tab = show(SEEDS[4])
    assert tab.first_paint() < 2000
    ready = tab.page.evaluate("performance.now()")
    assert ready < 15_000


def test_words_of_a_paper_stay_words(open_tab, tmp_path):
    (tmp_path / "evil.txt").write_text(NOTICE, "utf-8")
    zhengce(tmp_path / "w", "run", tmp_path / "evil.txt", roots=f"own={tmp_path}")
    zhengce(tmp_path / "w", "show", tmp_path / "evil.txt", "-o", tmp_path / "page.html", roots=f"own={tmp_path}")
    tab = open_tab(tmp_path / "page.html")
    tab.page.on("dialog", lambda dialog: tab.errors.append(dialog.message))
    tab.page.wait_for_selector("html[data-ready]")
    assert EVIL in "".join(tab.page.locator("#text .words").all_text_contents())
    assert tab.page.locator("#text script, #text img").count() == 0
    for _ in range(tab.page.evaluate("state.listed.length")):
        tab.press("j")
    assert tab.page.locator("#side script, #side img").count() == 0


def test_print_shows_all_the_text_and_every_row(show):
    tab = show(SEEDS[4])
    tab.page.emulate_media(media="print")
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.page.locator("#facts li").count() == tab.page.evaluate("state.listed.length") > 1000
    assert tab.page.locator("#outline").is_hidden()
    assert (
        tab.page.locator("#text .block").last.evaluate("block => getComputedStyle(block).contentVisibility")
        == "visible"
    )


def test_landmarks_and_controls_have_names(show):
    tab = show(PAPER_PDF)
    named = "each.ariaLabel || each.textContent.trim() || each.closest('label')"
    controls = "[...document.querySelectorAll('nav, main, aside, button, input, select')]"
    assert tab.page.evaluate(f"{controls}.length") > 10
    assert tab.page.evaluate(f"{controls}.filter(each => !({named})).map(each => each.outerHTML)") == []
    assert tab.page.locator("main").count() == tab.page.locator("h1").count() == 1
