"""Runs of one sign that no paper has: each is parsed in time, whatever stands around it."""

from __future__ import annotations

import time

import pytest

from parsers.document import parse_source

RUNS = (
    *(
        "-",
        "（一）",
        "（",
        "1",
        "一、\n",
        "一",
        "万元",
        "500万元、",
        "5%、",
        "《",
        "《关于》",
        " ",
        "\t",
        "|",
        "|a|b|\n",
        "#",
        "# 一\n",
    ),
    *(
        "2021年",
        "〔2021〕1号",
        "关于印发办法的通知\n",
        "…",
        "一、总则……1\n",
        "，",
        "。",
        "：",
        "市科技局、",
        "牵头单位：",
        "给予奖励",
    ),
    *(
        "最高不超过",
        "附件：",
        "<p>",
        "**",
        "\r",
        "\f",
        "\u200b",
        "１",
        "— 1 —\n",
        "😀",
        "_",
        "[a](b)",
        "`",
        "> ",
        "0592-",
        "a",
    ),
    *("> ", "0592-", '"', "&amp;"),
)
PAPER = """关于支持发展的通知
目录
一、总则{}1
二、奖励{}b
一、总则
给予{}奖励500万元{}。
市政府{}2021年3月5日"""
AROUND = ("{}", PAPER)
SECONDS = 10  # of computing; those of two thousand signs take well under one


@pytest.mark.parametrize("around", AROUND, ids=["alone", "in a paper"])
@pytest.mark.parametrize("run", RUNS, ids=[ascii(run) for run in RUNS])
def test_a_run_of_one_sign_is_parsed_in_time(run: str, around: str) -> None:
    text = around.replace("{}", run * (2000 // len(run)))
    began = time.process_time()
    parse_source(text.encode(), source_uri="papers/a.md", parser_revision="0")
    assert time.process_time() - began < SECONDS
