from __future__ import annotations

import json

import pytest

from tests.scorecard import COMMITTED, Scorecard, compare, rows_by_layer

PRINTED = """layer     gold  found       P       R      F1
money       221    220   1.000   0.995   0.998
   missed  000  {'quote': '5万元'}  []
   extra   001  {'quote': '6万元'}
documents.title      11     11   1.000   1.000   1.000
"""


def card(f1: float, *errors: str) -> Scorecard:
    figures = {"gold": 2, "found": 2, "precision": f1, "recall": f1, "f1": f1}
    return Scorecard({"money": figures}, {"money": list(errors)})


def test_rows_are_read_under_their_layer():
    rows = rows_by_layer(PRINTED)
    assert rows["money"] == ["extra   001  {'quote': '6万元'}", "missed  000  {'quote': '5万元'}  []"]
    assert rows["documents.title"] == []


@pytest.mark.parametrize(("before", "after", "lost"), [(0.9, 1.0, False), (1.0, 1.0, False), (1.0, 0.9, True)])
def test_a_layer_that_falls_is_a_loss(before, after, lost, capsys):
    assert compare(card(before), card(after)) is lost


def test_gains_and_losses_are_named_by_row(capsys):
    compare(card(0.9, "missed a", "missed b"), card(0.9, "missed b", "extra c"))
    printed = capsys.readouterr().out
    assert "mended: missed a" in printed
    assert "broken: extra c" in printed
    assert "missed b" not in printed


def test_a_layer_that_is_gone_is_a_loss():
    assert compare(card(1.0), Scorecard({}, {})) is True


def test_the_committed_scorecard_is_one():
    assert json.loads(COMMITTED.read_text("utf-8")).keys() == {"figures", "errors"}
