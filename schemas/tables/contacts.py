"""Table `contacts`: who answers questions."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import CERTAINTY, CORRECTED, DOC_ID, PAGE, SECTION_ID, SOURCE_ID, SPAN, identifier
from schemas.vocabulary import CONTACT_KINDS

SPEC = TableSpec(
    name="contacts",
    en="A telephone or fax number that a policy prints for the public, with its department",
    zh="政策公布的咨询电话或传真及其部门",
    columns=(
        identifier("contact_id", "Identifies the contact", "联系方式标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        Column(
            "department",
            ColumnType.TEXT,
            "Who answers, as printed; empty where none is named",
            "咨询部门（原文）；未载明时为空",
        ),
        Column("phone", ColumnType.TEXT, "The number, as printed", "号码（原文）", nullable=False),
        Column(
            "kind", ColumnType.TEXT, "phone or fax", "类型：phone 电话，fax 传真", nullable=False, allowed=CONTACT_KINDS
        ),
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("contact_id",),
    sort=("doc_id", "source_start", "source_end", "contact_id"),
    ordered=(("source_start", "source_end"),),
)
