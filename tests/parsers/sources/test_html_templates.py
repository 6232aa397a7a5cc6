"""One paper in many pages: whatever a system puts around it and however it marks it, the paper read is the same."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from parsers.lexicon import words
from parsers.sources import read
from tests.parsers.whole import read_bytes
from tests.tools import forms

PAPER = forms.paper("004-07")
TITLE = next(item.words for item in PAPER if item.role == "title")
LINES = [item.words.strip() for item in PAPER]

Form = Callable[[forms.Paragraph], str]


def clean(item: forms.Paragraph) -> str:
    tag = "h1" if item.role == "title" else "h2" if item.is_heading else "p"
    return f"<{tag}>{escape(item.words)}</{tag}>"


def inline(item: forms.Paragraph) -> str:
    """As editors of sites leave it: every paragraph a <p> with its own style, indented by wide spaces."""
    style = "text-align:center;font-weight:bold" if item.role == "title" else "text-indent:2em;line-height:2"
    spans = "".join(f'<span style="font-family:仿宋">{escape(piece)}</span>' for piece in cut(item.words))
    return f'<p class="" style="{style}">\n\t　　{spans}&nbsp;</p>\n'


def broken(item: forms.Paragraph) -> str:
    return f"&nbsp;&nbsp;　　{escape(item.words)}<BR>\n<br />"


def word(item: forms.Paragraph) -> str:
    """As Word saves it: automatic numbers in a condition, latin and digits in spans of their own, empty <o:p>."""
    marker = item.marker
    number, rest = (item.words[: marker.end], item.words[marker.end :]) if marker else ("", item.words)
    label = f"<![if !supportLists]><span style='mso-list:Ignore'>{escape(number)}</span><![endif]>" if number else ""
    text = "".join(f"<span lang=EN-US>{p}</span>" if p.isascii() else escape(p) for p in cut(rest))
    return f"<p class=MsoNormal style='mso-list:l0 level1 lfo1'>{label}{text}<span lang=EN-US><o:p></o:p></span></p>"


def unclosed(item: forms.Paragraph) -> str:
    return f"<P><FONT face=宋体 size=3>{escape(item.words)}"


def rows(item: forms.Paragraph) -> str:
    return f"<table border=0><tr><td>{escape(item.words)}</td></tr></table>"


def cut(text: str) -> list[str]:
    return [text[place : place + 7] for place in range(0, len(text), 7)]


FORMS: tuple[Form, ...] = (clean, inline, broken, word, unclosed, rows)
LINKS = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "政务公开", "办事服务", "互动交流"))
FOOT = "<p>主办：某市人民政府办公室</p><p>网站标识码：3500000001　闽ICP备05000000号</p>"
INFO = "<div>发布时间：2020-01-02 08:00　来源：市政府办　浏览次数：<span>12</span>次　字体：【大 中 小】</div>"
AROUND = {
    "nothing": "{body}",
    "a named element": '<div class="top"><ul>{links}</ul></div><div id="zoom">{body}</div>'
    '<div class="footer">{foot}</div>',
    "no names": "<div><ul>{links}</ul></div><div><div>{body}</div></div><div>{foot}</div>",
    "tags of HTML 5": "<header><nav><ul>{links}</ul></nav></header><main><article>{body}</article></main>"
    "<footer>{foot}</footer>",
    "tables": "<table><tr><td><ul>{links}</ul></td><td><table><tr><td>{body}</td></tr></table></td></tr></table>{foot}",
    "a head and links behind": '<ul>{links}</ul><div class="article">{info}<div class="TRS_Editor">{body}</div></div>'
    "<div class='related'><h4>相关解读</h4><ul><li><a href=x>《若干政策》解读，一图看懂。</a></li></ul></div>",
    "a page of a form": "<form><input type=hidden value=x><div class='main position'>{body}</div>"
    "<select><option>站群</select></form>",
    "links in the paper's element": "<div id=zoom><ul>{links}</ul>{body}</div>",
    "text shown by a script": "<div>{links}</div><div id='con' style='display:none'>{body}</div>",
}


def page(form: Form, around: str) -> bytes:
    body = "".join(map(form, PAPER))
    inside = AROUND[around].format(body=body, links=LINKS, foot=FOOT, info=INFO)
    return f"<!DOCTYPE html><html><head><title>{TITLE}_某市人民政府</title></head><body>{inside}</body></html>".encode()


def own_lines(data: bytes) -> list[str]:
    """The lines that are the paper's once its furniture is left out, without spaces."""
    found = read_bytes(data, "a.html")
    gone = {row["source_start"] for row in found["discarded"]}
    source = found.source
    shown = (source.text[mark.start : mark.end] for mark in source.marked if mark.start not in gone)
    return ["".join(line.split()) for line in shown]


WANTED = ["".join(line.split()) for line in LINES]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", AROUND)
def test_the_paper_is_the_same_on_every_page(form: Form, around: str) -> None:
    assert own_lines(page(form, around)) == WANTED


@pytest.mark.parametrize("form", FORMS)
def test_sections_and_sums_are_the_same(form: Form) -> None:
    found, wanted = (
        read_bytes(page(form, "a named element"), "a.html"),
        read_bytes(forms.as_text(PAPER), "a.txt"),
    )
    for table, columns in (("sections", ("kind", "path", "heading")), ("money", ("quote", "comparator", "amount_max"))):
        assert [[row[c] for c in columns] for row in found[table]] == [
            [row[c] for c in columns] for row in wanted[table]
        ]
    assert len(found["money"]) > 3


@pytest.mark.parametrize("name", words("web", "containers"))
@pytest.mark.parametrize("attribute", ["id", "class"])
def test_each_name_of_a_container(name: str, attribute: str) -> None:
    body = "".join(map(inline, PAPER))
    other = f"<div>本站公告：{'欢迎访问，敬请关注。' * 20}</div>"  # sentences that are not the paper's
    data = f"<html><body>{other}<div {attribute}='x {name.upper()}'>{body}</div>{other}</body></html>".encode()
    assert ["".join(line.split()) for line in read(data, name="a.html").text.split("\n")] == WANTED


def test_parts_beside_the_container_are_the_papers() -> None:
    head = f"<h1 class=title>{TITLE}</h1><p class=wh>厦府办〔2020〕3号</p>{INFO}"
    foot = "<p>厦门市人民政府办公厅</p><p>2020年1月2日</p><p>附件：申请表.doc</p>"
    body = "".join(map(inline, PAPER[1:6]))
    data = f"<html><body><div class=nav>{LINKS}</div><div>{head}<div id=zoom>{body}</div>{foot}</div></body></html>"
    lines = own_lines(data.encode())
    assert lines[:2] == ["".join(TITLE.split()), "厦府办〔2020〕3号"]
    assert lines[-3:] == ["厦门市人民政府办公厅", "2020年1月2日", "附件：申请表.doc"]
