"""Names and numbers that heads of papers are made of: bodies, places, dates, document numbers, titles, line roles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.agencies import is_national, read_agencies
from parsers.dates import add_years, find_dates, read_date
from parsers.doc_numbers import match_number, tidy_number
from parsers.formal_lines import role_of
from parsers.lexicon import mapping, rows
from parsers.regions import find_places, first_place, most_named, narrow, place_of, within
from parsers.titles import belongs_under_title, ends_title, is_carrier, is_draft, kind_of_title, period_of, tidy
from schemas.errors import UsageError
from schemas.vocabulary import DOC_TYPES
from tests.parsers.cases_of import cases

HAN_DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(("text", "names"), cases("agencies", 2))
def test_a_line_of_bodies_parts_into_their_names(text: str, names: str) -> None:
    assert read_agencies(text) == tuple(filter(None, names.split("|")))


def test_names_without_end_take_no_time() -> None:
    assert read_agencies("财政部" * 13 + "未完") == ()
    assert read_agencies("财政部工业和信息化部" * 4) == ("财政部", "工业和信息化部")


def test_bodies_of_the_state_are_told_from_those_of_places() -> None:
    assert all(map(is_national, ("国务院办公厅", "财政部", "国家数据局", "中共中央", "全国人民代表大会")))
    assert not any(map(is_national, ("厦门市财政局", "中共厦门市委", "中国（上海）自由贸易试验区管理委员会")))


@pytest.mark.parametrize(("text", "province", "city", "county", "code"), cases("places", 5))
def test_a_text_names_its_place(text: str, province: str, city: str, county: str, code: str) -> None:
    place = place_of(first_place([text]))
    assert place.province == (province or None)
    assert (place.city, place.county, place.admin_code) == (city or None, county or None, code or None)


def test_a_later_text_narrows_but_never_moves_a_place() -> None:
    assert first_place(["广州市财政局", "黄埔区人工智能细则"]) == "440112"
    assert first_place(["广州市财政局", "借鉴深圳市经验"]) == "440100"
    assert narrow("350100", "鼓楼区政府") == "350102"


def test_the_most_named_place_must_outnumber_all_others() -> None:
    assert most_named("杭州" * 4 + "宁波") == "330100"
    assert most_named("杭州宁波" * 4) is None
    assert most_named("杭州" * 2) is None


@given(st.text(alphabet="上海市浦东新区厦门鼓楼县省临港地区、的"))
def test_places_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for mention in find_places(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.codes
        end = mention.end


@given(st.text(alphabet="上海市浦东新区厦门鼓楼县省临港地区、的"))
def test_what_is_known_bounds_what_is_found(text: str) -> None:
    found = narrow("310000", text)
    assert found is not None
    assert within(found, "310000")


@pytest.mark.parametrize(("text", "day"), cases("dates", 2))
def test_a_date_is_read_as_printed(text: str, day: str) -> None:
    found = read_date(text)
    if not day:
        assert found is None
    else:
        assert found is not None
        assert str(found.day or "invalid") == day


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HAN_DIGITS[tens] + "十") + (HAN_DIGITS[ones] if ones else "")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.text(alphabet="在于自，。 ", max_size=3))
def test_every_day_is_read_back_from_each_way_to_print_it(day: date, before: str) -> None:
    year = "".join(HAN_DIGITS[int(digit)] for digit in str(day.year))
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        f"{year}年{han(day.month)}月{han(day.day)}日",
    )
    for form in forms:
        found = list(find_dates(before + form + "起施行"))
        assert [item.day for item in found] == [day]
        assert (before + form)[found[0].start :] == form


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(1, 20))
def test_years_later_is_the_same_day_or_the_last_of_february(day: date, years: int) -> None:
    later = add_years(day, years)
    assert (later.year, later.month) == (day.year + years, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


@pytest.mark.parametrize(("text", "number"), cases("doc_numbers", 2))
def test_a_document_number_is_read_whole(text: str, number: str) -> None:
    match = match_number(text)
    assert (tidy_number(match.group()) if match else "") == number


@pytest.mark.parametrize(("title", "kind", "first", "last"), cases("titles", 4))
def test_a_title_says_kind_and_years(title: str, kind: str, first: str, last: str) -> None:
    assert ends_title(title)
    assert kind_of_title(title) == kind
    assert period_of(title) == ((int(first), int(last)) if first else None)


@pytest.mark.parametrize("line", ["厦门市数据管理局", "为贯彻落实，制定如下", "一类企业", "办事处", "保障"])
def test_a_line_without_a_word_for_a_paper_ends_no_title(line: str) -> None:
    assert not ends_title(line)


def test_a_carrier_is_told_from_a_notice_of_its_own() -> None:
    assert is_carrier("厦门市经济和信息化局关于印发《厦门市行动计划》的通知")
    assert is_carrier("国务院办公厅转发国家发展改革委指导意见的通知")
    assert not is_carrier("关于促进政府采购公平竞争优化营商环境的通知")
    assert not is_carrier("厦门市行动计划")


def test_a_draft_says_so_in_brackets() -> None:
    assert is_draft("中山市行动计划(2019—2021年)(征求意见稿)")
    assert is_draft("某条例（草案）")
    assert not is_draft("某办法（试行）")


def test_marks_around_a_title_and_spaces_inside_are_left_out() -> None:
    assert tidy("《关于加快建设科技创新中心的意见》（简称22条意见）") == "关于加快建设科技创新中心的意见"
    assert tidy("政 府 工 作 报 告") == "政府工作报告"
    assert tidy("《甲政策》第四条实施细则") == "《甲政策》第四条实施细则"
    assert tidy("广州市黄埔区 广州开发区加快产业发展细则") == "广州市黄埔区 广州开发区加快产业发展细则"


@pytest.mark.parametrize(
    "line",
    ["（2019—2021年）", "(征求意见稿)", "（试行）", "（2020年修订）", "（2021－2025年）（征求意见稿）", "2019-2021年"],
)
def test_years_and_marks_in_brackets_belong_to_the_title_above(line: str) -> None:
    assert belongs_under_title(line)


@pytest.mark.parametrize("line", ["（此件公开发布）", "（一）指导思想", "2019年1月22日", "厦门市（试行）区", "（）"])
def test_other_lines_do_not_belong_to_the_title_above(line: str) -> None:
    assert not belongs_under_title(line)


def test_the_word_lists_agree_with_the_vocabulary_and_the_table_of_places() -> None:
    codes = {code for code, _, _ in rows("regions")}
    assert set(mapping("regions", "zones").values()) <= codes
    assert {state for _, _, state in rows("regions")} == {"current", "former"}
    assert set(mapping("document_types", "endings").values()) <= set(DOC_TYPES)
    assert set(mapping("validity", "events").values()) == {"printed", "issued", "effective"}
    assert {len(code) for code in codes} == {6}


def test_a_missing_table_is_one_clear_sentence() -> None:
    with pytest.raises(UsageError, match=r"config/lexicon/nowhere\.tsv: the file is unreadable"):
        rows("nowhere")


@pytest.mark.parametrize(("line", "role"), cases("roles", 2))
def test_a_line_has_the_role_its_words_give_it(line: str, role: str) -> None:
    found = role_of(line)
    assert (found.value if found else "") == role
