"""Table `incentive_caps`: one upper bound of an incentive."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import DOC_ID, PAGE, POSITION, SECTION_ID, SOURCE_ID, SPAN, identifier
from schemas.vocabulary import CAP_SCOPES

SPEC = TableSpec(
    name="incentive_caps",
    en="One upper bound of an incentive, however many it has",
    zh="支持条款的上限，一条上限一行",
    columns=(
        identifier("incentive_id", "The promise it bounds", "所属支持条款", references="incentives.incentive_id"),
        POSITION,
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        Column("amount", ColumnType.MONEY, "Largest sum", "最高金额", nullable=False, unit="currency unit"),
        Column("currency", ColumnType.TEXT, "ISO 4217 code", "币种（ISO 4217）", nullable=False, pattern="[A-Z]{3}"),
        Column("per", ColumnType.TEXT, "What it holds for, as printed (每家企业每年)", "适用范围，原文"),
        Column(
            "scope",
            ColumnType.TEXT,
            "award: one award; year: one recipient's year; total: all together",
            "award 单次，year 每年，total 累计",
            nullable=False,
            allowed=CAP_SCOPES,
        ),
        identifier("quantity_id", "The sum's row", "金额所在行", references="money.quantity_id"),
        PAGE,
        *SPAN,
    ),
    key=("incentive_id", "position"),
    sort=("doc_id", "incentive_id", "position"),
    ordered=(("source_start", "source_end"),),
)
