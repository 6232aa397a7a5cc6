"""Promises of money: one case a line, made-up promises that come out as put in, and what must hold on real papers."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import parse_source
from tests.parsers.facts.facts_of import cases, fact_rows, issues_of

_CORPUS = Path(__file__).parents[2] / "corpus"
_TITLE = "某市支持人工智能产业发展若干政策"
_NUMBERS = ("rate_quantity_id", "amount_quantity_id", "floor_quantity_id", "cap_quantity_id", "cap_annual_quantity_id")


def _paper(text: str) -> str:
    return f"{_TITLE}\n\n{text.replace('⏎', chr(10))}\n"


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if value is not None else ""


def _shown(row: dict[str, Any], caps: list[str]) -> str:
    """Return what is not null of a promise: instrument, who, on what condition, how much."""
    rate = "-".join(dict.fromkeys(_plain(row[name]) for name in ("rate_min", "rate_max")))
    fields = {
        "R": row["recipient"],
        "C": row["condition"],
        "T": row["tier"],
        "rate": rate,
        "of": row["rate_base"],
        "sum": _plain(row["amount"]),
        "floor": _plain(row["floor_amount"]),
        "cap": " ".join(caps),
        "per": row["per"],
        "years": _plain(row["duration_years"]),
    }
    stated = " ".join(f"{name}={value}" for name, value in fields.items() if value)
    return f"{row['quote']} {row['instrument']} {row['certainty']} {stated}"


def shown(text: str) -> str:
    """Return the promises of a text as the case files write them."""
    return " ‖ ".join(_rows(text)) or "-"


def _rows(text: str) -> list[str]:
    caps: dict[str, list[str]] = {}
    for cap in fact_rows(_paper(text), "incentive_caps"):
        caps.setdefault(cap["incentive_id"], []).append(f"{_plain(cap['amount'])}/{cap['per'] or ''}/{cap['scope']}")
    return [_shown(row, caps.get(row["incentive_id"], [])) for row in fact_rows(_paper(text), "incentives")]


@pytest.mark.parametrize(("text", "expected"), cases("incentives", 2))
def test_case(text: str, expected: str) -> None:
    assert shown(text) == expected


def labelled(text: str) -> str:
    """Return the promises of a clause as they were labelled by hand: fields alone, without certainty and scope."""
    rows = [re.sub(" (?:explicit|carried|inferred)(?= |$)", "", row, count=1) for row in _rows(text)]
    return " ‖ ".join(re.sub("/(?:award|year|total)(?= |$)", "", row) for row in rows) or "-"


@pytest.mark.parametrize(("text", "expected", "weak"), cases("incentive_clauses", 3))
def test_a_clause_reads_as_a_reader_labelled_it(text: str, expected: str, weak: str) -> None:
    found = labelled(f"一、扶持政策⏎{text}")
    if weak == "-":
        assert found == expected
    else:
        assert found != expected, "it comes right now: take the note out of the case"


@pytest.mark.parametrize(("text", "detail"), cases("tiers_unmatched", 2))
def test_a_list_without_as_many_tiers_is_an_issue_and_no_guess(text: str, detail: str) -> None:
    found = [issue["detail"] for issue in issues_of(_paper(text)) if issue["code"] == "tiers_unmatched"]
    assert found == ([detail] if detail != "-" else [])
    if found:
        assert all(row["tier"] is None for row in fact_rows(_paper(text), "incentives"))


@pytest.mark.parametrize("length", range(392, 398))
def test_an_endless_clause_is_not_cut_inside_a_number(length: int) -> None:
    """A clause is cut behind 400 characters: the number there stays whole, and none of it opens the next condition."""
    rows = _rows(f"一、扶持政策⏎{'某' * length}奖励500万元，新认定的企业奖励5万元。")
    assert [row.split(" ")[0] for row in rows] == ["500万元", "5万元"]
    assert "C=新认定 " in rows[1]


@pytest.mark.parametrize(("text", "expected"), cases("roles", 2))
def test_roles(text: str, expected: str) -> None:
    rows = [row for table in ("money", "percentages", "counts") for row in fact_rows(_paper(text), table)]
    rows.sort(key=lambda row: row["source_start"])
    assert " ".join(f"{row['quote']}={row['role']}" for row in rows) == expected


@pytest.mark.parametrize(("text", "expected"), cases("grouping", 2))
def test_grouping(text: str, expected: str) -> None:
    rows = fact_rows(_paper(text), "incentives")
    names = ("recipient_type", "recognition_level", "stacking")
    assert " ‖ ".join("|".join(str(row[name] or "-") for name in names) for row in rows) == expected


_RECIPIENTS = st.sampled_from(["企业", "科研机构", "人工智能企业", "行业协会", "公共服务平台"])
_CONDITIONS = st.sampled_from(["获得国家级认定", "新认定", "首次上市", "完成技术改造"])
_AWARDS = st.sampled_from([("奖励", "reward"), ("补助", "subsidy"), ("资金支持", "subsidy"), ("贴息", "interest")])
_SUMS = st.integers(min_value=1, max_value=99_999)


@settings(max_examples=60, deadline=None)
@given(recipient=_RECIPIENTS, condition=_CONDITIONS, award=_AWARDS, amount=_SUMS, most=st.booleans())
def test_a_made_up_promise_comes_out_as_put_in(
    recipient: str, condition: str, award: tuple[str, str], amount: int, most: bool
) -> None:
    name, instrument = award
    text = f"一、扶持\n对{condition}的{recipient}，给予{'最高' if most else ''}{amount}万元{name}。"
    rows = fact_rows(_paper(text), "incentives")
    assert [(row["recipient"], row["condition"], row["instrument"]) for row in rows] == [
        (recipient, condition, instrument)
    ]
    assert rows[0]["cap_amount" if most else "amount"] == amount * 10_000
    assert rows[0]["amount" if most else "cap_amount"] is None


@settings(max_examples=40, deadline=None)
@given(sums=st.lists(_SUMS, min_size=2, max_size=3, unique=True))
def test_each_tier_has_its_sum(sums: list[int]) -> None:
    levels = ["国家级", "省级", "市级"][: len(sums)]
    listed = "、".join(f"{amount}万元" for amount in sums)
    rows = fact_rows(_paper(f"一、扶持\n对获得{'、'.join(levels)}认定的企业，分别给予{listed}奖励。"), "incentives")
    assert [(row["tier"], row["amount"]) for row in rows] == [
        (level, amount * 10_000) for level, amount in zip(levels, sums, strict=True)
    ]


@cache
def _seed(prefix: str) -> dict[str, list[dict[str, Any]]]:
    data = next(_CORPUS.glob(f"{prefix}_*.txt")).read_bytes()
    parsed = parse_source(data, source_uri=f"tests/{prefix}.txt", parser_revision="0" * 20)
    return {name: table.to_pylist() for name, table in parsed.tables.items()}


@pytest.mark.parametrize("prefix", ["002", "004"])
def test_every_number_of_a_promise_is_a_row_of_its_own(prefix: str) -> None:
    tables = _seed(prefix)
    money = {row["quantity_id"]: row for row in tables["money"]}
    shares = {row["quantity_id"]: row for row in tables["percentages"]}
    for row in tables["incentives"]:
        for column in _NUMBERS:
            if row[column] is not None:
                assert row[column] in (shares if column.startswith("rate") else money), (column, row)
        assert (row["rate_max"] is None) == (row["rate_quantity_id"] is None)
        assert (row["amount"] is None) == (row["amount_quantity_id"] is None)
        assert (row["cap_amount"] is None) == (row["cap_quantity_id"] is None)
    for cap in tables["incentive_caps"]:
        assert money[cap["quantity_id"]]["amount_max"] == cap["amount"]
        assert money[cap["quantity_id"]]["role"] in ("cap", "incentive")


@pytest.mark.parametrize("prefix", ["002", "004"])
def test_the_wide_table_holds_every_promise_with_its_paper(prefix: str) -> None:
    tables = _seed(prefix)
    titles = {row["doc_id"]: row["title"] for row in tables["documents"]}
    plain = {row["incentive_id"]: row for row in tables["incentives"]}
    assert {row["incentive_id"] for row in tables["incentives_wide"]} == plain.keys()
    for row in tables["incentives_wide"]:
        assert row["title"] == titles[row["doc_id"]]
        assert all(row[name] == value for name, value in plain[row["incentive_id"]].items())


@pytest.mark.parametrize("prefix", ["002", "004"])
def test_words_stand_in_the_paper(prefix: str) -> None:
    tables = _seed(prefix)
    sections = {row["section_id"]: row for row in tables["sections"]}
    texts = {}
    for row in tables["sections"]:
        texts[row["doc_id"]] = texts.get(row["doc_id"], "") + row["text"]
    for row in tables["incentives"]:
        assert row["quote"] in sections[row["section_id"]]["text"]
        for name in ("recipient", "tier", "rate_base", "stacking"):
            for piece in (row[name] or "").split("，"):
                assert piece in texts[row["doc_id"]], (name, row)


@pytest.mark.parametrize("prefix", ["002", "004"])
def test_a_carried_promise_names_its_section(prefix: str) -> None:
    tables = _seed(prefix)
    sections = {row["section_id"] for row in tables["sections"]}
    for row in tables["incentives"]:
        assert (row["certainty"] == "carried") == (row["carried_from"] is not None), row
        assert row["carried_from"] is None or row["carried_from"] in sections
