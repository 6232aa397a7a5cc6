"""Table `runs`: one run of the pipeline."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import identifier


def _count(name: str, en: str, zh: str) -> Column:
    return Column(name, ColumnType.INTEGER, en, zh, nullable=False, minimum=0)


SPEC = TableSpec(
    name="runs",
    en="One run of the pipeline and what it changed",
    zh="一次运行及其结果",
    columns=(
        identifier("run_id", "Identifies the run", "运行标识"),
        Column("started_at", ColumnType.TIMESTAMP, "Start, UTC", "开始时间（UTC）", nullable=False),
        Column("finished_at", ColumnType.TIMESTAMP, "End, UTC", "结束时间（UTC）", nullable=False),
        Column("trigger", ColumnType.TEXT, "Who asked: run, rerun, flow or schedule", "触发方式", nullable=False),
        Column("versions", ColumnType.TEXT, "Program and parser revision", "程序与解析版本", nullable=False),
        _count("sources_found", "Files found", "发现的文件数"),
        _count("sources_skipped", "Files whose live revision was current", "无需重新解析的文件数"),
        _count("sources_parsed", "Files parsed and live after the run", "解析成功的文件数"),
        _count("sources_quarantined", "Files quarantined in the run", "隔离的文件数"),
        _count("rows_added", "Rows published that were not there before", "新增行数"),
        _count("rows_removed", "Rows no longer published", "删除行数"),
        Column("published", ColumnType.BOOLEAN, "Whether the run published a generation", "是否发布", nullable=False),
        Column(
            "log_version",
            ColumnType.INTEGER,
            "State of the store that the run left published; `zhengce sql --as-of` goes by it",
            "该次运行发布的存储状态版本；供 `zhengce sql --as-of` 使用",
            minimum=0,
        ),
    ),
    key=("run_id",),
    sort=("started_at", "run_id"),
    scope="run",
)
