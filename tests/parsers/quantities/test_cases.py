"""Every line of cases.tsv is read as it says; a mistake found in a real paper becomes a line there first."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parsers.quantities import find_quantities, scan
from schemas.issues import IssueCode
from schemas.records import Quantity
from schemas.vocabulary import Certainty

LINES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def as_cell(text: str, found: Quantity) -> str:
    ends = dict.fromkeys((found.minimum, found.maximum))
    value = "..".join(f"{end:f}" for end in ends)
    quote = text[found.start : found.end].replace(" ", "␣").replace("\n", "⏎")
    return f"{quote} {found.kind} {value} {found.comparator} {found.unit or '-'}"


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line[:40] for line, _ in LINES])
def test_case(line: str, expected: str) -> None:
    text = line.replace("⏎", "\n")
    assert " | ".join(as_cell(text, found) for found in find_quantities(text)) == expected


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("按项目研发投入的20%给予补助", "项目研发投入"),
        ("给予不超过实际投资额20%、最高500万元支持", "实际投资额"),
        ("按其软硬件投入的30%给予补助", "软硬件投入"),
        ("按兼并重组时发生的法律、财务等中介费用的50%给予补贴", "兼并重组时发生的法律、财务等中介费用"),
        (
            "按办公用房（不包括附属及配套用房，如食堂、车库等）购买价的10%给予补贴",
            "办公用房（不包括附属及配套用房，如食堂、车库等）购买价",
        ),
        ("按两年内实际固定资产投资额的3%给予补助", "两年内实际固定资产投资额"),
        ("给予获奖金额的100%奖励", "获奖金额"),
        ("合同额占主营业务收入60%以上的企业", "主营业务收入"),
        ("按投资额给予10%—30%扶持", "投资额"),
        ("专家不得少于成员总数的三分之二", "成员总数"),
        ("民间投资占比达到64.7%", None),
        ("地区生产总值增长5.5%", None),
        ("由市、区两级财政分别承担50%", None),
    ],
)
def test_base_of_a_rate(text: str, base: str | None) -> None:
    found = [item for item in find_quantities(text) if item.kind in ("percent", "fraction")]
    assert [item.base for item in found] == [base]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("给予每个基站2万元奖励", "每个基站"),
        ("按照最高150元/人/期的标准", "人/期"),
        ("给予每证20万元一次性补助", "每证"),
        ("每家企业每年最高补贴200万元", "每家企业每年"),
        ("给予每家企业或机构100万元的奖励", "每家企业或机构"),
        ("每年给予协会或联盟不超过50万元的资金扶持", "每年"),
        ("每年每家企业或机构的国家和行业标准奖励合计不超过100万元", "每年每家企业或机构"),
        ("单个企业年度最高不超过5万元", "单个企业年度"),
        ("每人每月1500元", "每人每月"),
        ("每年给予每人1500元", "每人"),
        ("给予每个标准一次性奖补100万元", "每个标准"),
        ("给予最高500万元支持", None),
    ],
)
def test_what_a_sum_is_paid_per(text: str, per: str | None) -> None:
    assert [item.per for item in find_quantities(text) if item.kind == "money"] == [per]


def test_a_list_shares_what_its_sums_are_paid_per() -> None:
    assert [item.per for item in find_quantities("每项标准分别给予100万元、50万元奖励")] == ["每项标准"] * 2


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("培育50家以上龙头企业", ["龙头企业"]),
        ("形成不少于10个可对外推广的示范项目", ["可对外推广的示范项目"]),
        ("典型人工智能企业数量超过50家", ["典型人工智能企业"]),
        ("新增重点实验室24家、新型研发机构5家", ["重点实验室", "新型研发机构"]),
        ("引进100名领军人才、1000名研发人才", ["领军人才", "研发人才"]),
        ("有效期三年", [None]),
        ("重点区内禁养大型犬（肩高超过45厘米的犬只）", ["肩高"]),
        ("每袋(240升)收取清运费", [None]),
        ("大型平台，是指注册用户5000万户以上或者活跃用户1000万户以上", ["注册用户", "活跃用户"]),
        ("省委十届十次全会精神", []),
        ("（以下简称人才20条）", []),
        ("1.1.1 项目申报书", []),
        ("拥有高新技术企业142家", ["高新技术企业"]),
        ("第二十条 两个以上的处理者共同决定", [None]),
        ("油耗 L/100 km", [None]),
        ("距离不超过100 km\n\n三排座椅", ["距离"]),
    ],
)
def test_what_is_counted(text: str, nouns: list[str | None]) -> None:
    assert [item.noun for item in find_quantities(text)] == nouns


def test_a_modifier_from_the_head_of_a_list_is_marked_as_carried() -> None:
    found = find_quantities("分别给予最高500万元、200万元补助")
    assert [item.certainty for item in found] == [Certainty.EXPLICIT, Certainty.CARRIED]


def test_a_fraction_keeps_its_exact_terms() -> None:
    (found,) = find_quantities("超过三分之一的成员")
    assert (found.numerator, found.denominator) == (1, 3)
    assert found.minimum == Decimal("0.333333333333")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("投资12345678901234567890123元", IssueCode.QUANTITY_OUT_OF_RANGE),
        ("单价0.00000001元", IssueCode.QUANTITY_OUT_OF_RANGE),
        ("比例为50%-30%", IssueCode.RANGE_REVERSED),
        ("编号A5万元", IssueCode.QUANTITY_UNREAD),
        ("按4：3：3的比例兑现", IssueCode.QUANTITY_UNREAD),
        (f"总额{'9' * 80}元", IssueCode.QUANTITY_UNREAD),
    ],
)
def test_what_cannot_be_held_is_an_issue(text: str, code: IssueCode) -> None:
    _, issues = scan(text)
    assert [issue.code for issue in issues] == [code]


def test_a_reversed_range_is_still_a_range_in_order() -> None:
    ((found,), _) = scan("比例为50%-30%")
    assert (found.minimum, found.maximum) == (Decimal("0.3"), Decimal("0.5"))


def test_a_number_inside_a_title_is_part_of_the_name() -> None:
    assert find_quantities("根据《关于促进100亿元产业发展的20条措施》") == ()
