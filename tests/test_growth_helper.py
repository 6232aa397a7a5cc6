"""The measure of growth itself: what is quadratic fails however short its input, what is linear passes."""

from __future__ import annotations

import re

import pytest

from tests.growth import assert_linear


def test_what_grows_with_the_square_fails() -> None:
    with pytest.raises(AssertionError, match="times as long"):
        assert_linear(lambda times: re.findall("《[^》]*》", "《" * times), 1_500)


def test_what_grows_with_the_input_passes() -> None:
    assert_linear(lambda times: re.findall("《[^《》]*》", "《甲》" * times), 1_500)
