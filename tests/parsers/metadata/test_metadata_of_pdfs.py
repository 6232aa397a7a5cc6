"""The same policy says the same of itself as text and as PDF."""

import json
from pathlib import Path
from typing import Any

import pytest

from parsers.anatomy import read_anatomy
from parsers.clean import clean
from parsers.metadata import read_metadata
from parsers.sources import read
from schemas.records import Metadata
from tests.parsers.metadata.papers import CORPUS, fields_of, whole

ROWS = [json.loads(line) for line in (Path(__file__).parent / "expected.jsonl").read_text("utf-8").splitlines()]
FIRST_LINES = {
    "000": 3,
    "002": 3,
    "003": 1,
    "004-02": 187,
    "004-07": 641,
    "004-09": 987,
    "004-13": 1890,
    "004-20": 2747,
}


def of_pdf(name: str) -> Metadata:
    path = CORPUS / "pdf" / f"{name}.pdf"
    cleaned = clean(read(path.read_bytes(), name=path.name))
    return read_metadata(cleaned, whole(cleaned), read_anatomy(cleaned, whole(cleaned)))


def without_spaces(values: dict[str, Any]) -> dict[str, Any]:
    return {name: "".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}


@pytest.mark.parametrize("name", FIRST_LINES)
def test_a_policy_says_the_same_as_text_and_as_pdf(name: str) -> None:
    rows = (row for row in ROWS if row["source"].startswith(name[:3]) and row["first_line"] == FIRST_LINES[name])
    expected = {key: value for key, value in next(rows).items() if key not in ("source", "first_line", "last_line")}
    assert without_spaces(fields_of(of_pdf(name))) == without_spaces(expected)


def test_an_official_pdf_is_read_like_its_page() -> None:
    found = of_pdf("state_council_2017_40")
    assert found.title == "国务院关于进一步扩大和升级信息消费持续释放内需潜力的指导意见"
    assert (found.doc_number, found.issuers, str(found.issued_date)) == ("国发〔2017〕40号", ("国务院",), "2017-08-13")
    assert found.recipients == "各省、自治区、直辖市人民政府，国务院各部委、各直属机构"


def test_a_plan_carried_by_a_notice_of_the_state_council_has_its_years() -> None:
    found = of_pdf("state_council_2021_29_excerpt")
    assert found.title == "“十四五”数字经济发展规划"
    assert (found.doc_number, found.plan_start_year, found.plan_end_year) == ("国发〔2021〕29号", 2021, 2025)
    assert found.province is None
