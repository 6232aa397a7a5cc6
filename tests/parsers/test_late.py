"""A pattern that is compiled when it is first used finds what one compiled at once does."""

from __future__ import annotations

import re

import pytest

from parsers.late import LatePattern

TEXT = "奖励 20 万元，补贴 5 万元"


def test_nothing_is_compiled_before_the_first_use() -> None:
    unclosed = LatePattern("(")
    with pytest.raises(re.error):
        unclosed.search(TEXT)


@pytest.mark.parametrize("method", ["search", "match", "fullmatch", "finditer", "findall"])
@pytest.mark.parametrize("pattern", ["[0-9]+", "奖励", ".*", "无"])
def test_methods_find_the_same(pattern: str, method: str) -> None:
    late, plain = LatePattern(pattern), re.compile(pattern)
    for start in (0, 3):
        assert _shown(getattr(late, method)(TEXT, start)) == _shown(getattr(plain, method)(TEXT, start))


def test_sub_puts_the_same_in_place() -> None:
    assert LatePattern("[0-9]+").sub("几", TEXT, count=1) == "奖励 几 万元，补贴 5 万元"


def _shown(found: object) -> object:
    if isinstance(found, re.Match):
        return found.span(), found[0]
    return [_shown(one) for one in found] if hasattr(found, "__next__") else found
