"""Automatic numbering as it is printed, and as LibreOffice prints it where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from parsers.sources import read
from parsers.sources.word.numerals import numeral
from tests.tools.make_docx import abstract, document, level, num, numbered, paragraph, style

NUMERALS = [
    line.split("\t")
    for line in (Path(__file__).parent / "numerals.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
OUTLINE = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
)
DECIMAL = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))


def printed(*blocks: str, numbering: tuple[str, ...], styles: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of a document of blocks."""
    return read(document(*blocks, numbering=numbering, styles=styles), name="a.docx").text.split("\n")


def counted(numbering: tuple[str, ...], *places: tuple[int, int]) -> list[str]:
    """Return what is printed before paragraphs of lists, each given by list and level."""
    lines = printed(*(paragraph("|", numbered(*place)) for place in places), numbering=numbering)
    return [line.removesuffix("|") for line in lines]


@pytest.mark.parametrize(("number_format", "value", "wanted"), NUMERALS, ids=[" ".join(case[:2]) for case in NUMERALS])
def test_numeral(number_format: str, value: str, wanted: str) -> None:
    assert numeral(int(value), number_format) == wanted


def test_levels_below_start_again() -> None:
    found = counted((abstract(0, *OUTLINE), num(1, 0)), (1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1))
    assert found == ["一、", "（一）", "1.", "2.", "（二）", "1.", "二、", "（一）"]


def test_numbers_of_levels_above_are_printed() -> None:
    found = counted((abstract(0, *DECIMAL), num(1, 0)), (1, 0), (1, 1), (1, 2), (1, 1), (1, 0), (1, 1))
    assert found == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]


def test_lists_of_one_definition_count_on() -> None:
    found = counted((abstract(0, *DECIMAL), num(1, 0), num(2, 0)), (1, 0), (2, 0), (1, 1), (2, 1))
    assert found == ["1", "2", "2.1", "2.2"]


def test_a_list_may_start_anew() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    found = counted((abstract(0, *DECIMAL), num(1, 0), num(2, 0, start)), (1, 0), (2, 0), (2, 0), (1, 0), (2, 1))
    assert found == ["1", "5", "6", "7", "7.1"]


def test_a_list_may_have_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    found = counted((abstract(0, *DECIMAL), num(1, 0), num(2, 0, own)), (1, 0), (2, 0), (1, 0))
    assert found == ["1", "B)", "3"]


def test_restart() -> None:
    never = (level(0, "decimal", "%1"), level(1, "decimal", "%1-%2", more='<w:lvlRestart w:val="0"/>'))
    assert counted((abstract(0, *never), num(1, 0)), (1, 0), (1, 1), (1, 0), (1, 1)) == ["1", "1-1", "2", "2-2"]
    first = (*DECIMAL[:2], level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>'))
    found = counted((abstract(0, *first), num(1, 0)), (1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2))
    assert found == ["1", "1.1", "1)", "1.2", "2)", "2", "1)"]


def test_legal_numbers_are_decimal() -> None:
    levels = (level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
    assert counted((abstract(0, *levels), num(1, 0)), (1, 0), (1, 1)) == ["第一章", "1.1"]


@pytest.mark.parametrize(("suffix", "wanted"), [("tab", "1. 5G"), ("space", "1. 5G"), ("nothing", "1.5G")])
def test_what_stands_behind_the_number(suffix: str, wanted: str) -> None:
    lists = (abstract(0, level(0, "decimal", "%1.", suffix=suffix)), num(1, 0))
    assert printed(paragraph("5G", numbered(1)), numbering=lists) == [wanted]


@pytest.mark.parametrize(("sign", "wanted"), [("\uf0b7", "●"), ("\uf06c", "●"), ("o", "●"), ("■", "■"), ("——", "——")])
def test_bullet(sign: str, wanted: str) -> None:
    assert counted((abstract(0, level(0, "bullet", sign)), num(1, 0)), (1, 0)) == [wanted]


def test_number_without_start_begins_at_zero() -> None:
    assert counted((abstract(0, level(0, "decimal", "%1", start=None)), num(1, 0)), (1, 0), (1, 0)) == ["0", "1"]


def test_numbering_by_style_and_turned_off() -> None:
    lists = (abstract(0, level(0, "decimal", "%1.", more='<w:pStyle w:val="Head"/>'), OUTLINE[1]), num(1, 0))
    styles = (
        style("Head", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr>'),
        style("Child", based_on="Head"),
    )
    blocks = (
        paragraph("a", '<w:pStyle w:val="Head"/>'),
        paragraph("b", '<w:pStyle w:val="Child"/>'),
        paragraph("c", '<w:pStyle w:val="Head"/><w:numPr><w:ilvl w:val="1"/></w:numPr>'),
        paragraph("d", f'<w:pStyle w:val="Head"/>{numbered(0)}'),
        paragraph("e", '<w:pStyle w:val="Head"/>'),
    )
    assert printed(*blocks, numbering=lists, styles=styles) == ["1.a", "2.b", "（一）c", "d", "3.e"]


def test_numbering_style() -> None:
    """A definition may be empty and name a style, whose list has the levels."""
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Outline"/></w:abstractNum>',
        abstract(1, *OUTLINE).replace("<w:lvl ", '<w:styleLink w:val="Outline"/><w:lvl ', 1),
        *(num(1, 0), num(2, 1)),
    )
    styles = (style("Outline", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', kind="numbering"),)
    blocks = (paragraph("总则", numbered(1)), paragraph("目标", numbered(1, 1)), paragraph("附则", numbered(1)))
    assert printed(*blocks, numbering=lists, styles=styles) == ["一、总则", "（一）目标", "二、附则"]


def test_ring_of_styles_and_links_ends() -> None:
    lists = ('<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="A"/></w:abstractNum>', num(1, 0))
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (style("A", number, based_on="B"), style("B", based_on="A"))
    assert printed(paragraph("x", '<w:pStyle w:val="B"/>'), numbering=lists, styles=styles) == ["x"]


def test_newer_formats_stand_in_an_alternative() -> None:
    newer = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    kept = level(0, "decimal", "%1.").replace('<w:numFmt w:val="decimal"/>', newer)
    assert counted((abstract(0, kept), num(1, 0)), (1, 0)) == ["001."]


LIBREOFFICE = (
    *("decimal", "decimalZero", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal"),
    *("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"),
    *("japaneseCounting", "chineseLegalSimplified", "ideographLegalTraditional", "ideographTraditional"),
    *("ideographZodiac", "decimalEnclosedCircle", "decimalEnclosedCircleChinese", "decimalHalfWidth"),
)


@pytest.mark.skipif(not shutil.which("soffice"), reason="apt-get install libreoffice-writer-nogui")
def test_numbers_are_those_that_libreoffice_prints(tmp_path: Path) -> None:
    """Every format that LibreOffice knows, and the structure of lists.

    It prints others in decimal, chineseCounting above 99 as chineseCountingThousand, no zero in japaneseCounting
    otherwise than in Chinese, and knows neither lvlRestart nor isLgl (version 7.4; seen with 691 numbers).
    """
    values = (1, 2, 9, 10, 11, 12, 19, 20, 21, 30, 35, 99)
    lists, blocks = [], []
    for place, (number_format, value) in enumerate(((name, value) for name in LIBREOFFICE for value in values), 1):
        lists.append(abstract(place, level(0, number_format, "<%1>", start=value)))
        blocks.append(paragraph(f"|{number_format} {value}", numbered(place)))
    count = len(lists)
    overrides = {1: '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'}
    overrides[2] = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=3)}</w:lvlOverride>'
    lists += [abstract(count + 1, *OUTLINE), abstract(count + 2, *DECIMAL)]
    lists += [num(place, place) for place in range(1, count + 3)]
    lists += [num(count + 2 + key, count + 2, override) for key, override in overrides.items()]
    for list_id, at in ((1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (2, 0)):
        blocks.append(paragraph("|", numbered(count + list_id, at)))
    data = document(*blocks, numbering=lists)
    (tmp_path / "a.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=180)
    theirs = [line.strip() for line in (tmp_path / "a.txt").read_text("utf-8-sig").splitlines()]
    mine = read(data, name="a.docx").text.split("\n")
    assert [line.replace(" |", "|") for line in theirs] == [line.replace(" |", "|") for line in mine]
