from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.discover import discover, path_of, source_uri
from flows.setting_values import Root
from flows.settings import load_settings
from schemas.errors import ErrorCode, UsageError


def uris(found):
    return [source.uri for source in found.sources]


def test_roots_are_searched_where_no_path_is_given(papers):
    assert uris(discover(load_settings())) == ["papers/厦门/通知.txt", "papers/福州/通知.md"]


@pytest.mark.parametrize("way", ["file", "relative", "folder", "root", "dotted", "linked"])
def test_a_file_has_one_uri_however_it_is_named(papers, tmp_path, way):
    link = tmp_path / "link"
    link.symlink_to(papers)
    named = {
        "file": papers / "厦门" / "通知.txt",
        "relative": Path("papers/厦门/通知.txt"),
        "folder": papers / "厦门",
        "root": papers,
        "dotted": papers / "福州" / ".." / "厦门" / "通知.txt",
        "linked": link / "厦门" / "通知.txt",
    }[way]
    assert uris(discover(load_settings(), [named]))[0] == "papers/厦门/通知.txt"


def test_files_that_no_pattern_matches_are_counted_and_others_are_not(papers):
    for name in ("a.CSV", "厦门/b.csv", "厦门/名单", ".hidden", "厦门/通知.txt.corrections.toml", "c.zip"):
        (papers / name).write_text("x", "utf-8")
    found = discover(load_settings(), [papers, papers / "c.zip"])
    assert found.unasked == {".csv": 2, "名单": 1}
    assert len(uris(found)) == 3


def test_a_file_outside_every_root_keeps_its_whole_path(tmp_path):
    outside = tmp_path / "other" / "文件.txt"
    outside.parent.mkdir()
    outside.write_text("x", "utf-8")
    expected = f"file{outside}"
    assert uris(discover(load_settings(), [outside])) == [expected]
    assert uris(discover(load_settings(), [outside.parent])) == [expected]
    assert path_of(expected, load_settings().roots) == outside


def test_the_innermost_root_counts(papers):
    roots = (Root("all", papers, ()), Root("city", papers / "厦门", ()))
    assert source_uri(papers / "厦门" / "通知.txt", roots) == "city/通知.txt"
    assert source_uri(papers / "厦门" / "通知.txt", roots[::-1]) == "city/通知.txt"


def test_a_name_in_another_normal_form_has_the_nfc_uri_and_is_found_again(papers):
    decomposed = normalize("NFD", "é.txt")
    (papers / decomposed).write_text("x", "utf-8")
    uri = source_uri(papers / decomposed, load_settings().roots)
    assert uri == "papers/\u00e9.txt"
    assert path_of(uri, load_settings().roots).name == decomposed


def test_two_names_that_differ_in_normal_form_alone_are_a_problem(papers):
    for name in ("\u00e9.txt", normalize("NFD", "\u00e9.txt")):
        (papers / name).write_text("x", "utf-8")
    if len(list(papers.glob("*.txt"))) < 2:
        pytest.skip("this file system does not tell normal forms apart")
    found = discover(load_settings())
    assert len(found.sources) == 3
    assert "the form of its characters" in found.problems[0].message


def test_case_of_the_extension_does_not_matter(papers):
    (papers / "A.TXT").write_text("x", "utf-8")
    assert "papers/A.TXT" in uris(discover(load_settings()))


def test_a_root_keeps_its_own_patterns(papers):
    settings = load_settings(overrides={"roots": {"papers": {"folder": str(papers), "patterns": ["**/*.md"]}}})
    assert uris(discover(settings)) == uris(discover(settings, [papers])) == ["papers/福州/通知.md"]
    assert len(discover(settings, [papers / "厦门"]).sources) == 1  # a folder below has the general patterns


def test_a_missing_path_among_others_is_reported_and_the_others_are_found(papers):
    found = discover(load_settings(), [Path("nowhere.txt"), papers])
    assert len(found.sources) == 2
    assert [problem.code for problem in found.problems] == [ErrorCode.MISSING]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("nowhere", ErrorCode.MISSING, "nowhere does not exist"),
        ("empty", ErrorCode.NO_SOURCES, "No file was found under .*empty for the patterns .*pdf"),
    ],
)
def test_nothing_found_is_one_sentence(tmp_path, name, code, words):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=words) as caught:
        discover(load_settings(), [tmp_path / name])
    assert caught.value.code is code


def test_no_root_at_all_is_one_sentence():
    with pytest.raises(UsageError, match="No file was found under any root"):
        discover(load_settings(overrides={"roots": {}}))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1), min_size=1, max_size=4))
def test_the_path_of_a_uri_has_that_uri(parts):
    parts = [normalize("NFC", part) for part in parts if part not in (".", "..")] or ["x"]
    roots = (Root("a", Path("/papers"), ()), Root("b", Path("/papers/inner"), ()))
    path = Path("/papers", *parts)
    assert path_of(source_uri(path, roots), roots) == path
