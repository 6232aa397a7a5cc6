"""What print and web pages put around a paper: found and named, and nothing else taken for it."""

from __future__ import annotations

import pytest

from parsers.furniture import classify, is_editorial
from parsers.lines import read_lines
from schemas.records import SourceText
from schemas.vocabulary import DiscardReason

BODY = ("一、总体要求", "坚持创新引领，推动产业融合发展。", "（一）指导思想", "深入贯彻落实各项部署。")


def furniture(text: str) -> dict[str, DiscardReason]:
    """Return the reason for each line that is discarded, by its words."""
    lines = read_lines(SourceText(text, "text/plain", "utf-8"))
    return {lines[index].text: reason for index, reason in classify(lines).items()}


def pages(*groups: tuple[str, ...], sign: str = "\f") -> str:
    return f"\n{sign}".join("\n".join(group) for group in groups)


@pytest.mark.parametrize(
    "number", ["— 12 —", "－6－", "- 3 -", "·5·", "第 4 页", "第4页 共9页", "Page 3 of 9", "第 3 页，共 12 页", "～7～"]
)
def test_a_page_number_anywhere(number: str) -> None:
    assert furniture("\n\n".join((*BODY[:2], number, *BODY[2:]))) == {number: DiscardReason.PAGE_NUMBER}


def test_bare_numbers_that_count_up() -> None:
    text = "\n\n".join((BODY[0], "1", BODY[1], "2", BODY[2], "3", BODY[3]))
    assert furniture(text) == dict.fromkeys("123", DiscardReason.PAGE_NUMBER)


@pytest.mark.parametrize("number", ["12", "2021", "500", "—500", "30 万元", "2021年", "第4条", "（3）", "3.5"])
def test_no_page_number(number: str) -> None:
    assert furniture("\n\n".join((*BODY[:2], number, *BODY[2:]))) == {}


def test_a_running_head_stands_on_three_pages() -> None:
    head = "厦门市产业政策选编"
    found = furniture(pages(*((head, f"第{number}段。", f"{number}.正文继续。") for number in "一二三四")))
    assert found == {head: DiscardReason.RUNNING_HEADER}
    twice = furniture(pages(*((head, f"第{number}段。", f"{number}.正文继续。") for number in "一二")))
    assert twice == {}


def test_lines_alike_on_one_page_are_no_running_heads() -> None:
    assert furniture("\n".join(f"项目{number}" for number in range(1, 5))) == {}


def test_a_running_head_with_a_page_number_in_it() -> None:
    found = furniture(
        pages(*((f"政策选编 {number}", f"第{number}段内容。", "正文" * number) for number in range(1, 5)))
    )
    assert found == dict.fromkeys((f"政策选编 {number}" for number in range(1, 5)), DiscardReason.RUNNING_HEADER)


def test_a_tail_of_a_cut_sentence_is_no_running_head() -> None:
    tail = "区人民政府）"
    groups = [(f"{number}.支持企业发展。（责任单位：市科技局、各", f"— {number} —", tail) for number in range(1, 5)]
    assert tail not in furniture("\n\n".join("\n\n".join(group) for group in groups))


def test_the_source_under_each_figure_is_no_running_head() -> None:
    source = "数据来源：中国信息通信研究院"
    found = furniture(pages(*((f"第{number}段。", f"{number}.正文继续。", source) for number in "一二三四")))
    assert source not in found


def test_a_table_of_contents_with_page_numbers() -> None:
    entries = ("一、总体要求.......3", "二、主要任务 ...... 5", "三、保障措施……9")
    found = furniture("\n".join(("目 录", *entries, *BODY)))
    assert found == dict.fromkeys(("目 录", *entries), DiscardReason.TABLE_OF_CONTENTS)


def test_a_table_of_contents_without_page_numbers() -> None:
    entries = ("第一章 总则", "第二章 任务", "第三章 附则")
    body = [line for entry in entries for line in (entry, "正文一段。")]
    found = classify(read_lines(SourceText("\n".join(("目录", *entries, *body)), "text/plain")))
    assert found == dict.fromkeys(range(4), DiscardReason.TABLE_OF_CONTENTS)


def test_leaders_make_a_table_of_contents_without_a_heading() -> None:
    entries = ("一、总体要求.......3", "二、主要任务.......5", "三、保障措施.......9")
    assert furniture("\n".join((*entries, *BODY))) == dict.fromkeys(entries, DiscardReason.TABLE_OF_CONTENTS)
    assert furniture("\n".join((*entries[:2], *BODY))) == {}


def test_chapters_that_all_come_again_are_contents_without_a_heading() -> None:
    entries = ("第一章 总则", "第二章 任务", "第三章 附则")
    body = [line for entry in entries for line in (entry, "正文一段。")]
    found = classify(read_lines(SourceText("\n".join(("甲条例", *entries, *body)), "text/plain")))
    assert found == dict.fromkeys(range(1, 4), DiscardReason.TABLE_OF_CONTENTS)
    assert furniture("\n".join((*entries, "第四章 其他", "正文一段。"))) == {}


@pytest.mark.parametrize("path", ["首页 > 政务公开 > 政策", "您的位置: 首页 » 法律 » 法规 »", "首页\n>\n政策\n>\n通知"])
def test_the_path_of_a_page(path: str) -> None:
    assert set(furniture("\n".join((path, *BODY)))) == set(path.split("\n"))


@pytest.mark.parametrize("text", ["优良率>85%且PM2.5<35", "A>B>C的项目优先。", "空气质量\t>85\t>90"])
def test_greater_than_makes_no_path(text: str) -> None:
    assert furniture("\n".join((text, *BODY))) == {}


def test_the_foot_of_a_site_has_two_signs_and_no_number_behind_it() -> None:
    foot = ("按地方查", "北京", "网站地图", "主办单位：四川省人民政府办公厅")
    assert set(furniture("\n".join((*BODY, *foot)))) == set(foot)
    assert furniture("\n".join((*BODY, *foot[:2]))) == {}
    assert "北京" not in furniture("\n".join((*BODY, *foot, "三、附则", "自印发之日起施行。")))


@pytest.mark.parametrize("text", ["目录内的平台给予补助。", "纳入目录", "推荐目录"])
def test_the_word_alone_is_no_table_of_contents(text: str) -> None:
    assert furniture("\n".join((text, *BODY))) == {}


@pytest.mark.parametrize(
    "chrome",
    ["打印本页", "【字号：", "来源：市政府办公室", "发布时间：2021-03-05", "浏览次数：35次", "责任编辑：王某", "下载"],
)
def test_page_chrome_near_the_ends(chrome: str) -> None:
    assert furniture("\n".join((chrome, *BODY))) == {chrome: DiscardReason.EDITORIAL}
    assert furniture("\n".join((*BODY, chrome))) == {chrome: DiscardReason.EDITORIAL}
    deep = [f"第{number}段正文。" for number in range(40)]
    assert furniture("\n".join((*deep, chrome, *deep))) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("编写说明", True),
        ("（安徽产业网）", True),
        ("【更多政策可扫描下方二维码】", True),
        ("（征求意见稿）", False),
        ("（责任单位：市科技局）", False),
        ("编写说明书", False),
        ("（一）产业网", False),
    ],
)
def test_editorial_lines(text: str, expected: bool) -> None:
    assert is_editorial(text) is expected


def test_contents_with_long_leaders_and_roman_numbers() -> None:
    entries = [f"前言{'.' * 150} IV", f"1 范围{'.' * 150} 1", f"2 术语{'.' * 150} 1", f"3 要求{'.' * 150} 2"]
    found = furniture("\n\n".join(("目 次", *entries, "前言", *BODY)))
    assert found == dict.fromkeys(("目 次", *entries), DiscardReason.TABLE_OF_CONTENTS)
