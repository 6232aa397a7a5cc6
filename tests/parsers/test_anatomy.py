"""The roles of the blocks around a paper's text."""

from hypothesis import given
from hypothesis import strategies as st

from parsers.anatomy import Role
from parsers.metadata import read_metadata
from tests.parsers.cases_of import cases
from tests.parsers.metadata.papers import anatomy_of, metadata_of, whole

NOTICE = """福州市人民政府办公厅文件
榕政办〔2020〕15号
福州市人民政府办公厅印发关于推动新一代人工智能加快发展实施方案的通知
各县（市）区人民政府、高新区管委会，市直各委、办、局（公司）：
《关于推动新一代人工智能加快发展实施方案》已经市政府研究同意，现印发给你们，请认真组织实施。
福州市人民政府办公厅
2020年2月14日
（此件主动公开）
关于推动新一代人工智能加快发展实施方案
为进一步贯彻落实，结合我市实际，特制定本实施方案。
一、总体要求
附件：关于推动人工智能企业创新发展的四条措施
附件
关于推动人工智能企业创新发展的四条措施
1. 鼓励我市人工智能行业技术领军企业联合科研院所共同建设。
抄送：市委办公厅、市委各部门，福州警备区。
市人大常委会办公厅，市政协办公厅。
福州市人民政府办公厅
2020年2月15日印发"""


def test_a_notice_with_its_plan_is_read_from_red_head_to_imprint() -> None:
    _, anatomy = anatomy_of(NOTICE)
    assert [(part.block, part.role.value) for part in anatomy.parts] == [
        (0, "letterhead"),
        (1, "doc_number"),
        (2, "title"),
        (3, "recipients"),
        (5, "signature"),
        (6, "date"),
        (7, "disclosure"),
        (8, "attached_title"),
        (11, "attachments"),
        (15, "copies"),
        (16, "copies"),
        (17, "printed"),
        (18, "printed"),
    ]


def test_a_title_over_several_lines_takes_its_years_and_its_draft_mark() -> None:
    _, anatomy = anatomy_of(
        "中山市加快新一代\n人工智能发展行动计划\n(2019—2021年)\n(征求意见稿)\n为贯彻党的十九大精神，制定本计划。"
    )
    assert [heading.text for heading in anatomy.headings] == [
        "中山市加快新一代人工智能发展行动计划(2019—2021年)(征求意见稿)"
    ]
    assert [part.block for part in anatomy.of(Role.TITLE)] == [0, 1, 2, 3]


def test_a_title_that_could_end_earlier_goes_on_to_its_last_word() -> None:
    _, anatomy = anatomy_of("沈阳市新一代人工智能发展规划\n三年行动计划(2018-2020年)\n为切实推进发展，制定本计划。")
    assert anatomy.headings[0].text == "沈阳市新一代人工智能发展规划三年行动计划(2018-2020年)"


def test_number_and_issuer_in_one_line_are_two_parts() -> None:
    cleaned, anatomy = anatomy_of("厦门市行动计划\n厦门市经济和信息化局 厦经信服务〔2018〕552号\n一、总体目标")
    words = {part.role: cleaned.text[part.start : part.end] for part in anatomy.parts}
    assert words[Role.ISSUER] == "厦门市经济和信息化局"
    assert words[Role.DOC_NUMBER] == "厦经信服务〔2018〕552号"


def test_a_list_of_duties_in_the_text_is_no_head_or_foot() -> None:
    _, anatomy = anatomy_of(
        "某市行动计划\n为发展，制定本计划。\n一、任务\n责任单位：市科技局、市财政局\n联系电话：12345678\n（一）各区：落实责任。"
    )
    assert [part.role for part in anatomy.parts] == [Role.TITLE]


def test_a_plan_of_its_own_has_no_attached_title() -> None:
    _, anatomy = anatomy_of(
        "某市行动计划\n为发展，制定本计划。\n一、任务\n厦门市财政局\n2020年1月1日\n附件\n某市任务分工方案"
    )
    assert [heading.role for heading in anatomy.headings] == [Role.TITLE]


LINES = [line for line, _ in cases("roles", 2)] + NOTICE.split("\n") + ["一、总体要求", "（一）目标。到2020年，建成。"]


@given(
    st.lists(
        st.sampled_from(LINES) | st.text(alphabet="厦门市关于印发的通知《》（）：。2020年1月日", min_size=1),
        max_size=14,
    )
)
def test_any_lines_give_parts_inside_their_blocks_and_a_title(lines: list[str]) -> None:
    cleaned, anatomy = anatomy_of("\n".join(lines))
    starts = [part.start for part in anatomy.parts]
    assert starts == sorted(starts)
    for part in anatomy.parts:
        block = cleaned.blocks[part.block]
        assert block.start <= part.start < part.end <= block.end
    found = read_metadata(cleaned, whole(cleaned), anatomy)
    assert "\n" not in found.title
    assert found.effective_from is None or found.effective_to is None or found.effective_from <= found.effective_to


def test_the_number_of_a_series_is_no_part_of_the_title_below_it() -> None:
    for number in ("No.202209", "总第12期"):
        found = metadata_of(f"{number}\n中国数字经济发展报告（2022年）\n二〇二二年七月\n一、总体情况\n规模增长。")
        assert found.title == "中国数字经济发展报告（2022年）"
