"""Made-up papers: headings of all kinds in any nesting, sums, lists, tables, and what print and editors add."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import strategies as st

from schemas.records import SourceLine, SourceText

NUMERALS = "一二三四五六七八九十"
MARKERS: dict[str, Callable[[int], str]] = {
    "chapter": lambda number: f"第{NUMERALS[number - 1]}章 ",
    "section": lambda number: f"第{NUMERALS[number - 1]}节 ",
    "article": lambda number: f"第{NUMERALS[number - 1]}条 ",
    "han": lambda number: f"{NUMERALS[number - 1]}、",
    "paren_han": lambda number: f"（{NUMERALS[number - 1]}）",
    "arabic": lambda number: f"{number}. ",
    "paren_arabic": lambda number: f"（{number}）",
    "circled": lambda number: "①②③④⑤⑥⑦⑧⑨⑩"[number - 1],
}
ORDERS = (
    ("chapter", "section", "article", "paren_han"),
    ("chapter", "article", "paren_han", "arabic"),
    ("han", "paren_han", "arabic", "paren_arabic"),
    ("han", "arabic", "paren_arabic", "circled"),
    ("paren_han", "arabic", "circled"),
    ("chapter", "han", "paren_han", "arabic"),
    ("article", "paren_han", "paren_arabic"),
    ("han", "arabic"),
    ("arabic", "paren_arabic"),
)

TOPICS = (
    "产业发展",
    "人才引进",
    "平台建设",
    "应用示范",
    "数据开放",
    "标准研制",
    "融资服务",
    "组织保障",
    "算力供给",
    "企业培育",
)
VERBS = ("支持", "加快", "推动", "完善", "优化", "强化")
SENTENCES = (
    "对符合条件的企业给予最高 500 万元奖励。",
    "按实际投入的 20% 给予补助，单个项目不超过100万元。",
    "到2025年，培育 50 家以上龙头企业，核心产业规模突破1.5亿元。",
    "对认定的国家级、省级平台，分别给予 100 万元、50 万元支持。",
    "落实《新一代人工智能发展规划》（国发〔2017〕35号）要求。",
    "由市科技局牵头，会同有关部门组织实施（含一、二、三期）。",
    "投资额在 3000—5000 万元之间的，予以优先支持；研发占比不低于３％。",
)

topics = st.sampled_from(TOPICS)
headings = st.builds(str.__add__, st.sampled_from(VERBS), topics)
sentences = st.sampled_from(SENTENCES)
paragraphs = st.lists(sentences, min_size=1, max_size=3).map("".join)


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered heading that was put in: its kind, number, words and level from 1."""

    kind: str
    ordinal: int
    heading: str
    level: int

    @property
    def line(self) -> str:
        return MARKERS[self.kind](self.ordinal) + self.heading


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it was made: its title, its lines in order, and the headings among them."""

    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@st.composite
def trees(draw: st.DrawFn, order: Sequence[str], level: int = 1) -> list[Part | str]:
    """Draw the parts of one level with their paragraphs and the parts below them."""
    kind = order[level - 1]
    members: list[Part | str] = []
    for ordinal in range(1, draw(st.integers(2, 3)) + 1):
        members.append(Part(kind, ordinal, draw(headings), level))
        members += draw(st.lists(paragraphs, min_size=1, max_size=2))
        if level < len(order) and draw(st.booleans()):
            members += draw(trees(order, level + 1))
    return members


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Draw a paper whose outline is known: a title, an opening, and parts in one of the usual orders."""
    title = f"厦门市{draw(topics)}实施方案"
    members = draw(st.sampled_from(ORDERS).flatmap(trees))
    parts = tuple(member for member in members if isinstance(member, Part))
    lines = [member.line if isinstance(member, Part) else member for member in members]
    return Paper(title, (title, "为促进产业发展，结合实际，制定本方案。", *lines), parts)


NOTICES = (
    (),
    (
        "厦门市人民政府办公室文件",
        "厦府办〔2021〕7号",
        "各区人民政府，市直各部门：",
        "现印发给你们，请认真贯彻执行。",
        "2021年3月5日",
    ),
)
TAILS = (
    (),
    ("厦门市人民政府", "2021年3月5日", "（此件主动公开）"),
    (
        "附件：1.任务分工表",
        "附件1",
        "任务分工表",
        "序号\t任务\t单位",
        "1\t建设平台 3 个\t市科技局",
        "2\t奖励 50 万元\t市财政局",
    ),
    ("抄送：市委办公室。", "厦门市人民政府办公室 2021年3月5日印发"),
)
EXTRAS = (
    "——总量目标。产业规模达到 300 亿元。",
    "● 建成公共平台 2 个",
    "专栏1 重点工程",
    "表1 主要指标",
    "指标\t2020年\t2025年",
    "产值（亿元）\t120\t300",
    "| 指标 | 目标 |",
    "|---|---|",
    "| 占比 | 30% |",
    "图 2 总体框架",
    "**责任单位：**市科技局、市财政局",
    "## 三、保障措施",
    "- 加大投入。安排 2 亿元资金。",
    "> 引用的话。",
    "**加强统筹。**各部门按职责分工落实。",
    "第三条规定的奖励不得重复享受。",
    "2022 年完成全部任务",
    "30 万元资助，其余",
    "一是加强领导；二是落实资金。",
    "\ufeff",
    "\u200b",
    "---",
    "目录",
    "一、总体要求.......3",
    "附件2",
    "前 言",
    "编写说明",
)
BREAKS = ("— 12 —", "\f", "\f- 3 -", "第 4 页 共 9 页", "厦门市产业政策汇编\n5", "－6－\n\f厦门市产业政策汇编")


@st.composite
def rough_papers(draw: st.DrawFn) -> str:
    """Draw a paper as it comes off a web page, an editor or a print: with pieces put in and signs changed anywhere."""
    paper = draw(papers())
    lines = [*draw(st.sampled_from(NOTICES)), *paper.lines, *draw(st.sampled_from(TAILS))]
    for piece in draw(st.lists(st.sampled_from(EXTRAS + BREAKS), max_size=8)):
        lines.insert(draw(st.integers(0, len(lines))), piece)
    for piece in draw(st.lists(st.sampled_from(BREAKS), max_size=4)):
        place = draw(st.integers(0, len(lines) - 1))
        cut = draw(st.integers(0, len(lines[place])))
        lines[place : place + 1] = [lines[place][:cut], "", piece, "", lines[place][cut:]]
    text = draw(st.sampled_from(("\n", "\n\n", "\r\n", "\r", "\n\u3000\u3000"))).join(lines)
    return draw(st.sampled_from(DRESSES))(text)


def full_width(text: str) -> str:
    """Return a text with its digits and brackets in full width."""
    return text.translate(
        {**{ord("0") + digit: "０１２３４５６７８９"[digit] for digit in range(10)}, 0x28: "（", 0x29: "）"}
    )


def half_width(text: str) -> str:
    """Return a text with its brackets, commas and percent signs in half width."""
    return text.translate(str.maketrans("（）％，：；", "()%,:;"))


def spaced(text: str) -> str:
    """Return a text with a space on either side of every run of digits."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9])|(?<=[0-9])(?=[\u4e00-\u9fff])", " ", text)


DRESSES: tuple[Callable[[str], str], ...] = (str, full_width, half_width, spaced, "\ufeff".__add__, str.strip)

# Pieces that mean something to a reader of papers, thrown together: the worst text there can be.
SIGNS = (
    "|",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\f",
    "\u0301",
    "\ufeff",
    "\u200b",
    "\x00",
    "\x1c",
    "\xa0",
    " ",
    "\u3000",
)
RARE_SIGNS = ("\t", "\u2028", "\x85", "\v")
PIECES = (*(Path(__file__).parent / "cases" / "pieces.txt").read_text("utf-8").splitlines(), *SIGNS, *RARE_SIGNS)
pieces = st.sampled_from(PIECES)
wild_texts = st.lists(pieces | pieces | pieces | st.characters(codec="utf-8"), max_size=80).map("".join)


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[str]) -> str:
    """Draw a stretch of one of some texts with lines taken out, doubled, swapped, cut, and with stray characters."""
    lines = draw(st.sampled_from(seeds)).split("\n")
    first = draw(st.integers(0, max(0, len(lines) - 40)))
    lines = lines[first : first + draw(st.integers(1, 80))]
    for _ in range(draw(st.integers(0, 12))):
        place = draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = draw(st.sampled_from(_MUTATIONS))(lines, place, draw)
        lines = lines or [""]
    return "\n".join(lines)


def _cut(lines: list[str], place: int, draw: st.DrawFn) -> list[str]:
    cut = draw(st.integers(0, len(lines[place])))
    return [lines[place][:cut], lines[place][cut:]]


def _sprinkle(lines: list[str], place: int, draw: st.DrawFn) -> list[str]:
    cut = draw(st.integers(0, len(lines[place])))
    return [lines[place][:cut] + draw(st.sampled_from(PIECES)) + lines[place][cut:]]


_Mutation = Callable[[list[str], int, st.DrawFn], list[str]]
_MUTATIONS: tuple[_Mutation, ...] = (
    lambda lines, place, draw: [],
    lambda lines, place, draw: [lines[place], lines[place]],
    lambda lines, place, draw: [draw(st.sampled_from(EXTRAS + BREAKS)), lines[place]],
    lambda lines, place, draw: [draw(st.sampled_from(lines))],
    lambda lines, place, draw: [lines[place] + lines.pop(place + 1)] if place + 1 < len(lines) else [lines[place]],
    _cut,
    _sprinkle,
)


@st.composite
def relaid(draw: st.DrawFn, source: SourceText) -> SourceText:
    """Draw a layout made of some lines of another: left out, doubled, swapped, in a stretch of it."""
    first = draw(st.integers(0, len(source.lines) - 1))
    lines = list(source.lines[first : first + draw(st.integers(1, 90))])
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = draw(st.sampled_from(([], [lines[place]] * 2, [draw(st.sampled_from(lines))])))
        lines = lines or [source.lines[first]]
    return laid_out(source.text, sorted(lines, key=lambda line: line.page))


def laid_out(text: str, lines: Sequence[SourceLine]) -> SourceText:
    """Return a source text of lines of another, as a reader joins them: a line a line, a form feed between pages."""
    pieces, placed, starts, length = [], [], [0], 0
    for number, line in enumerate(lines):
        turned = number > 0 and line.page != lines[number - 1].page
        pieces.append("" if not number else "\f" if turned else "\n")
        length += len(pieces[-1])
        if turned:
            starts += [length] * (line.page - lines[number - 1].page)
        pieces.append(text[line.start : line.end])
        page = line.page - lines[0].page + 1
        placed.append(replace(line, start=length, end=length + line.end - line.start, page=page))
        length = placed[-1].end
    return SourceText("".join(pieces), "application/pdf", page_starts=tuple(starts), lines=tuple(placed))
