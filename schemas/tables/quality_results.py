"""Table `quality_results`: one expectation's result in one run."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import identifier

SPEC = TableSpec(
    name="quality_results",
    en="One check's result in one run",
    zh="一次运行中一项检查的结果",
    columns=(
        identifier("run_id", "The run", "运行标识", references="runs.run_id"),
        Column("table", ColumnType.TEXT, "Table that was checked", "被检查的表", nullable=False),
        Column("expectation", ColumnType.TEXT, "What was expected", "检查内容", nullable=False),
        Column("column", ColumnType.TEXT, "Column or columns", "列"),
        Column("success", ColumnType.BOOLEAN, "Whether it held", "是否通过", nullable=False),
        Column("unexpected_count", ColumnType.INTEGER, "Rows that broke it", "不符合的行数", nullable=False, minimum=0),
        Column("sample", ColumnType.TEXT, "A few values that broke it", "不符合的取值示例"),
    ),
    key=("run_id", "table", "expectation"),
    sort=("run_id", "table", "expectation"),
    scope="run",
)
