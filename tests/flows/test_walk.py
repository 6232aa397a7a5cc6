from __future__ import annotations

import os
import socket
import subprocess
import sys
from ctypes import CDLL
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.discover import discover, path_of, source_uri
from flows.setting_values import Root
from flows.settings import load_settings
from flows.walk import walk
from schemas.errors import ErrorCode
from tests.flows.conftest import notice

ODD_NAMES = {
    "new line": "通知\n公告.txt".encode(),
    "bytes that are no UTF-8": b"\xcd\xa8\xd6\xaa.txt",
    "a backslash that looks like an escape": rb"a\x0a.txt",
    "spaces at the ends": b" a .txt",
    "emoji, right to left and zero width": "📄\u202e\u200b.txt".encode(),
    "beyond the basic plane": "𠮷.txt".encode(),
    "decomposed": b"e\xcc\x81.txt",
    "a leading hyphen": b"-rf.txt",
    "shell and glob signs": b"[a]*?$(x);'\"<&>.txt",
    "as long as a name may be": b"a" * 251 + b".txt",
    "a delete sign": b"a\x7f.txt",
    "percent signs": b"%E9%80%9A.txt",
}


def refusals(found):
    return {Path(source.uri).name: source.refusal for source in found.sources if source.refusal}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_any_name_has_a_uri_of_valid_text_that_leads_back_and_is_run(papers, zhengce, name):
    path = os.fsdecode(os.fsencode(papers) + b"/" + name)
    Path(path).write_text(notice("三明"), "utf-8")
    settings = load_settings()
    (source,) = (source for source in discover(settings).sources if source.path == Path(path))
    assert source.uri.encode("utf-8").isascii() or source.uri.isprintable() or "\u202e" in source.uri
    assert len(source.uri.splitlines()) == 1
    assert path_of(source.uri, settings.roots) == Path(path)
    result = zhengce("run")
    assert result.exit_code == 0, result.output
    assert zhengce("rerun", source.uri).exit_code == 0


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=3))
def test_the_path_of_a_uri_has_that_uri_whatever_the_bytes_of_its_name(parts):
    names = [os.fsdecode(part.replace(b"/", b"-").replace(b"\0", b"0")) for part in parts]
    path = Path("/papers", *(name for name in names if name not in (".", "..")), "x")
    roots = (Root("a", Path("/papers"), ()),)
    uri = source_uri(path, roots)
    uri.encode("utf-8")
    assert source_uri(path_of(uri, roots), roots) == uri


def test_two_names_have_two_uris(papers):
    for name in (rb"\x0a", b"\n", rb"\x5cx0a", rb"\xff", b"\xff", rb"\x5c"):
        Path(os.fsdecode(os.fsencode(papers) + b"/" + name + b".txt")).write_text("x", "utf-8")
    found = discover(load_settings())
    assert len({source.uri for source in found.sources}) == 8
    assert not found.problems


def test_a_link_out_of_the_folder_is_refused_unless_the_settings_allow_it(papers, tmp_path):
    outside = tmp_path / "secret" / "通知.txt"
    outside.parent.mkdir()
    outside.write_text(notice(), "utf-8")
    (papers / "link.txt").symlink_to(outside)
    (papers / "folder").symlink_to(outside.parent)
    found = discover(load_settings())
    assert {name: error.code for name, error in refusals(found).items()} == {"link.txt": ErrorCode.LINKED_OUTSIDE}
    assert f"links to {outside}, outside the folder {papers}" in refusals(found)["link.txt"].message
    assert [problem.code for problem in found.problems] == [ErrorCode.LINKED_OUTSIDE]
    allowed = discover(load_settings(overrides={"follow_links": True}))
    assert not refusals(allowed)
    assert not allowed.problems
    assert [source.uri for source in allowed.sources if "厦" not in source.uri and "福" not in source.uri] == [
        "papers/folder/通知.txt",
        "papers/link.txt",
    ]


def test_a_refused_link_is_quarantined_and_its_target_is_not_read(papers, tmp_path, zhengce):
    outside = tmp_path / "secret.txt"
    outside.write_text("机密", "utf-8")
    (papers / "link.txt").symlink_to(outside)
    result = zhengce("run")
    assert result.exit_code == 1
    assert "secret.txt, outside the folder" in " ".join(result.output.split())
    assert zhengce("sql", "select count(*) from texts where text like '%机密%'", "--csv").output.split()[-1] == "0"


def test_links_that_stay_inside_are_read_and_a_link_named_itself_is_too(papers, tmp_path):
    (papers / "same.txt").symlink_to(papers / "厦门" / "通知.txt")
    (papers / "again").symlink_to(papers / "厦门")
    found = discover(load_settings())
    assert not refusals(found)
    assert not found.problems
    assert [source.uri for source in found.sources] == [
        "papers/same.txt",
        "papers/厦门/通知.txt",
        "papers/福州/通知.md",
    ]
    link = tmp_path / "elsewhere.txt"
    link.symlink_to(papers / "厦门" / "通知.txt")
    assert [source.refusal for source in discover(load_settings(), [link]).sources] == [None]


def test_loops_of_links_end(papers):
    (papers / "loop.txt").symlink_to(papers / "loop.txt")
    (papers / "up").symlink_to(papers)
    (papers / "厦门" / "up").symlink_to(papers)
    for follow in (False, True):
        found = discover(load_settings(overrides={"follow_links": follow}))
        assert len(found.sources) == 3
        assert "Too many levels of symbolic links" in refusals(found)["loop.txt"].message


def test_what_is_no_file_is_refused_and_never_waited_for(papers, zhengce):
    os.mkfifo(papers / "pipe.txt")
    (papers / "folder.txt").mkdir()
    (papers / "folder.txt" / "inner.txt").write_text(notice("三明"), "utf-8")
    (papers / "device.txt").symlink_to("/dev/zero")
    address = os.path.relpath(papers / "socket.txt")  # addresses are short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        result = zhengce("run", "--set", "follow_links=yes")
    assert result.exit_code == 1
    for words in ("pipe.txt is a named pipe", "socket.txt is a socket", "device.txt is a device"):
        assert words in " ".join(result.output.split())
    assert zhengce("sql", "select count(*) from documents", "--csv").output.split()[-1] == "3"
    assert zhengce("run", papers / "pipe.txt").exit_code == 1


@pytest.mark.parametrize("patterns", [["**/*.txt"], ["*.txt"], ["*/*"], ["**/[ab]?.TXT", "b/**"], ["**/*"], ["[!a]*"]])
def test_files_are_those_that_globs_find(tmp_path, patterns):
    for name in ("a.txt", "b/c.txt", "b/ab.TXT", "b/d/e.txt", ".hidden/f.txt", "b/.g.txt", "aa.md", "b/d/[x].txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    expected = {path for pattern in patterns for path in tmp_path.glob(pattern) if path.is_file()}
    if "b/**" in patterns:  # Path.glob gives folders alone for it
        expected |= {path for path in (tmp_path / "b").rglob("*") if path.is_file()}
    found = {item.path for item in walk(tmp_path, patterns, within=[], follow_links=False) if item.is_asked}
    assert {path for path in found if path.suffix != ".TXT"} == {path for path in expected if path.suffix != ".TXT"}


def test_a_deep_tree_is_searched(tmp_path):
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("x", "utf-8")
    assert [item.path for item in walk(tmp_path, ["**/*.txt"], within=[], follow_links=False)] == [deep / "a.txt"]


def test_a_large_sparse_file_is_refused_unread(papers, zhengce):
    with (papers / "large.txt").open("wb") as file:
        file.truncate(10_000_000_000)
    result = zhengce("run")
    assert result.exit_code == 1
    assert "10,000,000,000 bytes, more than the allowed 200,000,000" in " ".join(result.output.split())


@pytest.mark.parametrize("name", ["x" * 300 + ".txt", "厦门/通知.txt/inner.txt"])
def test_a_name_that_no_file_can_have_is_one_sentence(papers, zhengce, name):
    result = zhengce("run", papers / name)
    assert (result.exit_code, "does not exist" in result.output) == (2, True)
    assert zhengce("show", "关于" * 200).exit_code == 2


def give_up_reading_everything():
    """Take from the superuser what lets it read files whose modes forbid it; called between fork and exec."""
    drop_from_bounding_set = 24  # PR_CAPBSET_DROP
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if CDLL(None).prctl(drop_from_bounding_set, capability):
            raise PermissionError


def test_what_may_not_be_read_is_said_and_the_rest_is_read(papers):
    (papers / "private.txt").write_text(notice("三明"), "utf-8")
    (papers / "private.txt").chmod(0)
    (papers / "private.pdf").write_bytes(b"%PDF-1.7")
    (papers / "private.pdf").chmod(0)
    (papers / "closed").mkdir(mode=0)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "flows", "run"],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            preexec_fn=give_up_reading_everything if os.getuid() == 0 else None,
        )
    except subprocess.SubprocessError:
        pytest.skip("the superuser may read everything here")
    finally:
        (papers / "closed").chmod(0o755)
    output = " ".join((result.stdout + result.stderr).split())
    assert result.returncode == 1
    for name in ("private.txt", "private.pdf", "closed"):
        assert f"{name} cannot be read (Permission denied); check its permissions" in output
    assert "Traceback" not in output
    assert "2 parsed" in output
