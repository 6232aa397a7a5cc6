"""Table `document_issuers`: one issuing body of a policy."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import DOC_ID, POSITION, SOURCE_ID

SPEC = TableSpec(
    name="document_issuers",
    en="One issuing body of a policy",
    zh="政策的一个发文机关",
    columns=(
        DOC_ID,
        SOURCE_ID,
        POSITION,
        Column("issuer", ColumnType.TEXT, "Issuing body", "发文机关", nullable=False),
    ),
    key=("doc_id", "position"),
    sort=("doc_id", "position"),
)
