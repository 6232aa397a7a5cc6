"""Table `documents`: a policy."""

from schemas.spec import ID_PATTERN, Column, ColumnType, TableSpec
from schemas.tables._columns import CORRECTED, END, POSITION, SOURCE_ID, START, identifier
from schemas.vocabulary import DOC_STATUSES, DOC_TYPES, FORCES, ISSUER_LEVELS


def _text(name: str, en: str, zh: str, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, ColumnType.TEXT, en, zh, allowed=allowed)


def _date(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.DATE, en, zh)


def _year(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.INTEGER, en, zh, minimum=1900, maximum=2200)


SPEC = TableSpec(
    name="documents",
    en="A policy; a compilation (汇编) holds many, a notice with its attached plan is one",
    zh="一份政策；汇编含多份，通知及其附件为一份",
    columns=(
        identifier("doc_id", "Identifies the policy", "政策标识"),
        SOURCE_ID,
        Column("source_uri", ColumnType.TEXT, "Root name and path of its file", "所在文件", nullable=False),
        POSITION,
        START,
        END,
        Column("page_start", ColumnType.INTEGER, "First page, from 1", "起始页", minimum=1),
        Column("page_end", ColumnType.INTEGER, "Last page, from 1", "结束页", minimum=1),
        Column("title", ColumnType.TEXT, "Title without book-title marks and line breaks", "标题", nullable=False),
        _text("doc_number", "Document number, e.g. 榕政办〔2020〕15号", "发文字号"),
        _text("issuers", "Issuing bodies, joined by 、; one each in document_issuers", "发文机关，以、连接"),
        _text("issuer_level", "Level of the first issuer", "发文机关层级", ISSUER_LEVELS),
        _text("recipients", "主送: to whom it is addressed, as printed", "主送机关"),
        _text("copies_to", "抄送: who gets a copy, as printed", "抄送机关"),
        _date("issued_date", "成文日期: date under the text", "成文日期"),
        _date("printed_date", "印发日期: date in the imprint", "印发日期"),
        _date("effective_date", "Date it takes effect, as stated", "施行日期（原文载明）"),
        _date("expiry_date", "Date it ends, as stated", "失效日期（原文载明）"),
        _date("effective_from", "First day in force, resolved from stated dates and periods", "生效日期（推算）"),
        _date("effective_to", "Last day in force, resolved from stated dates and periods", "有效期至（推算）"),
        _text("validity", "The words on taking effect and lasting, as printed", "有关施行与有效期的原文"),
        _text("doc_type", "Kind of paper", "文种", DOC_TYPES),
        _text("status", "正式, or 征求意见稿 for a draft for comment", "状态", DOC_STATUSES),
        _text(
            "force", "Whether it is in force, as its page or file says (有效性)", "有效性（网页或文件属性所载）", FORCES
        ),
        _text("disclosure", "Words on disclosure, e.g. 此件主动公开", "公开方式"),
        _text("province", "Province-level region it is for", "省级地区"),
        _text("city", "Prefecture-level region; empty for a municipality", "地级地区；直辖市为空"),
        _text("county", "County-level region", "县级地区"),
        Column(
            "admin_code",
            ColumnType.TEXT,
            "GB/T 2260 code of the region",
            "行政区划代码（GB/T 2260）",
            pattern="[0-9]{6}",
        ),
        _year("plan_start_year", "First year of a plan's period", "规划期首年"),
        _year("plan_end_year", "Last year of a plan's period", "规划期末年"),
        Column(
            "duplicate_of",
            ColumnType.TEXT,
            "doc_id of the same policy read from an earlier source: same title, and number or near-equal text",
            "与之重复的较早来源政策的 doc_id",
            pattern=ID_PATTERN,
            references="documents.doc_id",
        ),
        Column(
            "previous_doc_id",
            ColumnType.TEXT,
            "doc_id this policy had before its number or title was corrected",
            "更正编号或标题之前的 doc_id",
            pattern=ID_PATTERN,
        ),
        Column(
            "text_sketch",
            ColumnType.TEXT,
            "Smallest checksums of its phrases: near-equal texts share most of them",
            "各短语校验值中最小者：文字相近的政策大部分相同",
            pattern="[0-9a-f]{8}(?: [0-9a-f]{8}){3,31}",
        ),
        CORRECTED,
    ),
    key=("doc_id",),
    sort=("source_uri", "position", "doc_id"),
    ordered=(
        ("source_start", "source_end"),
        ("page_start", "page_end"),
        ("plan_start_year", "plan_end_year"),
        ("effective_from", "effective_to"),
    ),
)
