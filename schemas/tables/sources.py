"""Table `sources`: a file that came in."""

from schemas.spec import Column, ColumnType, TableSpec
from schemas.tables._columns import identifier
from schemas.vocabulary import SOURCE_STATUSES

SPEC = TableSpec(
    name="sources",
    en="A file that came in, parsed or quarantined with a reason",
    zh="来源文件：已解析，或附原因隔离",
    columns=(
        identifier("source_id", "Identifies the source; derived from its URI", "来源标识，由 URI 得出"),
        Column("source_uri", ColumnType.TEXT, "Root name and path of the file", "根名称与文件路径", nullable=False),
        Column(
            "sha256",
            ColumnType.TEXT,
            "SHA-256 of the file's bytes; empty where it could not be read",
            "文件字节的 SHA-256；无法读取时为空",
            pattern="[0-9a-f]{64}",
        ),
        Column("bytes", ColumnType.INTEGER, "Size of the file", "文件大小", unit="byte", minimum=0),
        Column("media_type", ColumnType.TEXT, "IANA media type, found by content", "媒体类型（按内容判断）"),
        Column("encoding", ColumnType.TEXT, "Character encoding of a text file", "文本文件的字符编码"),
        Column("pages", ColumnType.INTEGER, "Number of pages", "页数", minimum=0),
        Column(
            "ocr_pages",
            ColumnType.TEXT,
            "Pages whose characters were recognised in an image, from 1 (1-3,7); empty where there are none",
            "由图像识别（OCR）的页码，从 1 计（如 1-3,7）；无则为空",
            pattern=r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*",
        ),
        Column(
            "chars", ColumnType.INTEGER, "Length of the source text in code points", "源文本长度（码点）", minimum=0
        ),
        Column(
            "status",
            ColumnType.TEXT,
            "parsed, or quarantined: the file gave no rows, error_message says why",
            "parsed 已解析；quarantined 已隔离，原因见 error_message",
            nullable=False,
            allowed=SOURCE_STATUSES,
        ),
        Column("error_code", ColumnType.TEXT, "Code of the reason for quarantine", "隔离原因代码"),
        Column("error_message", ColumnType.TEXT, "The reason in one sentence", "隔离原因（一句话）"),
        Column(
            "documents",
            ColumnType.INTEGER,
            "Number of policies found in it",
            "包含的政策数量",
            nullable=False,
            minimum=0,
        ),
        Column(
            "parser_revision",
            ColumnType.TEXT,
            "What the rows depend on besides the bytes: code, lexicon, settings, reader versions",
            "解析版本：代码、词表、设置与读取库版本的摘要",
            nullable=False,
        ),
        Column(
            "corrections_sha256",
            ColumnType.TEXT,
            "SHA-256 of the corrections file that was applied; empty where there is none",
            "所应用的更正文件的 SHA-256；没有时为空",
            pattern="[0-9a-f]{64}",
        ),
        Column(
            "missing_since",
            ColumnType.TIMESTAMP,
            "When the file was first seen to be gone from its root, UTC; empty while it is there",
            "首次发现文件不在其根目录的时间（UTC）；仍在时为空",
        ),
    ),
    key=("source_id",),
    sort=("source_uri", "source_id"),
)
