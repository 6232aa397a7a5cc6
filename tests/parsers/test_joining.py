"""Which lines are one paragraph, one case a line: joined or apart, the line above, the line below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.line_ends import closes, has_ended, unclosed
from tests.parsers.cases_of import cases
from tests.parsers.whole import read_paper

# A text whose page breaks cut sentences beyond doubt, as the compilation's do.
CUT = (
    "一、总体要求",
    "坚持创新引领。推动产业融合发展，支持企业、管理机构和科研院所提供定制化商",
    "务服务。加强统筹，推进智能制造，完善各项产业政策措施。推进人工智",
    "能智库建设。",
    "二、主要任务",
)
WHOLE = ("一、总体要求", "坚持创新引领。推动产业融合发展。", "二、主要任务")
BREAKS = {"blank line": ("",), "page number": ("", "— 12 —", ""), "form feed": ("\f",)}
CASES = cases("joining", 3)


def paragraphs(frame: tuple[str, ...], above: str, below: str, break_: tuple[str, ...]) -> list[str]:
    text = "\n".join(["\n\n".join(frame), "", above, *break_, below, "", "三、附则", "", "本方案自印发之日起施行。"])
    clean = read_paper(text).clean
    return [clean.block_text(block) for block in clean.blocks]


def bare(line: str) -> str:
    return "".join(line.replace("**", "").split())


@pytest.mark.parametrize("break_", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize(("expected", "above", "below"), CASES)
def test_a_cut_sentence_is_joined(expected: str, above: str, below: str, break_: tuple[str, ...]) -> None:
    found = list(map(bare, paragraphs(CUT, above, below, break_)))
    assert (bare(above) + bare(below) in found) == (expected == "joined")
    assert (bare(above) in found and bare(below) in found) == (expected == "apart")


@pytest.mark.parametrize(("expected", "above", "below"), [case for case in CASES if case[0] == "apart"])
def test_lines_stay_apart_in_a_text_without_cuts(expected: str, above: str, below: str) -> None:
    found = list(map(bare, paragraphs(WHOLE, above, below, ("",))))
    assert bare(above) in found
    assert bare(below) in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("落实有关政策。", True),
        ("各有关单位：", True),
        ("按职责分工落实。（责任单位：市科技局）", True),
        ("咨询电话：61885818", True),
        ("2021年3月5日", True),
        ("**加强统筹。**", True),
        ("给予最高500万元", False),
        ("推进人工智", False),
        ("分别给予100万元、", False),
        ("（以下简称“两高”）", True),
    ],
)
def test_has_ended(text: str, expected: bool) -> None:
    assert has_ended(text) is expected


@pytest.mark.parametrize(
    ("text", "brackets"),
    [
        ("（责任单位：市科技局", "（"),
        ("（一）甲（含乙", "（"),
        ("《规划》（国发", "（"),
        ("（一）甲", ""),
        ("对《甲〈乙〉", "《"),
    ],
)
def test_unclosed_brackets(text: str, brackets: str) -> None:
    assert unclosed(text) == brackets


@given(st.text(st.sampled_from("（）()《》【】[]甲"), max_size=30))
def test_what_closes_the_brackets_leaves_none_open(text: str) -> None:
    closing = {"（": "）", "(": ")", "《": "》", "【": "】", "[": "]"}
    for bracket in reversed(unclosed(text)):
        assert closes(closing[bracket], unclosed(text))
        text += closing[bracket]
    assert unclosed(text) == ""
