"""Table `responsibilities`: one body's duty."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import CERTAINTY, CORRECTED, DOC_ID, PAGE, SECTION_ID, SOURCE_ID, SPAN, identifier
from schemas.vocabulary import DUTY_ROLES

SPEC = TableSpec(
    name="responsibilities",
    en="One body's duty in a section: it is responsible, leads, supports or answers questions",
    zh="一个部门在某章节中的职责：责任、牵头、配合或咨询",
    columns=(
        identifier("responsibility_id", "Identifies the duty", "职责标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        Column(
            "role",
            ColumnType.TEXT,
            "责任 responsible, 牵头 leads, 配合 supports, 咨询 answers questions",
            "职责：责任、牵头、配合、咨询",
            nullable=False,
            allowed=DUTY_ROLES,
        ),
        Column(
            "label",
            ColumnType.TEXT,
            "The word that says so, as printed (责任单位, 牵头部门); empty where a list in brackets stands alone",
            "原文标签（责任单位、牵头部门等）；段末括号内无标签时为空",
        ),
        Column("agency", ColumnType.TEXT, "The body as printed, e.g. 市工信局", "部门名称（原文）", nullable=False),
        Column(
            "agency_name",
            ColumnType.TEXT,
            "Its full name, e.g. 厦门市工业和信息化局; empty for groups of bodies and where it is not known",
            "部门全称；泛指或未知时为空",
        ),
        Column(
            "position",
            ColumnType.INTEGER,
            "Place in its list, from 1",
            "在名单中的顺序，从 1 计",
            nullable=False,
            minimum=1,
        ),
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("responsibility_id",),
    sort=("doc_id", "source_start", "source_end", "responsibility_id"),
    ordered=(("source_start", "source_end"),),
)
