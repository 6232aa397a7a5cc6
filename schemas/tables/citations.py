"""Table `citations`: another paper that a policy names."""

from schemas.spec import ID_PATTERN, Column, ColumnType, TableSpec
from schemas.tables._columns import CERTAINTY, CORRECTED, DOC_ID, PAGE, SECTION_ID, SOURCE_ID, SPAN, identifier
from schemas.vocabulary import CITATION_RELATIONS

SPEC = TableSpec(
    name="citations",
    en="Another paper that a policy names, each time it names it",
    zh="政策中提及的其他文件（每次提及一行）",
    columns=(
        identifier("citation_id", "Identifies the citation", "引用标识"),
        DOC_ID,
        SOURCE_ID,
        SECTION_ID,
        Column(
            "title",
            ColumnType.TEXT,
            "Words inside 《》; empty where only a number is named",
            "书名号内文字；仅有文号时为空",
        ),
        Column("doc_number", ColumnType.TEXT, "Its number, as named beside the title", "随文载明的文号或标准号"),
        Column(
            "full_title",
            ColumnType.TEXT,
            "The title that a short form stands for (以下简称《实施意见》), where the text says so",
            "简称所指文件的全称（文中载明时）",
        ),
        Column(
            "relation",
            ColumnType.TEXT,
            "basis: what it follows (根据, 按照, 落实); amends, repeals, replaces: it does so to it; mentions: no such",
            "与本政策的关系：basis 依据，amends 修改，repeals 废止，replaces 代替，mentions 提及",
            nullable=False,
            allowed=CITATION_RELATIONS,
        ),
        Column(
            "cited_doc_id",
            ColumnType.TEXT,
            "doc_id of the paper, where the warehouse holds it: by number, else by title",
            "库中对应政策的 doc_id（先按文号，再按标题）",
            pattern=ID_PATTERN,
            references="documents.doc_id",
        ),
        CERTAINTY,
        PAGE,
        *SPAN,
        CORRECTED,
    ),
    key=("citation_id",),
    sort=("doc_id", "source_start", "source_end", "citation_id"),
    ordered=(("source_start", "source_end"),),
)
