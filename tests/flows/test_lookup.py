from __future__ import annotations

import pytest

from flows.catalogue import rows
from flows.lookup import Meant, look_up, source_of
from flows.settings import load_settings
from schemas.errors import ErrorCode, UsageError

URI = "papers/厦门/通知.txt"


@pytest.fixture
def find(papers, zhengce, tmp_path):
    zhengce("run")
    published = tmp_path / "warehouse" / "published"
    return lambda asked: look_up(asked, published, load_settings())


@pytest.mark.parametrize("asked", ["papers/厦门/通知.txt", "./papers/厦门/../厦门/通知.txt"])
def test_a_path_or_uri_means_the_source(find, asked):
    assert find(asked) == Meant(URI)


def test_a_uri_is_found_when_the_file_is_gone(find, papers):
    (papers / "厦门" / "通知.txt").unlink()
    assert find(URI) == Meant(URI)
    with pytest.raises(UsageError, match="does not exist"):
        source_of(Meant(URI), load_settings())


def test_a_root_that_is_not_configured_is_said_to_be_missing():
    with pytest.raises(UsageError, match=r"other/a\.txt does not exist; .* roots in the settings"):
        source_of(Meant("other/a.txt"), load_settings())


def test_a_doc_id_or_part_of_a_title_means_the_document(find, tmp_path):
    documents = rows(tmp_path / "warehouse" / "published", "documents", where={"source_uri": URI})
    expected = Meant(URI, documents[0]["doc_id"])
    for asked in (documents[0]["doc_id"], documents[0]["title"], "支持人工智能产业", "支持 人工智能 产业"):
        assert find(asked) == expected


def test_a_whole_title_wins_over_a_part_of_another(papers, zhengce, tmp_path):
    text = (papers / "厦门" / "通知.txt").read_text("utf-8")
    (papers / "2.txt").write_text(text.replace("的通知", "的通知（试行）"), "utf-8")
    zhengce("run")
    published = tmp_path / "warehouse" / "published"
    title = rows(published, "documents", where={"source_uri": URI})[0]["title"]
    assert look_up(title, published, load_settings()).source_uri == URI


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ("没有的文件", ErrorCode.NOT_FOUND, "No document matches '没有的文件'"),
        ("", ErrorCode.NOT_FOUND, "No document matches ''"),
        ("人民政府", ErrorCode.AMBIGUOUS, "'人民政府' matches 2 documents: .*福州.*; give a doc_id"),
    ],
)
def test_what_is_not_one_document_is_one_sentence(find, asked, code, words):
    with pytest.raises(UsageError, match=words) as caught:
        find(asked)
    assert caught.value.code is code
