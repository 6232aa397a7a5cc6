"""From when and how long a paper is in force: one sentence a case, issued 2020-06-01 and printed 2020-06-04."""

from datetime import date

import pytest

from parsers.metadata.validity import read_validity
from tests.parsers.cases_of import cases

ISSUED, PRINTED = date(2020, 6, 1), date(2020, 6, 4)


@pytest.mark.parametrize(("sentence", "effective", "expiry", "first", "last"), cases("validity", 5))
def test_a_sentence_says_when_a_paper_is_in_force(
    sentence: str, effective: str, expiry: str, first: str, last: str
) -> None:
    found = read_validity([sentence], title="某办法", issued=ISSUED, printed=PRINTED)
    days = (found.effective_date, found.expiry_date, found.effective_from, found.effective_to)
    assert tuple(str(day or "") for day in days) == (effective, expiry, first, last)
    if any((effective, expiry, first, last)):
        assert found.words is not None
        assert found.words in sentence
    else:
        assert found.words is None


def test_nothing_is_resolved_without_the_day_it_counts_from() -> None:
    found = read_validity(["本政策自印发之日起30日后正式施行，有效期四年。"], title="某政策")
    assert (found.effective_from, found.effective_to) == (None, None)
    assert found.words == "本政策自印发之日起30日后正式施行，有效期四年。"


def test_a_plans_years_are_no_days_in_force() -> None:
    found = read_validity(["规划期限为2017~2022年。"], title="某规划")
    assert found.years == (2017, 2022)
    assert found.effective_from is None


def test_another_papers_days_are_not_its_own() -> None:
    found = read_validity(["《某条例》自2019年1月1日起施行。", "《某办法》自2020年1月1日起施行。"], title="某办法")
    assert found.effective_date == date(2020, 1, 1)
