"""What surrounds a page's words: its encoding, its container, its size; and pages that hold no paper."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.sources import read
from parsers.sources.web import tree
from parsers.sources.web.tree import DEEPEST, parse
from schemas.errors import ErrorCode, SourceError
from schemas.records import SourceText

WORDS = "一、总体要求：坚持创新引领，给予不超过50万元奖励。"
BODY = f"<p>{WORDS}</p><p>二、主要目标：到2027年，产值达到3000亿元。</p>"


def text_of(data: bytes, name: str = "a.html") -> str:
    return read(data, name=name).text


def page(charset: str = "", body: str = BODY) -> str:
    return f"<html><head>{charset}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gb18030"),
        ("<meta charset='utf-8'>", "utf-8"),
        ("<meta charset=utf-8>", "gb18030"),
        ("<meta charset=gb2312>", "utf-8"),
        ("<meta charset=gb2312>", "utf-8-sig"),
        ("<meta charset=iso-8859-1>", "gb18030"),
        ("<meta charset=no-such-thing>", "gb18030"),
        ("<meta charset=rot13>", "gb18030"),
        ("<meta charset=utf-16>", "utf-8"),
        ("", "gb18030"),
        ("", "utf-16"),
        ("<meta charset=big5>", "big5"),
        (f"<script>{'x = 1; ' * 20000}</script><meta charset=gbk>", "gb18030"),
    ],
)
def test_encodings(declared: str, real: str) -> None:
    body = BODY if real != "big5" else "<p>一、發展目標：支持創新發展，給予補助。</p>"
    assert text_of(page(declared, body).encode(real)).startswith(body[3:12])


def test_declared_encoding_of_xml() -> None:
    data = '<?xml version="1.0" encoding="GB2312"?>' + page()
    assert text_of(data.encode("gb18030")).startswith(WORDS)


def test_xhtml_may_close_tags_in_themselves() -> None:
    head = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
    assert text_of(f'{head}<script src="x"/></head><body><div/>{BODY}</body></html>'.encode()).startswith(WORDS)


def test_stray_null_bytes_are_left_out() -> None:
    data = page().encode()
    assert text_of(data.replace("总体".encode(), b"\0" + "总体".encode() + b"\0")).startswith(WORDS)


def test_an_undecodable_byte_is_an_issue() -> None:
    source = read(page("<meta charset=gbk>").encode("gb18030") + b"\xff<p>\xb6\xfe\xff\xa1\xa3</p>", name="a.html")
    assert [issue.code for issue in source.issues] == ["encoding_uncertain"] * len(source.issues)
    assert source.issues


def test_web_archive() -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message["From"] = "<Saved by Blink>"
    message.set_content(page("<meta charset=gb2312>"), subtype="html", charset="gb18030", cte="quoted-printable")
    message.make_related()
    message.add_related(b"GIF89a", "image", "gif")
    for name in ("a.mht", "a.mhtml", "a.html"):
        assert text_of(message.as_bytes(), name).startswith(WORDS)


def test_web_archive_without_a_page() -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.make_related()
    message.add_related(b"GIF89a", "image", "gif")
    with pytest.raises(SourceError, match="shows no text"):
        read(message.as_bytes(), name="a.mht")


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.shtml", "a.txt", "a.pdf", "a.doc", "a"])
def test_a_page_is_told_by_its_bytes(name: str) -> None:
    assert read(f"<!DOCTYPE html>{page()}".encode(), name=name).media_type == "text/html"


@pytest.mark.parametrize("start", ["总则", "<!-- x -->\n<p>", "\ufeff<div>", "&nbsp;"])
def test_a_piece_of_a_page_is_told_by_its_name(start: str) -> None:
    assert read(f"{start}{BODY}".encode(), name="a.html").media_type == "text/html"
    assert read(f"{start}{BODY}".encode(), name="a.md").media_type == "text/markdown"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<frameset><frame src=a.htm></frameset>", "frames"),
        ("<body><iframe src=a.htm></iframe></body>", "frames"),
        ("<meta http-equiv=refresh content='0;url=a.htm'>", "sends the reader on"),
        (f"<div id=app></div><script>var data = {{text: '{WORDS * 20}'}}</script>", "script"),
        (f"<p>请稍候</p><script>var data = '{''.join(f'{chr(92)}u4e{n:02x}' for n in range(250))}'</script>", "script"),
        ("<img src=scan1.jpg><img src=scan2.jpg>", "pictures"),
        ("<p>&nbsp;</p>", "shows no text"),
        (f"<body><noscript>{BODY}</noscript>", "shows no text"),
        (f"<!-- {BODY} -->", "shows no text"),
    ],
)
def test_a_page_without_a_paper_says_what_it_holds(body: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read(f"<html>{body}".encode(), name="a.html")
    assert caught.value.code is ErrorCode.NO_POLICY


def test_what_a_script_shows_later_is_read() -> None:
    shown = f"<p>请稍候，页面正在加载。</p><div id=x style='display:none'>{BODY * 3}</div>"
    assert text_of(page("", shown).encode()).count(WORDS) == 3


BOMBS: dict[str, Callable[[], str]] = {
    "deep": lambda: "<div>" * 100_000 + BODY,
    "deep tables": lambda: "<table><tr><td>" * 50_000 + BODY,
    "deep lists": lambda: "<ul><li>" * 50_000 + BODY,
    "reopened formatting": lambda: "<p>" + "".join(f"<b id={n}>" for n in range(3000)) + "</p><p>x" * 3000,
    "many attributes": lambda: f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>x",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_with_a_sentence(bomb: str) -> None:
    with pytest.raises(SourceError, match="damaged and cannot be opened as an HTML page"):
        read(f"<html><body>{BOMBS[bomb]()}".encode(), name="a.html")


def test_tags_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_TAGS", 1000)
    with pytest.raises(SourceError, match="it has more than 1000 tags"):
        read(f"<html><body>{'<p>x' * 1001}".encode(), name="a.html")


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * (DEEPEST // 2) + BODY,
        "<p><font size=2><b>" * 3000 + BODY,
        f"<p title='{'x' * 5_000_000}'>x</p>{BODY}",
        f"<p {' '.join(f'a{n}=1' for n in range(1_500))} style='{'color: red; ' * 2_000}'>x</p>{BODY}",
        "<table>" + "<tr><td rowspan=65000 colspan=9999>甲<td>乙" * 300 + f"</table>{BODY}",
        "<ol start=99999999999999999999><li value=-5>甲<li value=x>乙</ol>" + BODY,
        "<style>" + "a{b:c}" * 20_000 + "{" * 10_000 + "</style>" + BODY,
        "<!DOCTYPE html [<!ENTITY a '&b;&b;'><!ENTITY b 'x'>]>" + BODY + "<p>&a;</p>",
        "</div></p></td></table>" * 1000 + BODY,
        f"<p>{'：' * 100_000}</p>{BODY}",
        f"<p>{'索引号：' * 20_000}</p>{BODY}",
        f"<table><tr><td>{'发文字号 ' * 5000}</table>{BODY}",
    ],
    ids=range(12),
)
def test_odd_pages_are_read(body: str) -> None:
    assert WORDS in text_of(page("", body).encode())


def test_no_entity_of_a_file_is_resolved() -> None:
    text = text_of(b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a; &lt;</p>" + BODY.encode())
    assert "&a; <" in text
    assert "root:" not in text


def test_elements_lie_in_one_another() -> None:
    elements = parse("<div>甲<p>乙<b>丙</b></p>丁<ul><li>戊</ul></div>己")
    for element in elements:
        for child in element.elements:
            assert element.start < child.start < child.end <= element.end
            assert element.holds(child)
            assert not child.holds(element)


TAGS = (
    *("p", "div", "span", "b", "table", "tr", "td", "th", "ul", "ol", "li", "h1", "br", "a", "font", "pre", "style"),
    *("script", "title", "sup", "ruby", "rt", "textarea", "select", "svg", "body", "html"),
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<td rowspan=3>", "<td colspan=2>", "<ol start=5>", "<p style='display:none'>", "<div class=nav>"]
    ),
    st.sampled_from(
        ["发文字号：", "一、总则，", "给予50万元。", "&nbsp;", "&#0;", "<!--", "-->", "\0", "\n", "\t", "\f"]
    ),
    st.text(max_size=5),
)


@given(st.lists(PIECES, max_size=60))
def test_any_soup_of_tags_is_read_or_refused(pieces: list[str]) -> None:
    check("".join(pieces).encode("utf-8", "replace"))


REAL = f"<!DOCTYPE html>{page('<meta charset=gb2312><title>关于支持的通知</title>', BODY * 3)}".encode("gb18030")


@given(st.data())
def test_damaged_pages_are_read_or_refused(data: st.DataObject) -> None:
    """Truncated, with bytes flipped, with a piece of the page put elsewhere in it."""
    places = st.integers(0, len(REAL) - 1)
    torn = bytearray(REAL[: data.draw(places)] if data.draw(st.booleans()) else REAL)
    for place in data.draw(st.lists(places, max_size=8)):
        torn[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
    first, last, at = data.draw(places), data.draw(places), data.draw(places)
    torn[at:at] = REAL[first:last]
    check(bytes(torn))


def check(data: bytes) -> None:
    """A page is read, its marks tiling its text, or refused with an error of the catalogue."""
    try:
        source: SourceText = read(data, name="a.html")
    except SourceError:
        return
    if source.media_type == "text/html":
        assert "\n".join(source.text[mark.start : mark.end] for mark in source.marked) == source.text
        assert all(0 <= mark.bold_length <= mark.end - mark.start for mark in source.marked)
