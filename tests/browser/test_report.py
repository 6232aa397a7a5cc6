"""The overview in a browser: every page opens quietly, filters, sorts, draws, and leads from a number to its words."""

from __future__ import annotations

import json
import re

import pytest

from tests.browser.conftest import zhengce
from tests.browser.large import large_page

PAGES = ("index", "incentives", "targets", "agencies", "quality", "dictionary")
EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>"
NOTICE = f"""厦门市人民政府关于支持{EVIL}的通知

一、支持企业
（一）对{EVIL}的企业，给予一次性奖励 123.456 万元。
（二）到2027年，{EVIL}产业规模超过 500 亿元。
"""
CORRECTION = """[[correction]]
table = "incentives"
quote = "123.456万元"
set = { instrument = "subsidy" }
why = "checked by hand"
"""
SHOWN = "document.querySelector('#rows output').textContent"


@pytest.fixture(scope="module")
def site(seeds_warehouse, tmp_path_factory):
    """The overview of the seeds; of the papers the newest dozen have a review page."""
    folder = tmp_path_factory.mktemp("overview") / "site"
    zhengce(seeds_warehouse, "report", "-o", folder, "--papers", "12")
    return folder


@pytest.fixture
def look(open_tab, site):
    """Open a page of the overview, with a selection behind # where one is wanted."""

    def opened(name, selection="", **options):
        tab = open_tab(site / f"{name}.html", site=site, **options)
        if selection:
            tab.page.goto(f"{tab.page.url.split('#')[0]}#{selection}")
        tab.page.wait_for_selector("html[data-ready]")
        return tab

    return opened


def cells(tab, column, table="#rows"):
    return tab.page.locator(f"{table} tbody td.{column}").all_text_contents()


def in_yuan(text):
    """The sum that a cell shows; of several, the last."""
    number, step = re.findall(r"([\d,.]+) (亿|万)?元", text)[-1]
    return float(number.replace(",", "")) * {"亿": 1e8, "万": 1e4, "": 1}[step]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_in_light_and_dark_with_its_charts_and_names(look, name):
    tab = look(name, dark=name in ("incentives", "quality"))
    drawn = "[...document.querySelectorAll('canvas')].map(each => [each.ariaLabel, each.width, each.height])"
    for label, width, height in tab.page.evaluate(drawn):
        assert label
        assert width > 100
        assert height > 50
    nameless = "each => !(each.ariaLabel || each.textContent.trim() || each.closest('label'))"
    controls = "[...document.querySelectorAll('nav, section.sheet, button, input, select, a')]"
    assert tab.page.evaluate(f"{controls}.filter({nameless}).map(each => each.outerHTML)") == []
    assert tab.page.locator("[aria-current=page]").count() == tab.page.locator("main h1").count() == 1
    tab.press("t")
    assert tab.page.evaluate("document.documentElement.dataset.theme") in ("light", "dark")


def test_filters_leave_the_rows_that_pass_and_stand_in_the_address(look):
    tab = look("incentives")
    everything = tab.page.evaluate(SHOWN)
    tab.select("[name=instrument]", "reward")
    tab.select("[name=level]", "国家级")
    assert tab.page.evaluate(SHOWN) != everything
    assert {text.removesuffix("carried 承接") for text in cells(tab, "instrument")} == {"reward 奖励national 国家级"}
    assert tab.page.evaluate("location.hash.includes('instrument=reward')")
    tab.fill("[name=words]", "没有这样的词语")
    tab.until(f"{SHOWN}.startsWith('No row passes')")
    tab.click("#filters [type=reset]")
    tab.until(f"{SHOWN} === {json.dumps(everything)}")
    again = look("incentives", "instrument=reward&level=国家级")
    assert again.page.evaluate(SHOWN) != everything
    assert again.page.input_value("[name=level]") == "国家级"


def test_heads_sort_and_say_how(look):
    tab = look("incentives", "instrument=reward")
    head = tab.page.locator("#rows th[data-name=sum]")
    assert head.get_attribute("aria-sort") == "descending"
    down = [in_yuan(text) for text in cells(tab, "number:nth-child(5)") if text]
    assert down == sorted(down, reverse=True)
    assert len(down) > 20
    tab.press("Enter", on=head.locator("button"))
    assert head.get_attribute("aria-sort") == "ascending"
    up = [in_yuan(text) for text in cells(tab, "number:nth-child(5)") if text]
    assert up == sorted(up)
    tab.click("#rows th[data-name=place] button")
    assert head.get_attribute("aria-sort") is None
    assert tab.page.locator("#rows th[data-name=place]").get_attribute("aria-sort") == "ascending"


def test_pages_of_a_table_are_turned(look):
    tab = look("agencies")
    first = cells(tab, "section")
    assert len(first) == 50
    tab.click(tab.page.locator("#rows .pager button").last)
    assert tab.page.evaluate(SHOWN).startswith("rows 51–100 of ")
    assert cells(tab, "section") != first
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(cells(tab, "section")) > 1000


def test_paper_is_light_whatever_the_screen_is(look):
    tab = look("incentives", dark=True)
    ink = "charts.get('by-place')[0].options.color"
    dark = tab.page.evaluate(ink)
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.page.evaluate(ink) != dark
    tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.page.evaluate(ink) == dark


@pytest.mark.parametrize(
    ("name", "link"),
    [("incentives", "#rows td.number a"), ("targets", "#rows td.number a"), ("agencies", "#rows td.section a")],
)
def test_a_number_leads_to_its_row_on_the_review_page(look, name, link):
    tab = look(name)
    tab.page.evaluate("choose({ metric: '' })")  # targets open with a metric chosen
    lists = "duties" if name == "agencies" else "list"
    tab.page.evaluate(f"{lists}.show(rows.filter(r => paper.page(paperOf(r))))")
    found = tab.page.locator(link).first
    wanted = found.get_attribute("href").split("#")[1]
    words = found.text_content()
    found.click()
    tab.page.wait_for_selector("html[data-ready] #row blockquote")
    assert wanted in tab.page.locator("#row dd").all_text_contents()
    assert tab.page.locator("#text mark.on").count() > 0
    if name == "incentives":
        digits = re.search(r"[\d.]+", words.replace(",", ""))[0].removesuffix(".0")
        assert digits in tab.page.locator("#row blockquote").text_content().replace(" ", "")
    tab.page.click("a.home")
    tab.page.wait_for_selector("#papers tbody tr")


def test_a_paper_without_a_review_page_has_no_link(look):
    tab = look("index")
    titles = tab.page.locator("#papers td.title")
    assert titles.count() > titles.locator("a").count() == 12
    assert "review page" in tab.page.locator("footer").text_content()


def test_a_bar_and_a_count_choose_their_rows(look):
    tab = look("index")
    bar = tab.page.evaluate(
        "(({ x, y, base }) => ({ x: (x + base) / 2, y }))(charts.get('by-type')[0].getDatasetMeta(0).data[0])"
    )
    tab.click("#by-type", position=bar)
    kind = tab.page.input_value("[name=type]")
    assert kind
    assert {text.strip().split()[0] for text in cells(tab, "type", "#papers")} == {kind}
    tab = look("incentives")
    count = tab.page.locator("#matrix button").first
    tab.click(count)
    assert tab.page.evaluate(SHOWN).startswith(f"rows 1–{count.text_content()} of {count.text_content()} ")


def test_a_metric_is_drawn_over_the_years(look):
    tab = look("targets")
    tab.click("#metrics button >> nth=1")
    metric = tab.page.input_value("[name=metric]")
    assert all(metric in text for text in cells(tab, "metric"))
    points = tab.page.evaluate("charts.get('over-time')[0].data.datasets.flatMap(set => set.data)")
    assert len(points) > 3
    assert all(2010 < point["x"] < 2050 and point["y"] > 0 for point in points)


def test_duties_of_a_body_and_role(look):
    tab = look("agencies")
    leads = tab.page.locator("#bodies tbody tr").first.locator("td").nth(1)
    count = leads.text_content()
    body = tab.page.locator("#bodies tbody td.body button").first.text_content()
    tab.click(leads.locator("button"))
    assert tab.page.evaluate(SHOWN).startswith(f"rows 1–{count} of {count} ")
    assert set(cells(tab, "body")) == {body}
    assert set(cells(tab, "role")) == {"leads 牵头"}


def test_a_column_is_found_in_the_dictionary(look):
    tab = look("dictionary")
    tab.fill("#filters input", "单次最高金额")
    shown = tab.page.locator(".dictionary tbody tr:visible th").all_text_contents()
    assert shown == ["cap_amount", "cap_amount"]


def test_a_page_of_many_rows_answers_soon(open_tab, seeds_warehouse, tmp_path):
    page = tmp_path / "large.html"
    page.write_text(large_page(seeds_warehouse / "published", tmp_path, 20_000), "utf-8")
    assert page.stat().st_size < 8_000_000
    tab = open_tab(page)
    tab.page.wait_for_selector("html[data-ready]")
    assert tab.page.evaluate(SHOWN).startswith("rows 1–50 of 20,000 ")
    timed = "(() => {{ const began = performance.now(); {}; return performance.now() - began; }})()"
    for action in ("document.querySelector('#rows th[data-name=paper] button').click()", "choose({ level: '国家级' })"):
        assert tab.page.evaluate(timed.format(action)) < 8_000  # an eightieth of that on a quiet machine
    assert tab.page.evaluate("performance.now()") < 60_000


def test_words_of_a_paper_stay_words_and_a_correction_is_shown(open_tab, tmp_path):
    (tmp_path / "evil.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "evil.txt.corrections.toml").write_text(CORRECTION, "utf-8")
    (tmp_path / "empty.txt").touch()
    roots = f"own={tmp_path}"
    zhengce(tmp_path / "w", "run", tmp_path / "evil.txt", tmp_path / "empty.txt", roots=roots)
    zhengce(tmp_path / "w", "report", "-o", tmp_path / "site", roots=roots)
    for name in PAGES:
        tab = open_tab(tmp_path / "site" / f"{name}.html", site=tmp_path / "site")
        tab.page.on("dialog", lambda dialog, tab=tab: tab.errors.append(dialog.message))
        tab.page.wait_for_selector("html[data-ready]")
        assert tab.page.locator("main img, main script").count() == 0
        if name in ("index", "incentives"):
            assert EVIL in tab.page.text_content("main")
        if name == "quality":
            assert "The file is empty" in tab.page.text_content("main")
        if name == "incentives":
            number = tab.page.locator("#rows td.number a").first
            assert number.text_content() == "123.456 万元"
            assert number.get_attribute("title") == "1,234,560 元"
            number.click()
            tab.page.wait_for_selector("html[data-ready] #row em")
            assert "corrected by hand 已人工更正" in tab.page.text_content("#row")
            assert "changed instrument: checked by hand" in tab.page.text_content("#row")
            assert tab.page.locator("#facts li.corrected[aria-current]").count() == 1
