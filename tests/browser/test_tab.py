"""The watch over a tab itself: it sees what the tests of our pages rely on it to see."""

from __future__ import annotations

from tests.browser.tab import Tab


def watched(browser, path, body):
    path.write_text(f"<!doctype html><title>t</title><p>words{body}", "utf-8")
    tab = Tab.open(browser, path, dark=True, width=400, height=300)
    tab.page.wait_for_load_state()
    tab.close()
    return tab


def test_a_quiet_page_is_let_pass(browser, tmp_path):
    tab = watched(browser, tmp_path / "quiet.html", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    assert tab.errors == []
    assert tab.requests_out == []


def test_an_error_of_a_script_is_seen(browser, tmp_path):
    tab = watched(browser, tmp_path / "wrong.html", "<script>missing()</script>")
    assert any("missing is not defined" in error for error in tab.errors)


def test_a_request_that_leaves_the_file_is_seen(browser, tmp_path):
    tab = watched(browser, tmp_path / "chatty.html", "<img src='http://example.org/a.png'><img src='beside.png'>")
    assert any(address.startswith("http://example.org") for address in tab.requests_out)
    assert any(address.endswith("beside.png") for address in tab.requests_out)
