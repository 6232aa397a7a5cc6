from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import parsers
from flows import revision
from schemas.spec import ID_PATTERN

DISTRIBUTIONS = {"pdfminer": "pdfminer.six", "charset_normalizer": "charset-normalizer", "PIL": "pillow"}
NOT_READERS = {"pyarrow"}  # holds the rows; does not decide what they say


@pytest.fixture(autouse=True)
def uncached():
    revision.parser_revision.cache_clear()
    yield
    revision.parser_revision.cache_clear()


def fresh() -> str:
    revision.parser_revision.cache_clear()
    return revision.parser_revision()


def test_it_is_an_id_and_does_not_change_by_itself():
    import re

    assert re.fullmatch(ID_PATTERN, fresh())
    assert fresh() == fresh()


@pytest.mark.parametrize("what", ["code", "lexicon", "library", "python"])
def test_it_changes_with(what, monkeypatch):
    before = fresh()
    if what == "code":
        monkeypatch.setattr(revision, "_modules", lambda folder: [("a.py", b"new")])
    elif what == "lexicon":
        monkeypatch.setattr(revision, "lexicon_files", lambda: {"units.toml": b"new"})
    elif what == "library":
        monkeypatch.setattr(revision, "_version", lambda name: "0")
    else:
        monkeypatch.setattr(sys, "version_info", (3, 99))
    assert fresh() != before


def test_every_module_of_the_parsers_counts():
    from importlib.resources import files

    names = {name for name, _ in revision._modules(files("parsers"))}
    folder = Path(parsers.__file__).parent
    assert names == {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}


def test_every_library_that_parsers_import_counts():
    imported = set()
    for path in Path(parsers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    foreign = imported - sys.stdlib_module_names - {"parsers", "schemas", "config"} - NOT_READERS
    assert {DISTRIBUTIONS.get(name, name) for name in foreign} <= set(revision.READER_LIBRARIES)
