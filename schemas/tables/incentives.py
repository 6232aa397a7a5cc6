"""Table `incentives`: a promise of public money or its like."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import (
    CERTAINTY,
    CORRECTED,
    DOC_ID,
    PAGE,
    QUOTE,
    SECTION_ID,
    SENTENCE,
    SOURCE_ID,
    SPAN,
    identifier,
)
from schemas.vocabulary import INSTRUMENTS, RECIPIENT_TYPES, RECOGNITION_LEVELS


def _text(name: str, en: str, zh: str, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, ColumnType.TEXT, en, zh, allowed=allowed)


def _money(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.MONEY, en, zh, unit="currency unit")


def _rate(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.NUMBER, en, zh, unit="fraction of one")


def _quantity(name: str, table: str, en: str, zh: str) -> Column:
    return identifier(name, en, zh, nullable=True, references=f"{table}.quantity_id")


WHAT = (
    Column(
        "instrument",
        ColumnType.TEXT,
        "What is given, by the word used: 奖励 reward, 补助 or 支持 subsidy, 配套 matching, 贴息 interest, 券 voucher, "
        "房租减免 rent, 基金 fund",
        "方式，按原文用词：reward 奖励，subsidy 补助/支持，matching 配套，interest 贴息，voucher 券，rent 房租减免，"
        "fund 基金",
        nullable=False,
        allowed=INSTRUMENTS,
    ),
    _text("recipient", "Who receives it, as printed", "受益对象，原文"),
    _text(
        "recipient_type", "Kind of recipient; several where the words name more than one", "对象类型", RECIPIENT_TYPES
    ),
    _text(
        "recognition_level",
        "Level of the recognition it rests on; empty where none or several are named",
        "所需认定的级别；未提及或涉及多级时为空",
        RECOGNITION_LEVELS,
    ),
    _text("condition", "What they must have done or be, as printed", "条件，原文"),
    _text("tier", "Words of the step or level, where sums differ by it", "档次，原文"),
    _rate("rate_min", "Rate, or low end of a range; empty for an upper bound alone", "比例或下限；仅有上限时为空"),
    _rate("rate_max", "Rate, or upper bound", "比例或上限"),
    _text("rate_base", "What the rate is of, as printed", "比例的基数，原文"),
    _money("amount", "Fixed sum", "固定金额"),
    _money("floor_amount", "Least sum", "最低金额"),
    _money("cap_amount", "Largest sum of one award", "单次最高金额"),
    _text("cap_per", "What that cap holds for, as printed (单个项目)", "上限适用范围，原文"),
    _money("cap_amount_annual", "Largest sum one recipient gets in a year", "每年最高金额"),
    Column("currency", ColumnType.TEXT, "ISO 4217 code of the sums", "币种（ISO 4217）", pattern="[A-Z]{3}"),
    _text("per", "What the fixed sum is paid per, as printed (每个基站)", "计量对象（每…），原文"),
    Column("duration_years", ColumnType.NUMBER, "Years it is paid for", "持续年数", unit="year"),
    _text(
        "stacking",
        "How it adds up with others, as printed (就高不重复), in its own words or in the paper's",
        "叠加规则，原文（本条或全文）",
    ),
    CERTAINTY,
    identifier(
        "carried_from",
        "The block whose words give the recipient or condition where they do not stand beside the number",
        "受益对象或条件承接自的章节",
        nullable=True,
        references="sections.section_id",
    ),
    QUOTE,
    SENTENCE,
    _quantity("rate_quantity_id", "percentages", "The rate's row", "比例所在行"),
    _quantity("amount_quantity_id", "money", "The fixed sum's row", "固定金额所在行"),
    _quantity("floor_quantity_id", "money", "The least sum's row", "最低金额所在行"),
    _quantity("cap_quantity_id", "money", "The cap's row", "上限所在行"),
    _quantity("cap_annual_quantity_id", "money", "The annual cap's row", "年度上限所在行"),
    _quantity("duration_quantity_id", "counts", "The years' row", "年数所在行"),
)

SPEC = TableSpec(
    name="incentives",
    en="A promise of public money or its like: one row per recipient group and tier",
    zh="政策给予的资金支持：每类对象、每一档次一行",
    columns=(
        identifier("incentive_id", "Identifies the promise", "支持条款标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        *WHAT,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("incentive_id",),
    sort=("doc_id", "source_start", "source_end", "incentive_id"),
    ordered=(("source_start", "source_end"), ("rate_min", "rate_max")),
)
