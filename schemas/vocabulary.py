"""Closed lists of coded values, used by records, table specifications and checks alike.

The meaning of section kinds, value kinds and comparators is that of the labelling guide the project is scored by.
"""

from enum import StrEnum


class SectionKind(StrEnum):
    """Kinds of a block in the outline, structural blocks without a number included."""

    CHAPTER = "chapter"  # 第X章, 第X篇, 第X部分
    SECTION = "section"  # 第X节
    ARTICLE = "article"  # 第X条
    HAN = "han"  # 一、
    PAREN_HAN = "paren_han"  # （一）
    ARABIC = "arabic"  # 1. 1、
    PAREN_ARABIC = "paren_arabic"  # （1） 1）
    CIRCLED = "circled"  # ①
    DASH = "dash"  # —— ●
    BOX = "box"  # 专栏
    TABLE = "table"  # 表1
    FIGURE = "figure"  # 图1
    APPENDIX = "appendix"  # 附件
    PREFACE = "preface"  # 前言
    LEAD = "lead"  # a bold run-in heading without a number
    TITLE = "title"  # the policy's title, or the title of one of several attached papers
    LETTERHEAD = "letterhead"  # red head, document number
    RECIPIENTS = "recipients"  # 主送
    BODY = "body"  # unnumbered text before the first or after the last numbered block
    SIGNATURE = "signature"  # issuer and date under the text
    IMPRINT = "imprint"  # 抄送, 印发


class Comparator(StrEnum):
    """What the words around a quantity say of it."""

    EQ = "eq"
    LE = "le"
    LT = "lt"
    GE = "ge"
    GT = "gt"
    APPROX = "approx"
    RANGE = "range"


class QuantityKind(StrEnum):
    """What a quantity measures."""

    MONEY = "money"
    PERCENT = "percent"
    PERMILLE = "permille"
    POINT = "point"  # 百分点
    RATIO = "ratio"  # 1:1
    MULTIPLE = "multiple"  # 3 倍
    FRACTION = "fraction"  # 三分之一
    COUNT = "count"  # 50 家


class Certainty(StrEnum):
    """How a row is grounded in its words."""

    EXPLICIT = "explicit"
    CARRIED = "carried"
    INFERRED = "inferred"
    OCR = "ocr"


class CitationRelation(StrEnum):
    """What a named paper is to the paper that names it."""

    BASIS = "basis"  # 根据, 贯彻落实
    AMENDS = "amends"  # 修改
    REPEALS = "repeals"  # 废止
    REPLACES = "replaces"  # 代替
    MENTIONS = "mentions"


class DutyRole(StrEnum):
    """What a body named in a list of bodies is to do, as the labelling guide names it."""

    RESPONSIBLE = "责任"
    LEADS = "牵头"
    SUPPORTS = "配合"
    ANSWERS = "咨询"


class ContactKind(StrEnum):
    """How a body is reached."""

    PHONE = "phone"
    FAX = "fax"


class Role(StrEnum):
    """What a number is for in its policy."""

    INCENTIVE = "incentive"  # a sum or rate that is promised
    CAP = "cap"  # the most that is promised
    THRESHOLD = "threshold"  # what a condition asks for
    TARGET = "target"
    ACTUAL = "actual"
    FUND = "fund"  # the size of a fund
    PENALTY = "penalty"
    OTHER = "other"


class Instrument(StrEnum):
    """What a promise gives, by the word used."""

    REWARD = "reward"  # 奖励
    SUBSIDY = "subsidy"  # 补助, 补贴, 资助, 支持
    MATCHING = "matching"  # 配套
    INTEREST = "interest"  # 贴息
    VOUCHER = "voucher"  # 券
    RENT = "rent"  # 房租减免
    FUND = "fund"  # 基金
    OTHER = "other"


class CapScope(StrEnum):
    """What an upper bound holds for."""

    AWARD = "award"
    YEAR = "year"
    TOTAL = "total"


class DiscardReason(StrEnum):
    """Why a piece of the source text is in no section."""

    PAGE_NUMBER = "page_number"
    RUNNING_HEADER = "running_header"
    TABLE_OF_CONTENTS = "table_of_contents"
    MARKUP = "markup"
    WATERMARK = "watermark"
    HIDDEN = "hidden"  # white on white, unpainted or too small to be seen
    LINE_NUMBER = "line_number"
    NOTE_MARK = "note_mark"  # ¹ ① [1]: points to a footnote
    EDITORIAL = "editorial"


class SourceStatus(StrEnum):
    """What became of a source."""

    PARSED = "parsed"
    QUARANTINED = "quarantined"


class TargetStatus(StrEnum):
    """Whether a figure is to be reached or was observed."""

    TARGET = "target"
    ACTUAL = "actual"


COMPARATORS = tuple(member.value for member in Comparator)
CERTAINTIES = tuple(member.value for member in Certainty)
CITATION_RELATIONS = tuple(member.value for member in CitationRelation)
DUTY_ROLES = tuple(member.value for member in DutyRole)
CONTACT_KINDS = tuple(member.value for member in ContactKind)
TARGET_STATUSES = tuple(member.value for member in TargetStatus)
SECTION_KINDS = tuple(member.value for member in SectionKind)
ROLES = tuple(member.value for member in Role)
INSTRUMENTS = tuple(member.value for member in Instrument)
CAP_SCOPES = tuple(member.value for member in CapScope)
RECIPIENT_TYPES = ("enterprise", "institution", "organisation", "platform", "talent", "project", "several")
RECOGNITION_LEVELS = ("国际级", "国家级", "省级", "市级", "区县级")
DISCARD_REASONS = tuple(member.value for member in DiscardReason)
SOURCE_STATUSES = tuple(member.value for member in SourceStatus)
PERCENTAGE_KINDS = ("percent", "permille", "point", "ratio", "multiple", "fraction")
DOC_TYPES = (
    "规划",
    "方案",
    "行动计划",
    "意见",
    "办法",
    "细则",
    "措施",
    "政策",
    "通知",
    "导则",
    "报告",
    "条例",
    "规定",
    "法律",
    "决定",
    "其他",
)
DOC_STATUSES = ("正式", "征求意见稿")
FORCES = ("有效", "失效", "废止", "尚未生效")
ISSUER_LEVELS = ("国家级", "省级", "市级", "县级")
