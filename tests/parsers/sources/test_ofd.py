from __future__ import annotations

import io
import os
import re
import zipfile
from itertools import chain
from pathlib import Path

import pytest

from parsers.sources import read
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits, SourceText
from tests.tools.make_ofd import STANDARD, Dialect, layer, ofd, set_ofd, text, zipped
from tests.tools.make_pdfs import PAPERS, PDFS, Paper, paragraphs

SHARED = Path(os.environ.get("ZHENGCE_SHARED") or Path(__file__).parents[4] / "shared") / "corpus" / "ofd"
SPECIMENS = {  # pages, issues, and lines as a rendering of the file shows them
    "AddWatermarkAnnot": (
        6,
        0,
        ["拿来主义", "很爱看先生的文章。”这是我知道的，凡", "者的菲薄的祭品，奉献于逝者的灵前。二"],
    ),
    "SplitParagraph": (2, 0, ["报告：", "“超长文档“裁切测试"]),
    "ano": (3, 2, ["可信安全浏览器", "Web 应用开发指南", "（常用手册）"]),
    "chineseDir": (1, 0, ["你好呀，OFD Reader&Writer！"]),
    "doc1File": (
        11,
        0,
        ["1、一日不见兮，思之如狂。――《凤求凰·琴歌》", "24、东边日出西边雨，道是无晴却有晴。――《竹枝词》"],
    ),
    "hello": (2, 0, ["拿来主义", "各种小东西。于是连清醒的青年们，也对于洋货发生了恐怖。其实"]),
    "n": (2, 0, ["路卫发〔2011〕76号", "加工作，本科学历，主治医师，系区中医院职工。", "— 2 —"]),
    "namespace_no_std": (1, 0, ["你好呀，OFD Reader&Writer！"]),
    "path_unstd": (2, 0, ["立案决定书", "条之规定，决定对 测试数据ajmc", "（存根）", "办案单位测试数据BADW"]),
    "test-ofda": (1, 0, ["Hello OFD-A"]),
    "z": (4, 3, ["名称\t类型\t说明\t可选/必选", "Glyphs\tST_Array\t变换关系中字型索引列表\t可选", "3、一对多"]),
    "不规范资源路径": (1, 0, ["J320585-2021-000213", "2021/02/03 太仓市婚姻登记处"]),
}
PAGE_NUMBER = re.compile(r"— \d+ —")


def source_of(*objects: str, **options: object) -> SourceText:
    """Return what is read from a file of one page with some objects."""
    return read(ofd([layer(*objects)], **options), name="paper.ofd")  # type: ignore[arg-type]


def refusal(data: bytes, **options: object) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(data, name="paper.ofd", **options)  # type: ignore[arg-type]
    return caught.value


def dense(words: str) -> str:
    return re.sub(r"\s", "", words)


# Structure

DIALECTS = {
    "another namespace": Dialect(namespace="http://www.ofdspec.org"),
    "no namespace": Dialect(namespace=None, prefix=""),
    "a default namespace": Dialect(prefix=""),
    "another prefix": Dialect(prefix="x:"),
    "absolute paths": Dialect(absolute=True),
    "backslashes": Dialect(slash="\\"),
    "absolute backslashes": Dialect(slash="\\", absolute=True),
    "a folder in Chinese": Dialect(folder="文档_0", pages="页/第{}页.xml"),
    "GB 18030": Dialect(encoding="GB18030"),
    "UTF-16": Dialect(encoding="UTF-16"),
    "stored": Dialect(compression=zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_dialects_are_read_alike(dialect: Dialect) -> None:
    template = [text("厦门市人民政府文件", 60, 15)]
    expected = read(set_ofd(PAPERS[2], template), name="a.ofd")
    assert read(set_ofd(PAPERS[2], template, dialect), name="a.ofd") == expected
    assert expected.text.startswith("厦门市人民政府文件\n")


def test_paths_from_the_root_are_found_where_relative_ones_are_meant() -> None:
    assert source_of(text("总则", 30, 50), dialect=Dialect(pages="Doc_0/Pages/{}.xml")).text == "总则"
    moved = {"Pages/Page_0/Content.xml": STANDARD.xml("Page", layer(text("总则", 30, 50)))}
    assert read(ofd([layer()], parts={"Doc_0/Pages/Page_0/Content.xml": b""} | moved), name="a.ofd").text == "总则"


def test_folder_around_the_package_is_seen_through() -> None:
    with zipfile.ZipFile(io.BytesIO(ofd([layer(text("总则", 30, 50))]))) as archive:
        packed = {f"通知/{name}": archive.read(name) for name in archive.namelist()}
    assert read(zipped(packed), name="a.ofd").text == "总则"
    assert read(zipped({name.upper(): content for name, content in packed.items()}), name="a").text == "总则"


def test_documents_of_one_file_follow_one_another() -> None:
    body = "<o:DocBody><o:DocRoot>{}/Document.xml</o:DocRoot></o:DocBody>"
    parts = {"OFD.xml": STANDARD.xml("OFD", body.format("Doc_0") + body.format("Doc_1") + body.format("Doc_2"))}
    for name, words in (("Doc_1", "实施细则"), ("Doc_0", "管理办法")):
        with zipfile.ZipFile(io.BytesIO(ofd([layer(text(words, 30, 50))], dialect=Dialect(folder=name)))) as archive:
            parts |= {part: archive.read(part) for part in archive.namelist() if part != "OFD.xml"}
    assert read(zipped(parts), name="a.ofd").text == "管理办法\f实施细则"


def test_current_version_is_read() -> None:
    with zipfile.ZipFile(
        io.BytesIO(ofd([layer(text("修订后", 30, 50))], dialect=Dialect(folder="Doc_0/V2")))
    ) as archive:
        newer = {part: archive.read(part) for part in archive.namelist() if part != "OFD.xml"}
    versions = '<o:Version Current="false" BaseLoc="V1.xml"/><o:Version Current="true" BaseLoc="V.xml"/>'
    body = f"<o:DocBody><o:DocRoot>Doc_0/Document.xml</o:DocRoot><o:Versions>{versions}</o:Versions></o:DocBody>"
    version = STANDARD.xml("DocVersion", "<o:DocRoot>Doc_0/V2/Document.xml</o:DocRoot>")
    parts = newer | {"OFD.xml": STANDARD.xml("OFD", body), "V.xml": version}
    assert read(ofd([layer(text("修订前", 30, 50))], parts=parts), name="a.ofd").text == "修订后"


def test_page_that_is_missing_is_an_issue() -> None:
    pages = [layer(text(words, 30, 50)) for words in ("第一页", "第二页", "第三页")]
    for content in (b"", b"<Page><Content>"):
        source = read(ofd(pages, parts={"Doc_0/Pages/Page_1/Content.xml": content}), name="a.ofd")
        assert source.text == "第一页\f\f第三页"
        (issue,) = source.issues
        assert (issue.code, issue.detail) == (IssueCode.TEXT_LAYER_MISSING, "page 2 is missing or damaged")
        assert source.page_of(issue.start) == 2


def test_missing_template_and_resources_cost_no_page() -> None:
    page = '<o:Template TemplateID="3"/><o:Template/>' + layer(text("总则", 30, 50))
    common = (
        '<o:TemplatePage ID="3" BaseLoc="T.xml"/><o:TemplatePage/><o:DocumentRes>R.xml</o:DocumentRes><o:PublicRes/>'
    )
    assert read(ofd([page], common=common, parts={"Doc_0/PublicRes.xml": b""}), name="a.ofd").text == "总则"


def test_blank_page_is_no_issue_and_a_picture_is() -> None:
    picture = layer('<o:ImageObject Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="5"/>')
    source = read(ofd([layer(text("总则", 30, 50)), layer(), picture]), name="a.ofd")
    assert [issue.detail for issue in source.issues] == ["page 3 has no text"]


# What is refused


def test_encrypted_file_is_told() -> None:
    data = ofd([layer(text("总则", 30, 50))], parts={"Encryptions.xml": STANDARD.xml("Encryptions", "")})
    assert refusal(data).code is ErrorCode.ENCRYPTED
    sealed = zipped({"Encryptions.xml": b"<Encryptions/>", "Decryptseed.dat": b"?", "Doc_0/1.dat": b"?"})
    assert refusal(sealed).code is ErrorCode.ENCRYPTED


BROKEN = {
    "no root": {"OFD.xml": b"<OFD"},
    "no documents": {"OFD.xml": b"<OFD/>"},
    "no description": {"Doc_0/Document.xml": b""},
    "no pages": {"Doc_0/Document.xml": b"<Document/>"},
    "no page to open": {"Doc_0/Pages/Page_0/Content.xml": b""},
    "a document type": {"OFD.xml": b"<!DOCTYPE OFD><OFD/>"},
}


@pytest.mark.parametrize("parts", BROKEN.values(), ids=BROKEN)
def test_broken_structure_is_damage(parts: dict[str, bytes]) -> None:
    error = refusal(ofd([layer(text("总则", 30, 50))], parts=parts))
    assert error.code is ErrorCode.DAMAGED
    assert "an OFD document" in error.message


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_file_cut_short_is_damaged(share: float) -> None:
    data = set_ofd(PAPERS[2])
    assert refusal(data[: int(share * len(data))]).code is ErrorCode.DAMAGED


def test_too_many_pages_and_characters_are_refused() -> None:
    pages = [layer(text("总则" * 20, 30, 50))] * 3
    for limits, words in ((ReaderLimits(max_pages=2), "3 pages"), (ReaderLimits(max_characters=60), "first 2 of 3")):
        error = refusal(ofd(pages), limits=limits)
        assert error.code is ErrorCode.TOO_LARGE
        assert words in error.message


def test_entities_do_not_grow() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE Page [<!ENTITY e0 "字"><!ENTITY x SYSTEM "file:///etc/passwd">{entities}]>'
    for content in ('<Page a="&e11;"/>', "<Page>&e11;&x;</Page>"):
        page = (bomb + content).encode()
        data = ofd([layer(text("总则", 30, 50)), layer()], parts={"Doc_0/Pages/Page_1/Content.xml": page})
        assert read(data, name="a.ofd").text == "总则\f"


# Whole papers


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_paper_has_the_words_of_its_text(paper: Paper) -> None:
    source = read(set_ofd(paper), name="a.ofd")
    printed = [source.text[line.start : line.end] for line in source.lines]
    words = "".join(line for line in printed if not PAGE_NUMBER.fullmatch(line))
    expected = "".join(chain(paper.letterhead or (), (text for _, text in paragraphs(paper)))).replace("**", "")
    assert dense(words) == dense(expected)
    assert source.text.count("\f") == len(source.page_starts) - 1 == len(source.page_sizes) - 1


def test_table_over_a_page_break_is_read_by_rows() -> None:
    source = read(set_ofd(None), name="a.ofd")
    rows = [source.text[line.start : line.end] for line in source.lines if line.in_table]
    assert rows == (PDFS / "table.tsv").read_text("utf-8").splitlines()


def test_run_in_headings_are_bold() -> None:
    source = read(set_ofd(PAPERS[1]), name="a.ofd")
    bold = {source.text[line.start : line.start + line.bold_length] for line in source.lines if line.bold_length}
    marked = {run for _, words in paragraphs(PAPERS[1]) for run in re.findall(r"\*\*(.*?)\*\*", words)}
    assert bold == marked


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_lines_are_those_of_the_same_paper_as_pdf(paper: Paper) -> None:
    """Both are set alike, so each line has the same words at the same place (fonts give PDF's boxes other heights)."""
    found = read(set_ofd(paper), name="a.ofd")
    printed = read((PDFS / f"{paper.name}.pdf").read_bytes(), name="a.pdf")
    assert found.text == printed.text
    for one, other in zip(found.lines, printed.lines, strict=True):
        assert (one.page, one.bold_length) == (other.page, other.bold_length)
        assert (one.x0, one.size) == pytest.approx((other.x0, other.size), abs=100)
        assert one.x1 == pytest.approx(other.x1, abs=other.size / 2)
        assert (one.top + one.bottom) / 2 == pytest.approx((other.top + other.bottom) / 2, abs=300)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared corpus beside the checkout; set ZHENGCE_SHARED")
@pytest.mark.parametrize("name", SPECIMENS)
def test_specimen_of_another_writer_is_read(name: str) -> None:
    pages, issues, words = SPECIMENS[name]
    source = read((SHARED / f"{name}.ofd").read_bytes(), name=f"{name}.ofd")
    assert (len(source.page_starts), len(source.issues)) == (pages, issues)
    lines = source.text.replace("\f", "\n").split("\n")
    assert [line for line in words if line not in lines] == []
