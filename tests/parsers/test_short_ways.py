"""What is looked for where its first sign stands is what the whole pattern finds anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from zlib import crc32

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import page_frame, regions, titles
from parsers.facts import passages, receivers, year_words
from parsers.facts.subject_clauses import without_giver
from parsers.facts.subject_words import subject_words
from parsers.line_ends import ends_in_remark
from parsers.quantities.grammar import grammar
from parsers.quantities.scanner import ratios_of_parts
from parsers.sketch import sketch
from schemas.arrow import rows_to_arrow, to_arrow
from schemas.ids import IdCounter, digest
from schemas.tables import TABLES
from tests.parsers.whole import corpus_text

PAPER = "000_cbf320397f326e93.txt"
REMARK = re.compile(r"(?:^|[。；！？.;])\s*[（(【\[][^（(【\[]*(?:[（(][^（()）]*[）)][^（(【\[]*)*[）)】\]]$")
BRACKETS, TAIL = re.compile(r"[（(【\[][^（(）)【】\[\]]{1,30}[)）】\]]$"), re.compile(r"[0-9\-－—–~～年．.·\s]+$")
CLAUSES = [clause for clause in re.split("[，。；\n]", corpus_text(PAPER)) if clause]


def words_of(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), max_size=24)


@given(words_of("。；. （）(【】]字"))
def test_a_remark_is_told_by_the_signs_before_it(text: str) -> None:
    assert ends_in_remark(text) == (REMARK.search(text) is not None)


@given(words_of("12:：∶.， \n"))
def test_parts_of_a_ratio_are_found_by_their_signs(text: str) -> None:
    plain = grammar().ratio_of_parts.finditer(text)
    assert [found.span() for found in ratios_of_parts(text)] == [found.span() for found in plain]


@given(words_of(">＞»首页政 。；<"))
def test_a_path_has_two_separators(text: str) -> None:
    assert page_frame.is_path(text) == (page_frame._PATH.fullmatch(text.strip()) is not None)


@given(words_of("（）(【】办法年2·- 》\u3000"))
def test_a_title_loses_what_stands_behind_it(title: str) -> None:
    assert titles.without_brackets(title) == plain_title(title)


def plain_title(title: str) -> str:
    while True:
        shorter = TAIL.sub("", BRACKETS.sub("", title.rstrip())).rstrip("》”」")
        if shorter == title:
            return title
        title = shorter


@given(st.sampled_from(CLAUSES) | words_of("市区财政资金按给予由科技局委、，对"))
def test_who_pays_is_looked_for_where_it_may_be_said(clause: str) -> None:
    assert without_giver(clause) == subject_words().giver.sub("", clause, count=1)


YEARS = re.compile("|".join(year_words._parts()))
SIGN = re.compile(
    r"[（(](?:[^（）()\n]|[（(][^（）()\n]*[）)])*[）)]|“[^”\n]*”|《[^》\n]*》"
    r"|(?P<end>[。！？!?\n])|(?P<half>[；;])|(?P<comma>，|：|:(?!\d)|,(?!\d))"
)


@given(
    st.sampled_from(CLAUSES)
    | words_of("比较相对于上去年同期在2020“十四五”时基础与和是为到至截止力争底前")
    | words_of("今后未来下一步三3年过近这的五来及工作增长度当本明全内时间《〔〕》—-1982")
)
def test_year_words_are_looked_for_where_they_open(text: str) -> None:
    found = year_words.year_pattern().finditer(text)
    assert [(year.span(), year.groupdict()) for year in found] == [
        (year.span(), year.groupdict()) for year in YEARS.finditer(text)
    ]


@given(words_of("（）(字1“”《》，：:,。！\n；;"))
def test_signs_that_end_a_clause_are_looked_back_for(text: str) -> None:
    found = passages._SIGN.finditer(text)
    assert [(sign.span(), sign.lastgroup) for sign in found] == [
        (sign.span(), sign.lastgroup) for sign in SIGN.finditer(text)
    ]


@given(st.sampled_from(CLAUSES) | words_of("给予对企业单位的奖励补助进行资金支持为建设提供20最高"))
def test_who_receives_is_looked_for_where_a_name_may_end(text: str) -> None:
    inside, behind, _ = receivers._patterns()
    assert receivers._holds_name(text) or not (inside.search(text) or behind.match(text))
    assert receivers._HANDS.search(text) or not behind.match(text)


def test_places_are_found_as_by_going_from_character_to_character() -> None:
    text = corpus_text(PAPER)
    found = list(regions.find_places(text))
    assert len(found) > 10
    assert found == list(plain_places(text))


def plain_places(text: str) -> Iterator[regions.Mention]:
    position = 0
    while position < len(text) - 1:
        names = regions._index().get(text[position : position + 2], ())
        name = next((name for name in names if regions._stands(name, text, position)), None)
        if name is not None:
            yield regions.Mention(position, position + len(name), regions._codes_by_name()[name])
        position += len(name) if name else 1


def test_a_sketch_is_of_all_long_phrases() -> None:
    text = corpus_text(PAPER)
    sums = {crc32(phrase.encode()) for phrase in re.findall(r"[\u4e00-\u9fffA-Za-z0-9]{6,}", text)}
    assert sketch(text) == " ".join(f"{value:08x}" for value in sorted(sums)[:32])


def test_an_identifier_names_prefix_parts_and_count() -> None:
    counter = IdCounter("money", "a")
    assert [counter.next("b", 1) for _ in range(2)] == [digest("money", "a", "b", 1, count) for count in range(2)]


def test_rows_make_the_table_that_columns_make() -> None:
    spec = TABLES["incentive_caps"]
    rows = [
        tuple(
            Decimal("1.50") if name == "amount" else 1 if spec[name].type.value == "integer" else None
            for name in spec.names
        )
    ]
    columns = dict(zip(spec.names, zip(*rows, strict=True), strict=True))
    assert rows_to_arrow(spec, rows).equals(to_arrow(spec, columns), check_metadata=True)
    too_fine = [tuple(Decimal("0.0000001") if name == "amount" else None for name in spec.names)]
    with pytest.raises(pa.ArrowInvalid):
        rows_to_arrow(spec, too_fine)
