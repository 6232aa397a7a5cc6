"""A file into its policies, on small compilations and notices."""

from __future__ import annotations

import pytest

from parsers.contents_list import fold
from tests.parsers.whole import Reading, read_paper


def paper(title: str, number: int = 2) -> list[str]:
    return [title, "为促进产业发展，结合实际，制定本文件。"] + [
        line for ordinal in "一二三"[:number] for line in (f"{ordinal}、第{ordinal}项任务", f"给予 {number} 万元奖励。")
    ]


def titles(reading: Reading) -> list[str]:
    return [row["title"] for row in reading["documents"]]


TITLES = ("甲市人工智能行动计划", "乙市数据条例实施细则", "丙市算力发展若干政策")
COVER = ("人工智能政策汇编", "某某产业研究院", "2022年1月")
CONTENTS = ("目录", *(f"{number}. {title}.....{number * 7}" for number, title in enumerate(TITLES, 1)))


def compilation(*front: str) -> str:
    return "\n\n".join([*front, *(line for title in TITLES for line in paper(title))])


def test_a_compilation_with_contents() -> None:
    reading = read_paper(compilation(*COVER, *CONTENTS))
    assert titles(reading) == list(TITLES)
    assert [row["text"] for row in reading["discarded"] if row["reason"] == "editorial"] == list(COVER)


def test_a_compilation_without_contents() -> None:
    reading = read_paper(compilation(*COVER))
    assert titles(reading) == list(TITLES)


def test_papers_one_after_the_other() -> None:
    assert titles(read_paper(compilation())) == list(TITLES)


def test_the_documents_lie_between_their_titles() -> None:
    reading = read_paper(compilation(*COVER, *CONTENTS))
    text = reading.source.text
    for row, following in zip(reading["documents"], (*TITLES[1:], None), strict=True):
        body = text[row["source_start"] : row["source_end"]]
        assert body.startswith(row["title"])
        assert body.endswith("万元奖励。")
        assert following is None or following not in body


def test_an_entry_that_is_nowhere_is_an_issue() -> None:
    reading = read_paper(compilation(*COVER, *CONTENTS, "4. 丁市开放场景实施办法.....40"))
    assert titles(reading) == list(TITLES)
    (issue,) = [row for row in reading["issues"] if row["code"] == "title_not_found"]
    assert "丁市开放场景实施办法" in issue["detail"]


@pytest.mark.parametrize(
    "broken",
    [("甲市人工智能", "行动计划"), ("甲市", "人工智能", "行动计划"), ("甲市人工智能 行动计划",)],
    ids=["two lines", "three lines", "a space"],
)
def test_a_title_over_several_lines_is_found_by_its_entry(broken: tuple[str, ...]) -> None:
    text = compilation(*COVER, *CONTENTS)
    head, body = text.rsplit(TITLES[0], 1)
    assert titles(read_paper(head + "\n\n".join(broken) + body)) == list(TITLES)


def test_a_notice_with_its_plan_is_one_policy() -> None:
    lines = [
        "厦门市人民政府关于印发人工智能行动计划的通知",
        "各区人民政府，市直各部门：",
        "现将《厦门市人工智能行动计划》印发给你们，请认真贯彻执行。",
        "厦门市人民政府",
        "2021年3月5日",
        *paper("厦门市人工智能行动计划"),
    ]
    assert len(titles(read_paper("\n\n".join(lines)))) == 1


def test_a_plan_with_attachments_is_one_policy() -> None:
    lines = [*paper("厦门市人工智能行动计划"), "附件1", "厦门市奖励资金管理办法", "一、申报条件", "在本市注册。"]
    assert len(titles(read_paper("\n\n".join(lines)))) == 1


def test_a_paper_that_names_others_is_one_policy() -> None:
    lines = [
        *paper("厦门市人工智能行动计划", 3),
        "四、依据",
        "《新一代人工智能发展规划》",
        "五、附则",
        "自印发之日起施行。",
    ]
    assert len(titles(read_paper("\n\n".join(lines)))) == 1


def test_a_text_without_a_title_is_one_policy() -> None:
    assert len(titles(read_paper("对符合条件的企业给予 500 万元奖励。"))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("行动计划(2019—2023 年)", "行动计划（2019-2023年）"),
        ("建设 若干政策", "建设若干政策"),
        ("“十一五”规划（2006～2010）", '"十一五"规划（2006-2010）'),
    ],
)
def test_titles_are_compared_by_their_words(one: str, other: str) -> None:
    assert fold(one) == fold(other)
