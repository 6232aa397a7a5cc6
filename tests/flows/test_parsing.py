from __future__ import annotations

import os
import re
import time
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import pool
from flows.discover import Source
from flows.packed import parse_packed, unpacked
from flows.parse import FILE_BYTES, Limits, batches_of, parse_file
from flows.pool import parse_batch, parse_batches
from parsers.document import revision_of
from schemas.records import Fingerprint
from schemas.vocabulary import SourceStatus
from tests.flows import hazards
from tests.flows.hazards import REVISION, job


def sources(folder: Path) -> list[Source]:
    return [Source(path.name, path, path.stat().st_size) for path in sorted(folder.rglob("*.*"))]


@given(st.lists(st.integers(0, 5_000)), st.integers(1, 10_000))
def test_batches_hold_every_source_once_in_order_and_keep_to_their_size(sizes, limit):
    found = [Source(str(number), Path(str(number)), size) for number, size in enumerate(sizes)]
    batches = list(batches_of(found, limit))
    assert [source for batch in batches for source in batch] == found
    assert all(len(batch) == 1 or sum(source.size + FILE_BYTES for source in batch) <= limit for batch in batches)


def test_a_file_whose_revision_is_current_is_not_parsed(papers):
    source = sources(papers)[0]
    revision = revision_of(Fingerprint.of(source.path.read_bytes()), REVISION)
    assert parse_batch((source,), job({source.uri: revision})) == [None]
    (parsed,) = parse_batch((source,), job({source.uri: "another"}))
    assert (parsed.status, parsed.revision) == (SourceStatus.PARSED, revision)


def test_a_file_that_is_gone_is_quarantined():
    parsed = parse_file(Source("a/b.txt", Path("nowhere.txt"), 0), job())
    assert (parsed.status, parsed.error_code) == (SourceStatus.QUARANTINED, "unreadable")
    assert "nowhere.txt cannot be read (No such file or directory)" in parsed.error_message


def test_a_file_that_changes_while_it_is_read_is_read_again_or_set_aside(papers, monkeypatch):
    source, real, calls = sources(papers)[0], os.fstat, []

    def fstat(handle):
        if len(calls) < most:
            with source.path.open("a", encoding="utf-8") as file:
                file.write("又")
        calls.append(handle)
        return real(handle)

    monkeypatch.setattr("flows.parse.os.fstat", fstat)
    most = 2
    parsed = parse_file(source, job())
    assert parsed.status is SourceStatus.PARSED
    assert parsed.revision == revision_of(Fingerprint.of(source.path.read_bytes()), REVISION)
    most, calls = 100, []
    assert parse_file(source, job()).error_message.endswith("changes while it is read; run again when it is complete.")


@pytest.mark.timeout(20)
def test_a_pipe_that_took_a_files_place_is_not_waited_for(papers):
    source = sources(papers)[0]
    source.path.unlink()
    os.mkfifo(source.path)
    assert parse_file(source, job()).error_code == "not_a_file"
    assert parse_batch((source,), job({source.uri: "known"}))[0].error_code == "not_a_file"


def test_a_file_over_the_limit_is_quarantined_unread(papers):
    parsed = parse_file(sources(papers)[0], job(max_file_bytes=10))
    assert parsed.error_code == "too_large"
    assert "more than the allowed 10" in parsed.error_message
    assert "max_file_bytes" in parsed.error_message


def test_a_mistake_of_the_parser_sets_one_file_aside(papers, monkeypatch):
    from parsers import document

    real = document.parse_source

    def parse(data, *, source_uri, **rest):
        if source_uri.endswith(".md"):
            raise ZeroDivisionError("Traceback: somewhere\n  in a library\na  mistake\n")
        return real(data, source_uri=source_uri, **rest)

    monkeypatch.setattr(document, "parse_source", parse)
    by_code = {parsed.error_code: parsed for parsed in parse_batch(tuple(sources(papers)), job())}
    assert set(by_code) == {None, "crashed"}
    assert "(ZeroDivisionError: a mistake)" in by_code["crashed"].error_message


def test_a_library_without_memory_is_no_mistake_of_the_parsers(papers, monkeypatch):
    def parse(*_, **__):
        raise RuntimeError("Non-zero status code: std::bad_alloc")

    monkeypatch.setattr("parsers.document.parse_source", parse)
    paper = sources(papers)[0]
    assert fates([(paper,)], job()) == {paper.uri: "out_of_memory"}


def fates(batches, job, processes=2):
    """The error code of each file by its URI, in the order in which they come."""
    results = list(parse_batches(batches, job, processes))
    assert {batch for batch, _ in results} == set(batches)
    return {source.uri: one.error_code for batch, parsed in results for source, one in zip(batch, parsed, strict=True)}


def named(paper: Path, *names: str) -> tuple[Source, ...]:
    """The paper under several names; those of hazards are given a size of their own, see `hanging_ends_after`."""
    size = {name: 7 for name in names if name.endswith(".md")}
    return tuple(Source(name, paper, size.get(name, 400)) for name in names)


def hanging_ends_after(seconds: int, monkeypatch) -> None:
    """Let hazards hang so long, and give papers all the time that a busy machine may take."""
    monkeypatch.setattr(Limits, "seconds_for", lambda self, size: seconds if size == 7 else 120)


@pytest.fixture
def apart(monkeypatch):
    """No file is so small that it is parsed in this process."""
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)


@pytest.mark.parametrize(
    ("hazard", "code", "words"),
    [
        ("fault", "crashed", "its process ended with SIGSEGV"),
        ("be_killed", "crashed", "its process ended with SIGKILL"),
        ("hang", "timed_out", "longer than the allowed 2 seconds; raise seconds_per_file"),
        ("grow", "out_of_memory", "more than the allowed 300,000,000 bytes of memory; raise memory_per_file"),
    ],
)
def test_a_file_that_ruins_its_process_is_set_aside_and_the_others_are_parsed(papers, monkeypatch, hazard, code, words):
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)
    monkeypatch.setattr(pool, "parse_packed", hazards.parse)
    if code == "timed_out":
        hanging_ends_after(2, monkeypatch)
    paper = sources(papers)[0].path
    files = named(paper, "a", f"x/{hazard}.md", "b", "c")
    job = hazards.job(memory_per_file=300_000_000)
    results = {s.uri: p for b, r in parse_batches([files], job, 1) for s, p in zip(b, r, strict=True)}
    assert {uri: parsed.error_code for uri, parsed in results.items()} == {
        "a": None, f"x/{hazard}.md": code, "b": None, "c": None
    }  # fmt: skip
    lost = results[f"x/{hazard}.md"]
    assert words in lost.error_message
    # Its bytes are known, so that it is not tried again until they or the parser change.
    assert lost.revision == revision_of(Fingerprint.of(paper.read_bytes()), REVISION)


def test_a_crash_that_may_be_a_neighbours_fault_is_tried_once_more_in_a_new_process(papers, apart, monkeypatch):
    read = []

    class Worker(pool.Worker):
        def do(self, task, seconds):
            read.append(" ".join(source.uri for source in task[0]))
            return super().do(task, seconds)

    monkeypatch.setattr(pool, "Worker", Worker)
    monkeypatch.setattr(pool, "parse_packed", hazards.parse)
    hanging_ends_after(1, monkeypatch)
    files = named(sources(papers)[0].path, "fault.md", "a", "fault.md", "hang.md", "b")
    list(parse_batches([files], job(), 1))
    assert read == ["fault.md a fault.md hang.md b", "fault.md", "a", "fault.md", "fault.md", "hang.md", "b"]


@pytest.mark.long
def test_a_hung_file_holds_no_other_batch_up(papers, apart, monkeypatch):
    monkeypatch.setattr(pool, "parse_packed", hazards.parse)
    hanging_ends_after(15, monkeypatch)
    batches = [(source,) for source in named(sources(papers)[0].path, "hang.md", "a", "b")]
    order = list(fates(batches, job()).items())
    assert order == [("a", None), ("b", None), ("hang.md", "timed_out")]


def test_a_batch_is_waited_for_by_one_of_its_files(monkeypatch):
    pending = [(name, [Future() for _ in range(200)]) for name in ("first", "second")]
    unread = iter([future for _, futures in pending for future in futures])
    waited_for = []

    def wait(futures, **_):
        waited_for.extend(futures)
        while not any(future.done() for future in futures):
            next(unread).set_result([None])

    monkeypatch.setattr(pool, "wait", wait)
    assert [batch for batch, _ in pool._done(pending, at_most=0)] == ["first", "second"]
    assert len(waited_for) == 3  # of both, then of the second; by each file it would be some forty thousand


def test_ending_early_ends_the_processes(papers, apart, monkeypatch):
    monkeypatch.setattr(pool, "parse_packed", hazards.parse)
    batches = [(source,) for source in named(sources(papers)[0].path, "a", "hang.md", "b", "c")]
    results = parse_batches(batches, job(), 2)
    next(results)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 10


def test_plain_text_of_a_small_run_needs_no_process_and_anything_else_has_one(papers, monkeypatch):
    (papers / "scan.pdf").write_bytes(b"%PDF-1.7")
    (papers / "named.txt").write_bytes(b"%PDF-1.7")
    apart = []
    monkeypatch.setattr(pool.Readers, "submit", lambda self, bundle: apart.extend(bundle) or pool._done_already(None))
    list(parse_batches([tuple(sources(papers))], job(), 2))
    assert sorted(source.uri for source in apart) == ["named.txt", "scan.pdf"]


def test_text_that_takes_too_long_in_this_process_is_set_aside(papers, monkeypatch):
    from parsers import document

    def parse(*_, **__):
        while True:
            with suppress(Exception):  # as a reader may
                re.match("(a+)+$", "a" * 40 + "b")

    monkeypatch.setattr(document, "parse_source", parse)
    monkeypatch.setattr(Limits, "seconds_for", lambda self, size: 1)
    paper = sources(papers)[0]
    assert fates([(paper,)], job()) == {paper.uri: "timed_out"}


def test_small_files_of_text_are_read_together_and_any_other_alone(papers):
    names = ["a.txt", "b.md", "c.pdf", "d.docx", "e.txt", "f", "g.txt", "h.txt"]
    size = {"g.txt": 200_000}
    found = [Source(name, papers / name, size.get(name, 3_000)) for name in names]
    bundles = [[source.uri for source in bundle] for bundle in pool.bundles_of(found)]
    assert bundles == [["a.txt", "b.md"], ["c.pdf"], ["d.docx"], ["e.txt", "f"], ["g.txt"], ["h.txt"]]


def test_files_that_are_read_together_give_what_each_gives_alone(papers):
    (papers / "empty.txt").write_bytes(b"")
    (papers / "binary.txt").write_bytes(bytes(range(256)) * 9)
    found = (*sources(papers), Source("gone.txt", papers / "gone.txt", 9))
    told = []
    together = unpacked(*parse_packed((found, job()), told.append))
    alone = [parse_file(source, job()) for source in found]
    assert together == alone
    assert {one.error_code for one in alone} > {None, "unreadable"}
    assert told == [Fingerprint.of(source.path.read_bytes()) for source in found[:-1]]


def test_processes_give_what_this_process_gives(papers, monkeypatch):
    batches = [(source,) for source in sources(papers)]
    here = {batch[0].uri: dict(parsed[0].tables) for batch, parsed in parse_batches(batches, job(), 2)}
    monkeypatch.setattr(pool, "SMALL_RUN_BYTES", 0)
    apart = {batch[0].uri: dict(parsed[0].tables) for batch, parsed in parse_batches(batches, job(), 2)}
    assert here == apart
    assert all(
        table.schema.equals(apart[uri][name].schema, check_metadata=True)
        for uri, tables in here.items()
        for name, table in tables.items()
    )


@pytest.mark.parametrize(("processes", "least"), [(3, 3), (0, 1)])
def test_zero_processes_are_one_a_core(processes, least):
    assert pool.worker_count(processes) >= least
