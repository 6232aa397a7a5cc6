from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parsers.sources.look_alikes import unify


def test_radicals_become_the_characters_they_look_like() -> None:
    assert unify("⼈⼯智能⻓⾜发展，⽀持⼩微企业100万元") == "人工智能长足发展，支持小微企业100万元"
    assert unify("⼈⺠政府，\uf9dd率") == "人民政府，利率"


def test_other_compatibility_characters_stay() -> None:
    kept = "①ⅠⅡ㈠％１２３ﬁ…－（）"
    assert unify(kept) == kept


@given(st.text())
def test_no_offset_moves(text: str) -> None:
    unified = unify(text)
    assert len(unified) == len(text)
    assert unify(unified) == unified
