"""Files of the shared corpus through the real command line: parsed, or quarantined with a reason; nothing else.

Each sixteenth file is read, all of them with --whole-corpus (some seven minutes, most of them recognising scans).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from schemas.errors import ErrorCode
from tests.tools import corpus_outcomes

CORPUS = Path(os.environ.get("ZHENGCE_SHARED") or Path(__file__).parents[3] / "shared") / "corpus"
OWN_MEMORY, READER_MEMORY = 1_000_000_000, 2_000_000_000
ALLOWED = {"parsed", *ErrorCode} - {ErrorCode.CRASHED, ErrorCode.TIMED_OUT, ErrorCode.OUT_OF_MEMORY}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared corpus beside the checkout; set ZHENGCE_SHARED")
def test_every_file_ends_as_tables_or_with_a_reason(request, tmp_path):
    names = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
    folder = CORPUS
    if not request.config.getoption("--whole-corpus"):
        names, folder = names[::16], tmp_path / "corpus"
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CORPUS / name, folder / name)
    outcomes = corpus_outcomes.run(folder)
    print(corpus_outcomes.report(outcomes))
    found = set(names)
    assert {name for name, _, _ in outcomes.files} == found
    assert not [file for file in outcomes.files if file[1] not in ALLOWED]
    assert all(message.endswith(".") for _, code, message in outcomes.files if code != "parsed")
    assert outcomes.exit_code == 1  # some are quarantined; the run itself went well
    assert "Traceback" not in outcomes.stderr
    assert 0 < outcomes.own_peak < OWN_MEMORY
    assert 0 < outcomes.reader_peak < READER_MEMORY
