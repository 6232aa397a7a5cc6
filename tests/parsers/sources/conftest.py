"""What the tests of readers share."""

from __future__ import annotations

import pytest

from parsers.sources import ocr


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as where the extra that recognises characters is not installed."""
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
