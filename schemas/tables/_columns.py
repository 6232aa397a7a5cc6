"""Columns that many tables share, described once."""

from schemas.spec import ID_PATTERN, Column, ColumnType
from schemas.vocabulary import CERTAINTIES, COMPARATORS, ROLES


def identifier(name: str, en: str, zh: str, *, nullable: bool = False, references: str | None = None) -> Column:
    """Return an id column: 20 hexadecimal digits."""
    return Column(name, ColumnType.TEXT, en, zh, nullable=nullable, pattern=ID_PATTERN, references=references)


SOURCE_ID = identifier(
    "source_id", "The file this row was read from", "该行所读取的源文件", references="sources.source_id"
)
DOC_ID = identifier("doc_id", "The policy this row belongs to", "该行所属的政策", references="documents.doc_id")
OPTIONAL_DOC_ID = identifier(
    "doc_id",
    "The policy this row belongs to; empty outside every policy",
    "该行所属的政策；不在任何政策内时为空",
    nullable=True,
    references="documents.doc_id",
)
SECTION_ID = identifier(
    "section_id", "The block of the outline that holds the row", "该行所在的章节", references="sections.section_id"
)
START = Column(
    "source_start",
    ColumnType.INTEGER,
    "First character of the span in texts.text, counted in Unicode code points from 0",
    "在 texts.text 中的起始位置（Unicode 码点，从 0 计）",
    nullable=False,
    minimum=0,
)
END = Column(
    "source_end",
    ColumnType.INTEGER,
    "Character after the span in texts.text, counted in Unicode code points",
    "在 texts.text 中的结束位置（不含，Unicode 码点）",
    nullable=False,
    minimum=0,
)
SPAN = (START, END)
PAGE = Column("page", ColumnType.INTEGER, "Page the span starts on, from 1", "起始页码，从 1 计", minimum=1)
POSITION = Column(
    "position",
    ColumnType.INTEGER,
    "Place in reading order, from 1",
    "阅读顺序中的序号，从 1 计",
    nullable=False,
    minimum=1,
)
QUOTE = Column(
    "quote",
    ColumnType.TEXT,
    "Number and unit as printed, page-break debris and marks left out",
    "原文中的数字与单位（去除分页与标记）",
    nullable=False,
)
SENTENCE = Column("sentence", ColumnType.TEXT, "The sentence around it, cleaned", "所在句子（已清理）", nullable=False)
COMPARATOR = Column(
    "comparator",
    ColumnType.TEXT,
    "What the words around it say: le at most, lt less than, ge at least, gt more than, approx, range, eq",
    "限定关系：le 不超过，lt 低于，ge 不低于，gt 超过，approx 约，range 区间，eq 等于",
    nullable=False,
    allowed=COMPARATORS,
)
CERTAINTY = Column(
    "certainty",
    ColumnType.TEXT,
    "explicit: all words stand beside it; carried: a modifier came from elsewhere in the sentence or section; "
    "inferred: a rule of last resort; ocr: read from an image",
    "explicit 明示；carried 由上文承接；inferred 推断；ocr 识别自图像",
    nullable=False,
    allowed=CERTAINTIES,
)
CORRECTED = Column(
    "corrected",
    ColumnType.TEXT,
    "What an analyst's corrections file changed in this row, and why; empty where nothing",
    "分析人员的更正文件对该行所作的改动及理由；无改动时为空",
)
ROLE = Column(
    "role",
    ColumnType.TEXT,
    "What it is for: incentive (promised), cap (the most promised), threshold (asked for by a condition), target, "
    "actual, fund (a fund's size), penalty, other",
    "作用：incentive 支持金额或比例，cap 上限，threshold 条件门槛，target 目标，actual 实际值，fund 基金规模，"
    "penalty 处罚，other 其他",
    nullable=False,
    allowed=ROLES,
)
